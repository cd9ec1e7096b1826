"""The outbox: events waiting for their reactions, stored in the transaction that they tell of.

Delivery is at least once; `OutboxDelivery` remembers which reaction has taken an event, so that its effect is exactly once.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.db.base import Base, UtcDateTime, one_of
from marketplace.kernel.events import Event

PENDING, DONE, DEAD = "pending", "done", "dead"


class OutboxRow(Base):
    """One event and how far its reactions are."""

    __tablename__ = "outbox_rows"
    __table_args__ = (
        Index("ix_outbox_rows_waiting", "status", "available_at", "id"),
        one_of("status", (PENDING, DONE, DEAD)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int]
    public_id: Mapped[str] = mapped_column(String(40))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    actor_id: Mapped[int | None]
    status: Mapped[str] = mapped_column(String(10), default=PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: Not to be tried before this instant; moved on after each failure.
    available_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str] = mapped_column(Text, default="")


class OutboxDelivery(Base):
    """A reaction that has taken an event."""

    __tablename__ = "outbox_deliveries"

    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox_rows.id", ondelete="CASCADE"), primary_key=True)
    reaction: Mapped[str] = mapped_column(String(60), primary_key=True)
    delivered_at: Mapped[datetime] = mapped_column(UtcDateTime)


def put(session: Session, events: list[Event], actor_id: int | None, now: datetime) -> None:
    """Store events for the worker."""
    session.add_all(
        OutboxRow(
            event=happened.name,
            subject_kind=happened.subject_kind,
            subject_id=happened.subject_id,
            public_id=happened.public_id,
            data=dict(happened.data),
            actor_id=actor_id,
            happened_at=now,
            available_at=now,
        )
        for happened in events
    )
