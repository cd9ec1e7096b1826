"""Give each test a fresh, migrated database: a copied SQLite file, or an emptied PostgreSQL database.

Migrations run once for each test process. `TEST_DATABASE_URL` chooses PostgreSQL; it names a database in which others
may be created.
"""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier, Literal
from sqlalchemy.engine import URL, make_url

from marketplace.db.engine import Database
from marketplace.migrations.run import upgrade
from marketplace.migrations.schema import metadata

SERVER = os.environ.get("TEST_DATABASE_URL", "")


def migrate(url: str) -> None:
    """Bring a database up to the newest schema."""
    database = Database(url)
    upgrade(database)
    database.dispose()


class SqliteDatabases:
    """Copies of one migrated file."""

    def __init__(self, folder: Path) -> None:
        """Keep everything in `folder`."""
        self._folder = folder
        self._template = folder / "template.sqlite3"

    def empty(self) -> str:
        """Return the URL of a new database without tables."""
        return f"sqlite:///{self._folder / uuid.uuid4().hex}.sqlite3"

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """Lend a migrated database."""
        if not self._template.exists():
            migrate(f"sqlite:///{self._template}")
        path = self._folder / f"{uuid.uuid4().hex}.sqlite3"
        shutil.copy(self._template, path)
        try:
            yield f"sqlite:///{path}"
        finally:
            for suffix in ("", "-wal", "-shm"):
                Path(f"{path}{suffix}").unlink(missing_ok=True)


class PostgresDatabases:
    """Migrated databases on the server of `TEST_DATABASE_URL`, emptied after use: making one costs far more."""

    def __init__(self, server: str) -> None:
        """Use names of our own on this server; `close` removes them."""
        self._url: URL = make_url(server).set(drivername="postgresql")
        self._server = psycopg.connect(_address(self._url), autocommit=True)
        self._prefix = f"market_test_{uuid.uuid4().hex[:10]}"
        self._count = 0
        self._free: list[str] = []
        self._schema: set[str] = set()

    def empty(self) -> str:
        """Return the URL of a new database without tables."""
        self._count += 1
        name = f"{self._prefix}_{self._count}"
        self._server.execute(SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(Identifier(name)))
        # Nobody needs these rows after a power cut; waiting for the disk at each commit would take most of the time.
        self._server.execute(SQL("ALTER DATABASE {} SET synchronous_commit TO off").format(Identifier(name)))
        return _address(self._url.set(drivername="postgresql+psycopg", database=name))

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """Lend a migrated database without rows."""
        url = self._free.pop() if self._free else self._migrated()
        try:
            yield url
        finally:
            if self._emptied(url):
                self._free.append(url)

    def _migrated(self) -> str:
        url = self.empty()
        migrate(url)
        with self._own(url) as connection:
            self._schema = self._schema or _columns(connection)
        return url

    def _own(self, url: str) -> psycopg.Connection:
        return psycopg.connect(_address(make_url(url).set(drivername="postgresql")), autocommit=True)

    def _emptied(self, url: str) -> bool:
        """Take all rows out; whether the schema is still ours, so that the next test may have it."""
        name = make_url(url).database
        self._server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        with self._own(url) as connection:
            if _columns(connection) != self._schema:
                return False
            # Children before parents. DELETE, because TRUNCATE waits for the disk whatever the settings say.
            tables = [table.name for table in reversed(metadata().sorted_tables)]
            each = SQL("SELECT {0}, {1} WHERE EXISTS (SELECT 1 FROM {2})")
            asked = SQL(" UNION ALL ").join(
                each.format(Literal(place), Literal(name), Identifier(name)) for place, name in enumerate(tables)
            )
            filled = [Identifier(name) for _place, name in sorted(connection.execute(asked).fetchall())]
            connection.execute(SQL("; ").join(SQL("DELETE FROM {}").format(table) for table in filled))
            connection.execute("SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'")
        return True

    def close(self) -> None:
        """Remove our databases."""
        ours = self._server.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", (f"{self._prefix}%",))
        for (name,) in ours.fetchall():
            self._server.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
        self._server.close()


def _address(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def _columns(connection: psycopg.Connection) -> set[str]:
    """Return every column, and the revision: what a test that migrates would change."""
    rows = connection.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
    )
    columns = {f"{table}.{column}" for table, column in rows}
    if any(column.startswith("alembic_version.") for column in columns):
        versions = connection.execute("SELECT version_num FROM alembic_version").fetchall()
        columns |= {f"alembic_version.{version}" for (version,) in versions}
    return columns
