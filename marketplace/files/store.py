"""The place of the bytes: each file lies under its own fingerprint, whole or not at all, and is never changed.

It knows no row and no right. A picture's smaller sizes lie beside it with a list of their own fingerprints; they can be
made again from the picture and are therefore never the only copy of anything.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from marketplace.kernel.errors import TooLarge, Unavailable
from marketplace.kernel.words import N_

CHUNK = 1024 * 1024
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SIZE_NAME = re.compile(r"[a-z]{1,12}\.(?:jpg|webp)")
#: No room, no quota, a limit on the size of files, a file system that went read-only.
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}
#: Unfinished files older than this belong to a process that is gone.
_STALE_SECONDS = 24 * 3600


class Stored(NamedTuple):
    """What was put: the SHA-256 in hexadecimal and the number of bytes."""

    sha256: str
    size: int


class FileDamaged(Unavailable):
    """The bytes are missing or are no longer what was stored."""

    code = "file_damaged"
    message = N_("这个文件暂时打不开：存储的内容缺失或已损坏。请联系平台管理员，从备份中恢复。")


class FileStore:
    """A folder of files under their SHA-256: `ab/cd/<sha256>`."""

    def __init__(self, root: Path) -> None:
        """Use this folder; nothing is made before the first file."""
        self.root = root
        self._incoming = root / "incoming"

    def path(self, sha256: str) -> Path:
        """Return where these bytes lie or would lie.

        :raises ValueError: where the text is no SHA-256.
        """
        if not _SHA256.fullmatch(sha256):
            raise ValueError("not a SHA-256")
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def put(self, source: bytes | BinaryIO, limit: int | None = None) -> Stored:
        """Store bytes and return their fingerprint; the same bytes twice are one file, and a damaged one is healed.

        :raises TooLarge: where there are more than `limit` bytes.
        :raises Unavailable: where there is no room; nothing is left behind.
        """
        digest, size = hashlib.sha256(), 0
        with _room_or_unavailable(), self._temporary() as temporary:
            with temporary.open("wb") as target:
                for chunk in _chunks(source):
                    size += len(chunk)
                    if limit is not None and size > limit:
                        raise TooLarge()
                    digest.update(chunk)
                    target.write(chunk)
                _settle(target)
            sha256 = digest.hexdigest()
            if not self.is_good(sha256):
                _move(temporary, self.path(sha256))
        return Stored(sha256, size)

    def put_sizes(self, sha256: str, sizes: Mapping[str, bytes]) -> None:
        """Store the smaller sizes of a picture, named like `thumb.jpg`; call it before the picture itself is put.

        :raises Unavailable: where there is no room; nothing partial is left.
        """
        place = self.path(sha256)
        listed = {name: hashlib.sha256(content).hexdigest() for name, content in sizes.items()}
        for name, content in sizes.items():
            self._put_beside(place.with_name(f"{sha256}.{_size_name(name)}"), content)
        self._put_beside(_list_of_sizes(place), json.dumps(listed, sort_keys=True).encode())

    def open(self, sha256: str) -> BinaryIO:
        """Open the bytes for reading after checking every one of them.

        :raises FileDamaged: where they are missing or changed.
        """
        try:
            handle = self.path(sha256).open("rb")
        except (OSError, ValueError) as error:
            raise FileDamaged() from error
        try:
            intact = _digest(handle) == sha256
            handle.seek(0)
        except OSError as error:
            handle.close()
            raise FileDamaged() from error
        if not intact:
            handle.close()
            raise FileDamaged()
        return handle

    def stream(self, sha256: str) -> Iterator[bytes]:
        """Check every byte now and return them piece by piece; the file is open only while they are read.

        :raises FileDamaged: where they are missing or changed.
        """
        self.open(sha256).close()
        return _pieces(self.path(sha256))

    def read_size(self, sha256: str, name: str) -> bytes:
        """Return one of the smaller sizes of a picture.

        :raises FileDamaged: where it is missing or changed; the caller may make it again from the picture.
        """
        place = self.path(sha256)
        try:
            listed = json.loads(_list_of_sizes(place).read_bytes())
            content = place.with_name(f"{sha256}.{_size_name(name)}").read_bytes()
            good = hashlib.sha256(content).hexdigest() == listed[name]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise FileDamaged() from error
        if not good:
            raise FileDamaged()
        return content

    def exists(self, sha256: str) -> bool:
        """Whether something lies there; says nothing about its bytes."""
        return self.path(sha256).is_file()

    def is_good(self, sha256: str) -> bool:
        """Whether the bytes are there and hash to their name."""
        return self.fault(sha256, sizes=False) is None

    def check(self, sha256: str) -> bool:
        """Whether the bytes, and all smaller sizes where it is a picture, are what was stored."""
        return self.fault(sha256) is None

    def fault(self, sha256: str, *, sizes: bool = True) -> str | None:
        """Return what is wrong, `missing`, `changed` or the name of a broken size, or None."""
        place = self.path(sha256)
        try:
            with place.open("rb") as handle:
                if _digest(handle) != sha256:
                    return "changed"
        except FileNotFoundError:
            return "missing"
        except OSError as error:
            return f"unreadable ({errno.errorcode.get(error.errno or 0, '?')})"
        return self._fault_of_sizes(sha256) if sizes and _list_of_sizes(place).exists() else None

    def all(self) -> Iterator[str]:
        """Yield the fingerprint of every stored file, in order."""
        for place in sorted(self.root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*")):
            if _SHA256.fullmatch(place.name):
                yield place.name

    def remove_unfinished(self, older_than_seconds: float = _STALE_SECONDS) -> int:
        """Remove what killed processes left half-written; return how many files."""
        removed = 0
        for place in self._incoming.glob("*"):
            if place.stat().st_mtime < time.time() - older_than_seconds:
                place.unlink(missing_ok=True)
                removed += 1
        return removed

    def _fault_of_sizes(self, sha256: str) -> str | None:
        try:
            names = sorted(json.loads(_list_of_sizes(self.path(sha256)).read_bytes()))
        except (OSError, ValueError, TypeError):
            return "list of sizes"
        for name in names:
            try:
                self.read_size(sha256, name)
            except FileDamaged:
                return str(name)
        return None

    def _put_beside(self, place: Path, content: bytes) -> None:
        """Store a derived file; it may replace an older one, since it can be made again."""
        with _room_or_unavailable(), self._temporary() as temporary:
            with temporary.open("wb") as target:
                target.write(content)
                _settle(target)
            _move(temporary, place)

    @contextmanager
    def _temporary(self) -> Iterator[Path]:
        """Lend a name in the same file system; whatever is still there afterwards is removed."""
        self._incoming.mkdir(mode=0o750, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=self._incoming)
        os.close(descriptor)
        try:
            yield Path(name)
        finally:
            Path(name).unlink(missing_ok=True)


def _size_name(name: str) -> str:
    if not _SIZE_NAME.fullmatch(name):
        raise ValueError("not the name of a size")
    return name


def _list_of_sizes(place: Path) -> Path:
    return place.with_name(f"{place.name}.sizes.json")


def _chunks(source: bytes | BinaryIO) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    while chunk := source.read(CHUNK):
        yield chunk


def _pieces(place: Path) -> Iterator[bytes]:
    with place.open("rb") as handle:
        yield from _chunks(handle)


def _digest(handle: BinaryIO) -> str:
    digest = hashlib.sha256()
    for chunk in _chunks(handle):
        digest.update(chunk)
    return digest.hexdigest()


def _settle(target: BinaryIO) -> None:
    """Bring what was written to the disk itself."""
    target.flush()
    os.fsync(target.fileno())


def _move(temporary: Path, place: Path) -> None:
    """Give a finished file its place, and make that survive a power cut."""
    place.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    temporary.replace(place)
    for folder in (place.parent, place.parent.parent, place.parent.parent.parent):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _room_or_unavailable() -> Iterator[None]:
    """Turn a full disk into the house error.

    :raises Unavailable: where there is no room.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise Unavailable(N_("服务器存储空间不足，文件没有保存。请稍后再试，或联系平台管理员。")) from error
        raise
