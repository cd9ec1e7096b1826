"""What an operator does to accounts: make them, grant and revoke roles, disable and enable.

It holds the rules of roles (which need an organisation, which a territory) and no page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update

from marketplace.access.actions import Action
from marketplace.access.actor import ORGANISATION_ROLES, TERRITORY_ROLES, Role
from marketplace.access.matrix import could_ever
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.identity.emails import clean_email
from marketplace.identity.models import HeldRoleRow, Organisation, SignIn, User
from marketplace.identity.passwords import hash_password, problems_with_password
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound, Problem
from marketplace.kernel.events import Event
from marketplace.kernel.words import N_
from marketplace.territory.models import Territory
from marketplace.workflow.vocabulary import OWNER_KINDS, PARTNER_KINDS

MAX_NAME = 80
#: Roles that everybody has without being given them.
_GIVEN = (Role.VISITOR, Role.RESIDENT)
#: Which kinds of organisation a role can be held for.
_KINDS: dict[Role, tuple[str, ...]] = {
    Role.COMMUNITY: OWNER_KINDS, Role.PARTNER: PARTNER_KINDS, Role.STREET: ("street_office",),
}  # fmt: skip


@dataclass(frozen=True)
class GrantRole:
    """A role, for an organisation by its public id and over a territory by its slug, where the role needs them."""

    role: str
    organisation: str = ""
    territory: str = ""


@dataclass(frozen=True)
class CreateUser:
    """A new account with its roles; `password` is plain and is only hashed here."""

    email: str
    name: str
    password: str
    locale: str = "zh"
    roles: Sequence[GrantRole] = ()
    is_demo: bool = False


def create_user(uow: UnitOfWork, command: CreateUser) -> User:
    """Make an account that may sign in at once.

    :raises NotAllowed: where the actor does not run the site.
    :raises Invalid: with every problem of address, name, password and roles.
    """
    _require(uow)
    problems: list[Problem] = []
    email = clean_email(command.email)
    if email is None:
        problems.append(Problem("email", N_("请填写有效的邮箱，例如 name@example.com。")))
    elif uow.session.scalar(select(User.id).where(User.email == email)) is not None:
        problems.append(Problem("email", N_("这个邮箱已有账户。")))
    name = command.name.strip()
    if not name or len(name) > MAX_NAME:
        problems.append(Problem("name", N_("请填写姓名，不超过 %(max)s 个字。"), {"max": MAX_NAME}))
    if command.locale not in ("zh", "en"):
        problems.append(Problem("locale", N_("语言只能是 zh 或 en。")))
    problems += problems_with_password(command.password, about=(command.email, command.name))
    rows = [_row(uow, wanted, problems) for wanted in command.roles]
    if problems or email is None:
        raise Invalid(problems)
    user = User(
        email=email, name=name, password_hash=hash_password(command.password), locale=command.locale,
        is_demo=command.is_demo, created_at=uow.now,
    )  # fmt: skip
    uow.session.add(user)
    uow.session.flush()
    uow.record(Event("account.created", "user", user.id, user.public_id))
    for row in rows:
        if row is not None:
            _give(uow, user, row)
    return user


def grant_role(uow: UnitOfWork, email: str, wanted: GrantRole) -> bool:
    """Give a person a role; False where it is held already.

    :raises NotAllowed: where the actor does not run the site.
    :raises NotFound: where nobody has this address.
    :raises Invalid: where the role does not fit the organisation or territory.
    """
    _require(uow)
    user, problems = _user(uow, email), list[Problem]()
    row = _row(uow, wanted, problems)
    if problems or row is None:
        raise Invalid(problems)
    if _held(uow, user, row) is not None:
        return False
    _give(uow, user, row)
    return True


def revoke_role(uow: UnitOfWork, email: str, wanted: GrantRole) -> bool:
    """Take a role away, with effect at the next request; False where it was not held.

    :raises NotAllowed: where the actor does not run the site.
    :raises NotFound: where nobody has this address.
    :raises Invalid: where there is no such role, organisation or territory.
    """
    _require(uow)
    user, problems = _user(uow, email), list[Problem]()
    row = _row(uow, wanted, problems)
    if problems or row is None:
        raise Invalid(problems)
    held = _held(uow, user, row)
    if held is None:
        return False
    uow.session.delete(held)
    uow.record(Event("account.role_revoked", "user", user.id, user.public_id, _told(row)))
    return True


def disable_user(uow: UnitOfWork, email: str) -> int:
    """Close an account and end all its sessions; return how many were ended.

    :raises NotAllowed: where the actor does not run the site.
    :raises NotFound: where nobody has this address.
    """
    _require(uow)
    user = _user(uow, email)
    user.is_active = False
    ended = uow.session.execute(
        update(SignIn).where(SignIn.user_id == user.id, SignIn.revoked_at.is_(None)).values(revoked_at=uow.now)
    )
    uow.record(Event("account.disabled", "user", user.id, user.public_id))
    return int(getattr(ended, "rowcount", 0))


def enable_user(uow: UnitOfWork, email: str) -> None:
    """Open a closed account again; old sessions stay ended.

    :raises NotAllowed: where the actor does not run the site.
    :raises NotFound: where nobody has this address.
    """
    _require(uow)
    user = _user(uow, email)
    user.is_active = True
    uow.record(Event("account.enabled", "user", user.id, user.public_id))


def _require(uow: UnitOfWork) -> None:
    if not could_ever(uow.actor, Action.USER_MANAGE):
        raise NotAllowed()


def _user(uow: UnitOfWork, email: str) -> User:
    user = uow.session.scalar(select(User).where(User.email == (clean_email(email) or "")))
    if user is None:
        raise NotFound(N_("没有这个邮箱的账户。"))
    return user


def _row(uow: UnitOfWork, wanted: GrantRole, problems: list[Problem]) -> HeldRoleRow | None:
    """Return the row of a role without its person, or note what is wrong with it."""
    if wanted.role not in tuple(Role) or wanted.role in _GIVEN:
        problems.append(Problem("role", N_("没有这个角色：%(role)s。"), {"role": wanted.role}))
        return None
    role, before = Role(wanted.role), len(problems)
    organisation = territory = None
    if wanted.organisation:
        organisation = uow.session.scalar(select(Organisation).where(Organisation.public_id == wanted.organisation))
        if organisation is None:
            problems.append(Problem("organisation", N_("没有这个单位：%(id)s。"), {"id": wanted.organisation}))
        elif role not in ORGANISATION_ROLES or organisation.kind not in _KINDS[role]:
            problems.append(Problem("organisation", N_("这个角色不能属于这个单位。")))
    elif role in ORGANISATION_ROLES:
        problems.append(Problem("organisation", N_("这个角色要写明属于哪个单位。")))
    if wanted.territory:
        territory = uow.session.scalar(select(Territory).where(Territory.slug == wanted.territory))
        if territory is None:
            problems.append(Problem("territory", N_("没有这个区划：%(slug)s。"), {"slug": wanted.territory}))
        elif role not in TERRITORY_ROLES:
            problems.append(Problem("territory", N_("这个角色不属于任何区划。")))
    elif role in TERRITORY_ROLES - ORGANISATION_ROLES:
        problems.append(Problem("territory", N_("这个角色要写明管哪个区划。")))
    if len(problems) > before:
        return None
    return HeldRoleRow(
        role=role.value, organisation_id=organisation.id if organisation else None,
        territory_id=territory.id if territory else None, granted_at=uow.now,
    )  # fmt: skip


def _held(uow: UnitOfWork, user: User, row: HeldRoleRow) -> HeldRoleRow | None:
    query = select(HeldRoleRow).where(
        HeldRoleRow.user_id == user.id,
        HeldRoleRow.role == row.role,
        HeldRoleRow.organisation_id.is_not_distinct_from(row.organisation_id),
        HeldRoleRow.territory_id.is_not_distinct_from(row.territory_id),
    )
    return uow.session.scalars(query).first()


def _give(uow: UnitOfWork, user: User, row: HeldRoleRow) -> None:
    row.user_id = user.id
    uow.session.add(row)
    uow.record(Event("account.role_granted", "user", user.id, user.public_id, _told(row)))


def _told(row: HeldRoleRow) -> dict[str, object]:
    return {"role": row.role, "organisation_id": row.organisation_id, "territory_id": row.territory_id}
