"""The log through its page: filters, pages, the check of the chain."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from marketplace.db.audit import AuditRow
from marketplace.db.engine import Database
from marketplace.kernel.clock import FixedClock
from tests.factories.people import client_of, post
from tests.factories.world import World, make_world, open_project, scheduled_project

HERE = "/admin/audit"


@pytest.fixture
def world(database: Database, clock: FixedClock) -> World:
    return make_world(database, clock)


@pytest.fixture
def operator(app: Flask, world: World) -> FlaskClient:
    return client_of(app, world.operator)


def test_filters_by_kind_person_subject_and_day(world: World, operator: FlaskClient) -> None:
    project = open_project(world)
    assert "project.published" in operator.get(f"{HERE}?event=project.*").text
    assert "project.published" not in operator.get(f"{HERE}?event=asset.*").text
    assert "project.published" in operator.get(f"{HERE}?who=officer&subject={project}").text
    assert "没有记录" in operator.get(f"{HERE}?who=nobody").text
    assert "project.published" in operator.get(f"{HERE}?on=2026-11-23").text
    assert "没有记录" in operator.get(f"{HERE}?on=2026-11-22").text
    assert operator.get(f"{HERE}?on=tomorrow&event=drop+table").status_code == 200


def test_the_log_goes_on_page_by_page(world: World, operator: FlaskClient) -> None:
    for place in range(4):
        scheduled_project(world, title=f"项目{place}")
    first = operator.get(HERE).text
    onward = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = operator.get(onward).text
    assert "asset.registered" in second and second != first
    assert operator.get(f"{HERE}?after=nonsense").status_code == 422


def test_the_chain_is_checked_and_a_changed_row_named(world: World, operator: FlaskClient) -> None:
    open_project(world)
    assert "日志完整" in post(operator, HERE).text
    with world.uow() as uow:
        uow.session.execute(update(AuditRow).where(AuditRow.number == 3).values(actor_name="别人"))
    page = post(operator, HERE).text
    assert "日志有问题" in page and "第 3 条" in page


def test_reasons_are_shown_as_text(world: World, operator: FlaskClient, app: Flask) -> None:
    project = open_project(world)
    officer = client_of(app, world.officer)
    reason = "<img src=x onerror=alert(1)>"
    post(officer, f"/street/projects/{project}/cancel", {"code": "other", "reason": reason})
    page = operator.get(f"{HERE}?subject={project}").text
    assert reason not in page and "&lt;img" in page
