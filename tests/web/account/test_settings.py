"""A person's own settings, password and devices."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from marketplace.db.engine import Database
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.identity.models import SignIn, User
from tests.factories.people import EMAIL, PASSWORD, make_person, post, sign_in

Uow = Callable[..., UnitOfWork]
SAVED = {"version": "1", "name": "林改", "phone": "0477-123", "locale": "en", "mail_notices": ""}
NEW = "清晨的集市飘着艾草香"


@pytest.fixture
def me(client: FlaskClient, uow: Uow) -> FlaskClient:
    with uow() as work:
        make_person(work)
    sign_in(client)
    return client


def _user(database: Database) -> User:
    with database.read() as session:
        return session.scalars(select(User).where(User.email == EMAIL)).one()


def test_settings_are_saved(me: FlaskClient, database: Database) -> None:
    assert post(me, "/settings", {**SAVED, "phone": "0477-1234567"}).status_code == 303
    user = _user(database)
    assert (user.name, user.phone, user.locale, user.mail_notices) == ("林改", "0477-1234567", "en", False)
    assert "About you" in me.get("/settings").text


def test_settings_tell_every_problem_and_keep_what_was_typed(me: FlaskClient, database: Database) -> None:
    answer = post(me, "/settings", {"version": "1", "name": "", "phone": "not a number", "locale": "xx"})
    assert answer.status_code == 422
    for name in ("name", "phone", "locale"):
        assert f'href="#{name}"' in answer.text
    assert 'value="not a number"' in answer.text
    assert _user(database).version == 1


def test_an_older_version_shows_both(me: FlaskClient, database: Database) -> None:
    assert post(me, "/settings", {**SAVED, "phone": ""}).status_code == 303
    answer = post(me, "/settings", {**SAVED, "phone": "", "name": "另一个窗口", "locale": "zh"})
    assert answer.status_code == 409
    assert "林改" in answer.text
    assert 'value="另一个窗口"' in answer.text
    assert _user(database).name == "林改"
    assert 'name="version" type="hidden" value="2"' in answer.text
    assert post(me, "/settings", {**SAVED, "version": "2", "phone": "", "name": "另一个窗口"}).status_code == 303
    assert _user(database).name == "另一个窗口"


def test_nothing_but_the_forms_fields_is_changed(me: FlaskClient, database: Database) -> None:
    more = {"email": "thief@mail.example", "is_active": "", "is_demo": "y", "password_hash": "x", "role": "operator"}
    assert post(me, "/settings", {**SAVED, "phone": "", **more}).status_code == 303
    user = _user(database)
    assert (user.email, user.is_active, user.is_demo) == (EMAIL, True, False)


def test_a_password_is_changed_by_the_present_one(app: Flask, me: FlaskClient) -> None:
    other = app.test_client()
    sign_in(other)
    wrong = post(me, "/settings/password", {"current": "guess", "password": NEW})
    assert wrong.status_code == 422
    assert 'href="#current"' in wrong.text
    weak = post(me, "/settings/password", {"current": PASSWORD, "password": "password1"})
    assert weak.status_code == 422
    assert other.get("/todo").status_code == 200
    assert post(me, "/settings/password", {"current": PASSWORD, "password": NEW}).status_code == 303
    assert me.get("/todo").status_code == 200
    assert other.get("/todo").status_code == 303
    assert sign_in(app.test_client(), password=NEW).status_code == 303
    assert sign_in(app.test_client()).status_code == 422


def test_the_present_password_is_not_guessed_for_ever(me: FlaskClient) -> None:
    statuses = [
        post(me, "/settings/password", {"current": f"guess {place}", "password": NEW}).status_code
        for place in range(11)
    ]
    assert statuses == [422] * 10 + [429]


def test_devices_are_listed_and_signed_out(app: Flask, me: FlaskClient, database: Database) -> None:
    phone, desk = app.test_client(), app.test_client()
    for client, agent in ((phone, "Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0"), (desk, "<script>alert(1)")):
        client.environ_base["HTTP_USER_AGENT"] = agent
        sign_in(client)
    page = me.get("/settings").text
    assert "微信 · Android" in page
    assert "<script>alert" not in page
    assert page.count("本机") == 1
    with database.read() as session:
        ids = list(session.scalars(select(SignIn.public_id).order_by(SignIn.id)))
    assert post(me, f"/settings/sessions/{ids[1]}/revoke", form_at="/settings").status_code == 303
    assert (phone.get("/todo").status_code, desk.get("/todo").status_code) == (303, 200)
    assert post(me, "/settings/sessions/revoke-others", form_at="/settings").status_code == 303
    assert (me.get("/todo").status_code, desk.get("/todo").status_code) == (200, 303)


def test_nobody_signs_out_another_persons_device(app: Flask, me: FlaskClient, uow: Uow, database: Database) -> None:
    with uow() as work:
        make_person(work, email="rival@mail.example")
    rival = app.test_client()
    sign_in(rival, "rival@mail.example")
    with database.read() as session:
        mine = session.scalars(select(SignIn.public_id).order_by(SignIn.id)).first()
    assert post(rival, f"/settings/sessions/{mine}/revoke", form_at="/settings").status_code == 404
    assert mine not in rival.get("/settings").text
    assert me.get("/todo").status_code == 200


@pytest.mark.parametrize("path", ["/settings", "/settings/password", "/todo", "/inbox"])
def test_visitors_are_asked_to_sign_in(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.location) == (303, f"/sign-in?next={path}")
