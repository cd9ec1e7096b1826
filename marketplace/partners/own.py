"""An organisation as its own members see it: contact data, numbers and scans of licences included. It only reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.access.actions import Action
from marketplace.access.actor import Actor, Role
from marketplace.files.queries import FileRow, file_rows
from marketplace.identity.models import Organisation
from marketplace.identity.rights import RIGHTS
from marketplace.kernel.errors import NotFound
from marketplace.partners.models import Expert, Licence, PartnerProfile
from marketplace.partners.queries import PastWorkRow, past_works, sectors_of, service_areas
from marketplace.partners.registration import CORRECTABLE
from marketplace.territory.models import Territory


@dataclass(frozen=True)
class OwnName:
    """One of the person's organisations, for the switch."""

    public_id: str
    name_zh: str
    name_en: str
    state: str


@dataclass(frozen=True)
class LicenceFile:
    """A licence with its number and scan."""

    public_id: str
    name: str
    number: str
    issued_by: str
    expires_on: date | None
    file: FileRow | None


@dataclass(frozen=True)
class OwnProfile:
    """All that an organisation says of itself; `areas` and `territory` are slugs, names beside them."""

    public_id: str
    version: int
    kind: str
    name_zh: str
    name_en: str
    registration_number: str
    registration_kind: str
    territory: str
    territory_id: int
    address: str
    summary_zh: str
    summary_en: str
    contact_name: str
    contact_phone: str
    contact_email: str
    state: str
    state_reason: str
    state_changed_at: datetime | None
    capabilities_zh: str
    capabilities_en: str
    resources: str
    size: str
    website: str
    sectors: tuple[str, ...]
    areas: tuple[str, ...]
    area_ids: tuple[int, ...]
    licences: tuple[LicenceFile, ...]
    works: tuple[PastWorkRow, ...]

    @property
    def is_correctable(self) -> bool:
        """Whether the members may still say who it is."""
        return self.state in CORRECTABLE


def own_organisations(session: Session, actor: Actor) -> tuple[OwnName, ...]:
    """Return the organisations that the person answers projects for; those that wait for an act come first."""
    rows = session.execute(
        select(Organisation.public_id, Organisation.name_zh, Organisation.name_en, Organisation.state)
        .where(Organisation.id.in_(sorted(actor.organisation_ids(Role.PARTNER))))
        .order_by(Organisation.sort_key, Organisation.id)
    )
    found = [OwnName(*row) for row in rows]
    return tuple(sorted(found, key=lambda row: row.state != "returned"))


def own_profile(session: Session, actor: Actor, now: datetime, public_id: str) -> OwnProfile:
    """Return an organisation of the person.

    :raises NotFound: where it is none.
    """
    found = session.execute(
        select(Organisation, PartnerProfile, Territory.slug)
        .join(Territory, Territory.id == Organisation.territory_id)
        .outerjoin(PartnerProfile, PartnerProfile.organisation_id == Organisation.id)
        .where(Organisation.public_id == public_id)
    ).one_or_none()
    if found is None or found[0].id not in actor.organisation_ids(Role.PARTNER):
        raise NotFound()
    organisation: Organisation = found[0]
    profile: PartnerProfile | None = found[1]
    RIGHTS.require(actor, Action.ORGANISATION_READ, organisation, now)
    RIGHTS.require(actor, Action.ORGANISATION_READ_PRIVATE, organisation, now)
    areas = service_areas(session, organisation.id)
    return OwnProfile(
        **{name: getattr(organisation, name) for name in _COPIED},
        registration_number=organisation.registration_number or "",
        territory=str(found[2]),
        capabilities_zh=profile.capabilities_zh if profile else "",
        capabilities_en=profile.capabilities_en if profile else "",
        resources=profile.resources if profile else "",
        size=profile.size if profile else "",
        website=profile.website if profile else "",
        sectors=sectors_of(session, organisation.id),
        areas=tuple(areas.values()),
        area_ids=tuple(areas),
        licences=licence_files(session, organisation.id, Licence.expires_on.is_(None), Licence.expires_on),
        works=past_works(session, organisation.id),
    )


_COPIED = (
    "public_id", "version", "kind", "name_zh", "name_en", "registration_kind", "territory_id", "address", "summary_zh",
    "summary_en", "contact_name", "contact_phone", "contact_email", "state", "state_reason", "state_changed_at",
)  # fmt: skip


def licence_files(session: Session, organisation_id: int, *order: Any) -> tuple[LicenceFile, ...]:
    """Return licences with their private side, in two statements; the caller has checked the right to it."""
    rows = session.execute(
        select(Licence.public_id, Licence.name, Licence.number, Licence.issued_by, Licence.expires_on, Licence.file_id)
        .where(Licence.organisation_id == organisation_id)
        .order_by(*order, Licence.id)
    ).all()
    files = file_rows(session, [row.file_id for row in rows])
    return tuple(
        LicenceFile(row.public_id, row.name, row.number, row.issued_by, row.expires_on, files.get(row.file_id or 0))
        for row in rows
    )


@dataclass(frozen=True)
class OwnEntry:
    """An expert's own entry; `conflicts` is for street offices only."""

    public_id: str
    version: int
    name_zh: str
    name_en: str
    title_zh: str
    title_en: str
    territory: str
    territory_id: int
    sectors: tuple[str, ...]
    languages: tuple[str, ...]
    bio_zh: str
    bio_en: str
    availability: str
    conflicts: str
    is_published: bool


def own_entry(session: Session, actor: Actor) -> OwnEntry | None:
    """Return the acting person's own entry; None where there is none yet."""
    if actor.user_id is None:
        return None
    row = session.execute(
        select(
            Expert.public_id, Expert.version, Expert.name_zh, Expert.name_en, Expert.title_zh, Expert.title_en,
            Territory.slug, Expert.territory_id, Expert.sectors, Expert.languages, Expert.bio_zh, Expert.bio_en,
            Expert.availability, Expert.conflicts, Expert.is_published,
        )
        .join(Territory, Territory.id == Expert.territory_id)
        .where(Expert.user_id == actor.user_id)
    ).one_or_none()  # fmt: skip
    if row is None:
        return None
    values = list(row)
    values[8], values[9] = tuple(map(str, values[8] or ())), tuple(map(str, values[9] or ()))
    return OwnEntry(*values)
