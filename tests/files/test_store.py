"""Bytes are whole or not there, lie under their own name, and never change."""

import hashlib
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest

from marketplace.files.store import FileDamaged, FileStore
from marketplace.kernel.errors import TooLarge, Unavailable

CONTENT = "一份方案".encode() * 1000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def everything(store: FileStore) -> list[str]:
    return sorted(path.name for path in store.root.rglob("*") if path.is_file())


def test_building_a_store_writes_nothing(store: FileStore) -> None:
    assert not store.root.exists()
    assert list(store.all()) == []


@pytest.mark.parametrize("source", [CONTENT, BytesIO(CONTENT)], ids=["bytes", "stream"])
def test_put_and_open(store: FileStore, source: bytes | BytesIO) -> None:
    assert store.put(source) == (SHA256, len(CONTENT))
    with store.open(SHA256) as handle:
        assert handle.read() == CONTENT
    assert store.path(SHA256) == store.root / SHA256[:2] / SHA256[2:4] / SHA256
    assert store.exists(SHA256)
    assert store.check(SHA256)
    assert everything(store) == [SHA256]


def test_the_same_bytes_twice_are_one_file_that_is_not_touched(store: FileStore) -> None:
    store.put(CONTENT)
    before = store.path(SHA256).stat()
    store.put(BytesIO(CONTENT))
    after = store.path(SHA256).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert everything(store) == [SHA256]


def test_a_flipped_byte_is_found_and_healed_by_the_right_bytes(store: FileStore) -> None:
    store.put(CONTENT)
    path = store.path(SHA256)
    path.chmod(0o600)
    path.write_bytes(CONTENT[:500] + b"?" + CONTENT[501:])
    assert store.fault(SHA256) == "changed"
    with pytest.raises(FileDamaged):
        store.open(SHA256)
    store.put(CONTENT)
    assert store.check(SHA256)


def test_missing_bytes_are_named(store: FileStore) -> None:
    assert store.fault(SHA256) == "missing"
    assert not store.exists(SHA256)
    with pytest.raises(FileDamaged):
        store.open(SHA256)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "a" * 63, SHA256.upper(), SHA256 + "\n", "/" + SHA256[1:]])
def test_only_a_fingerprint_is_a_place(store: FileStore, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        store.path(name)
    with pytest.raises(FileDamaged):
        store.open(name)


def test_too_many_bytes_leave_nothing(store: FileStore) -> None:
    with pytest.raises(TooLarge):
        store.put(BytesIO(CONTENT), limit=len(CONTENT) - 1)
    assert everything(store) == []


class TestSizes:
    def test_are_kept_beside_and_checked(self, store: FileStore) -> None:
        store.put_sizes(SHA256, {"thumb.jpg": b"small", "card.jpg": b"larger"})
        store.put(CONTENT)
        assert store.read_size(SHA256, "thumb.jpg") == b"small"
        assert list(store.all()) == [SHA256]
        store.path(SHA256).with_name(f"{SHA256}.card.jpg").write_bytes(b"larges")
        assert store.fault(SHA256) == "card.jpg"
        assert store.is_good(SHA256)
        with pytest.raises(FileDamaged):
            store.read_size(SHA256, "card.jpg")

    @pytest.mark.parametrize("name", ["../x.jpg", "x", "thumb.svg", "sizes.json", "thumb.jpg\0"])
    def test_have_known_names(self, store: FileStore, name: str) -> None:
        with pytest.raises(ValueError, match="size"):
            store.put_sizes(SHA256, {name: b"x"})
        with pytest.raises(FileDamaged):
            store.read_size(SHA256, name)


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Let this process write no file larger than `size` bytes: the nearest thing to a full disk that needs no mount."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def test_a_full_disk_is_said_clearly_and_leaves_nothing(store: FileStore) -> None:
    with room_for(4096):
        with pytest.raises(Unavailable, match="存储空间不足"):
            store.put(BytesIO(CONTENT))
        with pytest.raises(Unavailable, match="存储空间不足"):
            store.put_sizes(SHA256, {"thumb.jpg": CONTENT})
    assert everything(store) == []
    assert store.put(CONTENT).sha256 == SHA256


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount")
def test_a_truly_full_disk(tmp_path: Path) -> None:
    place = tmp_path / "tiny"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", place], capture_output=True).returncode:
        pytest.skip("no mounts here")
    try:
        store = FileStore(place / "files")
        small = store.put(b"small")
        with pytest.raises(Unavailable, match="存储空间不足"):
            store.put(os.urandom(200_000))
        assert everything(store) == [small.sha256]
        assert store.put(b"other").size == 5
    finally:
        subprocess.run(["umount", place], check=True)


def test_a_kill_in_the_middle_leaves_no_half_file(store: FileStore) -> None:
    script = (
        "import os, signal, sys; from pathlib import Path; from marketplace.files.store import FileStore\n"
        "class Deadly:\n"
        "    left = 3\n"
        "    def read(self, size):\n"
        "        self.left -= 1\n"
        "        if not self.left: os.kill(os.getpid(), signal.SIGKILL)\n"
        "        return b'x' * size\n"
        "FileStore(Path(sys.argv[1])).put(Deadly())\n"
    )
    done = subprocess.run([sys.executable, "-c", script, store.root], check=False)
    assert done.returncode == -signal.SIGKILL
    assert list(store.all()) == []
    assert len(everything(store)) == 1
    assert store.remove_unfinished() == 0
    assert store.remove_unfinished(older_than_seconds=-1) == 1
    assert everything(store) == []


def test_many_writers_of_the_same_bytes_agree(store: FileStore) -> None:
    results: list[str] = []
    threads = [threading.Thread(target=lambda: results.append(store.put(CONTENT).sha256)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [SHA256] * 8
    assert everything(store) == [SHA256]
    assert store.check(SHA256)
