"""The shortlist and the choice through the pages: both ways, every problem at once, nothing typed is lost."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from marketplace.db.engine import Database
from marketplace.db.loading import load
from marketplace.kernel.clock import FixedClock
from marketplace.projects.models import Project
from marketplace.proposals.models import Proposal
from marketplace.proposals.service import fix_proposal
from tests.factories.people import client_of, post
from tests.factories.world import World, make_world, opened_project


@pytest.fixture
def world(database: Database, clock: FixedClock) -> World:
    return make_world(database, clock, partners=3)


def verdicts(ids: list[str], choices: list[str], reason: str = "与社区需求契合") -> dict[str, object]:
    data: dict[str, object] = {}
    for public_id, choice in zip(ids, choices, strict=True):
        data |= {f"choice-{public_id}": choice, f"reason-{public_id}": reason}
    return data


def states(world: World, ids: list[str]) -> list[str]:
    with world.database.read() as session:
        return [load(session, Proposal, public_id).state for public_id in ids]


def project_state(world: World, project: str) -> str:
    with world.database.read() as session:
        return load(session, Project, project).state


def test_every_problem_of_a_shortlist_is_told_and_kept(app: Flask, world: World) -> None:
    project, ids = opened_project(world, 3)
    client, here = client_of(app, world.officer), f"/street/openings/{project}/shortlist"
    data = {f"choice-{ids[0]}": "shortlist", f"reason-{ids[0]}": "短", f"reason-{ids[1]}": "这一条写得很完整"}
    page = post(client, here, {**data, "step": "look"})
    assert page.status_code == 422
    assert page.text.count("请写 5 到 1000 个字") >= 2 and "请选择一项" in page.text and "请填写这一项" in page.text
    assert "这一条写得很完整" in page.text and "checked" in page.text
    assert states(world, ids) == ["opened"] * 3


def test_nobody_in_is_no_shortlist(app: Flask, world: World) -> None:
    project, ids = opened_project(world, 2)
    client, here = client_of(app, world.officer), f"/street/openings/{project}/shortlist"
    for step in ("look", "confirm"):
        page = post(client, here, {**verdicts(ids, ["pass_over"] * 2), "step": step})
        assert page.status_code == 422 and "至少要有一份方案入围" in page.text
    assert states(world, ids) == ["opened"] * 2


def test_a_shortlist_is_looked_at_once_more_and_then_told(app: Flask, world: World) -> None:
    project, ids = opened_project(world, 3)
    client, here = client_of(app, world.officer), f"/street/openings/{project}/shortlist"
    data = verdicts(ids, ["shortlist", "pass_over", "pass_over"], "理由<b>五个字以上")
    look = post(client, here, {**data, "step": "look"})
    assert look.status_code == 200 and "全部申请单位在同一时刻收到结果" in look.text
    assert "理由&lt;b&gt;五个字以上" in look.text and "理由<b>" not in look.text
    assert states(world, ids) == ["opened"] * 3
    again = post(client, here, {**data, "step": "edit"})
    assert again.status_code == 200 and "理由&lt;b&gt;五个字以上" in again.text
    assert post(client, here, {**data, "step": "confirm"}).status_code == 303
    assert states(world, ids) == ["shortlisted", "not_shortlisted", "not_shortlisted"]
    assert client.get(here).status_code == 409


def test_a_stranger_cannot_be_smuggled_into_a_shortlist(app: Flask, world: World) -> None:
    project, ids = opened_project(world, 2)
    client, here = client_of(app, world.officer), f"/street/openings/{project}/shortlist"
    data = {**verdicts(ids, ["shortlist", "award"]), "choice-000000000000": "shortlist", "step": "confirm"}
    assert post(client, here, data).status_code == 422
    assert states(world, ids) == ["opened"] * 2


def test_fixing_and_disqualifying(app: Flask, world: World) -> None:
    project, ids = opened_project(world, 3)
    client, here = client_of(app, world.officer), f"/street/openings/{project}"
    assert client.get(f"{here}/proposals/{ids[0]}/fixing").status_code == 409
    assert post(client, f"/street/projects/{project}/move/begin_evaluation").status_code == 303
    assert post(client, f"{here}/proposals/{ids[0]}/fixing", {"reason": ""}).status_code == 422
    assert post(client, f"{here}/proposals/{ids[0]}/fixing", {"reason": "请补交执照"}).status_code == 303
    data = verdicts(ids, ["shortlist", "shortlist", "pass_over"])
    page = post(client, f"{here}/shortlist", {**data, "step": "look"})
    assert page.status_code == 422 and "还在补正" in page.text
    with world.uow(world.partner_actors[0]) as uow:
        fix_proposal(uow, ids[0], "已经补交")
    assert "已经补交" in client.get(f"{here}/proposals/{ids[0]}").text
    assert post(client, f"{here}/proposals/{ids[2]}/disqualify", {"reason": "提供虚假证照"}).status_code == 303
    assert states(world, ids) == ["in_review", "in_review", "disqualified"]
    assert client.get(f"{here}/proposals/{ids[2]}/disqualify").status_code == 409
    assert ids[2] not in client.get(f"{here}/shortlist").text


def test_from_the_shortlist_to_the_award(app: Flask, world: World) -> None:
    project, ids = opened_project(world, 3)
    client, here = client_of(app, world.officer), f"/street/openings/{project}"
    data = verdicts(ids, ["shortlist", "shortlist", "pass_over"])
    post(client, f"{here}/shortlist", {**data, "step": "confirm"})
    assert post(client, f"/street/projects/{project}/move/schedule_roadshow").status_code == 303
    both = verdicts(ids[:2], ["nominate", "nominate"])
    page = post(client, f"{here}/candidates", {**both, "reason": "评审结果", "step": "look"})
    assert page.status_code == 422 and "请确定一个候选单位" in page.text
    one = {**verdicts(ids[:2], ["nominate", "hold_in_reserve"]), "reason": "评审结果"}
    assert "评审结果" in post(client, f"{here}/candidates", {**one, "step": "look"}).text
    assert post(client, f"{here}/candidates", {**one, "step": "confirm"}).status_code == 303
    assert post(client, f"{here}/award", {"proposal": ids[2], "reason": "公示期满"}).status_code == 422
    assert post(client, f"{here}/award", {"proposal": ids[0], "reason": ""}).status_code == 422
    assert post(client, f"{here}/award", {"proposal": ids[0], "reason": "公示期满"}).status_code == 303
    assert states(world, ids) == ["awarded", "not_awarded", "not_shortlisted"]
    assert project_state(world, project) == "awarded"
    assert client.get(f"{here}/award").status_code == 409


def test_ending_without_a_partner(app: Flask, world: World) -> None:
    project, ids = opened_project(world, 2)
    client, here = client_of(app, world.officer), f"/street/openings/{project}/fail"
    wrong = post(client, here, {"code": "breach", "reason": "都不合适"})
    assert wrong.status_code == 422 and "都不合适" in wrong.text
    assert post(client, here, {"code": "none_suitable", "reason": "都不合适"}).status_code == 303
    assert project_state(world, project) == "unsuccessful" and states(world, ids) == ["not_shortlisted"] * 2


def statements(database: Database, client: FlaskClient, path: str) -> int:
    seen: list[str] = []
    engine = database.read().get_bind()
    listener = lambda *arguments: seen.append(str(arguments[2]))  # noqa: E731
    event.listen(engine, "before_cursor_execute", listener)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", listener)
    return len(seen)


def test_comparing_three_asks_as_often_as_comparing_one(app: Flask, world: World) -> None:
    market = app.extensions["market"]
    one, _ids = opened_project(world, 1)
    three, _others = opened_project(world, 3)
    client = client_of(app, world.officer)
    for tail in ("compare", "proposals"):
        few = statements(market.database, client, f"/street/openings/{one}/{tail}")
        assert statements(market.database, client, f"/street/openings/{three}/{tail}") == few
