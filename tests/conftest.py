"""What every test may ask for; it holds no rows: those are made by `tests/factories`."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace.access.actor import SYSTEM, Actor
from marketplace.config import Settings
from marketplace.db.engine import Database
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.kernel.clock import FixedClock
from marketplace.translations import build
from tests.databases import SERVER, PostgresDatabases, SqliteDatabases

#: A Monday morning in China, when offices are open.
START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With TEST_DATABASE_ONLY=1 leave out what never asks for a database: it was tested before."""
    if os.environ.get("TEST_DATABASE_ONLY") != "1":
        return
    rest = [item for item in items if "databases" not in getattr(item, "fixturenames", ())]
    items[:] = [item for item in items if "databases" in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=rest)


@pytest.fixture(scope="session")
def databases() -> Iterator[SqliteDatabases | PostgresDatabases]:
    """Databases of this test process, in memory where the system has a place for it."""
    if SERVER:
        postgres = PostgresDatabases(SERVER)
        yield postgres
        postgres.close()
        return
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="market-test-", dir=memory if memory.is_dir() else None))
    yield SqliteDatabases(folder)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def database_url(databases: SqliteDatabases | PostgresDatabases) -> Iterator[str]:
    """A fresh, migrated database of this test's own."""
    with databases.fresh() as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The engine and sessions of that database."""
    opened = Database(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands still until the test moves it."""
    return FixedClock(START)


@pytest.fixture
def uow(database: Database, clock: FixedClock) -> Callable[..., UnitOfWork]:
    """Open a unit of work for an actor: ``with uow(actor) as work: …``; without one the system acts."""

    def open_for(actor: Actor = SYSTEM) -> UnitOfWork:
        return UnitOfWork(database, actor, clock)

    return open_for


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """Settings of a site that writes nowhere but into this test's folder; reactions run after the commit."""
    return Settings(
        mode="development",
        secret_key="a key for tests, never for a site that people use",
        database_url=database_url,
        var_dir=tmp_path,
        files_dir=tmp_path / "files",
        search_index_dir=tmp_path / "search_index",
        search_backend="whoosh",
        jobs_inline=True,
        worker_thread=False,
    )


@pytest.fixture(scope="session")
def _messages() -> None:
    """Compile the English texts once, where the fragments are newer."""
    newest = max((path.stat().st_mtime for path in build.FRAGMENTS.glob("*.po")), default=0.0)
    if not build.COMPILED.exists() or build.COMPILED.stat().st_mtime < newest:
        build.compile_catalogue(build.read_fragments())


@pytest.fixture
def app(settings: Settings, clock: FixedClock, _messages: None) -> Iterator[Flask]:
    """The whole site on this test's database and clock."""
    from marketplace.app import create_app  # noqa: PLC0415  (tests of lower floors need no web)

    made = create_app(settings, clock=clock)
    yield made
    made.extensions["market"].database.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without scripts, signed out."""
    return app.test_client()
