"""Backup and restore: everything comes back, and nothing is restored that is cut, altered or does not fit."""

import io
import json
import shutil
import tarfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from marketplace.app import create_app
from marketplace.cli import rows
from marketplace.config import Settings
from marketplace.db import audit
from marketplace.db.engine import Database
from marketplace.files.store import FileStore
from marketplace.kernel.clock import FixedClock
from marketplace.kernel.events import Event
from tests.databases import PostgresDatabases, SqliteDatabases
from tests.factories.world import World, make_world, open_project, opened_project, submitted


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch, _messages: None) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


@pytest.fixture
def world(database: Database, clock: FixedClock) -> World:
    return make_world(database, clock)


@pytest.fixture
def elsewhere(
    databases: SqliteDatabases | PostgresDatabases, settings: Settings, clock: FixedClock, tmp_path: Path
) -> Iterator[Flask]:
    """An empty machine."""
    place = tmp_path / "elsewhere"
    made = create_app(
        replace(settings, database_url=databases.empty(), var_dir=place, files_dir=place / "files",
                search_index_dir=place / "index"), clock=clock,
    )  # fmt: skip
    yield made
    made.extensions["market"].database.dispose()


def flask(app: Flask, *arguments: str) -> Result:
    result = app.test_cli_runner().invoke(args=arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def content(database: Database) -> dict[str, list[bytes]]:
    with rows.snapshot(database) as session:
        return {table.name: list(rows.dump(session, table)) for table in rows.tables()}


def archive(app: Flask, tmp_path: Path) -> Path:
    path = tmp_path / "market.backup"
    assert flask(app, "backup", "create", str(path)).exit_code == 0
    return path


def rewrite(path: Path, change: dict[str, bytes | None], target: Path) -> Path:
    """Copy an archive with some members changed or left out."""
    with tarfile.open(path) as old, tarfile.open(target, "w") as new:
        for info in old:
            handle = old.extractfile(info)
            assert handle is not None
            data = change.get(info.name, handle.read())
            if data is not None:
                info.size = len(data)
                new.addfile(info, io.BytesIO(data))
    return target


def test_everything_comes_back(
    app: Flask, elsewhere: Flask, world: World, database: Database, settings: Settings, tmp_path: Path
) -> None:
    opened_project(world)
    submitted(world, open_project(world))
    stored = FileStore(settings.files_dir).put("附件".encode())
    flask(app, "jobs", "run")
    path = archive(app, tmp_path)
    result = flask(elsewhere, "backup", "restore", str(path))
    assert result.exit_code == 0, result.output
    there = elsewhere.extensions["market"]
    assert content(there.database) == content(database)
    with there.database.read() as session:
        good, fault = audit.verify(session)
    assert (fault, good > 10) == (None, True)
    assert there.store.is_good(stored.sha256)
    assert flask(elsewhere, "search", "check").exit_code == 0
    assert flask(elsewhere, "doctor").exit_code == 0
    open_project(World(**{**world.__dict__, "database": there.database}))
    with there.database.read() as session:
        assert audit.verify(session)[1] is None, "and it can be worked on: numbers go on where they were"


def test_a_backup_under_writes_is_one_instant(
    app: Flask, elsewhere: Flask, world: World, clock: FixedClock, tmp_path: Path
) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            with world.uow() as uow:
                uow.record(Event("thing.happened", "thing", 1, "thing1"))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        path = archive(app, tmp_path)
    finally:
        stop.set()
        writer.join(30)
    result = flask(elsewhere, "backup", "restore", str(path))
    assert result.exit_code == 0, result.output


def test_a_backup_never_overwrites_and_leaves_no_half(app: Flask, world: World, tmp_path: Path) -> None:
    path = archive(app, tmp_path)
    before = path.read_bytes()
    assert flask(app, "backup", "create", str(path)).exit_code == 1
    assert path.read_bytes() == before
    assert path.stat().st_mode & 0o077 == 0, "it holds everything: nobody else may read it"
    assert [place.name for place in tmp_path.iterdir() if place.name.endswith(".part")] == []


def test_keys_and_settings_are_not_in_it(app: Flask, world: World, settings: Settings, tmp_path: Path) -> None:
    path = archive(app, tmp_path)
    assert settings.secret_key.encode() not in path.read_bytes()


def test_it_is_not_restored_over_something(app: Flask, world: World, database: Database, tmp_path: Path) -> None:
    path = archive(app, tmp_path)
    before = content(database)
    result = flask(app, "backup", "restore", str(path))
    assert result.exit_code == 1
    assert "not empty" in result.output
    assert content(database) == before


def test_files_in_the_way_stop_it(app: Flask, elsewhere: Flask, world: World, tmp_path: Path) -> None:
    path = archive(app, tmp_path)
    elsewhere.extensions["market"].store.put(b"something")
    result = flask(elsewhere, "backup", "restore", str(path))
    assert result.exit_code == 1
    assert "folder of files" in result.output


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.99])
def test_a_cut_archive_is_refused(app: Flask, elsewhere: Flask, world: World, tmp_path: Path, part: float) -> None:
    opened_project(world)
    path = archive(app, tmp_path)
    data = path.read_bytes()
    with tarfile.open(path) as tar:
        end = max(info.offset_data + info.size for info in tar)
    path.write_bytes(data[: int(end * part)])
    result = flask(elsewhere, "backup", "restore", str(path))
    assert result.exit_code == 1
    assert "archive" in result.output
    _assert_untouched(elsewhere)


def test_an_altered_archive_is_refused(app: Flask, elsewhere: Flask, world: World, tmp_path: Path) -> None:
    path = archive(app, tmp_path)
    with tarfile.open(path) as tar:
        handle = tar.extractfile("rows/users.jsonl")
        assert handle is not None
        users = handle.read()
        manifest = json.loads(tar.extractfile("manifest.json").read())  # type: ignore[union-attr]
    older = {**manifest, "revision": "r0000"}
    other = {**manifest, "format": 7}
    cases: dict[str, dict[str, bytes | None]] = {
        "another fingerprint": {"rows/users.jsonl": users.replace(b"clerk@", b"thief@")},
        "does not match the manifest": {"rows/audit_rows.jsonl": None},
        "no manifest": {"manifest.json": None},
        "with the code of its time": {"manifest.json": json.dumps(older).encode()},
        "does not read": {"manifest.json": json.dumps(other).encode()},
    }
    for place, (words, change) in enumerate(cases.items()):
        result = flask(elsewhere, "backup", "restore", str(rewrite(path, change, tmp_path / f"case{place}")))
        assert result.exit_code == 1
        assert words in result.output
        _assert_untouched(elsewhere)


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/passwd", "files/aa/bb/../../../x", "rows/../x.jsonl"])
def test_a_name_that_leads_elsewhere_is_refused(elsewhere: Flask, tmp_path: Path, name: str) -> None:
    path = tmp_path / "evil"
    with tarfile.open(path, "w") as tar:
        tar.addfile(tarfile.TarInfo(name), io.BytesIO(b""))
    result = flask(elsewhere, "backup", "restore", str(path))
    assert result.exit_code == 1
    assert "does not belong" in result.output
    _assert_untouched(elsewhere)


def test_a_link_is_refused(elsewhere: Flask, tmp_path: Path) -> None:
    path = tmp_path / "evil"
    link = tarfile.TarInfo("files/aa/bb/" + "a" * 64)
    link.type, link.linkname = tarfile.SYMTYPE, "/etc"
    with tarfile.open(path, "w") as tar:
        tar.addfile(link)
    assert flask(elsewhere, "backup", "restore", str(path)).exit_code == 1
    _assert_untouched(elsewhere)


def test_a_tampered_chain_is_named_after_restoring(
    app: Flask, elsewhere: Flask, world: World, database: Database, tmp_path: Path
) -> None:
    open_project(world)
    with database.write() as session, session.begin():
        row = session.scalars(select(audit.AuditRow).where(audit.AuditRow.number == 3)).one()
        row.actor_name = "somebody else"
    result = flask(elsewhere, "backup", "restore", str(archive(app, tmp_path)))
    assert result.exit_code == 1
    assert "row 3" in result.output


def _assert_untouched(app: Flask) -> None:
    here = app.extensions["market"]
    assert not here.store.root.exists()
    with here.database.engine.connect() as connection:
        assert connection.dialect.get_table_names(connection) == []
    shutil.rmtree(here.settings.var_dir, ignore_errors=True)
