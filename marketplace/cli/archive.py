"""One file that holds a whole installation: rows, files, and a manifest of hashes. Keys and settings are not in it.

The manifest comes last, so that an archive that was cut off has none. Nothing of an archive is believed before every
member has been hashed; names are matched against two patterns, so nothing is ever written elsewhere.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from marketplace.kernel.errors import MarketError
from marketplace.kernel.words import N_

FORMAT = 1
MANIFEST = "manifest.json"
CHUNK = 1024 * 1024
_ROWS = re.compile(r"rows/([a-z_]{1,60})\.jsonl")
_FILE = re.compile(r"files/([0-9a-f]{2})/([0-9a-f]{2})/([0-9a-f]{64}(?:\.[a-z.]{1,20})?)")


class BadArchive(MarketError):
    """The archive cannot be restored; nothing was changed."""

    code = "bad_archive"


@dataclass(frozen=True)
class Manifest:
    """What an archive holds and what the audit chain said when it was made."""

    format: int
    made_at: str
    revision: str
    audit_rows: int
    audit_hash: str
    rows: dict[str, int]
    #: Member name to SHA-256.
    members: dict[str, str]


class Writer:
    """An archive being written; under its final name only once it is whole and on disk."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        """Wrap an open tar file."""
        self._tar = tar
        self.members: dict[str, str] = {}

    def add_rows(self, name: str, lines: Iterable[bytes]) -> int:
        """Add a table; return how many rows."""
        count = 0
        with tempfile.TemporaryFile() as spool:
            for line in lines:
                spool.write(line)
                count += 1
            self._add(f"rows/{name}.jsonl", spool)
        return count

    def add_file(self, place: Path, root: Path) -> None:
        """Add one stored file by its place under the store's root; one that went away meanwhile is left out."""
        try:
            with place.open("rb") as handle:
                self._add(f"files/{place.relative_to(root).as_posix()}", handle)
        except FileNotFoundError:
            return

    def close(self, manifest: Manifest) -> None:
        """Write the manifest, which makes the archive whole."""
        self._add(MANIFEST, io.BytesIO(json.dumps(asdict(manifest), sort_keys=True).encode()))

    def _add(self, name: str, handle: BinaryIO) -> None:
        size = handle.seek(0, os.SEEK_END)
        handle.seek(0)
        digest = hashlib.sha256()
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        self._tar.addfile(info, _Hashing(handle, digest.update))
        self.members[name] = digest.hexdigest()


class _Hashing(io.RawIOBase):
    """Reads through to a file and tells each chunk to a hash, so that what is hashed is what is written."""

    def __init__(self, handle: BinaryIO, tell: Callable[[bytes], None]) -> None:
        self._handle, self._tell = handle, tell

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        data = self._handle.read(size)
        self._tell(data)
        return data


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """Write an archive beside its place and move it there when it is whole.

    :raises BadArchive: where the place is taken.
    """
    if path.exists():
        raise BadArchive(N_("%(path)s 已存在，不会覆盖。"), path=str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("xb") as handle:
            os.chmod(part, 0o600)
            with tarfile.open(fileobj=handle, mode="w", format=tarfile.PAX_FORMAT) as tar:
                yield Writer(tar)
            handle.flush()
            os.fsync(handle.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def read_manifest(path: Path, progress: Callable[[int], None] | None = None) -> Manifest:
    """Hash every member and return the manifest.

    :raises BadArchive: where the archive is cut off, altered, or none of ours.
    """
    found: dict[str, str] = {}
    manifest: Manifest | None = None
    try:
        with tarfile.open(path, "r:") as tar:
            for info in tar:
                handle = tar.extractfile(info) if info.isfile() else None
                if handle is None or manifest is not None or info.name in found:
                    raise BadArchive(N_("备份文件里有不该有的内容：%(name)s"), name=info.name)
                if info.name == MANIFEST:
                    manifest = Manifest(**json.loads(handle.read(64 * CHUNK)))
                elif _ROWS.fullmatch(info.name) or _FILE.fullmatch(info.name):
                    found[info.name] = _hash(handle, info.size)
                else:
                    raise BadArchive(N_("备份文件里有不该有的内容：%(name)s"), name=info.name)
                if progress:
                    progress(len(found))
    except (tarfile.TarError, EOFError, ValueError, TypeError) as error:
        raise BadArchive(N_("备份文件不完整或已损坏。")) from error
    if manifest is None:
        raise BadArchive(N_("备份文件不完整：缺少清单，可能被截断。"))
    if manifest.format != FORMAT:
        raise BadArchive(N_("备份格式 %(format)s 与程序不符。"), format=manifest.format)
    for name in sorted(found.keys() ^ manifest.members.keys()):
        raise BadArchive(N_("备份文件不完整：%(name)s 与清单不符。"), name=name)
    for name, digest in found.items():
        if digest != manifest.members[name]:
            raise BadArchive(N_("备份文件已损坏：%(name)s 的指纹不对。"), name=name)
    return manifest


def rows_of(path: Path, table: str) -> Iterator[bytes]:
    """Yield the lines of a table; none where the archive has no such table."""
    with tarfile.open(path, "r:") as tar:
        for info in tar:
            handle = tar.extractfile(info) if info.name == f"rows/{table}.jsonl" else None
            if handle is not None:
                yield from handle
                return


def extract_files(path: Path, target: Path, progress: Callable[[int], None] | None = None) -> int:
    """Write the stored files under `target`; return how many."""
    count = 0
    with tarfile.open(path, "r:") as tar:
        for info in tar:
            match, handle = _FILE.fullmatch(info.name), tar.extractfile(info)
            if match is None or handle is None:
                continue
            place = target.joinpath(*match.groups())
            place.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
            with place.open("xb") as out:
                while chunk := handle.read(CHUNK):
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            count += 1
            if progress:
                progress(count)
    return count


def _hash(handle: object, size: int) -> str:
    digest, seen = hashlib.sha256(), 0
    while chunk := handle.read(CHUNK):  # type: ignore[attr-defined]
        digest.update(chunk)
        seen += len(chunk)
    if seen != size:
        raise EOFError
    return digest.hexdigest()
