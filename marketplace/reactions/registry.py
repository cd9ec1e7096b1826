"""Which reaction follows which event; it must not know what any reaction does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from marketplace.config import Settings
from marketplace.db.outbox import OutboxRow
from marketplace.kernel.clock import Clock
from marketplace.reactions.mail import Mailer
from marketplace.search.port import SearchEngine


@dataclass(frozen=True)
class OutboxEvent:
    """An event as a reaction sees it. Reactions read rows fresh; the event only says which."""

    id: int
    name: str
    subject_kind: str
    subject_id: int
    public_id: str
    data: dict[str, Any]
    actor_id: int | None
    happened_at: datetime

    @classmethod
    def of(cls, row: OutboxRow) -> OutboxEvent:
        """Copy a row, so that nothing is loaded after its session has gone."""
        return cls(
            row.id, row.event, row.subject_kind, row.subject_id, row.public_id, dict(row.data), row.actor_id,
            row.happened_at,
        )  # fmt: skip


@dataclass(frozen=True)
class Tools:
    """What a reaction may use besides its session."""

    settings: Settings
    search: SearchEngine
    store: object
    mailer: Mailer
    clock: Clock


#: Changes rows of the database only; runs in a savepoint together with the note that it ran.
Inside = Callable[[Session, OutboxEvent, Tools], None]
#: Reaches out of the database, so it may run again after a crash.
Outside = Callable[[Session, Sequence[OutboxEvent], Tools], None]


def _matches(patterns: Iterable[str], event: str) -> bool:
    return any(event.startswith(pattern[:-1]) if pattern.endswith(".*") else event == pattern for pattern in patterns)


@dataclass(frozen=True)
class InsideReaction:
    """A reaction whose effect is exactly once."""

    name: str
    events: tuple[str, ...]
    run: Inside

    def wants(self, event: str) -> bool:
        """Whether this event is one of its own; `noun.*` stands for all of a noun."""
        return _matches(self.events, event)


@dataclass(frozen=True)
class OutsideReaction:
    """A reaction whose effect may be repeated without harm."""

    name: str
    events: tuple[str, ...]
    run: Outside
    #: Whether it takes all that is waiting at once; else one event at a time.
    together: bool = False

    def wants(self, event: str) -> bool:
        """Whether this event is one of its own; `noun.*` stands for all of a noun."""
        return _matches(self.events, event)


class Registry:
    """All reactions of an installation."""

    def __init__(self) -> None:
        """Begin without any."""
        self.inside: list[InsideReaction] = []
        self.outside: list[OutsideReaction] = []

    def reacts_to(self, *events: str, name: str) -> Callable[[Inside], Inside]:
        """Register a function that changes rows only."""

        def register(run: Inside) -> Inside:
            self._refuse_double(name)
            self.inside.append(InsideReaction(name, events, run))
            return run

        return register

    def reacts_outside(self, *events: str, name: str, together: bool = False) -> Callable[[Outside], Outside]:
        """Register a function that reaches out of the database and is safe to repeat."""

        def register(run: Outside) -> Outside:
            self._refuse_double(name)
            self.outside.append(OutsideReaction(name, events, run, together))
            return run

        return register

    def _refuse_double(self, name: str) -> None:
        if name in {one.name for one in self.inside} | {one.name for one in self.outside}:
            raise ValueError(f"two reactions are called {name}")


MARKET = Registry()
reacts_to = MARKET.reacts_to
reacts_outside = MARKET.reacts_outside
