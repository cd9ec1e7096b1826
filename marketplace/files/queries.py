"""Files as rows to show; what a file belongs to is known to the nouns above, not here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.files.models import StoredFile


@dataclass(frozen=True)
class FileRow:
    """What pages need of a file."""

    id: int
    public_id: str
    name: str
    size: int
    sha256: str
    kind: str
    media_type: str
    width: int | None
    height: int | None
    uploaded_by_id: int | None


_COLUMNS = select(
    StoredFile.id,
    StoredFile.public_id,
    StoredFile.name,
    StoredFile.size,
    StoredFile.sha256,
    StoredFile.kind,
    StoredFile.media_type,
    StoredFile.width,
    StoredFile.height,
    StoredFile.uploaded_by_id,
)


def file_by_public_id(session: Session, public_id: str) -> FileRow | None:
    """Return one file, or None."""
    row = session.execute(_COLUMNS.where(StoredFile.public_id == public_id)).one_or_none()
    return None if row is None else FileRow(**row._asdict())


def files_by_public_id(session: Session, public_ids: Iterable[str]) -> dict[str, FileRow]:
    """Return the files of these outer ids; unknown ones are left out."""
    wanted = list(public_ids)
    if not wanted:
        return {}
    rows = session.execute(_COLUMNS.where(StoredFile.public_id.in_(wanted)))
    return {row.public_id: FileRow(**row._asdict()) for row in rows}


def file_rows(session: Session, ids: Iterable[int | None]) -> dict[int, FileRow]:
    """Return the files of these inner ids, by id; None and unknown ones are left out."""
    wanted = sorted({each for each in ids if each is not None})
    if not wanted:
        return {}
    return {row.id: FileRow(**row._asdict()) for row in session.execute(_COLUMNS.where(StoredFile.id.in_(wanted)))}


def row_of(stored: StoredFile) -> FileRow:
    """Return a file that was just taken in as a row to show."""
    return FileRow(
        stored.id, stored.public_id, stored.name, stored.size, stored.sha256, stored.kind, stored.media_type,
        stored.width, stored.height, stored.uploaded_by_id,
    )  # fmt: skip
