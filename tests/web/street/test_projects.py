"""Review, publication and cancellation through the pages, and what the office sees of a project."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace.db.engine import Database
from marketplace.db.loading import load
from marketplace.kernel.clock import FixedClock, local
from marketplace.projects.models import Project
from tests.factories.people import client_of, post
from tests.factories.world import World, draft_project, make_world, open_project, scheduled_project, sent_project


@pytest.fixture
def world(database: Database, clock: FixedClock) -> World:
    return make_world(database, clock)


@pytest.fixture
def officer(app: Flask, world: World) -> FlaskClient:
    return client_of(app, world.officer)


def project(world: World, public_id: str) -> Project:
    with world.database.read() as session:
        return load(session, Project, public_id)


def typed(at: object) -> str:
    return local(at).strftime("%Y-%m-%dT%H:%M")  # type: ignore[arg-type]


def test_drafts_are_not_the_offices_business(world: World, officer: FlaskClient) -> None:
    public_id = draft_project(world)
    assert officer.get(f"/street/projects/{public_id}").status_code == 404
    assert "示例夜市" not in officer.get("/street/projects").text


def test_the_file_tells_decisions_with_their_rule_and_history_with_reasons(world: World, officer: FlaskClient) -> None:
    public_id = sent_project(world)
    page = officer.get(f"/street/projects/{public_id}").text
    assert "应到 9，实到 9" in page and "赞成 8，反对 1，弃权 0" in page and "同意招商" in page
    assert "要求：实到超过应到的一半，赞成超过实到的一半。" in page and "要求：公开满 7 天。" in page
    assert "材料是否齐全" in page and "内部文件" in page and "送街道审核" in page
    assert "示例夜市" in officer.get("/street/projects?tab=review").text


def test_returning_needs_a_reason_and_goes_back_to_the_community(world: World, officer: FlaskClient) -> None:
    public_id = sent_project(world)
    here = f"/street/projects/{public_id}/review"
    assert post(officer, here, {}).status_code == 422
    wrong = post(officer, here, {"verb": "return", "reason": " "})
    assert wrong.status_code == 422 and "请填写这一项" in wrong.text and "checked" in wrong.text
    assert post(officer, here, {"verb": "publish", "reason": "直接发布"}).status_code == 422
    assert post(officer, here, {"verb": "return", "reason": "请补充噪声控制要求"}).status_code == 303
    assert project(world, public_id).state == "draft"
    assert officer.get(here).status_code == 404


def test_approving_publishing_and_the_dates_in_between(world: World, officer: FlaskClient) -> None:
    public_id = sent_project(world)
    assert (
        post(officer, f"/street/projects/{public_id}/review", {"verb": "approve", "reason": "材料齐全"}).status_code
        == 303
    )
    here, now = f"/street/projects/{public_id}/publish", world.clock.now()
    suggested = officer.get(here).text
    assert typed(now + timedelta(days=30)) in suggested and "时间安排" in suggested
    bad = {"when": "later", "opens_at": "", "questions_until": typed(now + timedelta(days=9)),
           "deadline_at": typed(now - timedelta(days=1)), "step": "preview"}  # fmt: skip
    page = post(officer, here, bad)
    assert page.status_code == 422
    assert (
        "请填写开放时间" in page.text
        and "截止时间要晚于开放时间" in page.text
        and "提问截止不能晚于方案截止" in page.text
    )
    assert typed(now + timedelta(days=9)) in page.text
    nonsense = post(officer, here, {**bad, "deadline_at": "明天", "step": "preview"})
    assert nonsense.status_code == 422 and "明天" in nonsense.text
    good = {"when": "now", "questions_until": typed(now + timedelta(days=9)),
            "deadline_at": typed(now + timedelta(days=10))}  # fmt: skip
    look = post(officer, here, {**good, "step": "preview"})
    assert look.status_code == 200 and "10 天 0 小时" in look.text and "确认发布" in look.text
    assert project(world, public_id).state == "scheduled"
    assert post(officer, here, {**good, "step": "edit"}).status_code == 200
    assert post(officer, here, {**good, "step": "confirm"}).status_code == 303
    stored = project(world, public_id)
    assert stored.state == "open" and stored.deadline_at == now + timedelta(days=10)
    assert officer.get(here).status_code == 409


def test_publishing_at_a_time_to_come_opens_by_the_clock(app: Flask, world: World, officer: FlaskClient) -> None:
    public_id, now = scheduled_project(world), world.clock.now()
    data = {"when": "later", "opens_at": typed(now + timedelta(days=2)), "step": "confirm",
            "questions_until": typed(now + timedelta(days=9)), "deadline_at": typed(now + timedelta(days=10))}  # fmt: skip
    assert post(officer, f"/street/projects/{public_id}/publish", data).status_code == 303
    assert "自动开放" in officer.get(f"/street/projects/{public_id}").text
    assert "示例夜市" not in officer.get("/street/projects?tab=publish").text
    world.clock.advance(days=3)
    assert "征集方案中" in client_of(app, world.officer).get("/street/projects?tab=open").text


def test_cancelling_asks_for_code_and_reason_and_says_what_follows(world: World, officer: FlaskClient) -> None:
    public_id = open_project(world)
    here = f"/street/projects/{public_id}/cancel"
    assert "永远不会启封" in officer.get(here).text
    wrong = post(officer, here, {"code": "", "reason": "资产另有用途"})
    assert wrong.status_code == 422 and "资产另有用途" in wrong.text
    assert post(officer, here, {"code": "conditions_changed", "reason": "资产另有用途"}).status_code == 303
    assert project(world, public_id).state == "cancelled"
    assert post(officer, here, {}, form_at="/street/projects").status_code == 409


def test_steps_out_of_turn_are_conflicts(world: World, officer: FlaskClient) -> None:
    public_id = open_project(world)
    for path in ("review", "publish", "move/begin_evaluation", "move/schedule_roadshow", "move/award", "move/nonsense"):
        assert officer.get(f"/street/projects/{public_id}/{path}").status_code == 409, path
    assert project(world, public_id).state == "open"


def test_counts_stand_at_the_tabs(world: World, officer: FlaskClient) -> None:
    open_project(world)
    scheduled_project(world, title="另一个夜市")
    page = officer.get("/street/projects").text
    assert 'tab=publish" aria-current="page">待发布<span class="count">1</span>' in page
    assert '>征集中<span class="count">1</span>' in page and '>待审核<span class="count">0</span>' in page
