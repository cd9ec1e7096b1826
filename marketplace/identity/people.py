"""People as an operator sees them: accounts, roles, sessions. It never reads a password and changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from marketplace.access.actions import Action
from marketplace.access.actor import Actor
from marketplace.access.matrix import could_ever
from marketplace.db import keyset
from marketplace.db.keyset import SortKey
from marketplace.identity.models import HeldRoleRow, Organisation, SignIn, User
from marketplace.kernel.errors import NotFound
from marketplace.kernel.paging import Page
from marketplace.territory.models import Territory

PAGE_SIZE = 30
NO_ROLE = "none"


@dataclass(frozen=True)
class HeldRow:
    """A role that a person holds; `organisation` is a public id, `territory` a slug, either may be empty."""

    role: str
    organisation: str
    organisation_zh: str
    organisation_en: str
    territory: str
    territory_zh: str
    territory_en: str
    granted_at: datetime


@dataclass(frozen=True)
class PersonRow:
    """An account."""

    row_id: int
    public_id: str
    email: str
    name: str
    is_active: bool
    is_demo: bool
    locale: str
    created_at: datetime
    roles: tuple[HeldRow, ...] = ()


@dataclass(frozen=True)
class PersonView:
    """An account with what is going on in it."""

    row: PersonRow
    phone: str
    open_sessions: int
    last_seen_at: datetime | None


_COLUMNS = (
    User.id, User.public_id, User.email, User.name, User.is_active, User.is_demo, User.locale, User.created_at,
)  # fmt: skip
_KEYS = (
    SortKey("created_at", User.created_at.expression, descending=True, is_instant=True),
    SortKey("public_id", User.public_id.expression),
)


def people(
    session: Session, actor: Actor, *, words: str = "", role: str = "", after: str = "", limit: int = PAGE_SIZE
) -> Page[PersonRow]:
    """Return accounts, the newest first; `role` may be `none` for people without one.

    :raises NotFound: for everybody but the operator.
    :raises Invalid: where the cursor is none.
    """
    if not could_ever(actor, Action.USER_MANAGE):
        raise NotFound()
    query = select(*_COLUMNS)
    if words:
        query = query.where(
            or_(User.email.contains(words.lower(), autoescape=True), User.name.contains(words, autoescape=True))
        )
    holds = exists().where(HeldRoleRow.user_id == User.id)
    if role == NO_ROLE:
        query = query.where(~holds)
    elif role:
        query = query.where(holds.where(HeldRoleRow.role == role))
    page = keyset.read_page(session, query, _KEYS, "people", after, limit, lambda row: row)
    roles = _roles(session, [row.id for row in page.rows])
    return replace(page, rows=[_person(row, roles) for row in page.rows])


def person(session: Session, actor: Actor, now: datetime, public_id: str) -> PersonView:
    """Return one account.

    :raises NotFound: where there is none, and for everybody but the operator.
    """
    if not could_ever(actor, Action.USER_MANAGE):
        raise NotFound()
    row = session.execute(select(*_COLUMNS, User.phone).where(User.public_id == public_id)).one_or_none()
    if row is None:
        raise NotFound()
    count, last = session.execute(
        select(func.count(), func.max(SignIn.last_seen_at)).where(
            SignIn.user_id == row.id, SignIn.revoked_at.is_(None), SignIn.expires_at > now
        )
    ).one()
    return PersonView(_person(row, _roles(session, [row.id])), row.phone, count, last)


def organisations_named(session: Session, words: str) -> list[tuple[str, str]]:
    """Return (public id, name) of organisations whose public id, number or exact name this is; for role forms."""
    text = words.strip()
    if not text:
        return []
    rows = session.execute(
        select(Organisation.public_id, Organisation.name_zh)
        .where(
            or_(
                Organisation.public_id == text, Organisation.registration_number == text.upper(),
                Organisation.name_zh == text,
            )
        )
        .order_by(Organisation.id)
        .limit(5)
    )  # fmt: skip
    return [(public_id, name) for public_id, name in rows]


def _person(row: Any, roles: Mapping[int, tuple[HeldRow, ...]]) -> PersonRow:
    return PersonRow(
        row.id, row.public_id, row.email, row.name, row.is_active, row.is_demo, row.locale, row.created_at,
        roles.get(row.id, ()),
    )  # fmt: skip


def _roles(session: Session, ids: Sequence[int]) -> Mapping[int, tuple[HeldRow, ...]]:
    rows: Sequence[Any] = session.execute(
        select(
            HeldRoleRow.user_id, HeldRoleRow.role, func.coalesce(Organisation.public_id, ""),
            func.coalesce(Organisation.name_zh, ""), func.coalesce(Organisation.name_en, ""),
            func.coalesce(Territory.slug, ""), func.coalesce(Territory.name_zh, ""),
            func.coalesce(Territory.name_en, ""), HeldRoleRow.granted_at,
        )
        .outerjoin(Organisation, Organisation.id == HeldRoleRow.organisation_id)
        .outerjoin(Territory, Territory.id == HeldRoleRow.territory_id)
        .where(HeldRoleRow.user_id.in_(ids))
        .order_by(HeldRoleRow.id)
    ).all()  # fmt: skip
    found: dict[int, list[HeldRow]] = {}
    for user_id, *held in rows:
        found.setdefault(user_id, []).append(HeldRow(*held))
    return {user_id: tuple(held) for user_id, held in found.items()}
