"""The one source of time: every deadline asks a clock, and tests and the demo may set one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

LOCAL_ZONE = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Tells the present instant."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is moved; for tests and for building a demo world in the past."""

    def __init__(self, at: datetime) -> None:
        """Stand at `at` (aware).

        :raises ValueError: where the instant has no zone.
        """
        self._at = aware_utc(at)

    def now(self) -> datetime:
        """Return the instant that was set."""
        return self._at

    def set(self, at: datetime) -> None:
        """Jump to an instant, forward or back."""
        self._at = aware_utc(at)

    def advance(self, **delta: float) -> datetime:
        """Move on by a `timedelta` given in keywords and return the new instant."""
        self._at += timedelta(**delta)
        return self._at


def aware_utc(at: datetime) -> datetime:
    """Return the same instant in UTC.

    :raises ValueError: where the instant has no zone: a naive time is a guess, not a deadline.
    """
    if at.tzinfo is None:
        raise ValueError("an instant needs a zone")
    return at.astimezone(UTC)


def local(at: datetime) -> datetime:
    """Return the instant as people in China read it."""
    return at.astimezone(LOCAL_ZONE)


def local_today(at: datetime) -> date:
    """Return the local calendar day of an instant."""
    return local(at).date()


def end_of_local_day(day: date) -> datetime:
    """Return the last second of a local day, in UTC: the usual instant of a deadline."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=LOCAL_ZONE).astimezone(UTC)


def start_of_local_day(day: date) -> datetime:
    """Return the first instant of a local day, in UTC."""
    return datetime.combine(day, time(0, 0), tzinfo=LOCAL_ZONE).astimezone(UTC)
