"""Sealing: one reader, one deadline, one proposal, one receipt."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from marketplace.access.actions import Action
from marketplace.access.actor import VISITOR
from marketplace.db.engine import Database
from marketplace.db.loading import load
from marketplace.kernel.clock import FixedClock
from marketplace.kernel.errors import EditedMeanwhile, Invalid, NotAllowed, NotFound, TooLate, WrongState
from marketplace.migrations.schema import metadata
from marketplace.proposals import content
from marketplace.proposals.models import Proposal, ProposalContent, ProposalReceipt
from marketplace.proposals.rights import RIGHTS
from marketplace.proposals.service import (
    SaveDraft,
    problems_before_submit,
    save_draft,
    start_proposal,
    submit_proposal,
    withdraw_proposal,
)
from tests.factories.world import World, complete_draft, make_world, open_project, started, submitted


@pytest.fixture
def world(database: Database, clock: FixedClock) -> World:
    return make_world(database, clock)


def _receipts(world: World) -> int:
    with world.database.read() as session:
        return session.scalar(select(func.count()).select_from(ProposalReceipt)) or 0


def test_submit_gives_a_receipt_whose_commitment_anybody_can_recompute(world: World) -> None:
    public_id, receipt = submitted(world, open_project(world))
    with world.database.read() as session:
        row = session.scalars(select(ProposalContent)).one()
        assert row.nonce is not None and row.sealed is not None
        assert hashlib.sha256(row.nonce + row.sealed).hexdigest() == receipt.commitment
        assert receipt.submitted_at == world.clock.now()
        assert load(session, Proposal, public_id).state == "submitted"


def test_submit_twice_makes_one_receipt(world: World) -> None:
    project = open_project(world)
    public_id, first = submitted(world, project)
    with world.uow(world.partner_actors[0]) as uow:
        again = submit_proposal(uow, public_id)
        assert again.public_id == first.public_id
    assert _receipts(world) == 1


def test_start_twice_returns_the_same_draft(world: World) -> None:
    project = open_project(world)
    first = started(world, project)
    with world.uow(world.partner_actors[0]) as uow:
        assert start_proposal(uow, project, world.partners[0]).public_id == first


@pytest.mark.parametrize(("seconds", "accepted"), [(-1, True), (0, False), (1, False)])
def test_deadline_binds_to_the_second(world: World, seconds: int, accepted: bool) -> None:
    project = open_project(world, days=10)
    public_id = started(world, project)
    world.clock.advance(days=10, seconds=seconds)
    if accepted:
        with world.uow(world.partner_actors[0]) as uow:
            assert submit_proposal(uow, public_id).round == 1
    else:
        with pytest.raises(TooLate), world.uow(world.partner_actors[0]) as uow:
            submit_proposal(uow, public_id)
        assert _receipts(world) == 0


def test_a_submission_that_begins_in_time_and_commits_late_is_refused(world: World) -> None:
    project = open_project(world, days=10)
    public_id = started(world, project)
    world.clock.advance(days=9, hours=23, minutes=59, seconds=59)
    with pytest.raises(TooLate), world.uow(world.partner_actors[0]) as uow:
        submit_proposal(uow, public_id)
        world.clock.advance(seconds=2)
    assert _receipts(world) == 0
    with world.database.read() as session:
        proposal = load(session, Proposal, public_id)
        assert proposal.state == "draft"
        draft = content.read_draft(session, world.partner_actors[0], proposal, world.clock.now())
        assert draft.summary == "机密方案0概要"


def test_withdraw_and_submit_again_keeps_both_receipts(world: World) -> None:
    project = open_project(world)
    public_id, first = submitted(world, project)
    with world.uow(world.partner_actors[0]) as uow:
        withdraw_proposal(uow, public_id)
    with world.uow(world.partner_actors[0]) as uow:
        save_draft(uow, public_id, complete_draft(world, project, "更好的方案"))
    with world.uow(world.partner_actors[0]) as uow:
        second = submit_proposal(uow, public_id)
        assert (second.round, second.commitment != first.commitment) == (2, True)
    with world.database.read() as session:
        withdrawn = session.scalars(select(ProposalReceipt).where(ProposalReceipt.round == 1)).one()
        assert withdrawn.withdrawn_at is not None


def test_withdraw_after_the_deadline_is_too_late(world: World) -> None:
    public_id, _receipt = submitted(world, open_project(world, days=10))
    world.clock.advance(days=10)
    with pytest.raises(TooLate), world.uow(world.partner_actors[0]) as uow:
        withdraw_proposal(uow, public_id)


def test_a_sealed_proposal_cannot_be_edited(world: World) -> None:
    project = open_project(world)
    public_id, _receipt = submitted(world, project)
    with pytest.raises(WrongState), world.uow(world.partner_actors[0]) as uow:
        save_draft(uow, public_id, complete_draft(world, project, "偷换"))


def test_two_tabs_do_not_overwrite_each_other(world: World) -> None:
    project = open_project(world)
    public_id = started(world, project)
    draft = complete_draft(world, project)
    with world.uow(world.partner_actors[0]) as uow:
        version = save_draft(uow, public_id, replace(draft, version=1))
    with pytest.raises(EditedMeanwhile), world.uow(world.partner_actors[0]) as uow:
        save_draft(uow, public_id, replace(draft, version=version - 1))


def test_every_problem_is_named_at_once(world: World) -> None:
    project = open_project(world)
    with world.uow(world.partner_actors[0]) as uow:
        public_id = start_proposal(uow, project, world.partners[0]).public_id
    with pytest.raises(Invalid) as caught, world.uow(world.partner_actors[0]) as uow:
        submit_proposal(uow, public_id)
    fields = {problem.field for problem in caught.value.problems}
    assert "summary" in fields and len(fields) > 3
    with world.database.read() as session:
        proposal = load(session, Proposal, public_id)
        listed = problems_before_submit(session, world.partner_actors[0], world.clock.now(), proposal)
        assert {problem.field for problem in listed} == fields


def test_an_offer_under_the_floor_is_refused(world: World) -> None:
    project = open_project(world)
    public_id = started(world, project)
    cheap = replace(complete_draft(world, project), terms={"term_months": "24", "rent_per_year": "1"})
    with world.uow(world.partner_actors[0]) as uow:
        save_draft(uow, public_id, cheap)
    with pytest.raises(Invalid), world.uow(world.partner_actors[0]) as uow:
        submit_proposal(uow, public_id)


def test_an_unverified_organisation_cannot_start(world: World) -> None:
    project = open_project(world)
    with world.uow() as uow:
        uow.session.execute(
            text("UPDATE organisations SET state='pending' WHERE public_id=:id"), {"id": world.partners[0]}
        )
    with pytest.raises(WrongState), world.uow(world.partner_actors[0]) as uow:
        start_proposal(uow, project, world.partners[0])


def test_nobody_can_start_for_another_organisation(world: World) -> None:
    project = open_project(world)
    with pytest.raises(NotAllowed), world.uow(world.partner_actors[1]) as uow:
        start_proposal(uow, project, world.partners[0])


def test_before_the_opening_only_the_applicant_reads(world: World) -> None:
    project = open_project(world)
    public_id, _receipt = submitted(world, project)
    now = world.clock.now()
    others = (
        VISITOR, world.resident, world.clerk, world.officer, world.rival_officer, world.operator, world.supervisor,
        world.partner_actors[1],
    )  # fmt: skip
    with world.database.read() as session:
        proposal = load(session, Proposal, public_id)
        for actor in others:
            assert not RIGHTS.can(actor, Action.PROPOSAL_READ, proposal, now)
            visible = session.scalar(select(func.count()).where(RIGHTS.visible(actor, now)).select_from(Proposal))
            assert visible == 0
            with pytest.raises(NotFound):
                content.read_sealed(session, actor, proposal, now)
            with pytest.raises(NotFound):
                content.read_draft(session, actor, proposal, now)
            with pytest.raises(NotFound):
                content.attachments(session, actor, proposal, now)
        owner = world.partner_actors[0]
        assert content.read_sealed(session, owner, proposal, now).summary == "机密方案0概要"
        assert session.scalar(select(func.count()).where(RIGHTS.visible(owner, now)).select_from(Proposal)) == 1


def test_the_words_of_a_proposal_stand_in_no_other_table(world: World) -> None:
    submitted(world, open_project(world))
    with world.database.read() as session:
        for table in metadata().sorted_tables:
            if table.name == "proposal_contents":
                continue
            for row in session.execute(select(table)):
                assert "机密方案" not in str(row)
        assert "机密方案" in str(session.execute(select(metadata().tables["proposal_contents"])).one().draft)


def test_only_the_content_room_names_the_content_table() -> None:
    root = Path(content.__file__).resolve().parents[1]
    naming = {
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if "ProposalContent" in path.read_text("utf-8") and "migrations" not in path.parts
    }
    assert naming == {"proposals/models.py", "proposals/content.py", "proposals/service.py"}


def test_a_community_cannot_answer_its_own_project(world: World) -> None:
    project = open_project(world)
    with world.uow() as uow:
        uow.session.execute(
            text(
                "UPDATE organisations SET parent_id=(SELECT id FROM organisations WHERE public_id=:c) "
                "WHERE public_id=:p"
            ),
            {"c": world.community, "p": world.partners[0]},
        )
    with pytest.raises(Invalid), world.uow(world.partner_actors[0]) as uow:
        start_proposal(uow, project, world.partners[0])


def test_too_much_text_is_refused_and_what_was_saved_stays(world: World) -> None:
    project = open_project(world)
    public_id = started(world, project)
    with pytest.raises(Invalid), world.uow(world.partner_actors[0]) as uow:
        save_draft(uow, public_id, SaveDraft("长" * 100_000))
    with world.database.read() as session:
        proposal = load(session, Proposal, public_id)
        kept = content.read_draft(session, world.partner_actors[0], proposal, world.clock.now())
        assert kept.summary == "机密方案0概要"


def test_after_the_deadline_the_draft_stays_readable_to_its_owner(world: World) -> None:
    public_id = started(world, open_project(world, days=10))
    world.clock.advance(days=12)
    with world.database.read() as session:
        proposal = load(session, Proposal, public_id)
        assert content.read_draft(session, world.partner_actors[0], proposal, world.clock.now()).summary
