"""Taking files in: checked, drawn anew where they are pictures, stored, and only then known to the database.

Bytes without a row are harmless and are found by `orphans`; a row without bytes cannot come about here. Who may read a
file is not decided in this room: that depends on what uses it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.access.actor import Actor
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.files import images
from marketplace.files.checks import DEFAULT_LIMIT, Accept, Upload, check
from marketplace.files.models import IMAGE, StoredFile
from marketplace.files.names import split_name
from marketplace.files.store import FileDamaged, FileStore
from marketplace.kernel.errors import NotSignedIn, TooMany
from marketplace.kernel.events import Event
from marketplace.kernel.words import N_

#: One person's uploads in an hour; far above what a form needs, far below what fills a disk.
PER_HOUR = 200
_RESERVED = {f"{name}.jpg" for name in (*images.SIZES, "full")}


@dataclass(frozen=True)
class Prepared:
    """A file whose bytes lie in the store and which no row tells of yet."""

    name: str
    sha256: str
    size: int
    kind: str
    media_type: str
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True)
class Damage:
    """A file whose bytes are missing or changed."""

    public_id: str
    name: str
    sha256: str
    why: str


def prepare(
    store: FileStore, upload: Upload, accept: Accept = Accept.DOCUMENT, limit_bytes: int = DEFAULT_LIMIT
) -> Prepared:
    """Check an upload and store its bytes; the slow half, done outside any transaction.

    :raises Invalid: where it may not come in.
    :raises Unavailable: where there is no room.
    """
    checked = check(upload, accept, limit_bytes)
    if checked.type.kind != IMAGE:
        stored = store.put(checked.stream, limit_bytes)
        return Prepared(checked.name, stored.sha256, stored.size, checked.type.kind, checked.type.media_type)
    picture = images.redraw(checked.stream, checked.type.image_format)
    store.put_sizes(images.fingerprint(picture), picture.sizes)
    stored = store.put(picture.full)
    name = f"{split_name(checked.name)[0]}.jpg"
    if name.casefold() in _RESERVED:
        name = f"photo-{name}"
    return Prepared(name, stored.sha256, stored.size, IMAGE, images.MEDIA_TYPE, picture.width, picture.height)


def register(uow: UnitOfWork, prepared: Prepared) -> StoredFile:
    """Add the row of a prepared file, owned by the unit of work's actor; the row has its id.

    The event names neither file nor fingerprint: what belongs to a sealed proposal must not show in the audit log.

    :raises NotSignedIn: where nobody acts.
    :raises TooMany: where the person has uploaded too much in the last hour.
    """
    require_room(uow.session, uow.actor, uow.now)
    row = StoredFile(
        sha256=prepared.sha256,
        size=prepared.size,
        kind=prepared.kind,
        media_type=prepared.media_type,
        name=prepared.name,
        width=prepared.width,
        height=prepared.height,
        uploaded_by_id=uow.actor.user_id,
        created_at=uow.now,
    )
    uow.session.add(row)
    uow.session.flush()
    uow.record(Event("file.stored", "file", row.id, row.public_id, {"kind": row.kind}))
    return row


def take_in(
    uow: UnitOfWork,
    store: FileStore,
    upload: Upload,
    accept: Accept = Accept.DOCUMENT,
    limit_bytes: int = DEFAULT_LIMIT,
) -> StoredFile:
    """Prepare and register in one; for commands. Pages prepare first, so that nobody waits for a picture to be drawn.

    :raises NotSignedIn: where nobody acts.
    :raises TooMany: where the person has uploaded too much in the last hour.
    :raises Invalid: where it may not come in.
    :raises Unavailable: where there is no room.
    """
    require_room(uow.session, uow.actor, uow.now)
    return register(uow, prepare(store, upload, accept, limit_bytes))


def require_room(session: Session, actor: Actor, now: datetime) -> None:
    """Return when the person may upload one more file now.

    :raises NotSignedIn: where nobody acts.
    :raises TooMany: where the person has uploaded too much in the last hour.
    """
    if actor.is_system:
        return
    if not actor.signed_in:
        raise NotSignedIn()
    recent = session.scalar(
        select(func.count(StoredFile.id)).where(
            StoredFile.uploaded_by_id == actor.user_id, StoredFile.created_at > now - timedelta(hours=1)
        )
    )
    if (recent or 0) >= PER_HOUR:
        raise TooMany(N_("一小时内上传的文件太多，请稍后再传。"))


def size_of_picture(store: FileStore, sha256: str, name: str) -> bytes:
    """Return a picture in one of its sizes (`full.jpg` is the picture itself); a lost size is drawn again, unsaved.

    :raises FileDamaged: where the picture itself is missing or changed.
    :raises KeyError: where there is no such size.
    """
    if name == "full.jpg":
        with store.open(sha256) as handle:
            return handle.read()
    try:
        return store.read_size(sha256, name)
    except FileDamaged:
        with store.open(sha256) as handle:
            return images.draw_size(BytesIO(handle.read()), name)


def orphans(session: Session, store: FileStore) -> Iterator[str]:
    """Yield the fingerprints of stored bytes that no row tells of: uploads that were never finished."""
    known = set(session.scalars(select(StoredFile.sha256).distinct()))
    yield from (sha256 for sha256 in store.all() if sha256 not in known)


def damaged(session: Session, store: FileStore) -> Iterator[Damage]:
    """Yield every file whose bytes are missing or changed."""
    faults: dict[str, str | None] = {}
    rows = session.execute(
        select(StoredFile.public_id, StoredFile.name, StoredFile.sha256).order_by(StoredFile.sha256, StoredFile.id)
    )
    for public_id, name, sha256 in rows:
        if sha256 not in faults:
            faults = {sha256: store.fault(sha256)}
        if why := faults[sha256]:
            yield Damage(public_id, name, sha256, why)
