"""Cancelling, operating and answering: reasons are asked for, and every step only from where it may be taken."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from marketplace.access.actor import Actor
from marketplace.assets.models import Asset
from marketplace.projects.models import Project
from marketplace.projects.questions import ask
from marketplace.review.choosing import Verdict, award_project, propose_candidate, record_shortlist
from tests.factories.desk import Form, Sheet
from tests.factories.world import World, deciding_project, draft_project, open_project, opened_project

HOME = "/community/projects"


def state_of(world: World, public_id: str) -> str:
    with world.database.read() as session:
        return session.scalars(select(Project.state).where(Project.public_id == public_id)).one()


def awarded_project(world: World) -> str:
    project, (first, second) = opened_project(world)
    with world.uow(world.officer) as uow:
        record_shortlist(
            uow,
            project,
            {
                first: Verdict("shortlist", "与社区需求契合，报价合理"),
                second: Verdict("pass_over", "未说明噪声控制措施"),
            },
        )
    with world.uow(world.officer) as uow:
        propose_candidate(
            uow, project, {first: Verdict("nominate", "综合得分最高，社区认可")}, "综合得分最高，社区认可"
        )
    with world.uow(world.officer) as uow:
        award_project(uow, project, first, "公示期满，没有异议")
    return project


def test_cancelling_asks_for_code_and_reason(clerk: Sheet, world: World) -> None:
    public_id = deciding_project(world)
    page = clerk.send(f"{HOME}/{public_id}/cancel", {"reason": " "}, has="code", status=422).get_data(as_text=True)
    assert 'href="#code"' in page
    assert 'href="#reason"' in page
    clerk.send(
        f"{HOME}/{public_id}/cancel", {"code": "conditions_changed", "reason": "广场要改造"}, page=page, has="code"
    )
    assert state_of(world, public_id) == "cancelled"
    assert "广场要改造" in clerk.get(f"{HOME}/{public_id}")
    clerk.get(f"{HOME}/{public_id}/cancel", 409)
    clerk.get(f"{HOME}/{draft_project(world)}/cancel", 409)


def test_an_open_project_is_not_the_communitys_to_cancel(clerk: Sheet, world: World) -> None:
    public_id = open_project(world)
    clerk.get(f"{HOME}/{public_id}/cancel", 409)
    assert "/cancel" not in clerk.get(f"{HOME}/{public_id}")


def test_an_awarded_project_is_signed_operated_and_terminated_with_its_assets(clerk: Sheet, world: World) -> None:
    public_id = awarded_project(world)
    path = f"{HOME}/{public_id}/operate"
    clerk.get(f"{path}?verb=complete", 409)
    assert "登记签约" in clerk.get(f"{HOME}/{public_id}")
    clerk.send(path, {}, has="verb")
    clerk.send(path, {}, has="verb")
    assert state_of(world, public_id) == "operating"
    with world.database.read() as session:
        assert session.scalars(select(Asset.state)).all() == ["in_use"]
    page = clerk.send(f"{path}?verb=terminate", {"reason": ""}, has="code", status=422).get_data(as_text=True)
    assert 'href="#code"' in page
    assert 'href="#reason"' in page
    clerk.send(f"{path}?verb=terminate", {"code": "breach", "reason": "长期不营业"}, page=page, has="code")
    assert state_of(world, public_id) == "terminated"
    with world.database.read() as session:
        assert session.scalars(select(Asset.state)).all() == ["returned"]


def test_questions_are_answered_and_an_empty_answer_is_not(
    clerk: Sheet, sheet: Callable[[Actor | None], Sheet], world: World
) -> None:
    public_id = open_project(world)
    for text in ("摊位费怎么收？", "几点开始出摊？"):
        with world.uow(world.resident) as uow:
            ask(uow, public_id, text)
    path = f"{HOME}/{public_id}/questions"
    assert "有 2 个问题等答复" in clerk.get(HOME)
    page = clerk.send(path, {"number": "2", "q2-text": "  "}, has="q2-text", status=422).get_data(as_text=True)
    assert "q2-text-error" in page
    assert "q1-text-error" not in page
    clerk.send(path, {"q2-text": "晚上六点。"}, page=page, has="q2-text")
    assert "晚上六点。" in sheet(None).get(f"/projects/{public_id}")
    page = clerk.get(path)
    assert page.index("摊位费怎么收") < page.index("几点开始出摊")
    token = Form(page, "number").values["csrf_token"]
    assert clerk.client.post(path, data={"csrf_token": token, "number": "9"}).status_code == 404
