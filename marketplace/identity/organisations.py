"""Registering an organisation: anybody may ask, a street office looks before it counts; editing is `partners`'."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from marketplace.access.actions import Action
from marketplace.access.actor import Role
from marketplace.access.matrix import could_ever
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.identity.models import HeldRoleRow, Organisation
from marketplace.identity.registration_numbers import read_number
from marketplace.kernel.errors import Invalid, NotAllowed, NotSignedIn, Problem
from marketplace.kernel.events import Event
from marketplace.kernel.words import N_
from marketplace.territory.models import Territory
from marketplace.workflow.organisation import ORGANISATION
from marketplace.workflow.vocabulary import PARTNER_KINDS

#: How many unverified organisations one person may have at a time.
MOST_WAITING = 5
#: Levels at which an organisation can be at home: those that a street office watches over.
HOME_LEVELS = ("street", "community")
TAKEN = N_(
    "这个编号的单位已经登记过。要成为它的经办人，请联系所在街道办事处或平台管理员，"
    "由他们核实后为你开通；不需要重复登记。"
)


@dataclass(frozen=True)
class RegisterOrganisation:
    """What a person says about the organisation to act for."""

    kind: str
    name_zh: str
    registration_number: str
    #: Slug of a street or community.
    territory: str
    contact_name: str
    contact_phone: str
    name_en: str = ""
    address: str = ""
    summary_zh: str = ""
    contact_email: str = ""


def register_organisation(uow: UnitOfWork, command: RegisterOrganisation) -> Organisation:
    """Make a pending organisation whose first member is the acting person.

    :raises NotSignedIn: where nobody acts.
    :raises NotAllowed: where the person has no right to register one.
    :raises Invalid: with every problem; a number that is taken names nobody.
    """
    if uow.actor.user_id is None:
        raise NotSignedIn()
    if not could_ever(uow.actor, Action.ORGANISATION_REGISTER):
        raise NotAllowed()
    problems: list[Problem] = []
    number, number_kind = read_number(command.registration_number, command.kind, "registration_number", problems)
    territory = _home(uow, command, problems)
    _plain_problems(uow, command, problems)
    if number is not None and _is_taken(uow, number):
        problems.append(Problem("registration_number", TAKEN))
    if problems or territory is None:
        raise Invalid(problems)
    organisation = Organisation(
        created_at=uow.now,
        kind=command.kind,
        name_zh=command.name_zh.strip(),
        name_en=command.name_en.strip(),
        registration_number=number,
        registration_kind=number_kind,
        territory_id=territory.id,
        territory_path=territory.path,
        address=command.address.strip(),
        summary_zh=command.summary_zh.strip(),
        contact_name=command.contact_name.strip(),
        contact_phone=command.contact_phone.strip(),
        contact_email=command.contact_email.strip(),
        state_changed_at=uow.now,
    )
    _insert(uow, organisation)
    uow.session.add(
        HeldRoleRow(user_id=uow.actor.user_id, role=Role.PARTNER, organisation_id=organisation.id, granted_at=uow.now)
    )
    uow.record(
        Event(
            "organisation.registered", "organisation", organisation.id, organisation.public_id,
            {"kind": organisation.kind, "registration_kind": number_kind},
        )
    )  # fmt: skip
    return organisation


def _home(uow: UnitOfWork, command: RegisterOrganisation, problems: list[Problem]) -> Territory | None:
    territory = uow.session.scalar(
        select(Territory).where(Territory.slug == command.territory, Territory.level.in_(HOME_LEVELS))
    )
    if territory is None:
        problems.append(Problem("territory", N_("请选择单位所在的街道或社区，它的街道办事处负责核验。")))
    return territory


def _plain_problems(uow: UnitOfWork, command: RegisterOrganisation, problems: list[Problem]) -> None:
    if command.kind not in PARTNER_KINDS:
        problems.append(Problem("kind", N_("请选择一项。")))
    for name in ("name_zh", "contact_name", "contact_phone"):
        if not getattr(command, name).strip():
            problems.append(Problem(name, N_("请填写这一项。")))
    waiting = uow.session.scalar(
        select(func.count())
        .select_from(HeldRoleRow)
        .join(Organisation, Organisation.id == HeldRoleRow.organisation_id)
        .where(
            HeldRoleRow.user_id == uow.actor.user_id,
            HeldRoleRow.role == Role.PARTNER,
            Organisation.state.in_((ORGANISATION.initial, "returned")),
        )
    )
    if (waiting or 0) >= MOST_WAITING:
        problems.append(
            Problem("", N_("你已有 %(count)s 家单位在等待核验，请等街道核验后再登记。"), {"count": waiting})
        )


def _is_taken(uow: UnitOfWork, number: str) -> bool:
    found = uow.session.scalar(select(Organisation.id).where(Organisation.registration_number == number))
    return found is not None


def _insert(uow: UnitOfWork, organisation: Organisation) -> None:
    """Insert; the unique constraint decides between two who register the same number at once."""
    try:
        with uow.session.begin_nested():
            uow.session.add(organisation)
            uow.session.flush()
    except IntegrityError as error:
        raise Invalid.one("registration_number", TAKEN) from error
