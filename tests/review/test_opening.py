"""The opening: once, after the deadline, by the right office, every commitment recomputed."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select, update

from marketplace.access.actions import Action
from marketplace.db.engine import Database
from marketplace.db.loading import load
from marketplace.kernel.clock import FixedClock
from marketplace.kernel.errors import NotAllowed, NotFound, WrongState
from marketplace.projects.models import Project
from marketplace.proposals import content
from marketplace.proposals.models import Proposal, ProposalContent
from marketplace.proposals.rights import RIGHTS
from marketplace.proposals.service import withdraw_proposal
from marketplace.review.models import Opening
from marketplace.review.opening import open_proposals
from tests.factories.world import World, make_world, open_project, opened_project, started, submitted


@pytest.fixture
def world(database: Database, clock: FixedClock) -> World:
    return make_world(database, clock, partners=3)


def test_nobody_opens_before_the_deadline(world: World) -> None:
    project = open_project(world)
    submitted(world, project)
    with pytest.raises(WrongState), world.uow(world.officer) as uow:
        open_proposals(uow, project)
    with world.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Opening)) == 0


@pytest.mark.parametrize("who", ["clerk", "rival_officer", "operator", "supervisor", "resident", "partner"])
def test_only_the_street_office_of_the_territory_opens(world: World, who: str) -> None:
    project = open_project(world)
    submitted(world, project)
    world.clock.advance(days=11)
    actor = world.partner_actors[0] if who == "partner" else getattr(world, who)
    with pytest.raises((NotAllowed, NotFound)), world.uow(actor) as uow:
        open_proposals(uow, project)
    with world.uow(world.officer) as uow:
        open_proposals(uow, project)
    with pytest.raises((NotAllowed, NotFound)), world.uow(actor) as uow:
        open_proposals(uow, project)


def test_every_envelope_is_listed_with_its_outcome(world: World) -> None:
    project = open_project(world)
    submitted(world, project, 0)
    withdrawn, _receipt = submitted(world, project, 1)
    started(world, project, 2)
    with world.uow(world.partner_actors[1]) as uow:
        withdraw_proposal(uow, withdrawn)
    world.clock.advance(days=11)
    with world.uow(world.officer) as uow:
        opening = open_proposals(uow, project)
        lines = {line["outcome"]: line for line in opening.lines}
    assert set(lines) == {"opened", "withdrawn"}
    assert lines["opened"]["recomputed"] == lines["opened"]["commitment"] != ""
    assert lines["withdrawn"]["organisation"] == lines["withdrawn"]["name_zh"] == ""


def test_a_changed_byte_shows_and_nothing_else_fails(world: World) -> None:
    project = open_project(world)
    broken, _receipt = submitted(world, project, 0)
    good, _receipt = submitted(world, project, 1)
    with world.uow() as uow:
        row = load(uow.session, Proposal, broken)
        sealed = uow.session.get_one(ProposalContent, row.id).sealed or b""
        change = update(ProposalContent).where(ProposalContent.proposal_id == row.id)
        uow.session.execute(change.values(sealed=sealed.replace("机密".encode(), "公开".encode(), 1)))
    world.clock.advance(days=11)
    with world.uow(world.officer) as uow:
        opening = open_proposals(uow, project)
        outcomes = {line["proposal"]: line["outcome"] for line in opening.lines}
    assert outcomes == {broken: "broken", good: "opened"}
    with world.database.read() as session:
        assert load(session, Proposal, broken).state == "disqualified"
        assert load(session, Proposal, good).state == "opened"


def test_too_few_are_not_opened_and_stay_sealed(world: World) -> None:
    project = open_project(world)
    public_id, _receipt = submitted(world, project)
    with world.uow() as uow:
        uow.session.execute(update(Project).where(Project.public_id == project).values(min_proposals=2))
    world.clock.advance(days=11)
    with world.uow(world.officer) as uow:
        open_proposals(uow, project)
    with world.database.read() as session:
        row = load(session, Project, project)
        assert (row.state, row.end_code, row.opened_at) == ("unsuccessful", "too_few", None)
        proposal = load(session, Proposal, public_id)
        assert proposal.state == "submitted"
        for actor in (world.officer, world.clerk, world.supervisor, world.operator):
            assert not RIGHTS.can(actor, Action.PROPOSAL_READ, proposal, world.clock.now())
            with pytest.raises(NotFound):
                content.read_sealed(session, actor, proposal, world.clock.now())


def test_opening_twice_returns_the_same_opening(world: World) -> None:
    project, _proposals = opened_project(world)
    with world.uow(world.officer) as uow:
        again = open_proposals(uow, project).public_id
    with world.database.read() as session:
        assert [row.public_id for row in session.scalars(select(Opening))] == [again]


def test_two_officers_at_once_open_once(world: World) -> None:
    project = open_project(world)
    submitted(world, project, 0)
    world.clock.advance(days=11)
    gate, found, errors = threading.Barrier(2), [], []

    def act() -> None:
        gate.wait()
        try:
            with world.uow(world.officer) as uow:
                found.append(open_proposals(uow, project).public_id)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors and len(set(found)) == 1 and len(found) == 2
    with world.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Opening)) == 1


def test_after_the_opening_those_who_choose_read_and_rivals_do_not(world: World) -> None:
    project, ids = opened_project(world)
    now = world.clock.now()
    with world.database.read() as session:
        proposal = load(session, Proposal, ids[0])
        for actor in (world.officer, world.clerk, world.supervisor, world.partner_actors[0]):
            assert content.read_sealed(session, actor, proposal, now).summary == "机密方案0概要"
        for actor in (world.partner_actors[1], world.rival_officer, world.operator, world.resident):
            with pytest.raises(NotFound):
                content.read_sealed(session, actor, proposal, now)
    assert project
