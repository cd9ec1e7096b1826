"""The supervisor reads the territory, all of it that is open, and changes nothing."""

from __future__ import annotations

import pytest
from flask import Flask

from marketplace.db.engine import Database
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.kernel.clock import FixedClock
from marketplace.kernel.events import Event
from tests.factories.offices import statuses
from tests.factories.people import client_of
from tests.factories.world import World, draft_project, make_world, open_project, opened_project, scheduled_project

OUTSIDE = {"resident": 403, "clerk": 403, "partner": 403, "officer": 403, "rival": 403, "operator": 403, "visitor": 401}


@pytest.fixture
def world(database: Database, clock: FixedClock) -> World:
    return make_world(database, clock)


def test_the_desk_is_the_supervisors_alone(app: Flask, world: World) -> None:
    project, ids = opened_project(world, 2)
    here = f"/supervisor/projects/{project}"
    for path in ("/supervisor/projects", here, f"{here}/compare", f"{here}/proposals/{ids[0]}"):
        assert statuses(app, world, path) == {**OUTSIDE, "supervisor": 200}, path


def test_drafts_are_hidden_and_the_rest_is_listed(app: Flask, world: World) -> None:
    draft = draft_project(world, title="草稿项目")
    scheduled_project(world, title="待发布项目")
    open_project(world, title="征集项目")
    client = client_of(app, world.supervisor)
    assert "待发布项目" in client.get("/supervisor/projects?tab=publish").text
    assert "征集项目" in client.get("/supervisor/projects?tab=open").text
    assert client.get(f"/supervisor/projects/{draft}").status_code == 404


def test_no_page_of_the_supervisor_takes_a_post(app: Flask) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("supervisor.")]
    assert rules and all("POST" not in (rule.methods or ()) for rule in rules)


def test_minutes_and_proposals_after_the_opening(app: Flask, world: World) -> None:
    project, ids = opened_project(world, 2)
    client = client_of(app, world.supervisor)
    page = client.get(f"/supervisor/projects/{project}").text
    assert "开标记录" in page and "一致，内容没有被换过" in page and "示例企业1" in page
    assert "机密方案1概要" in client.get(f"/supervisor/projects/{project}/proposals/{ids[1]}").text


def test_the_log_of_a_supervisor_ends_at_the_territory(app: Flask, world: World) -> None:
    project, _ids = opened_project(world, 1)
    rival = world.rival_officer
    with UnitOfWork(world.database, rival, world.clock) as uow:
        uow.record(Event("sign_in.opened", "user", rival.user_id or 0, rival.public_id))
    own = client_of(app, world.supervisor).get("/admin/audit").text
    assert project in own and "sign_in.opened" not in own and world.rival_officer.public_id not in own
    assert "sign_in.opened" in client_of(app, world.operator).get("/admin/audit").text
