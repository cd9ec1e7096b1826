"""Give each test a fresh, migrated database: a copied SQLite file, or a copied PostgreSQL database.

Migrations run once for each test process. `TEST_DATABASE_URL` chooses PostgreSQL; it names a database in which others
may be created.
"""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

from marketplace.db.engine import Database
from marketplace.migrations.run import upgrade

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
    """Copies of one migrated database on the server of `TEST_DATABASE_URL`."""

    def __init__(self, server: str) -> None:
        """Use names of our own on this server; `close` removes them."""
        url = make_url(server)
        self._url: URL = url.set(drivername="postgresql+psycopg")
        self._engine = create_engine(self._url, isolation_level="AUTOCOMMIT")
        self._prefix = f"market_test_{uuid.uuid4().hex[:10]}"
        self._count = 0
        self._template = ""

    def _sql(self, statement: str) -> None:
        with self._engine.connect() as connection:
            connection.execute(text(statement))

    def empty(self, template: str = "template0") -> str:
        """Return the URL of a new database: without tables, or a copy of `template`."""
        self._count += 1
        name = f"{self._prefix}_{self._count}"
        self._sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}" ENCODING \'UTF8\'')
        return self._url.set(database=name).render_as_string(hide_password=False)

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """Lend a migrated database."""
        if not self._template:
            url = self.empty()
            migrate(url)
            self._template = str(make_url(url).database)
        url = self.empty(self._template)
        try:
            yield url
        finally:
            self._sql(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

    def close(self) -> None:
        """Remove what is left of our databases."""
        with self._engine.connect() as connection:
            rows = connection.execute(
                text("SELECT datname FROM pg_database WHERE datname LIKE :ours"), {"ours": f"{self._prefix}%"}
            )
            names = [row.datname for row in rows]
        for name in names:
            self._sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self._engine.dispose()
