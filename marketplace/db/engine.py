"""Engines and sessions: one way to read, one way to write, on SQLite and PostgreSQL alike.

SQLite runs in WAL with foreign keys, full durability, and `BEGIN IMMEDIATE` for writes: deferred transactions fail under
concurrent writers (DEPENDENCIES, rows). Readers begin deferred and never wait.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

#: How long a SQLite writer waits for its turn, in milliseconds.
BUSY_TIMEOUT_MS = 10_000


class Database:
    """An engine with its read and write sessions."""

    def __init__(self, url: str) -> None:
        """Open the database of this URL; the folder of a SQLite file is made."""
        parsed = make_url(url)
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        if self.is_sqlite and parsed.database not in (None, "", ":memory:"):
            Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
        # What a failed statement carried may be a sealed proposal: no error, and so no log, repeats it.
        options: dict[str, Any] = {"hide_parameters": True}
        if not self.is_sqlite:
            options |= {"pool_pre_ping": True, "pool_size": 10}
        self.engine: Engine = create_engine(parsed, **options)
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        self.write_engine: Engine = self.engine.execution_options(market_write=True)
        self._read: sessionmaker[Session] = sessionmaker(self.engine, autoflush=False, expire_on_commit=False)
        self._write: sessionmaker[Session] = sessionmaker(self.write_engine, expire_on_commit=False)

    def read(self) -> Session:
        """Return a new session for reading; nothing that it flushes is ever committed."""
        return self._read()

    def write(self) -> Session:
        """Return a new session for the unit of work and the worker only."""
        return self._write()

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        "synchronous=FULL",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("market_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
