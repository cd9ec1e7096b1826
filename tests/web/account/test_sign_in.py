"""The sign-in page against the ways in which sessions are stolen, planted, kept alive and guessed."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from marketplace.access.actor import Role
from marketplace.app import create_app
from marketplace.config import Settings
from marketplace.db.engine import Database
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.identity import administration, throttle
from marketplace.identity.actors import actor_of
from marketplace.identity.models import SignIn, User
from marketplace.kernel.clock import FixedClock
from tests.factories.people import EMAIL, PASSWORD, client_of, csrf_of, give_role, make_person, post, sign_in

Uow = Callable[..., UnitOfWork]


@pytest.fixture
def person(uow: Uow) -> str:
    with uow() as work:
        return make_person(work).public_id


def _is_in(client: FlaskClient) -> bool:
    return client.get("/todo").status_code == 200


def _cookie(client: FlaskClient) -> str:
    cookie = client.get_cookie("session")
    assert cookie is not None
    return cookie.value


@pytest.mark.usefixtures("person")
def test_signing_in_and_out(client: FlaskClient) -> None:
    answer = sign_in(client)
    assert (answer.status_code, answer.location) == (303, "/todo")
    page = client.get("/todo")
    assert page.headers["Cache-Control"] == "no-store"
    assert "Cookie" in page.headers["Vary"]
    answer = client.post("/sign-out", data={"csrf_token": csrf_of(page)})
    assert (answer.status_code, answer.location) == (303, "/")
    assert not _is_in(client)


@pytest.mark.usefixtures("person")
def test_a_page_that_needs_a_person_is_reached_after_signing_in(client: FlaskClient) -> None:
    answer = client.get("/inbox?after=x")
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/inbox?after%3Dx")
    assert 'name="next" type="hidden" value="/inbox?after=x"' in client.get(answer.location).text
    assert sign_in(client, target="/inbox?after=x").location == "/inbox?after=x"


@pytest.mark.usefixtures("person")
@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_never_leads_to_another_site(client: FlaskClient, target: str) -> None:
    page = client.get("/sign-in", query_string={"next": target})
    assert 'name="next" type="hidden" value=""' in page.text
    assert f'"{target}"' not in page.text
    assert sign_in(client, target=target).location == "/todo"
    assert client.get("/sign-in", query_string={"next": target}).location == "/todo"


@pytest.mark.usefixtures("person")
def test_a_planted_session_is_worth_nothing(app: Flask) -> None:
    """Fixation: whoever knows the cookie from before the sign-in knows nothing about the one after it."""
    attacker, victim = app.test_client(), app.test_client()
    attacker.get("/sign-in")
    planted = _cookie(attacker)
    victim.set_cookie("session", planted)
    token = csrf_of(victim.get("/sign-in"))
    answer = victim.post("/sign-in", data={"csrf_token": token, "email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 303
    assert _cookie(victim) != planted
    assert not _is_in(attacker)
    assert _is_in(victim)
    assert victim.post("/sign-out", data={"csrf_token": token}).status_code == 400
    assert _is_in(victim)


@pytest.mark.usefixtures("person")
def test_every_sign_in_is_a_session_of_its_own(app: Flask, database: Database) -> None:
    cookies = []
    for _ in range(2):
        client = app.test_client()
        sign_in(client)
        with client.session_transaction() as session:
            cookies.append(session["_user_id"])
    assert cookies[0] != cookies[1]
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(SignIn)) == 2


@pytest.mark.usefixtures("person")
def test_a_stolen_cookie_is_dead_after_signing_out(app: Flask, client: FlaskClient) -> None:
    sign_in(client)
    stolen = _cookie(client)
    thief = app.test_client()
    thief.set_cookie("session", stolen)
    assert _is_in(thief)
    post(client, "/sign-out", form_at="/todo")
    assert not _is_in(thief)


@pytest.mark.usefixtures("person")
def test_a_disabled_person_is_out_at_once(client: FlaskClient, uow: Uow) -> None:
    sign_in(client)
    assert _is_in(client)
    with uow() as work:
        administration.disable_user(work, EMAIL)
    assert not _is_in(client)
    assert sign_in(client).status_code == 422


@pytest.mark.usefixtures("person")
def test_a_role_that_was_taken_away_is_gone_at_the_next_request(client: FlaskClient, uow: Uow) -> None:
    with uow() as work:
        give_role(work, work.session.scalars(select(User)).one(), Role.OPERATOR)
    sign_in(client)
    assert "后台任务" in client.get("/todo").text
    with uow() as work:
        administration.revoke_role(work, EMAIL, administration.GrantRole("operator"))
    assert "后台任务" not in client.get("/todo").text


@pytest.mark.usefixtures("person")
def test_sessions_end_by_themselves(client: FlaskClient, clock: FixedClock) -> None:
    sign_in(client)
    clock.advance(days=13, hours=23)
    assert _is_in(client)
    clock.advance(hours=1)
    assert not _is_in(client)


@pytest.mark.usefixtures("person")
def test_signing_in_needs_our_own_form(client: FlaskClient, database: Database) -> None:
    """Login CSRF: a foreign page cannot sign a visitor in as somebody else."""
    other = client.application.test_client()
    foreign = csrf_of(other.get("/sign-in"))
    client.get("/sign-in")
    for token in ({}, {"csrf_token": ""}, {"csrf_token": "x"}, {"csrf_token": foreign}):
        answer = client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD, **token})
        assert answer.status_code == 400
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(SignIn)) == 0


@pytest.mark.parametrize("path", ["/sign-out", "/sign-in/demo", "/inbox/read", "/settings/sessions/revoke-others"])
def test_what_changes_something_is_not_done_by_get(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 405


@pytest.mark.usefixtures("person")
def test_unknown_names_and_wrong_passwords_get_the_same_page(app: Flask) -> None:
    pages = []
    for email in (EMAIL, "nobody@mail.example"):
        answer = sign_in(app.test_client(), email, "not the password")
        assert answer.status_code == 422
        text = answer.text.replace(email, "EMAIL")
        pages.append(re.sub(r'name="csrf_token"[^>]*value="[^"]+"', "", text))
    assert pages[0] == pages[1]
    assert "邮箱或密码不对" in pages[0]


@pytest.mark.usefixtures("person")
def test_a_cookie_that_was_changed_opens_nothing(app: Flask, client: FlaskClient) -> None:
    sign_in(client)
    good = _cookie(client)
    head, _, tail = good.rpartition(".")
    for bad in (
        good[:-5] + ("A" if good[-5] != "A" else "B") + good[-4:],
        "x" + good,
        head,
        f"{head}.{tail[::-1]}",
        "",
        "." * 9,
    ):
        thief = app.test_client()
        thief.set_cookie("session", bad)
        assert not _is_in(thief)
    for token in ("", "x" * 43, "1", "' OR 1=1 --"):
        thief = app.test_client()
        with thief.session_transaction() as session:
            session["_user_id"] = token
        assert not _is_in(thief)


@pytest.mark.usefixtures("person")
def test_the_cookie_of_a_site_with_tls_is_bound_to_it(settings: Settings, clock: FixedClock) -> None:
    client = create_app(replace(settings, tls=True), clock).test_client()
    token = csrf_of(client.get("/sign-in", base_url="https://localhost"))
    answer = client.post(
        "/sign-in", data={"csrf_token": token, "email": EMAIL, "password": PASSWORD}, base_url="https://localhost"
    )
    cookies = {line.split("=")[0]: line for line in answer.headers.getlist("Set-Cookie")}
    assert set(cookies) == {"__Host-session", "__Host-known"}
    for line in cookies.values():
        assert "Secure" in line
        assert "HttpOnly" in line
        assert "SameSite=Lax" in line
        assert "Path=/" in line
        assert "Domain" not in line


@pytest.mark.usefixtures("person")
def test_guessing_is_answered_with_429_and_the_owner_comes_in_from_a_known_browser(
    app: Flask, client: FlaskClient, clock: FixedClock
) -> None:
    sign_in(client)
    post(client, "/sign-out", form_at="/todo")
    thief = app.test_client()
    answers = [sign_in(thief, password=f"guess {place}") for place in range(throttle.PER_LANE + 1)]
    assert [answer.status_code for answer in answers] == [422] * throttle.PER_LANE + [429]
    assert answers[-1].headers["Retry-After"] == "900"
    assert "15 分钟" in answers[-1].text
    assert EMAIL in answers[-1].text
    assert sign_in(thief).status_code == 429
    assert sign_in(client).status_code == 303
    clock.advance(minutes=16)
    assert sign_in(thief).status_code == 303


@pytest.mark.usefixtures("person")
def test_an_address_that_claims_to_be_another_is_not_believed(app: Flask) -> None:
    client = app.test_client()
    for place in range(throttle.PER_ADDRESS):
        token = csrf_of(client.get("/sign-in"))
        client.post(
            "/sign-in",
            data={"csrf_token": token, "email": f"p{place}@mail.example", "password": "guess"},
            headers={"X-Forwarded-For": f"192.0.2.{place}", "X-Real-IP": f"192.0.2.{place}"},
        )
    assert sign_in(client).status_code == 429


@pytest.mark.usefixtures("person")
def test_a_browser_is_known_by_a_signed_cookie_only(app: Flask, client: FlaskClient) -> None:
    for value in ("x", "WyJhIixbXV0.x.y", "", "null"):
        thief = app.test_client()
        thief.set_cookie("known", value)
        assert thief.get("/sign-in").status_code == 200
        assert sign_in(thief, password="guess").status_code == 422
    sign_in(client)
    cookie = client.get_cookie("known")
    assert cookie is not None
    assert EMAIL not in cookie.value
    assert cookie.http_only


def test_empty_fields_are_told_at_once_and_the_address_is_kept(client: FlaskClient) -> None:
    answer = post(client, "/sign-in", {"email": " somebody@mail.example ", "password": ""})
    assert answer.status_code == 422
    assert 'value="somebody@mail.example"' in answer.text
    answer = post(client, "/sign-in", {})
    assert answer.text.count('href="#email"') == answer.text.count('href="#password"') == 1


@pytest.mark.parametrize("password", ["x" * 5000, "\x00", "密码" * 100, "'\"<script>alert(1)</script>"])
@pytest.mark.usefixtures("person")
def test_odd_passwords_are_only_wrong(client: FlaskClient, password: str) -> None:
    answer = sign_in(client, password=password)
    assert answer.status_code == 422
    assert "<script>alert" not in answer.text


class TestDemo:
    """Accounts of the demo world are listed and opened in demo mode, and nowhere else."""

    @pytest.fixture
    def ids(self, uow: Uow) -> dict[str, str]:
        with uow() as work:
            made = {"real": make_person(work).public_id}
            for role in (Role.STREET, Role.OPERATOR):
                user = make_person(work, email=f"{role}@demo.example", name=f"示例 {role}", is_demo=True)
                give_role(work, user, role)
                made[role] = user.public_id
            return made

    def test_one_click_signs_in_as_a_role(self, settings: Settings, clock: FixedClock, ids: dict[str, str]) -> None:
        client = create_app(replace(settings, mode="demo"), clock).test_client()
        page = client.get("/sign-in")
        assert "示例 street" in page.text
        assert ids["real"] not in page.text
        assert client.post("/sign-in/demo", data={"account": ids["operator"]}).status_code == 400
        assert post(client, "/sign-in/demo", {"account": ids["real"]}, "/sign-in").status_code == 404
        assert post(client, "/sign-in/demo", {"account": ""}, "/sign-in").status_code == 404
        assert not _is_in(client)
        answer = post(client, "/sign-in/demo", {"account": ids["operator"], "next": "/inbox"}, "/sign-in")
        assert (answer.status_code, answer.location) == (303, "/inbox")
        assert _is_in(client)

    def test_elsewhere_there_is_no_such_door(self, client: FlaskClient, ids: dict[str, str]) -> None:
        page = client.get("/sign-in")
        assert "示例 street" not in page.text
        assert "sign-in/demo" not in page.text
        assert post(client, "/sign-in/demo", {"account": ids["operator"]}, "/sign-in").status_code == 404
        assert not _is_in(client)


def test_acts_are_remembered_and_reading_is_not(
    app: Flask, uow: Uow, database: Database, clock: FixedClock, person: str
) -> None:
    with uow() as work:
        actor = actor_of(work.session, work.session.scalars(select(User).where(User.public_id == person)).one())
    client = client_of(app, actor)
    begun = clock.now()

    def last_seen() -> timedelta:
        with database.read() as session:
            return session.scalars(select(SignIn.last_seen_at)).one() - begun

    clock.advance(hours=1)
    client.get("/todo")
    assert last_seen() == timedelta(0)
    post(client, "/inbox/read", form_at="/todo")
    assert last_seen() == timedelta(hours=1)
