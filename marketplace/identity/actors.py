"""From a session token to an actor: one statement for the person, one for the roles."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.access.actor import Actor, HeldRole, Role
from marketplace.identity.models import HeldRoleRow, Organisation, SignIn, User
from marketplace.territory.models import Territory


@dataclass(frozen=True)
class SignedIn:
    """A person with a valid session."""

    actor: Actor
    sign_in_id: int
    email: str
    locale: str
    #: Of the last act, not of the last page read; written at intervals.
    last_seen_at: datetime


def token_hash(token: str) -> str:
    """Return what is stored of a session token or link."""
    return hashlib.sha256(token.encode()).hexdigest()


def signed_in(session: Session, token: str, now: datetime) -> SignedIn | None:
    """Return the person of a session token; None where it is unknown, revoked, over, or the person is disabled."""
    row = session.execute(
        select(SignIn.id, User.id, User.public_id, User.name, User.email, User.locale, SignIn.last_seen_at)
        .join(User, User.id == SignIn.user_id)
        .where(
            SignIn.token_hash == token_hash(token),
            SignIn.revoked_at.is_(None),
            SignIn.expires_at > now,
            User.is_active,
        )
    ).one_or_none()
    if row is None:
        return None
    sign_in_id, user_id, public_id, name, email, locale, last_seen_at = row
    return SignedIn(
        Actor(user_id, public_id, name, held_roles(session, user_id)), sign_in_id, email, locale, last_seen_at
    )


def actor_of(session: Session, user: User) -> Actor:
    """Return the actor of a person, for commands and reactions."""
    return Actor(user.id, user.public_id, user.name, held_roles(session, user.id))


def held_roles(session: Session, user_id: int) -> tuple[HeldRole, ...]:
    """Return the roles of a person. A role for an organisation without a territory of its own reaches as far as that
    organisation's territory."""
    own, theirs = Territory.__table__.alias("own"), Organisation
    rows = session.execute(
        select(HeldRoleRow.role, HeldRoleRow.organisation_id, own.c.path, theirs.territory_path)
        .outerjoin(own, own.c.id == HeldRoleRow.territory_id)
        .outerjoin(theirs, theirs.id == HeldRoleRow.organisation_id)
        .where(HeldRoleRow.user_id == user_id)
        .order_by(HeldRoleRow.id)
    )
    return tuple(HeldRole(Role(role), organisation, path or reach) for role, organisation, path, reach in rows)
