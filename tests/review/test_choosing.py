"""Choosing: a reason for everyone, all at the same instant, one partner at the end."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from marketplace.db.audit import AuditRow
from marketplace.db.engine import Database
from marketplace.db.loading import load
from marketplace.kernel.clock import FixedClock
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound, WrongState
from marketplace.projects.models import Project
from marketplace.proposals.models import Proposal
from marketplace.proposals.service import fix_proposal
from marketplace.review.choosing import (
    Verdict,
    ask_fixing,
    award_project,
    begin_evaluation,
    fail_project,
    propose_candidate,
    record_shortlist,
)
from tests.factories.world import World, make_world, open_project, opened_project

IN, OUT = Verdict("shortlist", "与社区需求契合"), Verdict("pass_over", "未说明噪声控制措施")


@pytest.fixture
def world(database: Database, clock: FixedClock) -> World:
    return make_world(database, clock, partners=3)


def _states(world: World, ids: list[str]) -> list[str]:
    with world.database.read() as session:
        return [load(session, Proposal, public_id).state for public_id in ids]


def test_shortlist_decides_on_all_in_one_transaction(world: World) -> None:
    project, ids = opened_project(world, 3)
    with world.uow(world.officer) as uow:
        record_shortlist(uow, project, {ids[0]: IN, ids[1]: OUT, ids[2]: OUT})
    assert _states(world, ids) == ["shortlisted", "not_shortlisted", "not_shortlisted"]
    with world.database.read() as session:
        rows = session.scalars(
            select(AuditRow).where(AuditRow.event.in_(("proposal.shortlisted", "proposal.not_shortlisted")))
        )
        assert len({row.at for row in rows}) == 1
        assert load(session, Proposal, ids[1]).result_reason == OUT.reason


@pytest.mark.parametrize(
    "verdicts",
    [
        lambda ids: {ids[0]: IN},
        lambda ids: {ids[0]: IN, ids[1]: Verdict("pass_over", "  ")},
        lambda ids: {ids[0]: OUT, ids[1]: OUT},
        lambda ids: {ids[0]: IN, ids[1]: Verdict("award", "直接成交可以吗")},
        lambda ids: {ids[0]: IN, ids[1]: OUT, "000000000000": IN},
    ],
    ids=["one left out", "no reason", "nobody in", "a step too far", "a stranger"],
)
def test_an_incomplete_shortlist_changes_nothing(world: World, verdicts: object) -> None:
    project, ids = opened_project(world, 2)
    with pytest.raises(Invalid), world.uow(world.officer) as uow:
        record_shortlist(uow, project, verdicts(ids))  # type: ignore[operator]
    assert _states(world, ids) == ["opened", "opened"]


def test_only_the_street_office_shortlists(world: World) -> None:
    project, ids = opened_project(world, 2)
    for actor in (world.clerk, world.operator, world.partner_actors[0], world.rival_officer, world.supervisor):
        with pytest.raises((NotAllowed, NotFound)), world.uow(actor) as uow:
            record_shortlist(uow, project, {ids[0]: IN, ids[1]: OUT})
    assert _states(world, ids) == ["opened", "opened"]


def test_shortlisting_before_the_opening_is_a_wrong_state(world: World) -> None:
    project = open_project(world)
    with pytest.raises(WrongState), world.uow(world.officer) as uow:
        record_shortlist(uow, project, {})


def test_fixing_goes_to_the_applicant_and_back(world: World) -> None:
    project, ids = opened_project(world, 2)
    with world.uow(world.officer) as uow:
        begin_evaluation(uow, project)
    with world.uow(world.officer) as uow:
        ask_fixing(uow, ids[0], "请补交营业执照扫描件")
    with pytest.raises(Invalid), world.uow(world.officer) as uow:
        record_shortlist(uow, project, {ids[0]: IN, ids[1]: OUT})
    with pytest.raises(NotFound), world.uow(world.partner_actors[1]) as uow:
        fix_proposal(uow, ids[0], "冒名补正")
    with world.uow(world.partner_actors[0]) as uow:
        fix_proposal(uow, ids[0], "已补交")
    assert _states(world, ids) == ["in_review", "in_review"]


def test_award_makes_one_partner_and_tells_the_rest(world: World) -> None:
    project, ids = opened_project(world, 3)
    with world.uow(world.officer) as uow:
        record_shortlist(uow, project, {ids[0]: IN, ids[1]: IN, ids[2]: OUT})
    with world.uow(world.officer) as uow:
        verdicts = {ids[0]: Verdict("nominate", "综合评分最高"), ids[1]: Verdict("hold_in_reserve", "综合评分第二")}
        propose_candidate(uow, project, verdicts, "按评审结果提出候选")
    with world.uow(world.officer) as uow:
        award_project(uow, project, ids[0], "公示期满无异议")
    assert _states(world, ids) == ["awarded", "not_awarded", "not_shortlisted"]
    with world.database.read() as session:
        row = load(session, Project, project)
        assert row.state == "awarded"
        assert row.partner_id == load(session, Proposal, ids[0]).organisation_id


def test_ending_without_a_partner_gives_everyone_the_reason(world: World) -> None:
    project, ids = opened_project(world, 2)
    with pytest.raises(Invalid), world.uow(world.officer) as uow:
        fail_project(uow, project, "none_suitable", " ")
    with world.uow(world.officer) as uow:
        fail_project(uow, project, "none_suitable", "均未达到食品安全要求")
    assert _states(world, ids) == ["not_shortlisted", "not_shortlisted"]
    with world.database.read() as session:
        assert load(session, Proposal, ids[0]).result_reason == "均未达到食品安全要求"
