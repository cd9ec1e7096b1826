"""A file as it was taken in: its fingerprint, its checked type and its name; the bytes lie in the store."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base, Identified, one_of

IMAGE, DOCUMENT = "image", "document"


class StoredFile(Identified, Base):
    """One upload. Several rows may share the same bytes."""

    __tablename__ = "stored_files"
    __table_args__ = (one_of("kind", (IMAGE, DOCUMENT)),)

    #: SHA-256 of the stored bytes, hexadecimal; for images, of the re-encoded largest size.
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    media_type: Mapped[str] = mapped_column(String(100))
    #: The name under which it is offered for download; cleaned.
    name: Mapped[str] = mapped_column(String(160))
    width: Mapped[int | None]
    height: Mapped[int | None]
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
