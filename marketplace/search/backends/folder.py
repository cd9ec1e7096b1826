"""Where generations of an index lie on disk, and how one becomes the live one: CURRENT, HEAD, JOURNAL, locks.

It must not know what the files mean. Everything named by CURRENT or HEAD is on disk, whole, with its checksum noted.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple, Protocol
from zlib import crc32

from marketplace.search.analysis import ANALYSIS_VERSION
from marketplace.search.port import SearchBusy, SearchUnavailable
from marketplace.search.wire import Change, from_line, to_line

_PREFIX = "g-"


@contextmanager
def guarded() -> Iterator[None]:
    """Whatever goes wrong while reading or writing an index is one thing to the callers.

    :raises SearchUnavailable: for anything but a house error.
    """
    try:
        yield
    except (SearchBusy, SearchUnavailable):
        raise
    # A damaged pickle or file raises whatever it likes: the list of what it cannot raise is the shorter one.
    except Exception as error:
        raise SearchUnavailable from error


class FileLock(Protocol):
    """A lock between processes, and between threads that each ask for their own."""

    fd: int | None

    def acquire(self) -> bool:
        """Try once."""

    def release(self) -> None:
        """Let go."""


class _FlockLock:
    """``flock`` on a file of its own; the system lets go when the process dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.fd: int | None = None

    def acquire(self) -> bool:
        fd = os.open(self._path, os.O_CREAT | os.O_WRONLY, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(fd)
            return False
        self.fd = fd
        return True

    def release(self) -> None:
        if self.fd is not None:
            os.close(self.fd)
            self.fd = None


class Head(NamedTuple):
    """The published state of a generation: its commit number, the analysis it was made with, size and checksum of
    every file."""

    commit: int
    analysis: int
    files: dict[str, tuple[int, int]]


class Sealed:
    """One generation's folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def head(self) -> Head:
        """Read what is published.

        :raises FileNotFoundError: when nothing is.
        """
        data = json.loads((self.path / "HEAD").read_bytes())
        files = {name: (size, check) for name, (size, check) in data["files"].items()}
        return Head(data["commit"], data["analysis"], files)

    def read(self, name: str, head: Head) -> bytes:
        """A whole file, if it is as it was written.

        :raises SearchUnavailable: when it was cut or changed.
        """
        data = (self.path / name).read_bytes()
        if (len(data), crc32(data)) != head.files[name]:
            raise SearchUnavailable from ValueError(f"{self.path.name}/{name} is not as it was written")
        return data

    def sync(self, names: Iterable[str]) -> None:
        """Bring files to disk that are new since the last publication."""
        known = self._known()
        for name in names:
            if name not in known:
                _sync(self.path / name)

    def publish(self, commit: int, names: Iterable[str]) -> None:
        """Name the files of a commit, durably and at once; files never change, so known checksums are kept."""
        known = self._known()
        analysis = self._analysis()
        files = {}
        for name in names:
            if name not in known:
                data = (self.path / name).read_bytes()
                known[name] = (len(data), crc32(data))
                _sync(self.path / name)
            files[name] = known[name]
        _replace(self.path / "HEAD", json.dumps({"commit": commit, "analysis": analysis, "files": files}))

    def _analysis(self) -> int:
        """A generation keeps the number it was begun with: some of its documents are that old."""
        try:
            return self.head().analysis
        except FileNotFoundError:
            return ANALYSIS_VERSION

    def _known(self) -> dict[str, tuple[int, int]]:
        try:
            return self.head().files
        except FileNotFoundError:
            return {}


class Folder:
    """The folder of all generations."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def prepare(self) -> None:
        """Make the folder if it is missing. Its files are pickles: nobody else may write there."""
        self._path.mkdir(mode=0o700, parents=True, exist_ok=True)

    def lock(self, name: str) -> FileLock:
        return _FlockLock(self._path / name)

    def current(self) -> Sealed:
        """The live generation.

        :raises SearchUnavailable: when there is none.
        """
        try:
            name = (self._path / "CURRENT").read_text().strip()
        except FileNotFoundError as error:
            raise SearchUnavailable from error
        if not name.startswith(_PREFIX) or not name[len(_PREFIX) :].isdigit():
            raise SearchUnavailable from ValueError("CURRENT names no generation")
        return Sealed(self._path / name)

    def is_current(self, sealed: Sealed) -> bool:
        """Say whether this generation is the live one."""
        try:
            return self.current().path == sealed.path
        except SearchUnavailable:
            return False

    def stamp(self) -> tuple[str, int, int]:
        """What changes with every publication; cheap, for it is read at every question.

        :raises SearchUnavailable: when there is no index.
        """
        sealed = self.current()
        try:
            state = (sealed.path / "HEAD").stat()
        except FileNotFoundError as error:
            raise SearchUnavailable from error
        return sealed.path.name, state.st_ino, state.st_mtime_ns

    def next(self) -> Sealed:
        """A new empty generation; what an interrupted build left behind makes room."""
        numbers = {int(p.name[len(_PREFIX) :]): p for p in self._path.glob(f"{_PREFIX}[0-9]*") if p.is_dir()}
        live = 0
        with suppress(SearchUnavailable):
            live = int(self.current().path.name[len(_PREFIX) :])
        for number, path in numbers.items():
            if live and number > live:
                shutil.rmtree(path, ignore_errors=True)
        new = self._path / f"{_PREFIX}{max([live, *(numbers if not live else ())]) + 1:06d}"
        new.mkdir(mode=0o700)
        return Sealed(new)

    def swap(self, sealed: Sealed) -> None:
        """Make a generation the live one, at one instant; the one before stays, older ones go."""
        before = None
        with suppress(SearchUnavailable):
            before = self.current().path
        _sync(sealed.path)
        _replace(self._path / "CURRENT", sealed.path.name + "\n")
        for path in self._path.glob(f"{_PREFIX}[0-9]*"):
            if path not in (before, sealed.path):
                shutil.rmtree(path, ignore_errors=True)

    # -- writes made during a rebuild

    def start_journal(self) -> None:
        """From now on writes are noted; only under the write lock."""
        self.end_journal()
        (self._path / "JOURNAL").touch(mode=0o600)

    def note(self, changes: Iterable[Change]) -> None:
        """Keep changes for the generation being built, if one is; only under the write lock."""
        journal = self._path / "JOURNAL"
        if not journal.exists():
            return
        build = self.lock("BUILD")
        if build.acquire():
            # Whoever was building is gone.
            journal.unlink()
            build.release()
            return
        with journal.open("a", encoding="utf-8") as file:
            file.writelines(f"{to_line(change)}\n" for change in changes)
            file.flush()
            os.fsync(file.fileno())

    def journal(self) -> list[Change]:
        """The changes noted since the build began."""
        with (self._path / "JOURNAL").open(encoding="utf-8") as file:
            return [from_line(line) for line in file]

    def end_journal(self) -> None:
        """Stop noting."""
        (self._path / "JOURNAL").unlink(missing_ok=True)


def _sync(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _replace(path: Path, text: str) -> None:
    """Write a small file so that readers see the old one or the new one, whole, even after a power cut."""
    temporary = path.with_suffix(".new")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    _sync(path.parent)
