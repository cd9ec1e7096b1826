"""One number that changes whenever something changed that the public may see; caches and ETags are keyed by it."""

from __future__ import annotations

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.db.base import Base

#: Events with these prefixes change nothing that a signed-out person could see. What happens to a sealed proposal must not
#: even show in the age of a page: a rival could count submissions by watching an ETag.
PRIVATE_PREFIXES = (
    "account.", "sign_in.", "message.", "file.", "proposal.draft", "proposal.submitted", "proposal.withdrawn",
    "proposal.unconfirmed",
)  # fmt: skip


class SiteVersion(Base):
    """A single row."""

    __tablename__ = "site_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(default=0)


#: Built once: this runs on every public page.
CURRENT = select(SiteVersion.number).where(SiteVersion.id == 1)


def current(session: Session) -> int:
    """Return the present number; 0 before anything happened."""
    return session.execute(CURRENT).scalar() or 0


def glance(engine: Engine) -> int:
    """Return the present number without a session; 0 before anything happened. This runs before every kept page."""
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("SELECT number FROM site_versions WHERE id = 1")
        row = cursor.fetchone()
        cursor.close()
    finally:
        connection.close()
    return int(row[0]) if row else 0


def bump(session: Session) -> None:
    """Raise the number within the caller's transaction."""
    result = session.execute(update(SiteVersion).where(SiteVersion.id == 1).values(number=SiteVersion.number + 1))
    if result.rowcount == 0:  # type: ignore[attr-defined]
        session.add(SiteVersion(id=1, number=1))
