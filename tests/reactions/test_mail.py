"""Mail: no header can be smuggled in, and each way of sending does what it says."""

import socketserver
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from marketplace.config import BadSetting, Settings
from marketplace.kernel.clock import FixedClock
from marketplace.reactions.letters import compose
from marketplace.reactions.mail import ConsoleMailer, FileMailer, Letter, SmtpMailer, UnsafeHeader, mailer_from

LETTER = Letter("someone@test.example", "标题", "正文", "<p>正文</p>", "1.abc@localhost")


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\x00", "\x0b"])
@pytest.mark.parametrize("field", ["to", "subject", "message_id"])
def test_a_line_break_in_a_header_is_refused(clock: FixedClock, tmp_path: Path, field: str, break_: str) -> None:
    value = getattr(LETTER, field) + f"{break_}Bcc: rival@test.example"
    with pytest.raises(UnsafeHeader):
        FileMailer(tmp_path, "a@test.example", clock).send(replace(LETTER, **{field: value}))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("address", ["", "nobody", "a@b.example, c@d.example", "a@b.example>, <c@d.example"])
def test_an_address_that_is_none_or_two_is_refused(clock: FixedClock, tmp_path: Path, address: str) -> None:
    with pytest.raises(UnsafeHeader):
        FileMailer(tmp_path, "a@test.example", clock).send(replace(LETTER, to=address))


def test_a_title_with_a_line_break_becomes_one_line(settings: Settings) -> None:
    letter = compose(
        settings, "zh", to="a@test.example", message_id="1", title="夜市\r\nBcc: rival@test.example", body="正文"
    )
    assert letter.subject == "夜市 Bcc: rival@test.example"


def test_links_come_from_the_settings_only(settings: Settings) -> None:
    letter = compose(
        replace(settings, base_url="https://market.example"), "zh", to="a@test.example", message_id="1", title="标题",
        body="正文", href="/projects/abc",
    )  # fmt: skip
    assert "https://market.example/projects/abc" in letter.text
    assert "https://market.example/projects/abc" in letter.html
    assert letter.message_id == "1@market.example"


def test_the_console_prints(clock: FixedClock, capsys: pytest.CaptureFixture[str]) -> None:
    ConsoleMailer("a@test.example", clock).send(LETTER)
    assert "Subject: 标题" in capsys.readouterr().out


class _Smtp(socketserver.StreamRequestHandler):
    """Just enough of a mail server."""

    received: list[str] = []

    def handle(self) -> None:
        """Speak."""
        self.wfile.write(b"220 test\r\n")
        data, in_data = [], False
        for raw in self.rfile:
            line = raw.decode().rstrip("\r\n")
            if in_data:
                in_data = line != "."
                data.append(line)
                if not in_data:
                    self.received.append("\n".join(data))
                    self.wfile.write(b"250 ok\r\n")
                continue
            in_data = line.upper() == "DATA"
            answer = b"354 go on" if in_data else b"221 bye" if line.upper() == "QUIT" else b"250 ok"
            self.wfile.write(answer + b"\r\n")
            if line.upper() == "QUIT":
                return


def test_smtp_hands_over(clock: FixedClock) -> None:
    _Smtp.received.clear()
    with socketserver.TCPServer(("127.0.0.1", 0), _Smtp) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        SmtpMailer(f"smtp://127.0.0.1:{server.server_address[1]}", "a@test.example", clock).send(LETTER)
        thread.join(10)
    assert "Message-ID: <1.abc@localhost>" in _Smtp.received[0]


def test_smtp_does_not_send_a_password_in_the_clear(clock: FixedClock) -> None:
    import smtplib  # noqa: PLC0415

    with socketserver.TCPServer(("127.0.0.1", 0), _Smtp) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        mailer = SmtpMailer(f"smtp://user:geheim@127.0.0.1:{server.server_address[1]}", "a@test.example", clock)
        with pytest.raises(smtplib.SMTPException, match="no TLS"):
            mailer.send(LETTER)
        thread.join(10)


def test_the_setting_chooses_the_mailer(settings: Settings, clock: FixedClock) -> None:
    assert isinstance(mailer_from(settings, clock), FileMailer)
    assert isinstance(mailer_from(replace(settings, mail_url="console:"), clock), ConsoleMailer)
    assert isinstance(mailer_from(replace(settings, mail_url="smtps://mail.example"), clock), SmtpMailer)
    with pytest.raises(BadSetting, match="MAIL_URL"):
        mailer_from(replace(settings, mail_url="smtp://"), clock)
