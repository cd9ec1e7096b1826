"""Look at the outbox as people do: what waits, what failed, and another try for what was given up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from marketplace.db.outbox import DEAD, PENDING, OutboxRow
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.kernel.events import Event
from marketplace.kernel.paging import Page, encode_cursor, number_of_cursor


@dataclass(frozen=True)
class Job:
    """One event with its reactions' progress; without its data."""

    id: int
    event: str
    subject_kind: str
    public_id: str
    status: str
    attempts: int
    happened_at: datetime
    available_at: datetime
    finished_at: datetime | None
    last_error: str

    def as_map(self) -> dict[str, Any]:
        """Return JSON scalars."""
        return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in asdict(self).items()}


@dataclass(frozen=True)
class QueueState:
    """How the queue stands: rows waiting, for how many seconds the oldest is overdue, rows given up."""

    waiting: int
    late_seconds: float
    dead: int


def page(
    session: Session,
    *,
    hidden: ColumnElement[bool],
    status: str = "",
    after: str | None = None,
    limit: int = 50,
) -> Page[Job]:
    """Return jobs, newest first; `hidden` is `reactions.sealed.hidden_jobs()`.

    :raises Invalid: where the cursor is none of ours.
    """
    query = select(
        OutboxRow.id, OutboxRow.event, OutboxRow.subject_kind, OutboxRow.public_id, OutboxRow.status,
        OutboxRow.attempts, OutboxRow.happened_at, OutboxRow.available_at, OutboxRow.finished_at, OutboxRow.last_error,
    ).where(~hidden)  # fmt: skip
    if status:
        query = query.where(OutboxRow.status == status)
    if after:
        query = query.where(OutboxRow.id < number_of_cursor(after))
    found = session.execute(query.order_by(OutboxRow.id.desc()).limit(limit + 1)).mappings().all()
    rows = [Job(**row) for row in found[:limit]]
    return Page(rows, encode_cursor([rows[-1].id]) if len(found) > limit else None)


def counts(session: Session, *, hidden: ColumnElement[bool]) -> dict[str, int]:
    """Return how many jobs that may be shown are in each status."""
    rows = session.execute(select(OutboxRow.status, func.count()).where(~hidden).group_by(OutboxRow.status))
    return {row[0]: row[1] for row in rows}


def queue_state(session: Session, now: datetime) -> QueueState:
    """Return how many jobs wait and how long the oldest one that is due has waited."""
    waiting = session.execute(select(func.count()).where(OutboxRow.status == PENDING)).scalar_one()
    oldest = session.scalar(select(func.min(OutboxRow.available_at)).where(OutboxRow.status == PENDING))
    dead = session.execute(select(func.count()).where(OutboxRow.status == DEAD)).scalar_one()
    return QueueState(waiting, max(0.0, (now - oldest).total_seconds()) if oldest else 0.0, dead)


def retry(uow: UnitOfWork, ids: Sequence[int] | None = None, *, hidden: ColumnElement[bool]) -> int:
    """Give these jobs, or all that were given up, a fresh start; return how many.

    The act is recorded for jobs that may be shown; the record of a hidden one would tell what the list does not.
    Rights (JOB_MANAGE) are the caller's to have checked.
    """
    query = select(OutboxRow).where(OutboxRow.status == DEAD).with_for_update()
    if ids is not None:
        query = query.where(OutboxRow.id.in_(ids))
    shown = set(uow.session.scalars(select(OutboxRow.id).where(OutboxRow.status == DEAD, ~hidden)))
    rows = uow.session.scalars(query).all()
    for row in rows:
        row.status, row.attempts, row.available_at, row.finished_at = PENDING, 0, uow.now, None
        if row.id in shown:
            uow.record(Event("job.retried", "job", row.id, str(row.id), {"event": row.event}))
    return len(rows)
