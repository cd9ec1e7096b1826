"""The one commit: rows, audit rows and outbox rows of a use case become true together or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Self

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from marketplace.access.actor import Actor
from marketplace.db import audit, outbox, site_version
from marketplace.db.engine import Database
from marketplace.kernel.clock import Clock, SystemClock, aware_utc
from marketplace.kernel.errors import EditedMeanwhile, MarketError
from marketplace.kernel.events import Event


class UnitOfWork:
    """A write transaction with its actor and its instant.

    Use as a context manager; leaving it without an error commits. `now` is taken after the write lock, by the database
    server's clock where there is one, so that it cannot lie before a deadline that has passed for everybody else.
    """

    session: Session
    now: datetime

    def __init__(
        self, database: Database, actor: Actor, clock: Clock, after_commit: Callable[[], None] | None = None
    ) -> None:
        """Prepare; nothing is opened before `with`."""
        self._database, self.actor, self._clock = database, actor, clock
        self._after_commit = after_commit
        self._events: list[Event] = []
        self._guards: list[tuple[datetime, MarketError]] = []

    def __enter__(self) -> Self:
        """Begin."""
        self.session = self._database.write()
        self.session.connection()
        self.now = self._tell_time()
        return self

    def record(self, event: Event) -> None:
        """Remember an event; it is stored with the commit."""
        self._events.append(event)

    def must_commit_before(self, instant: datetime, error: MarketError) -> None:
        """Raise `error` instead of committing when the clock has reached `instant` by then."""
        self._guards.append((instant, error))

    def _tell_time(self) -> datetime:
        if not self._database.is_sqlite and isinstance(self._clock, SystemClock):
            return aware_utc(self.session.execute(select(func.clock_timestamp())).scalar_one())
        return self._clock.now()

    def _commit(self) -> None:
        self.session.flush()
        if self._events:
            audit.append(self.session, self._events, self.actor, self.now)
            outbox.put(self.session, self._events, self.actor.user_id, self.now)
            if any(not event.name.startswith(site_version.PRIVATE_PREFIXES) for event in self._events):
                site_version.bump(self.session)
            self.session.flush()
        if self._guards:
            instant_now = self._tell_time()
            for instant, error in self._guards:
                if instant_now >= instant:
                    raise error
        self.session.commit()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Commit, or roll back on any error.

        :raises EditedMeanwhile: where another transaction saved the same version first.
        """
        try:
            if kind is None:
                self._commit()
            else:
                self.session.rollback()
        except StaleDataError as stale:
            self.session.rollback()
            raise EditedMeanwhile() from stale
        except BaseException:
            self.session.rollback()
            raise
        finally:
            self.session.close()
        if isinstance(error, StaleDataError):
            raise EditedMeanwhile() from error
        if kind is None and self._events and self._after_commit is not None:
            self._after_commit()
