"""Accounts through the operator's pages: make, give, take, close; with effect at the next request."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from marketplace.access.actor import Actor
from marketplace.db.engine import Database
from marketplace.identity.models import HeldRoleRow, PasswordReset, User
from marketplace.kernel.clock import FixedClock
from tests.factories.offices import statuses
from tests.factories.people import PASSWORD, client_of, csrf_of, post, sign_in
from tests.factories.world import World, make_world

ONLY = {"visitor": 401, "resident": 403, "clerk": 403, "partner": 403, "officer": 403, "rival": 403, "supervisor": 403}
NEW = {"email": "new@mail.example", "name": "新经办人", "password": PASSWORD, "locale": "zh"}


@pytest.fixture
def world(database: Database, clock: FixedClock) -> World:
    return make_world(database, clock)


@pytest.fixture
def operator(app: Flask, world: World) -> FlaskClient:
    return client_of(app, world.operator)


def held(world: World, email: str) -> set[str]:
    with world.database.read() as session:
        query = select(HeldRoleRow.role).join(User, User.id == HeldRoleRow.user_id).where(User.email == email)
        return set(session.scalars(query))


def here(actor: Actor) -> str:
    return f"/admin/users/{actor.public_id}"


def test_every_page_of_the_desk_is_the_operators_alone(app: Flask, world: World) -> None:
    for path in ("/admin/users", "/admin/users/new", here(world.clerk), f"{here(world.clerk)}/move/disable",
                 "/admin/territories", "/admin/territories/new", "/admin/jobs"):  # fmt: skip
        assert statuses(app, world, path) == {**ONLY, "operator": 200}, path
    assert statuses(app, world, "/admin/audit") == {**ONLY, "supervisor": 200, "operator": 200}


def test_posts_of_the_desk_are_the_operators_alone(app: Flask, world: World) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    for path in ("/admin/users/new", f"{here(world.clerk)}/roles", f"{here(world.clerk)}/roles/revoke",
                 "/admin/territories/new", "/admin/jobs/retry", f"{here(world.clerk)}/move/disable"):  # fmt: skip
        got = statuses(app, world, path, "POST")
        got.pop("operator")
        assert got == ONLY, path


def test_a_new_account_signs_in_with_its_role(app: Flask, world: World, operator: FlaskClient) -> None:
    data = {**NEW, "role": "street", "organisation": "示例街道办事处"}
    assert post(operator, "/admin/users/new", data).status_code == 303
    client = app.test_client()
    assert sign_in(client, NEW["email"]).status_code == 303
    assert client.get("/street/projects").status_code == 200
    assert held(world, NEW["email"]) == {"street"}


def test_every_problem_of_a_new_account_is_told_and_nothing_is_made(world: World, operator: FlaskClient) -> None:
    data = {
        "email": "kein",
        "name": "",
        "password": "123",
        "locale": "zh",
        "role": "street",
        "organisation": "没有这家",
    }
    page = post(operator, "/admin/users/new", data)
    assert page.status_code == 422
    for words in ("请填写有效的邮箱", "请填写这一项", "没有找到这个单位", "没有这家"):
        assert words in page.text, words
    taken = post(operator, "/admin/users/new", {**NEW, "email": "clerk@test.example"})
    assert taken.status_code == 422 and "已有账户" in taken.text
    no_place = post(operator, "/admin/users/new", {**NEW, "role": "supervisor"})
    assert no_place.status_code == 422 and "管哪个区划" in no_place.text
    with world.database.read() as session:
        assert session.scalar(select(User).where(User.email == NEW["email"])) is None


def test_roles_are_given_and_taken_with_effect_at_once(app: Flask, world: World, operator: FlaskClient) -> None:
    resident = client_of(app, world.resident)
    assert resident.get("/street/projects").status_code == 403
    data = {"role": "street", "organisation": world.street_office}
    assert post(operator, f"{here(world.resident)}/roles", data, form_at=here(world.resident)).status_code == 303
    assert resident.get("/street/projects").status_code == 200
    data = {"role": "street", "organisation": world.street_office, "territory": ""}
    assert post(operator, f"{here(world.resident)}/roles/revoke", data, form_at=here(world.resident)).status_code == 303
    assert resident.get("/street/projects").status_code == 403
    for wrong in ({"role": "resident"}, {"role": "street"}, {"role": "community", "organisation": world.partners[0]}):
        page = post(operator, f"{here(world.resident)}/roles", wrong, form_at=here(world.resident))
        assert page.status_code == 422, wrong
    assert held(world, "resident@test.example") == set()


def test_disabling_ends_sessions_at_once_and_enabling_does_not_revive_them(
    app: Flask, world: World, operator: FlaskClient
) -> None:
    officer = client_of(app, world.officer)
    assert officer.get("/street/projects").status_code == 200
    assert post(operator, f"{here(world.officer)}/move/disable").status_code == 303
    assert officer.get("/street/projects").status_code == 303
    assert operator.get(f"{here(world.officer)}/move/disable").status_code == 404
    assert post(operator, f"{here(world.officer)}/move/enable").status_code == 303
    assert officer.get("/street/projects").status_code == 303
    assert client_of(app, world.officer).get("/street/projects").status_code == 200


def test_nobody_locks_the_last_door_behind_themselves(world: World, operator: FlaskClient) -> None:
    assert operator.get(f"{here(world.operator)}/move/disable").status_code == 403
    data = {"role": "operator", "organisation": "", "territory": ""}
    page = post(operator, f"{here(world.operator)}/roles/revoke", data, form_at=here(world.operator))
    assert page.status_code == 403 and held(world, "operator@test.example") == {"operator"}


def test_a_password_link_goes_to_its_owner_and_is_not_shown(world: World, operator: FlaskClient) -> None:
    page = post(operator, f"{here(world.clerk)}/move/reset")
    assert page.status_code == 303
    with world.database.read() as session:
        assert session.scalar(select(PasswordReset.user_id)) == world.clerk.user_id
    log = operator.get("/admin/audit?event=account.*").text
    assert "申请重设密码" in log and "nonce" not in log
    assert "/password/reset/" not in operator.get(here(world.clerk)).text


def test_finding_people(world: World, operator: FlaskClient) -> None:
    found = operator.get("/admin/users?q=CLERK@").text
    assert "clerk@test.example" in found and "resident@test.example" not in found
    assert "resident@test.example" in operator.get("/admin/users?role=none").text
    assert "supervisor@test.example" in operator.get("/admin/users?role=supervisor").text
    assert "没有找到账号" in operator.get("/admin/users?q=%25%25").text
    assert operator.get("/admin/users?after=x").status_code == 422
    assert csrf_of(operator.get("/admin/users/new"))
