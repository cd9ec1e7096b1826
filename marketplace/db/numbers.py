"""Printed numbers such as `XM-2026-0001`: counted up in the transaction that uses them, never used twice."""

from __future__ import annotations

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.kernel.clock import local_today


class NumberSeries(Base):
    """The last number given for a prefix in a year."""

    __tablename__ = "number_series"

    prefix: Mapped[str] = mapped_column(String(4), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(default=0)


def next_number(uow: UnitOfWork, prefix: str) -> str:
    """Return the next number of this local year; a rolled-back transaction gives it back."""
    year = local_today(uow.now).year
    query = select(NumberSeries).where(NumberSeries.prefix == prefix, NumberSeries.year == year).with_for_update()
    series = uow.session.scalar(query)
    if series is None:
        series = NumberSeries(prefix=prefix, year=year, last=0)
        uow.session.add(series)
    series.last += 1
    uow.session.flush()
    return f"{prefix}-{year}-{series.last:04d}"
