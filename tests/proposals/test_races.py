"""Many at once: one proposal stays one, and the deadline splits the early from the late without a single slip."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import func, select, update

from marketplace.access.actor import SYSTEM
from marketplace.db import audit
from marketplace.db.engine import Database
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.kernel.clock import FixedClock, SystemClock
from marketplace.kernel.errors import MarketError, TooLate
from marketplace.projects.models import Project
from marketplace.proposals.models import Proposal, ProposalReceipt
from marketplace.proposals.service import submit_proposal, withdraw_proposal
from tests.factories.world import World, make_world, open_project, started


def _all_at_once(acts: list[Callable[[], None]]) -> list[BaseException]:
    gate, failed = threading.Barrier(len(acts)), []

    def run(act: Callable[[], None]) -> None:
        gate.wait()
        try:
            act()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def test_fifty_identical_submissions_make_one_receipt(database: Database, clock: FixedClock) -> None:
    world = make_world(database, clock)
    public_id = started(world, open_project(world))
    given: list[str] = []

    def submit() -> None:
        with world.uow(world.partner_actors[0]) as uow:
            given.append(submit_proposal(uow, public_id).public_id)

    assert _all_at_once([submit] * 50) == []
    assert len(given) == 50 and len(set(given)) == 1
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(ProposalReceipt)) == 1
        assert audit.verify(session)[1] is None


def test_withdrawing_and_submitting_at_once_leaves_a_state_that_agrees_with_its_receipts(
    database: Database, clock: FixedClock
) -> None:
    world = make_world(database, clock)
    public_id = started(world, open_project(world))

    def act(use_case: Callable[[UnitOfWork, str], object]) -> Callable[[], None]:
        def run() -> None:
            with world.uow(world.partner_actors[0]) as uow:
                use_case(uow, public_id)

        return run

    failed = _all_at_once([act(submit_proposal), act(withdraw_proposal)] * 6)
    assert all(isinstance(error, MarketError) for error in failed)
    with database.read() as session:
        proposal = session.scalars(select(Proposal)).one()
        live = session.scalars(select(ProposalReceipt).where(ProposalReceipt.withdrawn_at.is_(None))).all()
        assert [receipt.commitment for receipt in live] == (
            [proposal.commitment] if proposal.state == "submitted" else []
        )


def test_the_deadline_splits_early_from_late(database: Database, clock: FixedClock) -> None:
    world = make_world(database, clock, partners=24)
    project = open_project(world)
    ids = [started(world, project, place) for place in range(24)]
    deadline = SystemClock().now() + timedelta(seconds=1.2)
    with UnitOfWork(database, SYSTEM, clock) as uow:
        values = {"opens_at": deadline - timedelta(days=9), "deadline_at": deadline}
        uow.session.execute(update(Project).where(Project.public_id == project).values(**values))
    refused: list[int] = []

    def submit(world: World, place: int) -> Callable[[], None]:
        def run() -> None:
            time.sleep(max(0.0, 0.7 + place * 0.04))
            try:
                with UnitOfWork(database, world.partner_actors[place], SystemClock()) as uow:
                    submit_proposal(uow, ids[place])
            except TooLate:
                refused.append(place)

        return run

    assert _all_at_once([submit(world, place) for place in range(24)]) == []
    with database.read() as session:
        receipts = session.scalars(select(ProposalReceipt)).all()
    assert all(receipt.submitted_at < deadline for receipt in receipts)
    assert len(receipts) + len(refused) == 24
    assert receipts and refused
