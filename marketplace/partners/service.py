"""What an organisation says of itself: capabilities, sectors, service area, licences, past work. Who it is, a street
office has verified; that part is corrected in `registration` and looked at again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from urllib.parse import urlsplit

from sqlalchemy import delete, func, select
from sqlalchemy.orm.attributes import flag_modified

from marketplace.access.actions import Action
from marketplace.db.loading import load, same_version
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.files.models import StoredFile
from marketplace.identity.emails import clean_email
from marketplace.identity.models import Organisation
from marketplace.identity.rights import RIGHTS
from marketplace.kernel.clock import local_today
from marketplace.kernel.errors import Invalid, NotFound, Problem
from marketplace.kernel.events import Event
from marketplace.kernel.words import N_
from marketplace.partners.models import Licence, OrganisationSector, PartnerProfile, PastWork, ServiceArea
from marketplace.partners.registration import MOST_SECTORS
from marketplace.territory.models import Territory
from marketplace.workflow.sectors import SECTORS
from marketplace.workflow.vocabulary import PARTNER_SIZES

MAX_SUMMARY, MAX_TEXT, MAX_AREAS, MAX_LICENCES, MAX_WORKS, FIRST_YEAR = 500, 2000, 60, 40, 60, 1949
Row = TypeVar("Row", Licence, PastWork)
FILL_IN = N_("请填写这一项。")
TOO_LONG = N_("最多 %(maximum)s 字，现在 %(count)s 字。")
#: Longest texts of the profile, in characters.
_LONGEST = {
    "name_en": 200, "summary_zh": MAX_SUMMARY, "summary_en": 3 * MAX_SUMMARY, "capabilities_zh": MAX_TEXT,
    "capabilities_en": 3 * MAX_TEXT, "resources": MAX_TEXT, "address": 200, "contact_name": 60, "contact_phone": 40,
    "contact_email": 200, "website": 200,
}  # fmt: skip
_OF_ORGANISATION = (
    "name_en", "summary_zh", "summary_en", "address", "contact_name", "contact_phone", "contact_email",
)  # fmt: skip
_OF_PROFILE = ("capabilities_zh", "capabilities_en", "resources", "size", "website")


@dataclass(frozen=True)
class EditProfile:
    """The capability profile as typed; `areas` are slugs of territories, `version` is the organisation's."""

    version: int
    name_en: str = ""
    summary_zh: str = ""
    summary_en: str = ""
    address: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    capabilities_zh: str = ""
    capabilities_en: str = ""
    resources: str = ""
    size: str = ""
    website: str = ""
    sectors: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()


@dataclass(frozen=True)
class SaveLicence:
    """A licence as typed; `file` is the public id of its scan, empty for none."""

    name: str
    number: str = ""
    issued_by: str = ""
    expires_on: date | None = None
    file: str = ""


@dataclass(frozen=True)
class SavePastWork:
    """Something done before, as typed; `year` is None where it was not filled in."""

    title: str
    year: int | None
    place: str = ""
    summary: str = ""
    amount_fen: int | None = None


def edit_profile(uow: UnitOfWork, public_id: str, command: EditProfile) -> Organisation:
    """Change what an organisation says of itself.

    :raises EditedMeanwhile: where somebody saved another version first.
    :raises Invalid: with every problem at once.
    """
    organisation = own_organisation(uow, public_id)
    same_version(organisation.version, command.version)
    problems = profile_problems(command)
    areas = _areas(uow, command.areas, problems)
    if problems:
        raise Invalid(problems)
    profile = uow.session.get(PartnerProfile, organisation.id)
    if profile is None:
        profile = PartnerProfile(organisation_id=organisation.id)
        uow.session.add(profile)
    for name in _OF_ORGANISATION:
        setattr(organisation, name, getattr(command, name).strip())
    for name in _OF_PROFILE:
        setattr(profile, name, getattr(command, name).strip())
    uow.session.execute(delete(OrganisationSector).where(OrganisationSector.organisation_id == organisation.id))
    uow.session.execute(delete(ServiceArea).where(ServiceArea.organisation_id == organisation.id))
    uow.session.add_all(
        OrganisationSector(organisation_id=organisation.id, sector=sector) for sector in dict.fromkeys(command.sectors)
    )
    uow.session.add_all(ServiceArea(organisation_id=organisation.id, territory_id=area) for area in areas)
    return _edited(uow, organisation, "profile")


def profile_problems(command: EditProfile) -> list[Problem]:
    """Return what is wrong with a profile, without looking anything up."""
    wanted = ("contact_name", "contact_phone")
    problems = [Problem(name, FILL_IN) for name in wanted if not getattr(command, name).strip()]
    problems += _too_long(command, _LONGEST)
    if command.contact_email.strip() and clean_email(command.contact_email) is None:
        problems.append(Problem("contact_email", N_("请填写有效的邮箱，例如 name@example.com。")))
    if command.website.strip() and not is_web_address(command.website):
        problems.append(Problem("website", N_("请填写以 http:// 或 https:// 开头的网址。")))
    if command.size and command.size not in PARTNER_SIZES:
        problems.append(Problem("size", N_("请从列出的选项里选。")))
    chosen = dict.fromkeys(command.sectors)
    if not chosen or any(sector not in SECTORS for sector in chosen):
        problems.append(Problem("sectors", N_("请至少选择一个领域，街道和社区按领域找合作单位。")))
    if len(chosen) > MOST_SECTORS:
        problems.append(Problem("sectors", N_("最多选 %(max)s 个领域，选最擅长的。"), {"max": MOST_SECTORS}))
    return problems


def is_web_address(text: str) -> bool:
    """Whether a text is an address of a web site that a page may link to."""
    typed = text.strip()
    try:
        parts = urlsplit(typed)
        host = parts.hostname or ""
    except ValueError:
        return False
    clean = all(mark.isprintable() and not mark.isspace() for mark in typed) and not parts.username
    return clean and parts.scheme in ("http", "https") and "." in host.strip(".")


def save_licence(uow: UnitOfWork, public_id: str, command: SaveLicence, licence_id: str = "") -> Licence:
    """Add a licence, or change the one of this id.

    :raises Invalid: with every problem at once.
    :raises NotFound: where the organisation has no such licence.
    """
    organisation = own_organisation(uow, public_id)
    licence = _held(uow, Licence, organisation, licence_id) if licence_id else None
    problems = [] if command.name.strip() else [Problem("name", FILL_IN)]
    problems += _too_long(command, {"name": 120, "number": 60, "issued_by": 120})
    if licence is None and _count(uow, Licence, organisation) >= MAX_LICENCES:
        problems.append(Problem("", N_("最多登记 %(max)s 项，请先移除过期的。"), {"max": MAX_LICENCES}))
    file = _file(uow, command.file, licence.file_id if licence else None, problems)
    if problems:
        raise Invalid(problems)
    if licence is None:
        licence = Licence(organisation_id=organisation.id, created_at=uow.now)
        uow.session.add(licence)
    licence.name, licence.number = command.name.strip(), command.number.strip()
    licence.issued_by, licence.expires_on, licence.file_id = command.issued_by.strip(), command.expires_on, file
    uow.session.flush()
    _edited(uow, organisation, "licences")
    return licence


def remove_licence(uow: UnitOfWork, public_id: str, licence_id: str) -> None:
    """Take a licence off the profile.

    :raises NotFound: where the organisation has no such licence.
    """
    organisation = own_organisation(uow, public_id)
    uow.session.delete(_held(uow, Licence, organisation, licence_id))
    _edited(uow, organisation, "licences")


def save_past_work(uow: UnitOfWork, public_id: str, command: SavePastWork, work_id: str = "") -> PastWork:
    """Add something done before, or change the one of this id.

    :raises Invalid: with every problem at once.
    :raises NotFound: where the organisation has no such entry.
    """
    organisation = own_organisation(uow, public_id)
    work = _held(uow, PastWork, organisation, work_id) if work_id else None
    problems = [] if command.title.strip() else [Problem("title", FILL_IN)]
    problems += _too_long(command, {"title": 120, "place": 120, "summary": MAX_SUMMARY})
    last = local_today(uow.now).year
    if command.year is None or not FIRST_YEAR <= command.year <= last:
        params = {"first": FIRST_YEAR, "last": last}
        problems.append(Problem("year", N_("请填写 %(first)s 到 %(last)s 之间的年份。"), params))
    if work is None and _count(uow, PastWork, organisation) >= MAX_WORKS:
        problems.append(Problem("", N_("最多登记 %(max)s 项，请保留最有代表性的。"), {"max": MAX_WORKS}))
    if problems or command.year is None:
        raise Invalid(problems)
    if work is None:
        work = PastWork(organisation_id=organisation.id, created_at=uow.now)
        uow.session.add(work)
    work.title, work.place, work.year = command.title.strip(), command.place.strip(), command.year
    work.summary, work.amount_fen = command.summary.strip(), command.amount_fen
    uow.session.flush()
    _edited(uow, organisation, "past_works")
    return work


def remove_past_work(uow: UnitOfWork, public_id: str, work_id: str) -> None:
    """Take an entry off the profile.

    :raises NotFound: where the organisation has no such entry.
    """
    organisation = own_organisation(uow, public_id)
    uow.session.delete(_held(uow, PastWork, organisation, work_id))
    _edited(uow, organisation, "past_works")


def own_organisation(uow: UnitOfWork, public_id: str) -> Organisation:
    """Load an organisation that the actor may edit.

    :raises NotFound: where the actor may not even read what it keeps to itself.
    """
    organisation = load(uow.session, Organisation, public_id, lock=True)
    if not RIGHTS.can(uow.actor, Action.ORGANISATION_READ_PRIVATE, organisation, uow.now):
        raise NotFound()
    RIGHTS.require(uow.actor, Action.ORGANISATION_EDIT, organisation, uow.now)
    return organisation


def _edited(uow: UnitOfWork, organisation: Organisation, part: str) -> Organisation:
    # What changed may lie in rows beside the organisation; the version counts it all the same.
    flag_modified(organisation, "name_zh")
    uow.record(Event("partner.edited", "organisation", organisation.id, organisation.public_id, {"part": part}))
    return organisation


def _too_long(command: object, longest: dict[str, int]) -> list[Problem]:
    return [
        Problem(name, TOO_LONG, {"maximum": most, "count": len(getattr(command, name).strip())})
        for name, most in longest.items()
        if len(getattr(command, name).strip()) > most
    ]


def _areas(uow: UnitOfWork, slugs: Sequence[str], problems: list[Problem]) -> list[int]:
    wanted = set(slugs)
    if len(wanted) > MAX_AREAS:
        problems.append(Problem("areas", N_("最多选 %(max)s 个区划；选上一级就包含下级。"), {"max": MAX_AREAS}))
        return []
    found = list(uow.session.scalars(select(Territory.id).where(Territory.slug.in_(wanted)).order_by(Territory.id)))
    if len(found) != len(wanted):
        problems.append(Problem("areas", N_("请从列出的选项里选。")))
    return found


def _file(uow: UnitOfWork, public_id: str, present: int | None, problems: list[Problem]) -> int | None:
    """Return the scan: the one that is there, or one that the actor sent in."""
    if not public_id:
        return None
    file = uow.session.scalar(select(StoredFile).where(StoredFile.public_id == public_id))
    mine = file is not None and (file.id == present or uow.actor.is_system or file.uploaded_by_id == uow.actor.user_id)
    if file is None or not mine:
        problems.append(Problem("file", N_("请选择要上传的文件。")))
        return None
    return file.id


def _held(uow: UnitOfWork, kind: type[Row], organisation: Organisation, public_id: str) -> Row:
    row = load(uow.session, kind, public_id, lock=True)
    if row.organisation_id != organisation.id:
        raise NotFound()
    return row


def _count(uow: UnitOfWork, kind: type[Licence] | type[PastWork], organisation: Organisation) -> int:
    return uow.session.scalar(select(func.count()).where(kind.organisation_id == organisation.id)) or 0
