"""Signing in and out: sessions are rows, and a row that is revoked or over opens nothing, whatever the browser holds.

A sign-in takes two short transactions with the slow password check between them, outside any lock: `begin` counts the
try, `check` compares, `finish` opens the session or leaves the try counted. A name that nobody bears goes the same way
with a password that nobody has, so that neither words nor time tell who has an account.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from marketplace.access.actor import Actor, Role
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.identity import throttle
from marketplace.identity.actors import actor_of, token_hash
from marketplace.identity.emails import clean_email, name_hash
from marketplace.identity.models import HeldRoleRow, SignIn, User
from marketplace.identity.passwords import hash_password, needs_rehash, verify_password
from marketplace.kernel.errors import NotFound
from marketplace.kernel.events import Event
from marketplace.kernel.ids import new_public_id, new_secret

#: How long a session holds, whatever is done in it. Source: docs/adr/0005-registration.md.
LIFETIME = timedelta(days=14)
OFFICE_LIFETIME = timedelta(hours=12)
#: Roles that can see or decide other people's affairs.
OFFICE_ROLES = frozenset({Role.STREET, Role.SUPERVISOR, Role.OPERATOR})
#: `last_seen_at` is written at most this often.
TOUCH_EVERY = timedelta(minutes=5)


@dataclass(frozen=True)
class Knock:
    """Somebody wants to sign in. `device_key` is set where this browser signed in with this name before."""

    email: str
    address: str
    device: str = ""
    device_key: str = ""


@dataclass(frozen=True)
class Attempt:
    """A counted try, with what is needed to judge it."""

    id: int
    lane: str
    user_id: int | None
    password_hash: str


@dataclass(frozen=True)
class Verdict:
    """Whether the password was right, and its hash by newer rules where the stored one is behind."""

    fits: bool
    new_hash: str = ""


@dataclass(frozen=True)
class Opened:
    """A new session; the token is known to the browser only."""

    token: str
    user_id: int


@dataclass(frozen=True)
class SessionRow:
    """A session as its owner sees it."""

    public_id: str
    device: str
    address: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    is_current: bool


def lane_of(knock: Knock) -> str:
    """Return the counter that a try goes to."""
    name = name_hash(knock.email)
    return hashlib.sha256(f"{name}|{knock.device_key}".encode()).hexdigest() if knock.device_key else name


def begin(uow: UnitOfWork, knock: Knock) -> Attempt:
    """Count a try.

    :raises TooMany: where there were too many.
    """
    lane = lane_of(knock)
    attempt_id = throttle.reserve(uow, lane, knock.address, known=bool(knock.device_key))
    found = uow.session.execute(
        select(User.id, User.password_hash).where(User.email == (clean_email(knock.email) or ""), User.is_active)
    ).one_or_none()
    return Attempt(attempt_id, lane, found.id if found else None, found.password_hash if found else "")


_decoy: list[str] = []


def check(attempt: Attempt, password: str) -> Verdict:
    """Compare the password; takes as long for nobody's name as for somebody's."""
    if attempt.user_id is None:
        if not _decoy:
            _decoy.append(hash_password(new_secret()))
        verify_password(_decoy[0], password)
        return Verdict(False)
    fits = verify_password(attempt.password_hash, password)
    renewed = hash_password(password) if fits and needs_rehash(attempt.password_hash) else ""
    return Verdict(fits, renewed)


def finish(uow: UnitOfWork, attempt: Attempt, verdict: Verdict, knock: Knock) -> Opened | None:
    """Open the session, or record the failure; None where the name or the password was wrong."""
    user = uow.session.get(User, attempt.user_id) if verdict.fits and attempt.user_id is not None else None
    if user is None or not user.is_active or user.password_hash != attempt.password_hash:
        uow.record(Event("sign_in.failed", "sign_in", attempt.id, attempt.lane[:12], {"address": knock.address}))
        return None
    throttle.forgive(uow, attempt.lane)
    if verdict.new_hash:
        user.password_hash = verdict.new_hash
    return open_session(uow, user, knock.device, knock.address)


def open_session(uow: UnitOfWork, user: User, device: str, address: str) -> Opened:
    """Open a session for somebody who has proved who they are; from here on that person acts."""
    uow.actor = actor_of(uow.session, user)
    token = new_secret()
    row = SignIn(
        public_id=new_public_id(),
        user_id=user.id,
        token_hash=token_hash(token),
        created_at=uow.now,
        last_seen_at=uow.now,
        expires_at=uow.now + lifetime(uow.actor),
        device=device[:200],
        address=address[:60],
    )
    uow.session.add(row)
    uow.record(Event("sign_in.opened", "user", user.id, user.public_id, {"session": row.public_id}))
    return Opened(token, user.id)


def lifetime(actor: Actor) -> timedelta:
    """Return how long a session of this person holds."""
    return OFFICE_LIFETIME if actor.roles & OFFICE_ROLES else LIFETIME


def open_demo_session(uow: UnitOfWork, public_id: str, device: str, address: str) -> Opened:
    """Open a session for an account of the demo world, without a password.

    :raises NotFound: where there is no such account, or it is anybody else's.
    """
    user = uow.session.scalar(select(User).where(User.public_id == public_id, User.is_demo, User.is_active))
    if user is None:
        raise NotFound()
    return open_session(uow, user, device, address)


def touch(uow: UnitOfWork, sign_in_id: int) -> None:
    """Remember that something was done in a session just now."""
    uow.session.execute(
        update(SignIn)
        .where(SignIn.id == sign_in_id, SignIn.last_seen_at < uow.now - TOUCH_EVERY)
        .values(last_seen_at=uow.now)
    )


def sessions_of(session: Session, user_id: int, current_id: int, now: datetime) -> list[SessionRow]:
    """Return a person's open sessions, the present one first, then the newest."""
    rows = session.execute(
        select(
            SignIn.id, SignIn.public_id, SignIn.device, SignIn.address, SignIn.created_at, SignIn.last_seen_at,
            SignIn.expires_at,
        )
        .where(SignIn.user_id == user_id, SignIn.revoked_at.is_(None), SignIn.expires_at > now)
        .order_by((SignIn.id == current_id).desc(), SignIn.last_seen_at.desc(), SignIn.id.desc())
        .limit(100)
    )  # fmt: skip
    return [SessionRow(*row[1:], is_current=row.id == current_id) for row in rows]


def sign_out(uow: UnitOfWork, sign_in_id: int) -> None:
    """End the present session."""
    _revoke(uow, [row for row in _open_rows(uow, _acting(uow)) if row.id == sign_in_id], "sign_in.closed")


def revoke(uow: UnitOfWork, public_id: str) -> None:
    """End one of the person's own sessions.

    :raises NotFound: where the person has no such open session.
    """
    rows = [row for row in _open_rows(uow, _acting(uow)) if row.public_id == public_id]
    if not rows:
        raise NotFound()
    _revoke(uow, rows, "sign_in.revoked")


def revoke_others(uow: UnitOfWork, keep_id: int) -> int:
    """End all sessions of the person but one; return how many there were."""
    rows = [row for row in _open_rows(uow, _acting(uow)) if row.id != keep_id]
    _revoke(uow, rows, "sign_in.revoked")
    return len(rows)


def revoke_all_of(uow: UnitOfWork, user_id: int) -> int:
    """End all sessions of a person, because the password was reset or the account disabled; return how many."""
    rows = _open_rows(uow, user_id)
    _revoke(uow, rows, "sign_in.revoked")
    return len(rows)


def _acting(uow: UnitOfWork) -> int:
    if uow.actor.user_id is None:
        raise NotFound()
    return uow.actor.user_id


def _open_rows(uow: UnitOfWork, user_id: int) -> list[SignIn]:
    return list(
        uow.session.scalars(
            select(SignIn).where(SignIn.user_id == user_id, SignIn.revoked_at.is_(None), SignIn.expires_at > uow.now)
        )
    )


def _revoke(uow: UnitOfWork, rows: list[SignIn], event: str) -> None:
    for row in rows:
        row.revoked_at = uow.now
        user = uow.session.get_one(User, row.user_id)
        uow.record(Event(event, "user", user.id, user.public_id, {"session": row.public_id}))


def demo_people(session: Session) -> list[tuple[str, str, Role]]:
    """Return (public id, name, role) of the demo world's accounts, in the order of the roles."""
    rows = session.execute(
        select(User.public_id, User.name, HeldRoleRow.role)
        .outerjoin(HeldRoleRow, HeldRoleRow.user_id == User.id)
        .where(User.is_demo, User.is_active)
        .order_by(User.id, HeldRoleRow.id)
    )
    people: dict[str, tuple[str, str, Role]] = {}
    for public_id, name, role in rows:
        people.setdefault(public_id, (public_id, name, Role(role) if role else Role.RESIDENT))
    order = list(Role)
    return sorted(people.values(), key=lambda person: order.index(person[2]))
