"""Migrations go up, down to nothing and up again, and leave exactly what the models say."""

from collections.abc import Iterator

import pytest
from sqlalchemy import inspect

from marketplace.db.engine import Database
from marketplace.migrations import run
from tests.databases import PostgresDatabases, SqliteDatabases


@pytest.fixture
def empty(databases: SqliteDatabases | PostgresDatabases) -> Iterator[Database]:
    """A database without any table."""
    database = Database(databases.empty())
    yield database
    database.dispose()


def _tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names()) - {"alembic_version"}


def test_up_down_to_nothing_and_up_again(empty: Database) -> None:
    run.upgrade(empty)
    first = _tables(empty)
    assert first
    run.downgrade(empty, "base")
    assert _tables(empty) == set()
    run.upgrade(empty)
    assert _tables(empty) == first


def test_migrated_schema_is_what_the_models_say(database: Database) -> None:
    assert run.differences(database) == []


def test_upgrade_of_a_database_that_is_up_to_date_does_nothing(database: Database) -> None:
    before = run.present(database)
    run.upgrade(database)
    assert run.present(database) == before == run.newest()
