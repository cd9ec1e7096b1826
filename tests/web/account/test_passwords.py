"""Forgotten passwords: the letter, the link, and what nobody may learn from the answers."""

import email
import re
from collections.abc import Callable
from email import policy
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace.config import Settings
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.identity import resets
from marketplace.kernel.clock import FixedClock
from tests.factories.people import EMAIL, csrf_of, make_person, post, sign_in

Uow = Callable[..., UnitOfWork]
NEW = "清晨的集市飘着艾草香"


@pytest.fixture(autouse=True)
def _person(uow: Uow) -> None:
    with uow() as work:
        make_person(work)


def _letters(settings: Settings) -> list[email.message.EmailMessage]:
    paths = sorted(Path(settings.var_dir).glob("mail/*.eml"), key=lambda path: path.stat().st_mtime_ns)
    return [email.message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]  # type: ignore[misc]


def _link(settings: Settings) -> str:
    text = _letters(settings)[-1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    found = re.search(r"(\S+)(/password/reset/\S+)", text)
    assert found
    assert found[1] == settings.base_url
    return found[2]


def test_a_link_sets_a_new_password_once(app: Flask, client: FlaskClient, settings: Settings) -> None:
    inside = app.test_client()
    sign_in(inside)
    assert post(client, "/password/forgotten", {"email": EMAIL}).status_code == 200
    link = _link(settings)
    page = client.get(link)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert EMAIL not in page.text
    answer = client.post(link, data={"csrf_token": csrf_of(page), "password": NEW})
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert inside.get("/todo").status_code == 303, "the sessions from before are over"
    assert sign_in(app.test_client()).status_code == 422
    assert sign_in(app.test_client(), password=NEW).status_code == 303
    assert client.get(link).status_code == 410
    token = csrf_of(client.get("/sign-in"))
    assert client.post(link, data={"csrf_token": token, "password": "第三个完全不同的密码"}).status_code == 410
    assert sign_in(app.test_client(), password=NEW).status_code == 303
    assert [letter["Subject"] for letter in _letters(settings)] == ["重新设置密码", "你的密码已重新设置"]


def test_a_link_is_over_after_an_hour(client: FlaskClient, settings: Settings, clock: FixedClock) -> None:
    post(client, "/password/forgotten", {"email": EMAIL})
    link = _link(settings)
    token = csrf_of(client.get(link))
    clock.advance(hours=1)
    assert client.get(link).status_code == 410
    assert client.post(link, data={"csrf_token": token, "password": NEW}).status_code == 410


def test_the_link_leads_to_our_own_address_whatever_the_host_header(client: FlaskClient, settings: Settings) -> None:
    token = csrf_of(client.get("/password/forgotten"))
    client.post(
        "/password/forgotten",
        data={"csrf_token": token, "email": EMAIL},
        headers={"Host": "localhost", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher",
                 "Forwarded": "host=evil.example", "X-Original-URL": "//evil.example"},
    )  # fmt: skip
    assert _link(settings).startswith("/password/reset/")
    assert "evil" not in _letters(settings)[-1].as_string()


def test_unknown_addresses_get_the_same_answer_and_no_letter(app: Flask, settings: Settings) -> None:
    pages = []
    for address in (EMAIL, "nobody@mail.example"):
        answer = post(app.test_client(), "/password/forgotten", {"email": address})
        assert answer.status_code == 200
        pages.append(answer.text.replace(address, "EMAIL"))
    assert pages[0] == pages[1]
    assert [letter["To"] for letter in _letters(settings)] == [EMAIL]


def test_asking_too_often_is_answered_alike(app: Flask) -> None:
    for address in (EMAIL, "nobody@mail.example"):
        client = app.test_client()
        statuses = [
            post(client, "/password/forgotten", {"email": address}).status_code for _ in range(resets.PER_NAME + 1)
        ]
        assert statuses == [200] * resets.PER_NAME + [429]


def test_a_new_password_must_be_good(client: FlaskClient, settings: Settings) -> None:
    post(client, "/password/forgotten", {"email": EMAIL})
    link = _link(settings)
    for bad in ("", "short", "password1", "a" * 200):
        answer = post(client, link, {"password": bad})
        assert answer.status_code == 422
        assert 'href="#password"' in answer.text
    assert client.get(link).status_code == 200


@pytest.mark.parametrize("token", ["x", "../../etc/passwd", "A" * 43, "A" * 5000, "%00", "'--"])
def test_invented_links_are_over(client: FlaskClient, token: str) -> None:
    assert client.get(f"/password/reset/{token}").status_code in (404, 410)


@pytest.mark.parametrize("address", ["a@b.example\r\nBcc: c@d.example", '"a\nb"@mail.example', "", "no address"])
def test_odd_addresses_send_nothing(client: FlaskClient, settings: Settings, address: str) -> None:
    answer = post(client, "/password/forgotten", {"email": address})
    assert answer.status_code == 422
    assert _letters(settings) == []
