"""Send letters: to files, to the console or by SMTP. It must not decide who is told what."""

from __future__ import annotations

import hashlib
import smtplib
import sys
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from marketplace.config import BadSetting, Settings
from marketplace.kernel.clock import Clock

SMTP_TIMEOUT_SECONDS = 10


class UnsafeHeader(ValueError):
    """A header would hold a line break: somebody tries to write headers of their own."""


@dataclass(frozen=True)
class Letter:
    """One message to one person. `message_id` is the same at every try, so that a receiver can drop a second copy."""

    to: str
    subject: str
    text: str
    html: str
    message_id: str


class Mailer(Protocol):
    """Something that takes letters."""

    def send(self, letter: Letter) -> None:
        """Hand the letter over.

        :raises UnsafeHeader: where an address, subject or id holds a line break.
        :raises OSError: where it could not be handed over; try again later.
        """
        ...


def as_message(letter: Letter, sender: str, clock: Clock) -> EmailMessage:
    """Return the letter as a message with a text and an HTML part.

    :raises UnsafeHeader: where an address, subject or id holds a control character, or an address is none.
    """
    for value in (letter.to, letter.subject, letter.message_id, sender):
        if any(ord(character) < 32 or ord(character) == 127 for character in value):
            raise UnsafeHeader("a header holds a control character")
    message = EmailMessage()
    try:
        message["To"] = Address(addr_spec=letter.to)
        message["From"] = sender
        message["Subject"] = letter.subject
        message["Message-ID"] = f"<{letter.message_id}>"
    except (ValueError, IndexError) as error:
        raise UnsafeHeader("an address or a header cannot be written") from error
    message["Date"] = format_datetime(clock.now())
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message


class FileMailer:
    """Writes each letter as `.eml`; the same letter twice is one file."""

    def __init__(self, folder: Path, sender: str, clock: Clock) -> None:
        """Write into `folder`, which is made at the first letter."""
        self._folder, self._sender, self._clock = folder, sender, clock

    def send(self, letter: Letter) -> None:
        """Write the file, whole or not at all."""
        message = as_message(letter, self._sender, self._clock)
        self._folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(letter.message_id.encode()).hexdigest()[:24]
        part = self._folder / f".{name}.part"
        part.write_bytes(message.as_bytes())
        part.replace(self._folder / f"{name}.eml")


class ConsoleMailer:
    """Prints letters; for development."""

    def __init__(self, sender: str, clock: Clock) -> None:
        """Print as this sender."""
        self._sender, self._clock = sender, clock

    def send(self, letter: Letter) -> None:
        """Print the headers and the text part."""
        as_message(letter, self._sender, self._clock)
        sys.stdout.write(f"To: {letter.to}\nSubject: {letter.subject}\n\n{letter.text}\n---\n")


class SmtpMailer:
    """Hands letters to a mail server; `smtp://` turns to TLS where the server offers it, `smtps://` begins with it."""

    def __init__(self, url: str, sender: str, clock: Clock) -> None:
        """Remember the server; nothing is opened before the first letter."""
        parts = urlsplit(url)
        if not parts.hostname:
            raise BadSetting("MAIL_URL: the mail server's name is missing")
        self._tls = parts.scheme == "smtps"
        self._host, self._port = parts.hostname, parts.port or (465 if self._tls else 25)
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._sender, self._clock = sender, clock

    def send(self, letter: Letter) -> None:
        """Open a connection, send, close."""
        message = as_message(letter, self._sender, self._clock)
        kind = smtplib.SMTP_SSL if self._tls else smtplib.SMTP
        with kind(self._host, self._port, timeout=SMTP_TIMEOUT_SECONDS) as server:
            if not self._tls:
                server.ehlo()
                if server.has_extn("starttls"):
                    server.starttls()
                elif self._user:
                    raise smtplib.SMTPException("the server offers no TLS; the password was not sent")
            if self._user:
                server.login(self._user, self._password)
            server.send_message(message)


def mailer_from(settings: Settings, clock: Clock) -> Mailer:
    """Return the mailer that `MAIL_URL` asks for.

    :raises BadSetting: where the URL names no server.
    """
    if settings.mail_url.startswith("console:"):
        return ConsoleMailer(settings.mail_from, clock)
    if settings.mail_url.startswith("file:"):
        path = settings.mail_url.removeprefix("file:")
        return FileMailer(Path(path) if path else settings.var_dir / "mail", settings.mail_from, clock)
    return SmtpMailer(settings.mail_url, settings.mail_from, clock)
