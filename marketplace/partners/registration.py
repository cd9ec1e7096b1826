"""Register an organisation together with what it works in, and correct a registration that a street office returned."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from marketplace.access.actions import Action
from marketplace.db.loading import load, same_version
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.identity.models import Organisation
from marketplace.identity.organisations import HOME_LEVELS, TAKEN, RegisterOrganisation, register_organisation
from marketplace.identity.registration_numbers import read_number
from marketplace.identity.rights import RIGHTS
from marketplace.kernel.errors import Invalid, NotFound, Problem, WrongState
from marketplace.kernel.events import Event
from marketplace.kernel.words import N_
from marketplace.partners.models import OrganisationSector, PartnerProfile
from marketplace.territory.models import Territory
from marketplace.workflow.organisation import ORGANISATION
from marketplace.workflow.sectors import SECTORS
from marketplace.workflow.vocabulary import PARTNER_KINDS

MOST_SECTORS = 6
#: Nobody has vouched for it yet in these, so its own members may still say who it is.
CORRECTABLE = ("pending", "returned")


def register_partner(uow: UnitOfWork, command: RegisterOrganisation, sectors: tuple[str, ...]) -> Organisation:
    """Make a pending organisation with an empty capability profile and its sectors.

    :raises NotSignedIn: where nobody acts.
    :raises Invalid: with every problem at once, those of the sectors included.
    """
    chosen = tuple(dict.fromkeys(sectors))
    problems: list[Problem] = []
    if not chosen or any(sector not in SECTORS for sector in chosen):
        problems.append(Problem("sectors", N_("请至少选择一个领域，街道和社区按领域找合作单位。")))
    if len(chosen) > MOST_SECTORS:
        problems.append(Problem("sectors", N_("最多选 %(max)s 个领域，选最擅长的。"), {"max": MOST_SECTORS}))
    try:
        organisation = register_organisation(uow, command)
    except Invalid as error:
        raise Invalid([*error.problems, *problems]) from error
    if problems:
        raise Invalid(problems)
    uow.session.add(PartnerProfile(organisation_id=organisation.id))
    uow.session.add_all(OrganisationSector(organisation_id=organisation.id, sector=sector) for sector in chosen)
    return organisation


@dataclass(frozen=True)
class CorrectRegistration:
    """Who the organisation is, as typed again; `territory` is the slug of a street or community."""

    version: int
    kind: str
    name_zh: str
    registration_number: str
    territory: str
    address: str = ""
    contact_name: str = ""
    contact_phone: str = ""


def correct_registration(uow: UnitOfWork, public_id: str, command: CorrectRegistration) -> Organisation:
    """Correct who the organisation is; one that was returned goes back to the street office with it.

    :raises EditedMeanwhile: where somebody saved another version first.
    :raises WrongState: once it is verified: then the street office alone changes this.
    :raises Invalid: with every problem at once.
    """
    organisation = load(uow.session, Organisation, public_id, lock=True)
    if not RIGHTS.can(uow.actor, Action.ORGANISATION_READ_PRIVATE, organisation, uow.now):
        raise NotFound()
    RIGHTS.require(uow.actor, Action.ORGANISATION_EDIT, organisation, uow.now)
    if organisation.state not in CORRECTABLE:
        message = N_("核验后，名称、编号和所在地由街道办理变更。")
        raise WrongState("organisation", organisation.state, "correct", message)
    same_version(organisation.version, command.version)
    problems: list[Problem] = []
    number, number_kind = read_number(command.registration_number, command.kind, "registration_number", problems)
    territory = uow.session.scalar(
        select(Territory).where(Territory.slug == command.territory, Territory.level.in_(HOME_LEVELS))
    )
    if territory is None:
        problems.append(Problem("territory", N_("请选择单位所在的街道或社区，它的街道办事处负责核验。")))
    if command.kind not in PARTNER_KINDS:
        problems.append(Problem("kind", N_("请选择一项。")))
    for name, most in (("name_zh", 120), ("contact_name", 60), ("contact_phone", 40)):
        if not getattr(command, name).strip():
            problems.append(Problem(name, N_("请填写这一项。")))
        elif len(getattr(command, name).strip()) > most:
            problems.append(Problem(name, N_("最多 %(max)s 个字。"), {"max": most}))
    if number is not None and _is_anothers(uow, number, organisation.id):
        problems.append(Problem("registration_number", TAKEN))
    if problems or territory is None:
        raise Invalid(problems)
    organisation.kind, organisation.name_zh = command.kind, command.name_zh.strip()
    organisation.registration_number, organisation.registration_kind = number, number_kind
    organisation.territory_id, organisation.territory_path = territory.id, territory.path
    organisation.address = command.address.strip()[:200]
    organisation.contact_name, organisation.contact_phone = command.contact_name.strip(), command.contact_phone.strip()
    name, data = "organisation.edited", {"part": "registration"}
    if organisation.state == "returned":
        name = ORGANISATION.fire(organisation, "resubmit").event
        organisation.state_changed_at = uow.now
    uow.record(Event(name, "organisation", organisation.id, organisation.public_id, data))
    _flush(uow)
    return organisation


def _is_anothers(uow: UnitOfWork, number: str, organisation_id: int) -> bool:
    found = uow.session.scalar(select(Organisation.id).where(Organisation.registration_number == number))
    return found is not None and found != organisation_id


def _flush(uow: UnitOfWork) -> None:
    """Write; the unique constraint decides between two who take the same number at once."""
    try:
        uow.session.flush()
    except IntegrityError as error:
        raise Invalid.one("registration_number", TAKEN) from error
