"""The tree through the operator's pages."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from marketplace.db.engine import Database
from marketplace.kernel.clock import FixedClock
from marketplace.territory.models import Territory
from tests.factories.people import client_of, post
from tests.factories.world import World, make_world

LIST, NEW = "/admin/territories", "/admin/territories/new"
LINE = {
    "parent": "",
    "level": "city",
    "slug": "new-city",
    "name_zh": "新市",
    "name_en": "New",
    "note_zh": "",
    "note_en": "",
}


@pytest.fixture
def world(database: Database, clock: FixedClock) -> World:
    return make_world(database, clock)


@pytest.fixture
def operator(app: Flask, world: World) -> FlaskClient:
    return client_of(app, world.operator)


def node(world: World, slug: str) -> Territory | None:
    with world.database.read() as session:
        return session.scalar(select(Territory).where(Territory.slug == slug))


def test_adding_a_node_and_one_below_it(world: World, operator: FlaskClient) -> None:
    assert post(operator, NEW, LINE).status_code == 303
    below = {**LINE, "parent": "new-city", "level": "street", "slug": "new-street", "name_zh": "新街道"}
    assert post(operator, NEW, below).status_code == 303
    above, added = node(world, "new-city"), node(world, "new-street")
    assert above and added and added.path == f"{above.path}{added.id}/"
    assert "新街道" in operator.get(LIST).text


def test_every_problem_of_a_node_is_told(world: World, operator: FlaskClient) -> None:
    post(operator, NEW, LINE)
    wrong = post(operator, NEW, {**LINE, "parent": "new-city", "slug": "Not A Slug", "name_zh": "某区"})
    assert wrong.status_code == 422
    assert "短名只能用小写字母" in wrong.text and "级别必须低于上级" in wrong.text and "Not A Slug" in wrong.text
    twice = post(operator, NEW, LINE)
    assert twice.status_code == 422 and "这个短名已经有了" in twice.text and "同一上级下已经有这个名字" in twice.text


def test_renaming_and_two_who_rename_at_once(world: World, operator: FlaskClient) -> None:
    post(operator, NEW, LINE)
    here = "/admin/territories/new-city/edit"
    seen = _seen(operator.get(here).text)
    texts = {key: LINE[key] for key in ("name_en", "note_zh", "note_en")}
    assert post(operator, here, {**texts, "name_zh": "改名市", "seen": seen}).status_code == 303
    late = post(operator, here, {**texts, "name_zh": "另一个名", "seen": seen})
    assert late.status_code == 409 and "改名市" in late.text and "另一个名" in late.text
    found = node(world, "new-city")
    assert found and found.name_zh == "改名市"
    assert post(operator, here, {**texts, "name_zh": "另一个名", "seen": _seen(late.text)}).status_code == 303
    assert post(operator, here, {**texts, "name_zh": "", "seen": "x"}).status_code == 422
    assert operator.get("/admin/territories/nowhere/edit").status_code == 404


def test_texts_of_a_node_stay_text(world: World, operator: FlaskClient) -> None:
    post(operator, NEW, LINE)
    with world.uow() as uow:
        uow.session.execute(update(Territory).where(Territory.slug == "new-city").values(name_zh="<b>粗</b>"))
    assert "<b>粗" not in operator.get(LIST).text


def _seen(page: str) -> str:
    return page.split('name="seen"')[1].split('value="')[1].split('"')[0]
