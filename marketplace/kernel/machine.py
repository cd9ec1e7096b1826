"""Life cycles as data: which verb leads from which state to which, and the only place that sets a state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from marketplace.kernel.errors import Invalid, WrongState
from marketplace.kernel.words import N_


class HasState(Protocol):
    """Anything with a life cycle."""

    state: str


@dataclass(frozen=True)
class State:
    """A state with its two labels: `label` for those who work on it, `public_label` for everybody else.

    `tone` is one of neutral, open, good, warn, bad, done and picks the badge's look.
    """

    key: str
    label: str
    public_label: str
    tone: str = "neutral"


@dataclass(frozen=True)
class Move:
    """One legal step.

    `action` is the right that it needs (see `access.actions`); `by_clock` marks steps that time takes, not a person.
    `explain` says in one sentence what follows from the step.
    """

    verb: str
    sources: tuple[str, ...]
    target: str
    label: str
    action: str
    event: str
    explain: str = ""
    needs_reason: bool = False
    dangerous: bool = False
    by_clock: bool = False


@dataclass(frozen=True)
class Machine:
    """A life cycle: its states in order and its legal moves."""

    noun: str
    label: str
    states: tuple[State, ...]
    moves: tuple[Move, ...]
    initial: str

    def state(self, key: str) -> State:
        """Return the state of this key.

        :raises KeyError: where the life cycle has no such state.
        """
        for state in self.states:
            if state.key == key:
                return state
        raise KeyError(key)

    def state_keys(self) -> tuple[str, ...]:
        """Return the keys of all states, in order."""
        return tuple(state.key for state in self.states)

    def moves_from(self, key: str) -> tuple[Move, ...]:
        """Return the moves that start in a state."""
        return tuple(move for move in self.moves if key in move.sources)

    def move(self, verb: str, source: str) -> Move:
        """Return the move of this verb from this state.

        :raises WrongState: where there is none.
        """
        for move in self.moves:
            if move.verb == verb and source in move.sources:
                return move
        raise WrongState(self.noun, source, verb)

    def fire(self, subject: HasState, verb: str, *, reason: str = "") -> Move:
        """Move the subject and return the move taken. Rights are the caller's to have checked.

        :raises WrongState: where the life cycle has no such step.
        :raises Invalid: where the step needs a reason and none was given.
        """
        move = self.move(verb, subject.state)
        if move.needs_reason and not reason.strip():
            raise Invalid.one("reason", N_("请写明理由，当事人会看到。"))
        subject.state = move.target
        return move

    def check(self) -> Iterable[str]:
        """Yield what is wrong with the table itself: unknown states, doubled verbs, states nobody reaches."""
        keys = set(self.state_keys())
        seen: set[tuple[str, str]] = set()
        for move in self.moves:
            for end in (*move.sources, move.target):
                if end not in keys:
                    yield f"{self.noun}.{move.verb}: unknown state {end}"
            for source in move.sources:
                if (move.verb, source) in seen:
                    yield f"{self.noun}.{move.verb}: twice from {source}"
                seen.add((move.verb, source))
        reached = {self.initial, *(move.target for move in self.moves)}
        for key in keys - reached:
            yield f"{self.noun}: nothing leads to {key}"
