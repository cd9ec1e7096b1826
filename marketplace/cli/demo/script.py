"""Play what happened in the demo world in the order of time, each act in its own unit of work at its own instant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from marketplace.access.actor import SYSTEM, Actor
from marketplace.db.engine import Database
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.kernel.clock import FixedClock

Play = Callable[[UnitOfWork], None]


@dataclass(frozen=True)
class Act:
    """One thing to be done at an instant; `who` is asked for when its turn comes, for rights may have come by then."""

    at: datetime
    place: int
    what: str
    play: Play
    who: Callable[[], Actor]


@dataclass
class Script:
    """All acts; those of one instant keep the order in which they were added."""

    database: Database
    acts: list[Act] = field(default_factory=list)

    def add(self, at: datetime, what: str, play: Play, who: Callable[[], Actor] = lambda: SYSTEM) -> None:
        """Plan an act."""
        self.acts.append(Act(at, len(self.acts), what, play, who))

    def run(self, progress: Callable[[int, int], None]) -> None:
        """Do everything, oldest first.

        :raises RuntimeError: naming the act that failed.
        """
        ordered = sorted(self.acts, key=lambda act: (act.at, act.place))
        for done, act in enumerate(ordered):
            try:
                with UnitOfWork(self.database, act.who(), FixedClock(act.at)) as uow:
                    act.play(uow)
            except Exception as error:
                problems = "; ".join(f"{p.field}: {p.message}" for p in getattr(error, "problems", ()))
                raise RuntimeError(f"demo world: {act.what}: {error!r} {problems}") from error
            progress(done + 1, len(ordered))
