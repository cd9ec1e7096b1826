"""The to-do page: groups, words, links, the badge, and what an empty one teaches."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.db.engine import Database
from marketplace.identity.organisations import RegisterOrganisation
from marketplace.kernel.clock import FixedClock
from marketplace.partners.registration import register_partner
from marketplace.projects.models import Project, Question
from marketplace.web.account import todo
from marketplace.web.account.todo import LATER, OVERDUE, THIS_WEEK, TODAY, urgency
from marketplace.workflow.todo import TodoItem
from tests.factories.people import client_of, make_person
from tests.factories.world import World, draft_project, make_world, open_project, opened_project, started


@pytest.fixture
def world(database: Database, clock: FixedClock) -> World:
    return make_world(database, clock)


@pytest.mark.parametrize(
    ("hours", "group"),
    [(-1, OVERDUE), (1, TODAY), (13, TODAY), (15, THIS_WEEK), (24 * 7, THIS_WEEK), (24 * 7 + 1, LATER), (None, LATER)],
)
def test_urgency_is_told_in_local_days(clock: FixedClock, hours: int | None, group: str) -> None:
    """The clock stands at 10 in the morning in China: 13 hours later is the same day there, 15 hours are not."""
    due = clock.now() + timedelta(hours=hours) if hours is not None else None
    assert urgency(TodoItem("project", "sign", "x", "", "", "", None, due), clock.now()) == group


def test_every_item_has_a_page_and_a_noun(app: Flask) -> None:
    for noun, verb in (*todo.PAGES, *todo.SINGLE_PAGES):
        assert noun in todo.NOUNS
        with app.test_request_context("/"):
            item = TodoItem(noun, verb, "abc", "", "", "", None)
            assert todo.address_of(item).startswith("/")
    for endpoint in {*todo.PAGES.values(), *todo.SINGLE_PAGES.values(), *(row[3] for row in todo.EMPTY.values())}:
        assert endpoint in app.view_functions


def test_the_page_shows_what_waits_and_the_menu_counts_it(app: Flask, world: World) -> None:
    draft_project(world, title="示例草稿")
    project = open_project(world, title="示例夜市集")
    proposal = started(world, project)
    page = client_of(app, world.clerk).get("/todo").text
    assert "示例草稿" in page
    assert "写完草稿，进入民主决策" in page
    assert '<span class="count">1</span>' in page
    mine = client_of(app, world.partner_actors[0]).get("/todo").text
    assert proposal in mine
    assert "期限" in mine
    rival = client_of(app, world.partner_actors[1]).get("/todo").text
    assert proposal not in rival
    assert "示例夜市集" not in rival
    assert "示例草稿" not in client_of(app, world.officer).get("/todo").text


def test_sealed_proposals_are_told_to_nobody_else(app: Flask, world: World) -> None:
    project, _proposals = opened_project(world)
    assert project in client_of(app, world.officer).get("/todo").text
    assert project not in client_of(app, world.rival_officer).get("/todo").text


def test_an_empty_page_teaches(app: Flask, world: World) -> None:
    assert "登记单位" in client_of(app, world.resident).get("/todo").text
    assert "社区报来的项目" in client_of(app, world.officer).get("/todo").text
    assert "去登记资产" in client_of(app, world.clerk).get("/todo").text
    assert "监督员只看不办" in client_of(app, world.supervisor).get("/todo").text


def test_titles_are_told_in_the_readers_language(app: Flask, world: World) -> None:
    client = client_of(app, world.operator)
    assert "有新注册、没有角色的账号" in client.get("/todo").text
    client.set_cookie("lang", "en")
    assert "New accounts without a role" in client.get("/todo").text


def test_every_link_opens_for_its_person(app: Flask, world: World) -> None:
    draft_project(world)
    open_project(world)
    opened_project(world)
    asked = open_project(world, title="示例晚市")
    started(world, asked)
    with world.uow(world.resident) as uow:
        command = RegisterOrganisation("merchant", "示例摊位", "", "community-示例社区", "张示例", "0477-1234567")
        register_partner(uow, command, ("market",))
    with world.uow() as uow:
        row = uow.session.scalars(select(Project).where(Project.public_id == asked)).one()
        make_person(uow)
        uow.session.add(Question(project_id=row.id, number=1, text="有水电吗？", created_at=uow.now))
    found: dict[str, list[str]] = {}
    for person in (world.clerk, world.officer, *world.partner_actors, world.operator, world.resident):
        client = client_of(app, person)
        found[person.name] = re.findall(r'todo__action" href="([^"]+)"', client.get("/todo").text)
        for href in found[person.name]:
            assert client.get(href).status_code == 200, (person.name, href)
    assert all(found.values()), found
