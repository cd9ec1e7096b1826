"""An expert's own entry: begun, changed, hidden, and its declared interests kept from the public."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from marketplace.access.actor import Actor, HeldRole, Role
from marketplace.db.engine import Database
from marketplace.db.outbox import OutboxRow
from marketplace.identity.models import HeldRoleRow
from marketplace.kernel.clock import FixedClock
from marketplace.partners.models import Expert
from tests.factories.people import client_of, csrf_of, make_person
from tests.factories.world import World, make_world

EDIT = "/expert/profile/edit"
ENTRY: dict[str, object] = {
    "name_zh": "示例社区规划师", "title_zh": "摊位规划", "territory": "street-示例街道", "sectors": ["night_market"],
    "languages": ["zh", "mn"], "bio_zh": "看场地就能估出摊位数。", "availability": "工作日晚上",
    "conflicts": "在示例企业1任职", "is_published": "y",
}  # fmt: skip


@pytest.fixture
def world(database: Database, clock: FixedClock) -> World:
    return make_world(database, clock)


def _expert(world: World, email: str) -> Actor:
    with world.uow() as uow:
        user = make_person(uow, email)
        uow.session.add(HeldRoleRow(user_id=user.id, role=Role.EXPERT, granted_at=uow.now))
        return Actor(user.id, user.public_id, user.name, (HeldRole(Role.EXPERT),))


@pytest.fixture
def expert(app: Flask, world: World) -> FlaskClient:
    return client_of(app, _expert(world, "expert@mail.example"))


def _post(client: FlaskClient, data: dict[str, object]) -> TestResponse:
    page = client.get(EDIT)
    version = re.search(r'name="version"[^>]*value="(\d*)"', page.text)
    assert version
    return client.post(EDIT, data={"csrf_token": csrf_of(page), "version": version[1], **data})


def test_an_entry_is_begun_shown_and_changed(world: World, expert: FlaskClient) -> None:
    assert expert.get("/expert/profile").location == EDIT
    assert _post(expert, ENTRY).status_code == 303
    page = expert.get("/expert/profile").text
    for shown in ("示例社区规划师", "摊位规划", "夜市", "蒙古语", "工作日晚上", "在示例企业1任职"):
        assert shown in page
    assert _post(expert, ENTRY | {"title_zh": "噪声治理"}).status_code == 303
    with world.database.read() as session:
        row = session.scalars(select(Expert)).one()
        assert (row.title_zh, row.version) == ("噪声治理", 2)
        told = session.scalars(select(OutboxRow).where(OutboxRow.event == "expert.edited")).all()
        assert len(told) == 2 and "示例企业1" not in str([each.data for each in told])


def test_declared_interests_are_not_public(world: World, client: FlaskClient, expert: FlaskClient) -> None:
    _post(expert, ENTRY)
    with world.database.read() as session:
        public_id = session.scalars(select(Expert)).one().public_id
    page = client.get(f"/experts/{public_id}")
    assert page.status_code == 200 and "示例社区规划师" in page.text and "示例企业1" not in page.text


def test_an_entry_that_is_not_published_is_nobodys_to_find(
    world: World, client: FlaskClient, expert: FlaskClient
) -> None:
    hidden = {name: value for name, value in ENTRY.items() if name != "is_published"}
    _post(expert, hidden)
    with world.database.read() as session:
        public_id = session.scalars(select(Expert)).one().public_id
    assert client.get(f"/experts/{public_id}").status_code == 404
    assert "未公开" in expert.get("/expert/profile").text


def test_every_problem_is_said_at_once_and_kept(world: World, expert: FlaskClient) -> None:
    wrong = {"name_zh": "", "territory": "nowhere", "sectors": ["unknown"], "languages": [], "bio_zh": "长" * 1001}
    answer = _post(expert, ENTRY | wrong)
    assert answer.status_code == 422
    for name in ("name_zh", "territory", "sectors", "languages", "bio_zh"):
        assert f'href="#{name}"' in answer.text, name
    assert "长" * 1001 in answer.text
    with world.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Expert)) == 0


def test_two_windows_show_both_versions(world: World, expert: FlaskClient) -> None:
    _post(expert, ENTRY)
    first = expert.get(EDIT)
    _post(expert, ENTRY | {"title_zh": "窗口甲"})
    stale = ENTRY | {"title_zh": "窗口乙", "version": "1", "csrf_token": csrf_of(first)}
    answer = expert.post(EDIT, data=stale)
    assert answer.status_code == 409 and "窗口甲" in answer.text and "窗口乙" in answer.text


def test_each_expert_edits_the_own_entry_only(app: Flask, world: World, expert: FlaskClient) -> None:
    _post(expert, ENTRY)
    other = client_of(app, _expert(world, "other@mail.example"))
    assert other.get("/expert/profile").location == EDIT
    assert "在示例企业1任职" not in other.get(EDIT).text
    _post(other, ENTRY | {"name_zh": "示例会计"})
    with world.database.read() as session:
        assert set(session.scalars(select(Expert.name_zh))) == {"示例社区规划师", "示例会计"}


@pytest.mark.parametrize("who", ["clerk", "officer", "resident", "supervisor"])
def test_the_desk_is_for_experts(app: Flask, world: World, who: str) -> None:
    assert client_of(app, getattr(world, who)).get("/expert/profile").status_code == 403
