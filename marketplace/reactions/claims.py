"""Claim rows of the outbox, run their inner reactions, and write down how it went: always in short transactions."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, Select, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from marketplace.access.actor import SYSTEM
from marketplace.db.engine import Database
from marketplace.db.outbox import DEAD, DONE, PENDING, OutboxDelivery, OutboxRow
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.kernel.clock import Clock
from marketplace.reactions.registry import OutboxEvent, Registry, Tools

MAX_ATTEMPTS = 10
#: How long a claim holds. A worker that was killed loses its rows to the next one after this time.
LEASE = timedelta(seconds=8)
#: How far this machine's clock may lie behind the database server's.
CLOCK_SLACK_SECONDS = 5
LONGEST_WAIT_SECONDS = 3600
_DICE = secrets.SystemRandom()


@dataclass
class Claim:
    """A row that this worker holds until `fence`, which reactions still wait, and what went wrong."""

    event: OutboxEvent
    fence: datetime
    attempts: int
    waiting: set[str] = field(default_factory=set)
    succeeded: list[str] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)

    def fail(self, reaction: str, error: Exception) -> None:
        """Remember an error."""
        self.errors[reaction] = f"{reaction}: {describe(error)}"

    def succeed(self, reaction: str) -> None:
        """Remember that an outer reaction is done."""
        self.errors.pop(reaction, None)
        self.succeeded.append(reaction)


def describe(error: Exception) -> str:
    """Return an error in one short line, without the values that a statement carried: they may be anybody's secret."""
    told = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    first = (str(told).strip().splitlines() or [""])[0]
    return f"{type(error).__name__}: {first}"[:300]


def backoff(attempts: int) -> timedelta:
    """Return how long to wait after this many tries: doubling, with jitter, an hour at most."""
    seconds = min(LONGEST_WAIT_SECONDS, 2 ** min(attempts, 20))
    return timedelta(seconds=seconds * _DICE.uniform(0.5, 1.0))


def take(database: Database, clock: Clock, limit: int) -> list[Claim]:
    """Claim the oldest rows that are due. An idle worker only reads: it never takes the write lock."""
    with database.read() as session:
        soon = clock.now() + timedelta(seconds=CLOCK_SLACK_SECONDS)
        if session.execute(_due(soon).limit(1)).first() is None:
            return []
    with UnitOfWork(database, SYSTEM, clock) as uow:
        rows = uow.session.scalars(
            _due(uow.now).order_by(OutboxRow.id).limit(limit).with_for_update(skip_locked=True)
        ).all()
        fence = uow.now + LEASE
        for row in rows:
            row.attempts += 1
            row.available_at = fence
        return [Claim(OutboxEvent.of(row), fence, row.attempts) for row in rows]


def run_inside(database: Database, clock: Clock, claim: Claim, registry: Registry, tools: Tools) -> bool:
    """Run the inner reactions that have not run yet, and note which outer ones wait; False where the claim was lost.

    The claim is renewed with the same transaction, so that the outer reactions have their full time.
    """
    name = claim.event.name
    with UnitOfWork(database, SYSTEM, clock) as uow:
        if not _renew(uow, claim):
            return False
        done = set(
            uow.session.scalars(select(OutboxDelivery.reaction).where(OutboxDelivery.outbox_id == claim.event.id))
        )
        for reaction in registry.inside:
            if reaction.name in done or not reaction.wants(name):
                continue
            try:
                with uow.session.begin_nested():
                    reaction.run(uow.session, claim.event, tools)
                    _note(uow.session, claim.event.id, reaction.name, uow.now)
                    uow.session.flush()
            except Exception as error:
                claim.fail(reaction.name, error)
        claim.waiting = {reaction.name for reaction in registry.outside if reaction.wants(name)} - done
    return True


def renew(database: Database, clock: Clock, claim: Claim) -> bool:
    """Prolong a claim before something slow; False where another worker has taken the row."""
    with UnitOfWork(database, SYSTEM, clock) as uow:
        return _renew(uow, claim)


def finish(database: Database, clock: Clock, claim: Claim) -> bool:
    """Write down how it went; True where nothing is left to do for this row."""
    with UnitOfWork(database, SYSTEM, clock) as uow:
        held = uow.session.execute(
            select(OutboxRow)
            .where(OutboxRow.id == claim.event.id, OutboxRow.status == PENDING, OutboxRow.available_at == claim.fence)
            .with_for_update()
        ).scalar_one_or_none()
        if held is None:
            return False
        for reaction in claim.succeeded:
            _note(uow.session, held.id, reaction, uow.now)
        if not claim.errors:
            held.status, held.finished_at, held.last_error = DONE, uow.now, ""
            return True
        held.last_error = "; ".join(claim.errors.values())[:2000]
        if claim.attempts >= MAX_ATTEMPTS:
            held.status, held.finished_at = DEAD, uow.now
        else:
            held.available_at = uow.now + backoff(claim.attempts)
        return False


def _due(now: datetime) -> Select[OutboxRow]:
    return select(OutboxRow).where(OutboxRow.status == PENDING, OutboxRow.available_at <= now)


def _renew(uow: UnitOfWork, claim: Claim) -> bool:
    fence = max(uow.now + LEASE, claim.fence)
    result = uow.session.execute(
        update(OutboxRow)
        .where(OutboxRow.id == claim.event.id, OutboxRow.status == PENDING, OutboxRow.available_at == claim.fence)
        .values(available_at=fence)
        .execution_options(synchronize_session=False)
    )
    claim.fence = fence
    return isinstance(result, CursorResult) and result.rowcount == 1


def _note(session: Session, outbox_id: int, reaction: str, now: datetime) -> None:
    session.add(OutboxDelivery(outbox_id=outbox_id, reaction=reaction, delivered_at=now))
