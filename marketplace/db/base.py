"""The declarative base and the column types that every model shares."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, MetaData, String, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from marketplace.kernel.ids import PUBLIC_ID_LENGTH, new_public_id
from marketplace.kernel.machine import Machine

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """All tables of the site."""

    metadata = MetaData(naming_convention=NAMING)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware UTC in Python, `timestamptz` on PostgreSQL, UTC text on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive instants.

        :raises ValueError: where the instant has no zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive instant")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Give every instant its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)  # type: ignore[no-any-return]


class Identified:
    """An inner id, an outer id, and when the row was made."""

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=new_public_id)
    #: Set by the service from the unit of work's instant, so that a demo world can lie in the past.
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Versioned:
    """Optimistic locking: a second save of the same version fails instead of overwriting."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        """Let the mapper check and raise the version at each update."""
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]


def state_column(machine: Machine) -> Mapped[str]:
    """Return a column for the state of a life cycle; `Machine.fire` alone sets it."""
    return mapped_column(String(24), default=machine.initial, index=True)


def state_check(machine: Machine) -> CheckConstraint:
    """Return the constraint that holds the column to the states of its life cycle."""
    return one_of("state", machine.state_keys())


def one_of(column: str, values: tuple[str, ...] | list[str]) -> CheckConstraint:
    """Return the constraint that holds a column to a closed list."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)
