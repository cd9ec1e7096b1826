"""The inbox: what a person was told, read or unread. It stores kinds and parameters; words are made when it is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.orm import Session

from marketplace.db.unit_of_work import UnitOfWork
from marketplace.identity.models import InboxMessage
from marketplace.kernel.ids import new_public_id
from marketplace.kernel.paging import Page, encode_cursor, name_of_cursor

PAGE_SIZE = 20


@dataclass(frozen=True)
class MessageRow:
    """One message; `kind` and `params` become words by `reactions.message_texts.render`."""

    public_id: str
    kind: str
    params: Mapping[str, Any]
    href: str
    created_at: datetime
    read_at: datetime | None


def put(
    session: Session, *, user_id: int, outbox_id: int, kind: str, params: Mapping[str, Any], href: str, now: datetime
) -> InboxMessage | None:
    """Tell a person something once; None where this event told them the same already.

    Called by the worker only, within its transaction.
    """
    there = select(InboxMessage.id).where(
        InboxMessage.user_id == user_id, InboxMessage.outbox_id == outbox_id, InboxMessage.kind == kind
    )
    if session.execute(there).first() is not None:
        return None
    message = InboxMessage(
        public_id=new_public_id(), user_id=user_id, outbox_id=outbox_id, kind=kind, params=dict(params), href=href,
        created_at=now,
    )  # fmt: skip
    session.add(message)
    session.flush()
    return message


def unread_count(session: Session, user_id: int) -> int:
    """Return how many messages this person has not read."""
    query = select(func.count()).where(InboxMessage.user_id == user_id, InboxMessage.read_at.is_(None))
    return session.execute(query).scalar_one()


def messages(session: Session, user_id: int, *, after: str | None = None, limit: int = PAGE_SIZE) -> Page[MessageRow]:
    """Return a person's messages, newest first.

    :raises Invalid: where the cursor is none of ours.
    """
    query = (
        select(
            InboxMessage.id, InboxMessage.public_id, InboxMessage.kind, InboxMessage.params, InboxMessage.href,
            InboxMessage.created_at, InboxMessage.read_at,
        )
        .where(InboxMessage.user_id == user_id)
        .order_by(InboxMessage.id.desc())
        .limit(limit + 1)
    )  # fmt: skip
    if after:
        # By its name: the running number of all people's messages is nobody's business.
        place = select(InboxMessage.id).where(
            InboxMessage.user_id == user_id, InboxMessage.public_id == name_of_cursor(after)
        )
        query = query.where(InboxMessage.id < place.scalar_subquery())
    found = session.execute(query).all()
    rows = [MessageRow(*row[1:]) for row in found[:limit]]
    return Page(rows, encode_cursor([found[limit - 1].public_id]) if len(found) > limit else None)


def mark_read(uow: UnitOfWork, user_id: int, public_ids: Sequence[str] | None = None) -> int:
    """Mark these messages of this person as read, or all; return how many were unread."""
    statement = (
        update(InboxMessage)
        .where(InboxMessage.user_id == user_id, InboxMessage.read_at.is_(None))
        .values(read_at=uow.now)
        .execution_options(synchronize_session=False)
    )
    if public_ids is not None:
        statement = statement.where(InboxMessage.public_id.in_(public_ids))
    result = uow.session.execute(statement)
    return result.rowcount if isinstance(result, CursorResult) else 0
