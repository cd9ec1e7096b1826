"""Slow down guessing: tries are rows, so that every process counts the same; it must not know what is guessed.

A try is counted before the secret is looked at and taken back when it was right: parallel guesses cannot all pass a
counter that still stands at zero. Every lane (a name, a name on a known device, a person's password change) has its own
count, so that a stranger who guesses does not lock the owner out of the devices that the owner signed in from before.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta

from sqlalchemy import delete, func, select

from marketplace.db.unit_of_work import UnitOfWork
from marketplace.identity.models import SignInAttempt
from marketplace.kernel.errors import TooMany
from marketplace.kernel.words import N_

WINDOW = timedelta(minutes=15)
#: Failures in one lane within the window.
PER_LANE = 10
#: Failures from one address over all names: an office behind one address still works, trying many names does not.
PER_ADDRESS = 40
#: Rows older than this say nothing any more.
KEPT = timedelta(days=1)
GUESSED = N_("试得太多了，请 15 分钟后再试。忘记密码可以用“忘记密码”重新设置。")


def lane(*parts: str) -> str:
    """Return the key of a lane that belongs to something else than a sign-in name."""
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()


def count_act(uow: UnitOfWork, act: str, whom: str, limit: int) -> int:
    """Count an act that anybody may do, such as registering, for one address or name; return the row.

    :raises TooMany: where `whom` did it `limit` times within the window.
    """
    return reserve(uow, lane(act, whom), "", known=True, limit=limit, message=TooMany.message)


def reserve(
    uow: UnitOfWork, lane: str, address: str, *, known: bool = False, limit: int = PER_LANE, message: str = GUESSED
) -> int:
    """Count a try and return its row; `known` exempts from the count of the address.

    :raises TooMany: where the lane or the address has used up its tries.
    """
    since = uow.now - WINDOW
    count = select(func.count()).select_from(SignInAttempt)
    in_lane = uow.session.scalar(count.where(SignInAttempt.email_hash == lane, SignInAttempt.at > since)) or 0
    at_address = uow.session.scalar(count.where(SignInAttempt.address == address, SignInAttempt.at > since)) or 0
    if in_lane >= limit or (at_address >= PER_ADDRESS and not known):
        raise TooMany(message)
    row = SignInAttempt(email_hash=lane, address=address, at=uow.now)
    uow.session.add(row)
    uow.session.flush()
    return row.id


def forgive(uow: UnitOfWork, lane: str) -> None:
    """Forget the tries of a lane, because the right person has come; old rows of all lanes go with them."""
    uow.session.execute(
        delete(SignInAttempt).where((SignInAttempt.email_hash == lane) | (SignInAttempt.at < uow.now - KEPT))
    )
