"""Forgotten passwords: a link that works once, for an hour, and that no table and no log can be read into.

The token is derived from the site's key and a random nonce. The table holds its hash, the event holds the nonce, and
only the letter holds the token: whoever reads the database, the audit log or a backup cannot use any of them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from marketplace.db.unit_of_work import UnitOfWork
from marketplace.identity import accounts, sign_ins, throttle
from marketplace.identity.actors import actor_of, token_hash
from marketplace.identity.emails import clean_email, name_hash
from marketplace.identity.models import PasswordReset, User
from marketplace.kernel.errors import NotFound
from marketplace.kernel.events import Event
from marketplace.kernel.ids import new_secret

LIFETIME = timedelta(hours=1)
#: Letters for one name, and questions from one address, within the window of `throttle`.
PER_NAME, PER_ADDRESS = 4, 20


@dataclass(frozen=True)
class Holder:
    """Whose password a link sets; nothing of it is shown before the new password is accepted."""

    user_id: int
    name: str
    email: str


def token_of(site_key: str, nonce: str) -> str:
    """Return the token that goes into the letter."""
    digest = hmac.digest(hashlib.sha256(f"password-reset|{site_key}".encode()).digest(), nonce.encode(), "sha256")
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def take_time() -> None:
    """Spend as long as a password check does, so that the few statements more for a known name do not show."""
    sign_ins.check(sign_ins.Attempt(0, "", None, ""), "")


def ask(uow: UnitOfWork, email: str, address: str, site_key: str) -> None:
    """Note that somebody forgot a password; a letter follows where the name is somebody's. The caller cannot tell.

    :raises TooMany: where the name or the address asked too often; whether or not the name is somebody's.
    """
    throttle.count_act(uow, "reset from", address, PER_ADDRESS)
    attempt_id = throttle.count_act(uow, "reset of", name_hash(email), PER_NAME)
    user = uow.session.scalar(select(User).where(User.email == (clean_email(email) or ""), User.is_active))
    nonce = new_secret()
    hashed = token_hash(token_of(site_key, nonce))
    if user is None:
        uow.record(Event("account.reset_unmatched", "sign_in", attempt_id, name_hash(email)[:12]))
        return
    uow.session.execute(
        update(PasswordReset)
        .where(PasswordReset.user_id == user.id, PasswordReset.used_at.is_(None))
        .values(used_at=uow.now)
    )
    uow.session.add(
        PasswordReset(user_id=user.id, token_hash=hashed, created_at=uow.now, expires_at=uow.now + LIFETIME)
    )
    uow.record(Event("account.reset_asked", "user", user.id, user.public_id, {"nonce": nonce}))


def holder_of(session: Session, token: str, now: datetime) -> Holder | None:
    """Return whose link this is; None where it is unknown, used, over, or its person disabled."""
    row = session.execute(
        select(User.id, User.name, User.email)
        .join(PasswordReset, PasswordReset.user_id == User.id)
        .where(
            PasswordReset.token_hash == token_hash(token),
            PasswordReset.used_at.is_(None),
            PasswordReset.expires_at > now,
            User.is_active,
        )
    ).one_or_none()
    return Holder(*row) if row else None


def use(uow: UnitOfWork, token: str, new_hash: str) -> None:
    """Set the new password, end every session of the person, and spend the link.

    :raises NotFound: where the link is not good any more.
    """
    holder = holder_of(uow.session, token, uow.now)
    if holder is None:
        raise NotFound()
    user = uow.session.get_one(User, holder.user_id)
    uow.actor = actor_of(uow.session, user)
    accounts.set_password(uow, user, new_hash)
    uow.record(Event("account.password_reset", "user", user.id, user.public_id))
    sign_ins.revoke_all_of(uow, user.id)
