"""Read the audit log page by page; what must not be shown is the caller's filter, which is not optional."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, select
from sqlalchemy.orm import Session

from marketplace.db.audit import AuditRow
from marketplace.kernel.paging import Page, encode_cursor, name_of_cursor


@dataclass(frozen=True)
class AuditEntry:
    """One row as people read it."""

    number: int
    at: datetime
    actor_name: str
    event: str
    subject_kind: str
    public_id: str
    data: Mapping[str, Any]
    hash: str

    def as_map(self) -> dict[str, Any]:
        """Return JSON scalars and maps."""
        return {**asdict(self), "at": self.at.isoformat()}


def page(
    session: Session,
    *,
    hidden: ColumnElement[bool],
    event: str = "",
    public_id: str = "",
    actor_name: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page[AuditEntry]:
    """Return rows, newest first. `event` may be `noun.*`; `hidden` is `reactions.sealed.hidden_audit()`.

    :raises Invalid: where the cursor is none of ours.
    """
    query = select(
        AuditRow.number, AuditRow.at, AuditRow.actor_name, AuditRow.event, AuditRow.subject_kind, AuditRow.public_id,
        AuditRow.data, AuditRow.hash,
    ).where(~hidden)  # fmt: skip
    if event.endswith(".*"):
        query = query.where(AuditRow.event.startswith(event[:-1], autoescape=True))
    elif event:
        query = query.where(AuditRow.event == event)
    if public_id:
        query = query.where(AuditRow.public_id == public_id)
    if actor_name:
        query = query.where(AuditRow.actor_name == actor_name)
    if since is not None:
        query = query.where(AuditRow.at >= since)
    if until is not None:
        query = query.where(AuditRow.at < until)
    if after:
        query = query.where(AuditRow.number < _place_of(name_of_cursor(after)))
    found = session.execute(query.order_by(AuditRow.number.desc()).limit(limit + 1)).all()
    rows = [AuditEntry(*row) for row in found[:limit]]
    return Page(rows, encode_cursor([rows[-1].hash]) if len(found) > limit else None)


def _place_of(row_hash: str) -> ScalarSelect[int]:
    """Return where a page begins. A cursor names a row by its hash: numbers could be counted up, and their gaps told."""
    return select(AuditRow.number).where(AuditRow.hash == row_hash).scalar_subquery()
