"""A person's own account: registering, settings, password. Roles and disabling are `administration`'s."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from marketplace.access.actions import Action
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.identity import sign_ins, throttle
from marketplace.identity.emails import clean_email, name_hash
from marketplace.identity.models import PasswordReset, User
from marketplace.identity.rights import ACCOUNT_RIGHTS
from marketplace.kernel.errors import EditedMeanwhile, Invalid, NotSignedIn, Problem
from marketplace.kernel.events import Event
from marketplace.kernel.words import N_

#: Registrations from one address within the window of `throttle`; many people may share an address at an event.
REGISTRATIONS = 30
LOCALES = ("zh", "en")


@dataclass(frozen=True)
class RegisterPerson:
    """Somebody wants an account. The hash is made before the transaction, because it is slow on purpose."""

    name: str
    email: str
    password_hash: str
    locale: str
    address: str


@dataclass(frozen=True)
class EditAccount:
    """What people change about themselves."""

    version: int
    name: str
    phone: str
    locale: str
    mail_notices: bool


def register_person(uow: UnitOfWork, command: RegisterPerson) -> None:
    """Make an account; for an address that has one, only let its owner know. The caller cannot tell which it was.

    :raises Invalid: where the address is none.
    :raises TooMany: where too many registrations came from one address.
    """
    email = clean_email(command.email)
    problems = [] if email else [Problem("email", N_("请填写有效的邮箱，例如 name@example.com。"))]
    if not command.name.strip():
        problems.append(Problem("name", N_("请填写这一项。")))
    if email is None or problems:
        raise Invalid(problems)
    throttle.count_act(uow, "register", command.address, REGISTRATIONS)
    user = User(
        created_at=uow.now,
        email=email,
        name=command.name.strip(),
        password_hash=command.password_hash,
        locale=command.locale if command.locale in LOCALES else "zh",
    )
    try:
        with uow.session.begin_nested():
            uow.session.add(user)
            uow.session.flush()
    except IntegrityError:
        owner = uow.session.scalars(select(User).where(User.email == email)).one()
        uow.record(Event("account.registration_repeated", "user", owner.id, owner.public_id))
        return
    uow.record(Event("account.registered", "user", user.id, user.public_id))


def own_account(uow: UnitOfWork) -> User:
    """Return the acting person's row.

    :raises NotSignedIn: where nobody acts.
    """
    if uow.actor.user_id is None:
        raise NotSignedIn()
    user = uow.session.get_one(User, uow.actor.user_id)
    ACCOUNT_RIGHTS.require(uow.actor, Action.ACCOUNT_MANAGE, user, uow.now)
    return user


def edit_account(uow: UnitOfWork, command: EditAccount) -> None:
    """Change one's own name, phone, language and mail notices.

    :raises EditedMeanwhile: where the account was saved since the form was opened.
    :raises Invalid: where the name is empty or the language unknown.
    """
    user = own_account(uow)
    if user.version != command.version:
        raise EditedMeanwhile()
    problems = []
    if not command.name.strip():
        problems.append(Problem("name", N_("请填写这一项。")))
    if command.locale not in LOCALES:
        problems.append(Problem("locale", N_("请选择一项。")))
    if problems:
        raise Invalid(problems)
    user.name, user.phone = command.name.strip(), command.phone.strip()
    user.locale, user.mail_notices = command.locale, command.mail_notices
    uow.record(Event("account.edited", "user", user.id, user.public_id))


def count_password_check(uow: UnitOfWork, address: str) -> tuple[int, str]:
    """Count one look at the present password and return (person, hash): a stolen session must not guess for ever.

    :raises TooMany: where there were too many.
    """
    user = own_account(uow)
    throttle.reserve(uow, throttle.lane("change", user.public_id), address, known=True)
    return user.id, user.password_hash


def change_password(uow: UnitOfWork, new_hash: str, keep_sign_in_id: int) -> int:
    """Set a new password after the present one was shown, and end the other sessions; return how many there were."""
    user = own_account(uow)
    throttle.forgive(uow, throttle.lane("change", user.public_id))
    set_password(uow, user, new_hash)
    uow.record(Event("account.password_changed", "user", user.id, user.public_id))
    return sign_ins.revoke_others(uow, keep_sign_in_id)


def set_password(uow: UnitOfWork, user: User, new_hash: str) -> None:
    """Replace a password; links to set one that are still out lose their force, counted failures are forgotten."""
    user.password_hash = new_hash
    uow.session.execute(
        update(PasswordReset)
        .where(PasswordReset.user_id == user.id, PasswordReset.used_at.is_(None))
        .values(used_at=uow.now)
    )
    throttle.forgive(uow, name_hash(user.email))
