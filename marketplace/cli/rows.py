"""Every row of the database as JSON lines, and back: the same text from SQLite and PostgreSQL, restorable to either."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Connection, LargeBinary, MetaData, Numeric, Table, func, insert, select, text, update
from sqlalchemy.orm import Session

from marketplace.db.base import UtcDateTime
from marketplace.db.engine import Database
from marketplace.migrations.schema import metadata

BATCH = 500


def tables() -> list[Table]:
    """Return all tables, each after those that it refers to."""
    return list(metadata().sorted_tables)


def snapshot(database: Database) -> Session:
    """Return a session that sees one instant of the whole database, however long it reads."""
    session = database.read()
    if not database.is_sqlite:
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    # The first statement fixes the instant on both engines.
    session.execute(select(1).select_from(metadata().tables["site_versions"]).limit(1)).first()
    return session


def count(session: Session) -> int:
    """Return the number of rows in all tables."""
    return sum(session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables())


def dump(session: Session, table: Table) -> Iterator[bytes]:
    """Yield the rows of a table in the order of their keys, one JSON object a line."""
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=BATCH)
    with closing(session.execute(query)) as found:
        for row in found.mappings():
            yield json.dumps(dict(row), ensure_ascii=False, separators=(",", ":"), default=_plain).encode() + b"\n"


def load(connection: Connection, table: Table, lines: Iterable[bytes]) -> int:
    """Insert rows as they were; return how many. References within the table are set when all rows are there."""
    readers = {column.name: _reader(column) for column in table.columns}
    inner = [column for column in table.columns if _refers_to(column, table)]
    later: list[tuple[Any, dict[str, Any]]] = []
    total, batch = 0, list[dict[str, Any]]()
    for line in lines:
        row = {name: readers[name](value) for name, value in json.loads(line).items()}
        kept = {column.name: row[column.name] for column in inner if row[column.name] is not None}
        if kept:
            later.append((row["id"], kept))
            row |= dict.fromkeys(kept)
        batch.append(row)
        total += 1
        if len(batch) == BATCH:
            connection.execute(insert(table), batch)
            batch = []
    if batch:
        connection.execute(insert(table), batch)
    for key, values in later:
        connection.execute(update(table).where(table.c.id == key).values(values))
    return total


def continue_numbering(connection: Connection, meta: MetaData) -> None:
    """Let PostgreSQL's sequences go on after the rows that were put in with their own ids."""
    if connection.dialect.name != "postgresql":
        return
    for table in meta.sorted_tables:
        if "id" not in table.columns:
            continue
        name = connection.execute(
            text("SELECT pg_get_serial_sequence(:table, 'id')"), {"table": table.name}
        ).scalar_one()
        highest = connection.execute(select(func.max(table.c.id))).scalar()
        if name and highest:
            connection.execute(
                text("SELECT setval(CAST(:name AS regclass), :highest)"), {"name": name, "highest": highest}
            )


def is_empty(connection: Connection) -> bool:
    """Whether no table holds a row."""
    return all(connection.execute(select(1).select_from(table).limit(1)).first() is None for table in tables())


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(f"no JSON for {type(value).__name__}")


def _reader(column: Column[Any]) -> Callable[[Any], Any]:
    readers: dict[Any, Callable[[str], Any]] = {datetime: datetime.fromisoformat, date: date.fromisoformat}
    kind: Callable[[str], Any] | None
    if isinstance(column.type, UtcDateTime):
        kind = datetime.fromisoformat
    elif isinstance(column.type, LargeBinary):
        kind = base64.b64decode
    elif isinstance(column.type, Numeric):
        kind = Decimal
    else:
        kind = readers.get(_python_type(column))
    return lambda value: value if value is None or kind is None else kind(value)


def _python_type(column: Column[Any]) -> Any:
    try:
        return column.type.python_type
    except NotImplementedError:
        return None


def _refers_to(column: Column[Any], table: Table) -> bool:
    return any(key.column.table is table for key in column.foreign_keys)
