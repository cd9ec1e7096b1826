"""What a street office looks at before it vouches for an organisation: all it says of itself, and who resembles it.

Private data; every function asks for the right to it. It judges nothing and writes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from marketplace.access.actions import Action
from marketplace.access.actor import Actor
from marketplace.db import keyset
from marketplace.db.keyset import SortKey
from marketplace.identity.models import HeldRoleRow, Organisation, User
from marketplace.identity.rights import RIGHTS
from marketplace.kernel.errors import NotFound
from marketplace.kernel.paging import Page
from marketplace.kernel.words import N_
from marketplace.partners.models import Licence
from marketplace.partners.own import LicenceFile, licence_files
from marketplace.partners.queries import OrganisationView, organisation_view
from marketplace.workflow.organisation import ORGANISATION

PAGE_SIZE = 30
MOST_ALIKE = 10
#: The part of a unified social credit code that names the body itself, whoever registered it.
_BODY = slice(8, 17)
#: What nearly every name ends with says nothing about who it is.
_ENDINGS = re.compile(r"(有限责任公司|股份有限公司|有限公司|集团|公司|合作社|中心|协会|（.*?）|\(.*?\))")
SAME_NAME, LIKE_NAME = N_("名称相同或同音"), N_("名称相近")
SAME_BODY, SAME_PHONE = N_("代码中的主体标识相同"), N_("联系电话相同")


@dataclass(frozen=True)
class OrganisationLine:
    """An organisation in the office's list."""

    public_id: str
    name_zh: str
    name_en: str
    kind: str
    registration_number: str
    registration_kind: str
    territory_id: int
    state: str
    since: datetime
    is_example: bool


@dataclass(frozen=True)
class Alike:
    """Another organisation that may be the same one, and the message ids that say why."""

    public_id: str
    name_zh: str
    name_en: str
    registration_number: str
    state: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Dossier:
    """Everything about one organisation; `verbs` are the steps that the actor may take now."""

    view: OrganisationView
    state: str
    state_reason: str
    state_changed_at: datetime | None
    registered_at: datetime
    version: int
    contact_name: str
    contact_phone: str
    contact_email: str
    people: tuple[str, ...]
    licences: tuple[LicenceFile, ...]
    alike: tuple[Alike, ...]
    verbs: tuple[str, ...]


_SINCE = func.coalesce(Organisation.state_changed_at, Organisation.created_at)
_KEYS = (SortKey("since", _SINCE, is_instant=True), SortKey("public_id", Organisation.public_id.expression))


def organisation_counts(session: Session, actor: Actor, now: datetime) -> dict[str, int]:
    """Return how many organisations of the actor's territory are in each state."""
    rows = session.execute(
        select(Organisation.state, func.count())
        .where(RIGHTS.visible(actor, now, Action.ORGANISATION_VERIFY))
        .group_by(Organisation.state)
    )
    return {row[0]: row[1] for row in rows}


def organisations_in(
    session: Session, actor: Actor, now: datetime, state: str, after: str = ""
) -> Page[OrganisationLine]:
    """Return organisations of the actor's territory in a state, those who wait longest first.

    :raises Invalid: where the cursor is none.
    """
    query = select(
        Organisation.public_id, Organisation.name_zh, Organisation.name_en, Organisation.kind,
        func.coalesce(Organisation.registration_number, ""), Organisation.registration_kind, Organisation.territory_id,
        Organisation.state, _SINCE.label("since"), Organisation.is_example,
    ).where(RIGHTS.visible(actor, now, Action.ORGANISATION_VERIFY), Organisation.state == state)  # fmt: skip
    return keyset.read_page(session, query, _KEYS, state, after, PAGE_SIZE, lambda row: OrganisationLine(*row))


def dossier(session: Session, actor: Actor, now: datetime, public_id: str) -> Dossier:
    """Return an organisation with its private data.

    :raises NotFound: where the actor does not watch over it.
    """
    row = session.scalar(select(Organisation).where(Organisation.public_id == public_id))
    if row is None or not RIGHTS.can(actor, Action.ORGANISATION_VERIFY, row, now):
        raise NotFound()
    people = session.scalars(
        select(User.name)
        .join(HeldRoleRow, HeldRoleRow.user_id == User.id)
        .where(HeldRoleRow.organisation_id == row.id)
        .order_by(User.id)
    )
    return Dossier(
        view=organisation_view(session, actor, now, public_id),
        state=row.state,
        state_reason=row.state_reason,
        state_changed_at=row.state_changed_at,
        registered_at=row.created_at,
        version=row.version,
        contact_name=row.contact_name,
        contact_phone=row.contact_phone,
        contact_email=row.contact_email,
        people=tuple(people),
        licences=licence_files(session, row.id, Licence.name),
        alike=_alike(session, actor, now, row),
        verbs=tuple(
            move.verb for move in ORGANISATION.moves_from(row.state) if move.action == Action.ORGANISATION_VERIFY
        ),
    )


def _alike(session: Session, actor: Actor, now: datetime, row: Organisation) -> tuple[Alike, ...]:
    """Return those that the actor may see and that may be the same body under another entry."""
    core = _ENDINGS.sub("", row.name_zh)
    tests = [Organisation.sort_key == row.sort_key]
    if len(core) >= 3:
        tests.append(Organisation.name_zh.contains(core, autoescape=True))
    if row.registration_kind == "uscc" and row.registration_number:
        body = row.registration_number[_BODY]
        tests.append(
            (Organisation.registration_kind == "uscc") & (func.substr(Organisation.registration_number, 9, 9) == body)
        )
    mine = RIGHTS.visible(actor, now, Action.ORGANISATION_VERIFY)
    if row.contact_phone:
        # Telephones of other streets' organisations are not the office's to compare.
        tests.append((Organisation.contact_phone == row.contact_phone) & mine)
    seen = or_(RIGHTS.visible(actor, now), mine)
    rows: Sequence[Any] = session.scalars(
        select(Organisation)
        .where(or_(*tests), Organisation.id != row.id, seen)
        .order_by(Organisation.sort_key, Organisation.id)
        .limit(MOST_ALIKE)
    ).all()
    return tuple(
        Alike(other.public_id, other.name_zh, other.name_en, other.registration_number or "", other.state,
              tuple(_reasons(row, other, core, RIGHTS.can(actor, Action.ORGANISATION_VERIFY, other, now))))
        for other in rows
    )  # fmt: skip


def _reasons(row: Organisation, other: Organisation, core: str, is_mine: bool) -> list[str]:
    found = []
    if other.sort_key == row.sort_key:
        found.append(SAME_NAME)
    elif len(core) >= 3 and core in other.name_zh:
        found.append(LIKE_NAME)
    both = {row.registration_kind, other.registration_kind} == {"uscc"}
    if both and (row.registration_number or "")[_BODY] == (other.registration_number or "")[_BODY]:
        found.append(SAME_BODY)
    if is_mine and row.contact_phone and row.contact_phone == other.contact_phone:
        found.append(SAME_PHONE)
    return found
