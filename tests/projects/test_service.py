"""Projects: complete before they leave, decided before they are sent, reviewed before they are seen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace.access.actions import Action
from marketplace.access.actor import VISITOR
from marketplace.db.engine import Database
from marketplace.db.loading import load
from marketplace.kernel.clock import FixedClock, local_today
from marketplace.kernel.errors import EditedMeanwhile, Invalid, NotAllowed, NotFound, WrongState
from marketplace.projects import drafting, service
from marketplace.projects.clockwork import catch_up, due_projects
from marketplace.projects.commands import CreateProject, CriterionLine, EditCriteria, EditDates, Publish
from marketplace.projects.models import Project, ProjectStep
from marketplace.projects.rights import RIGHTS, shown
from marketplace.workflow.decisions import StepNumbers
from tests.factories.world import World, draft_project, listed_asset, make_world, open_project, scheduled_project


@pytest.fixture
def world(database: Database, clock: FixedClock) -> World:
    return make_world(database, clock)


def _project(world: World, public_id: str) -> Project:
    with world.database.read() as session:
        return load(session, Project, public_id)


def test_an_incomplete_draft_stays_and_names_everything(world: World) -> None:
    with world.uow(world.clerk) as uow:
        public_id = drafting.create_project(uow, CreateProject(world.community, "childcare", "示例托育")).public_id
    with pytest.raises(Invalid) as caught, world.uow(world.clerk) as uow:
        service.start_deciding(uow, public_id)
    named = {problem.field for problem in caught.value.problems}
    assert {"summary_zh", "description_zh", "assets", "answers", "terms", "deadline_at"} <= named
    assert _project(world, public_id).state == "draft"


def test_a_stranger_neither_sees_nor_changes_a_draft(world: World) -> None:
    public_id = draft_project(world)
    for actor in (VISITOR, world.officer, world.partner_actors[0], world.operator, world.rival_officer):
        with pytest.raises(NotFound), world.uow(actor) as uow:
            drafting.edit_dates(uow, public_id, EditDates(None, world.clock.now() + timedelta(days=3), 1))
        with world.database.read() as session:
            row = load(session, Project, public_id)
            assert not RIGHTS.can(actor, Action.PROJECT_READ, row, world.clock.now())
            visible = session.scalars(select(Project.id).where(RIGHTS.visible(actor, world.clock.now()))).all()
            assert visible == []


def test_an_old_version_does_not_overwrite(world: World) -> None:
    public_id = draft_project(world)
    with pytest.raises(EditedMeanwhile), world.uow(world.clerk) as uow:
        drafting.edit_dates(uow, public_id, EditDates(None, world.clock.now() + timedelta(days=3), 1))


@pytest.mark.parametrize("weights", [(5000, 4999), (5000, 5001), (10_000, 0)])
def test_weights_sum_to_exactly_all(world: World, weights: tuple[int, int]) -> None:
    public_id = draft_project(world)
    version = _project(world, public_id).version
    lines = tuple(CriterionLine(f"k{place}", "评分项", weight, 0) for place, weight in enumerate(weights))
    with pytest.raises(Invalid), world.uow(world.clerk) as uow:
        drafting.edit_criteria(uow, public_id, EditCriteria(lines, version))


def test_owners_common_property_needs_the_owners_vote(world: World) -> None:
    public_id = draft_project(world, asset=listed_asset(world, "owners_common"))
    with world.uow(world.clerk) as uow:
        service.start_deciding(uow, public_id)
    today = local_today(world.clock.now())
    for name in ("party_proposal", "two_committees", "party_members", "residents", "decision_published"):
        with world.uow(world.clerk) as uow:
            service.record_decision(uow, public_id, StepNumbers(name, today - timedelta(days=9), 9, 9, 9), "通过")
    with pytest.raises(Invalid) as caught, world.uow(world.clerk) as uow:
        service.send_to_street(uow, public_id)
    assert [problem.field for problem in caught.value.problems] == ["step-owners_vote"]


def test_a_vote_that_did_not_carry_does_not_count(world: World) -> None:
    public_id = draft_project(world)
    with world.uow(world.clerk) as uow:
        service.start_deciding(uow, public_id)
    with world.uow(world.clerk) as uow:
        numbers = StepNumbers("residents", local_today(world.clock.now()), 10, 6, 3, 3, 0)
        assert service.record_decision(uow, public_id, numbers, "未过半").passed is False
    with pytest.raises(Invalid) as caught, world.uow(world.clerk) as uow:
        service.send_to_street(uow, public_id)
    assert "step-residents" in {problem.field for problem in caught.value.problems}


def test_a_returned_project_needs_new_decisions(world: World) -> None:
    public_id = scheduled_project(world)
    with world.uow() as uow:
        row = load(uow.session, Project, public_id)
        assert row.state == "scheduled"
    with pytest.raises(WrongState), world.uow(world.officer) as uow:
        service.review_project(uow, public_id, "return", "太晚了")


def test_return_needs_a_reason_and_tells_it(world: World) -> None:
    public_id = draft_project(world)
    today = local_today(world.clock.now())
    with world.uow(world.clerk) as uow:
        service.start_deciding(uow, public_id)
    for name in ("party_proposal", "two_committees", "party_members", "residents", "decision_published"):
        with world.uow(world.clerk) as uow:
            service.record_decision(uow, public_id, StepNumbers(name, today - timedelta(days=9), 9, 9, 9), "通过")
    with world.uow(world.clerk) as uow:
        service.send_to_street(uow, public_id)
    with pytest.raises(Invalid), world.uow(world.officer) as uow:
        service.review_project(uow, public_id, "return", " ")
    with pytest.raises((NotAllowed, NotFound)), world.uow(world.rival_officer) as uow:
        service.review_project(uow, public_id, "approve", "越权")
    with pytest.raises(NotAllowed), world.uow(world.clerk) as uow:
        service.review_project(uow, public_id, "approve", "自己批自己")
    with world.uow(world.officer) as uow:
        service.review_project(uow, public_id, "return", "请补充噪声控制要求")
    with world.database.read() as session:
        step = session.scalars(select(ProjectStep).where(ProjectStep.verb == "return")).one()
        assert step.reason == "请补充噪声控制要求"
    with world.uow(world.clerk) as uow:
        service.start_deciding(uow, public_id)
    with pytest.raises(Invalid), world.uow(world.clerk) as uow:
        service.send_to_street(uow, public_id)


def test_the_clock_binds_without_a_job(world: World) -> None:
    public_id = open_project(world, days=10)
    row = _project(world, public_id)
    assert shown(row, world.clock.now()) == "open"
    world.clock.advance(days=10)
    assert row.state == "open" and shown(row, world.clock.now()) == "closed"
    with world.database.read() as session:
        assert due_projects(session, world.clock.now()) == [row.id]
    with world.uow() as uow:
        catch_up(uow, load(uow.session, Project, public_id, lock=True))
    assert _project(world, public_id).state == "closed"


def test_an_announced_project_opens_when_the_clock_says(world: World) -> None:
    public_id = scheduled_project(world)
    now = world.clock.now()
    assert not RIGHTS.can(VISITOR, Action.PROJECT_READ, _project(world, public_id), now)
    with world.uow(world.officer) as uow:
        command = Publish(now + timedelta(days=1), now + timedelta(days=5), now + timedelta(days=6))
        service.publish_project(uow, public_id, command)
    row = _project(world, public_id)
    assert RIGHTS.can(VISITOR, Action.PROJECT_READ, row, now) and shown(row, now) == "scheduled"
    assert shown(row, now + timedelta(days=1)) == "open"
    assert shown(row, now + timedelta(days=6)) == "closed"


@pytest.mark.parametrize("day", [0, 1, 5, 6, 30])
def test_the_filter_of_a_list_equals_the_check_of_one(world: World, day: int) -> None:
    ids = [open_project(world), scheduled_project(world), draft_project(world)]
    announced = scheduled_project(world)
    now = world.clock.now()
    with world.uow(world.officer) as uow:
        command = Publish(now + timedelta(days=1), now + timedelta(days=5), now + timedelta(days=6))
        service.publish_project(uow, announced, command)
    at = now + timedelta(days=day)
    actors = (VISITOR, world.clerk, world.officer, world.rival_officer, world.supervisor, world.operator)
    with world.database.read() as session:
        rows = session.scalars(select(Project)).all()
        assert len(rows) == len(ids) + 1
        for actor in actors:
            for action in (
                Action.PROJECT_READ,
                Action.PROJECT_EDIT,
                Action.PROJECT_PUBLISH,
                Action.PROJECT_OPEN_PROPOSALS,
            ):
                listed = set(session.scalars(select(Project.id).where(RIGHTS.visible(actor, at, action))))
                assert listed == {row.id for row in rows if RIGHTS.can(actor, action, row, at)}


def test_dates_out_of_order_are_named(world: World) -> None:
    public_id = scheduled_project(world)
    now = world.clock.now()
    with pytest.raises(Invalid) as caught, world.uow(world.officer) as uow:
        command = Publish(now - timedelta(days=1), now + timedelta(days=9), now - timedelta(days=2))
        service.publish_project(uow, public_id, command)
    assert {problem.field for problem in caught.value.problems} == {"opens_at", "deadline_at", "questions_until"}


def test_cancelling_needs_code_and_reason(world: World) -> None:
    public_id = open_project(world)
    with pytest.raises(Invalid) as caught, world.uow(world.officer) as uow:
        service.cancel_project(uow, public_id, "", "")
    assert {problem.field for problem in caught.value.problems} == {"code", "reason"}
    with world.uow(world.officer) as uow:
        service.cancel_project(uow, public_id, "conditions_changed", "广场改造提前")
    assert _project(world, public_id).end_code == "conditions_changed"
