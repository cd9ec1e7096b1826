"""Run migrations from code, so that no alembic.ini with a second copy of the settings is needed."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from marketplace.db.engine import Database
from marketplace.migrations.schema import metadata


def config(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration for this package."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    if connection is not None:
        made.attributes["connection"] = connection
    return made


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the schema up; does nothing where it is there already."""
    _run(database, lambda made: command.upgrade(made, revision))


def downgrade(database: Database, revision: str) -> None:
    """Take the schema down to a revision, or to `base`."""
    _run(database, lambda made: command.downgrade(made, revision))


def _run(database: Database, act: object) -> None:
    with database.engine.connect() as connection:
        act(config(connection))  # type: ignore[operator]
        connection.commit()


def present(database: Database) -> str | None:
    """Return the revision that the database is at."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """Return the newest revision that this code knows."""
    return ScriptDirectory.from_config(config()).get_current_head()


def differences(database: Database) -> list[object]:
    """Return what autogenerate would change: empty where the migrations equal the models."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata()))


def new_revision(database: Database, message: str) -> None:
    """Write a migration from the difference between database and models; for developers."""
    _run(database, lambda made: command.revision(made, message=message, autogenerate=True))


def knows(revision: str) -> bool:
    """Whether this code has the revision; where not, the database is newer than the code."""
    return revision in {script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()}
