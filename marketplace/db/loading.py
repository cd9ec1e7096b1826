"""Load one subject by its public id, locked where the use case needs it; SQLite's writers are alone anyway."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.db.base import Identified
from marketplace.kernel.errors import EditedMeanwhile, NotFound

Row = TypeVar("Row", bound=Identified)


def load(session: Session, kind: type[Row], public_id: str, *, lock: bool = False, share: bool = False) -> Row:
    """Return the row; `lock` keeps other writers out until the commit, `share` keeps those out who lock.

    :raises NotFound: where there is none.
    """
    query = select(kind).where(kind.public_id == public_id)
    if lock or share:
        query = query.with_for_update(read=share).execution_options(populate_existing=True)
    row = session.scalar(query)
    if row is None:
        raise NotFound()
    return row


def same_version(present: int, edited: int | None) -> None:
    """Return where the edit was made on the present version.

    :raises EditedMeanwhile: where somebody saved another one first.
    """
    if edited is not None and present != edited:
        raise EditedMeanwhile()
