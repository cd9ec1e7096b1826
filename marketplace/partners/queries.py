"""Organisations and experts as anybody may see them. Contact data is in none of these rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, case, cast, literal, or_, select
from sqlalchemy.orm import Session, aliased

from marketplace.access.actions import Action
from marketplace.access.actor import Actor
from marketplace.db import keyset
from marketplace.db.keyset import SortKey
from marketplace.identity.models import Organisation
from marketplace.identity.rights import RIGHTS
from marketplace.kernel.errors import NotFound
from marketplace.kernel.paging import Page
from marketplace.kernel.words import N_
from marketplace.partners.models import Expert, Licence, OrganisationSector, PartnerProfile, PastWork, ServiceArea
from marketplace.partners.rights import EXPERT_RIGHTS
from marketplace.territory.models import Territory

PAGE_SIZE = 24
#: Kinds as people look for them.
KIND_GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "partner": (N_("企业与合作方"), ("enterprise", "merchant", "bank", "social_organisation", "institution")),
    "unit": (N_("共建与包联单位"), ("co_building_unit", "paired_unit")),
    "community": (N_("社区与社会企业"), ("community", "social_enterprise")),
    "street_office": (N_("街道办事处"), ("street_office",)),
}


@dataclass(frozen=True)
class OrganisationFilter:
    """What a list of organisations is narrowed to; empty means everything."""

    kinds: tuple[str, ...] = ()
    sector: str = ""
    territory_path: str = ""
    words: str = ""
    found: tuple[str, ...] | None = None


@dataclass(frozen=True)
class OrganisationRow:
    """An organisation in a list."""

    row_id: int
    public_id: str
    kind: str
    name_zh: str
    name_en: str
    territory_id: int
    summary_zh: str
    summary_en: str
    verified: bool
    is_example: bool
    sort_key: str
    sectors: tuple[str, ...] = ()


@dataclass(frozen=True)
class LicenceRow:
    """A licence; its number and scan are for those who check it."""

    name: str
    issued_by: str
    expires_on: date | None


@dataclass(frozen=True)
class PastWorkRow:
    """Something done before."""

    public_id: str
    title: str
    place: str
    year: int
    summary: str
    amount_fen: int | None


@dataclass(frozen=True)
class OrganisationView:
    """An organisation for its readers."""

    row: OrganisationRow
    address: str
    founded_on: date | None
    registration_number: str
    registration_kind: str
    parent_public_id: str
    parent_zh: str
    parent_en: str
    capabilities_zh: str
    capabilities_en: str
    resources: str
    size: str
    website: str
    areas: tuple[int, ...]
    licences: tuple[LicenceRow, ...]
    works: tuple[PastWorkRow, ...]


@dataclass(frozen=True)
class ExpertRow:
    """An expert in a list."""

    public_id: str
    name_zh: str
    name_en: str
    title_zh: str
    title_en: str
    territory_id: int
    sectors: tuple[str, ...]
    languages: tuple[str, ...]
    bio_zh: str
    bio_en: str
    availability: str
    is_example: bool
    sort_key: str


_KEYS = (
    SortKey("sort_key", Organisation.sort_key),  # type: ignore[arg-type]
    SortKey("public_id", Organisation.public_id),  # type: ignore[arg-type]
)
_EXPERT_KEYS = (
    SortKey("sort_key", Expert.sort_key),  # type: ignore[arg-type]
    SortKey("public_id", Expert.public_id),  # type: ignore[arg-type]
)
_ORGANISATION = (
    Organisation.id, Organisation.public_id, Organisation.kind, Organisation.name_zh, Organisation.name_en,
    Organisation.territory_id, Organisation.summary_zh, Organisation.summary_en,
    case((Organisation.state == "verified", literal(1)), else_=literal(0)).label("verified"),
    Organisation.is_example, Organisation.sort_key,
)  # fmt: skip
_EXPERT = (
    Expert.public_id, Expert.name_zh, Expert.name_en, Expert.title_zh, Expert.title_en, Expert.territory_id,
    Expert.sectors, Expert.languages, Expert.bio_zh, Expert.bio_en, Expert.availability, Expert.is_example,
    Expert.sort_key,
)  # fmt: skip


def listed(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """Return the filter of organisations that stand in public lists: verified, whoever looks."""
    return and_(RIGHTS.visible(actor, now), Organisation.state == "verified")


def _held(columns: Sequence[Any], words: str) -> list[ColumnElement[bool]]:
    """Return the filter of rows that hold every word in one of the columns."""
    plain = words.replace("%", " ").replace("_", " ").split()[:5]
    return [or_(*(column.contains(word, autoescape=True) for column in columns)) for word in plain]


def _narrow(wanted: OrganisationFilter) -> list[ColumnElement[bool]]:
    clauses = _held((Organisation.name_zh, Organisation.name_en, Organisation.summary_zh), wanted.words)
    if wanted.kinds:
        clauses.append(Organisation.kind.in_(wanted.kinds))
    if wanted.sector:
        working = select(OrganisationSector.organisation_id).where(OrganisationSector.sector == wanted.sector)
        clauses.append(Organisation.id.in_(working))
    if wanted.territory_path:
        inside = Organisation.territory_path.startswith(wanted.territory_path, autoescape=True)
        serving = (
            select(ServiceArea.organisation_id)
            .join(Territory, Territory.id == ServiceArea.territory_id)
            .where(literal(wanted.territory_path).startswith(Territory.path))
        )
        clauses.append(or_(inside, Organisation.id.in_(serving)))
    if wanted.found is not None:
        clauses.append(Organisation.public_id.in_(wanted.found))
    return clauses


def _with_sectors(session: Session, rows: Sequence[Any]) -> list[OrganisationRow]:
    ids = [row.id for row in rows]
    pairs = session.execute(
        select(OrganisationSector.organisation_id, OrganisationSector.sector)
        .where(OrganisationSector.organisation_id.in_(ids))
        .order_by(OrganisationSector.sector)
    ).all()
    return [
        OrganisationRow(
            row.id, row.public_id, row.kind, row.name_zh, row.name_en, row.territory_id, row.summary_zh,
            row.summary_en, bool(row.verified), row.is_example, row.sort_key,
            tuple(sector for owner, sector in pairs if owner == row.id),
        )
        for row in rows
    ]  # fmt: skip


def organisation_page(
    session: Session, actor: Actor, now: datetime, wanted: OrganisationFilter, *, after: str = "",
    limit: int = PAGE_SIZE,
) -> Page[OrganisationRow]:  # fmt: skip
    """Return a page of organisations by name, in two statements.

    :raises Invalid: where the cursor is none.
    """
    query = select(*_ORGANISATION).where(listed(actor, now), *_narrow(wanted))
    page = keyset.read_page(session, query, _KEYS, "name", after, limit, lambda row: row)
    return replace(page, rows=_with_sectors(session, page.rows))


def organisations_by_public_id(
    session: Session, actor: Actor, now: datetime, public_ids: Sequence[str]
) -> dict[str, OrganisationRow]:
    """Return those of these organisations that the actor may see in lists."""
    if not public_ids:
        return {}
    query = select(*_ORGANISATION).where(listed(actor, now), Organisation.public_id.in_(public_ids))
    return {row.public_id: row for row in _with_sectors(session, session.execute(query).all())}


def organisation_view(session: Session, actor: Actor, now: datetime, public_id: str) -> OrganisationView:
    """Return an organisation that the actor may read.

    :raises NotFound: where there is none for this actor.
    """
    parent = aliased(Organisation)
    found = session.execute(
        select(Organisation, PartnerProfile, parent)
        .outerjoin(PartnerProfile, PartnerProfile.organisation_id == Organisation.id)
        .outerjoin(parent, parent.id == Organisation.parent_id)
        .where(Organisation.public_id == public_id)
    ).one_or_none()
    if found is None:
        raise NotFound()
    organisation: Organisation = found[0]
    profile: PartnerProfile | None = found[1]
    above: Organisation | None = found[2]
    RIGHTS.require(actor, Action.ORGANISATION_READ, organisation, now)
    row = session.execute(select(*_ORGANISATION).where(Organisation.id == organisation.id)).one()
    named = above if above is not None and above.state == "verified" else None
    return OrganisationView(
        row=_with_sectors(session, [row])[0],
        address=organisation.address,
        founded_on=organisation.founded_on,
        registration_number=organisation.registration_number or "",
        registration_kind=organisation.registration_kind,
        parent_public_id=named.public_id if named else "",
        parent_zh=named.name_zh if named else "",
        parent_en=named.name_en if named else "",
        capabilities_zh=profile.capabilities_zh if profile else "",
        capabilities_en=profile.capabilities_en if profile else "",
        resources=profile.resources if profile else "",
        size=profile.size if profile else "",
        website=profile.website if profile else "",
        areas=tuple(service_areas(session, organisation.id)),
        licences=_licences(session, organisation.id),
        works=past_works(session, organisation.id),
    )


def _licences(session: Session, organisation_id: int) -> tuple[LicenceRow, ...]:
    rows = session.execute(
        select(Licence.name, Licence.issued_by, Licence.expires_on)
        .where(Licence.organisation_id == organisation_id)
        .order_by(Licence.name, Licence.id)
    )
    return tuple(LicenceRow(*row) for row in rows)


def past_works(session: Session, organisation_id: int) -> tuple[PastWorkRow, ...]:
    """Return what an organisation has done, the latest first; the caller has read the organisation."""
    rows = session.execute(
        select(PastWork.public_id, PastWork.title, PastWork.place, PastWork.year, PastWork.summary, PastWork.amount_fen)
        .where(PastWork.organisation_id == organisation_id)
        .order_by(PastWork.year.desc(), PastWork.id)
    )
    return tuple(PastWorkRow(*row) for row in rows)


def service_areas(session: Session, organisation_id: int) -> dict[int, str]:
    """Return where an organisation works, as slugs by inner id in the order of the tree."""
    rows = session.execute(
        select(Territory.id, Territory.slug)
        .join(ServiceArea, ServiceArea.territory_id == Territory.id)
        .where(ServiceArea.organisation_id == organisation_id)
        .order_by(Territory.path)
    )
    return {row.id: row.slug for row in rows}


def sectors_of(session: Session, organisation_id: int) -> tuple[str, ...]:
    """Return the sectors in which an organisation works."""
    query = select(OrganisationSector.sector).where(OrganisationSector.organisation_id == organisation_id)
    return tuple(session.scalars(query.order_by(OrganisationSector.sector)))


def expert_page(
    session: Session, actor: Actor, now: datetime, *, sector: str = "", territory_path: str = "", words: str = "",
    after: str = "", limit: int = PAGE_SIZE,
) -> Page[ExpertRow]:  # fmt: skip
    """Return a page of published experts by name, in one statement.

    :raises Invalid: where the cursor is none.
    """
    query = _experts(actor, now)
    if sector:
        # The column is JSON on both databases; keys are plain ASCII, so the quoted key is found as text.
        query = query.where(cast(Expert.sectors, Text).contains(f'"{sector}"', autoescape=True))
    if territory_path:
        query = query.where(Territory.path.startswith(territory_path, autoescape=True))
    query = query.where(*_held((Expert.name_zh, Expert.name_en, Expert.title_zh, Expert.bio_zh), words))
    return keyset.read_page(session, query, _EXPERT_KEYS, "name", after, limit, _expert)


def experts_by_public_id(
    session: Session, actor: Actor, now: datetime, public_ids: Sequence[str]
) -> dict[str, ExpertRow]:
    """Return those of these experts that the actor may see in lists."""
    if not public_ids:
        return {}
    rows = session.execute(_experts(actor, now).where(Expert.public_id.in_(public_ids)))
    return {row.public_id: _expert(row) for row in rows}


def expert_view(session: Session, actor: Actor, now: datetime, public_id: str) -> ExpertRow:
    """Return an expert that the actor may read.

    :raises NotFound: where there is none for this actor.
    """
    visible = EXPERT_RIGHTS.visible(actor, now)
    row = session.execute(select(*_EXPERT).where(visible, Expert.public_id == public_id)).one_or_none()
    if row is None:
        raise NotFound()
    return _expert(row)


def _experts(actor: Actor, now: datetime) -> Select[Any]:
    allowed = and_(EXPERT_RIGHTS.visible(actor, now), Expert.is_published.is_(True))
    query: Select[Any] = select(*_EXPERT).join(Territory, Territory.id == Expert.territory_id)
    return query.where(allowed)


def _expert(row: Any) -> ExpertRow:
    return ExpertRow(
        row.public_id, row.name_zh, row.name_en, row.title_zh, row.title_en, row.territory_id,
        tuple(map(str, row.sectors or ())), tuple(map(str, row.languages or ())), row.bio_zh, row.bio_en,
        row.availability, row.is_example, row.sort_key,
    )  # fmt: skip
