"""The audit chain: append-only rows, each carrying the hash of the one before; nothing here changes a row.

The hash covers the canonical JSON of every column but itself, so altering, removing or reordering a row shows at the first
bad row. It does not show that the newest rows were cut off; signed checkpoints are the door for that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, String, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.access.actor import Actor
from marketplace.db.base import Base, UtcDateTime
from marketplace.kernel.events import Event

#: The hash before the first row.
GENESIS = "0" * 64
#: PostgreSQL's advisory lock that lets one transaction at a time append.
_APPEND_LOCK = 7_305_001


class AuditRow(Base):
    """One thing that happened, who did it and when."""

    __tablename__ = "audit_rows"
    __table_args__ = (Index("ix_audit_rows_subject", "subject_kind", "subject_id"),)

    #: Without gaps, in the order of commit.
    number: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False
    )
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    actor_name: Mapped[str] = mapped_column(String(120))
    event: Mapped[str] = mapped_column(String(60), index=True)
    subject_kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int]
    public_id: Mapped[str] = mapped_column(String(40))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


@dataclass(frozen=True)
class AuditFault:
    """The first row that does not hold, and why."""

    number: int
    why: str


def canonical(row: AuditRow) -> bytes:
    """Return the bytes that the hash covers: JSON with sorted keys and no spaces, instants as UTC to the microsecond."""
    fields = {
        "number": row.number,
        "at": row.at.isoformat(timespec="microseconds"),
        "actor_id": row.actor_id,
        "actor_name": row.actor_name,
        "event": row.event,
        "subject_kind": row.subject_kind,
        "subject_id": row.subject_id,
        "public_id": row.public_id,
        "data": row.data,
        "previous_hash": row.previous_hash,
    }
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def row_hash(row: AuditRow) -> str:
    """Return the SHA-256 of a row in hexadecimal."""
    return hashlib.sha256(canonical(row)).hexdigest()


def append(session: Session, events: list[Event], actor: Actor, now: datetime) -> None:
    """Add one row for each event; the caller's transaction commits them with what they tell of."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _APPEND_LOCK})
    last = session.execute(
        select(AuditRow.number, AuditRow.hash).order_by(AuditRow.number.desc()).limit(1)
    ).one_or_none()
    number, previous = (last.number, last.hash) if last else (0, GENESIS)
    for happened in events:
        number += 1
        row = AuditRow(
            number=number,
            at=now,
            actor_id=actor.user_id,
            actor_name=actor.name,
            event=happened.name,
            subject_kind=happened.subject_kind,
            subject_id=happened.subject_id,
            public_id=happened.public_id,
            data=json.loads(json.dumps(dict(happened.data), ensure_ascii=False)),
            previous_hash=previous,
        )
        row.hash = previous = row_hash(row)
        session.add(row)
    session.flush()


def verify(session: Session) -> tuple[int, AuditFault | None]:
    """Walk the whole chain; return the number of good rows and the first fault, if any."""
    expected, previous = 0, GENESIS
    for row in _rows(session):
        expected += 1
        if row.number != expected:
            return expected - 1, AuditFault(expected, f"row {expected} is missing; found {row.number}")
        if row.previous_hash != previous:
            return expected - 1, AuditFault(row.number, "does not follow the row before it")
        if row.hash != row_hash(row):
            return expected - 1, AuditFault(row.number, "was altered after it was written")
        previous = row.hash
    return expected, None


def _rows(session: Session) -> Iterator[AuditRow]:
    query = select(AuditRow).order_by(AuditRow.number).execution_options(yield_per=1000)
    # Closed at once where the reader stops early: on PostgreSQL it is a cursor on the server.
    with closing(session.scalars(query)) as rows:
        yield from rows
