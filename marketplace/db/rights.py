"""From the matrix to rows: the same grant gives the check for one subject and the filter of a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, and_, false, or_, true

from marketplace.access.actions import Action
from marketplace.access.actor import Actor, Role
from marketplace.access.matrix import Grant, grants_for
from marketplace.kernel.errors import NotAllowed, NotFound, WrongState
from marketplace.kernel.machine import Machine, Move

Subject = TypeVar("Subject")


@dataclass(frozen=True)
class Fact(Generic[Subject]):
    """A statement about actor and subject, for one loaded subject and for a query."""

    holds: Callable[[Actor, Role, Subject, datetime], bool]
    where: Callable[[Actor, Role, datetime], ColumnElement[bool]]


class Rights(Generic[Subject]):
    """The rights over one noun."""

    def __init__(
        self,
        noun: str,
        facts: Mapping[str, Fact[Subject]],
        state_of: Callable[[Subject, datetime], str],
        state_where: Callable[[frozenset[str], datetime], ColumnElement[bool]],
        read: Action,
    ) -> None:
        """Take the noun's facts, how to tell its state, and the right without which it does not exist for a person."""
        self._noun = noun
        self._facts, self._state_of, self._state_where, self._read = facts, state_of, state_where, read

    def can(self, actor: Actor, action: Action, subject: Subject, now: datetime) -> bool:
        """Whether some grant of the matrix holds."""
        if actor.is_system:
            return True
        return any(self._holds(grant, actor, subject, now) for grant in grants_for(actor, action))

    def can_in_some_state(self, actor: Actor, action: Action, subject: Subject, now: datetime) -> bool:
        """Whether some grant would hold if the subject were in the right state: then a refusal is 409, not 403."""
        return actor.is_system or any(
            all(self._facts[fact].holds(actor, grant.role, subject, now) for fact in grant.facts)
            for grant in grants_for(actor, action)
        )

    def require(self, actor: Actor, action: Action, subject: Subject, now: datetime) -> None:
        """Return when the right is held now.

        :raises NotFound: where the actor may not even read the subject.
        :raises WrongState: where the right would be held in another state.
        :raises NotAllowed: where the actor may read the subject, and never do this to it.
        """
        if self.can(actor, action, subject, now):
            return
        if action == self._read or not self.can(actor, self._read, subject, now):
            raise NotFound()
        if self.can_in_some_state(actor, action, subject, now):
            raise WrongState(self._noun, self._state_of(subject, now), action)
        raise NotAllowed()

    def visible(self, actor: Actor, now: datetime, action: Action | None = None) -> ColumnElement[bool]:
        """Return the filter of all subjects on which the actor holds the right (reading, unless said otherwise)."""
        if actor.is_system:
            return true()
        clauses = [self._clause(grant, actor, now) for grant in grants_for(actor, action or self._read)]
        return or_(*clauses) if clauses else false()

    def moves(self, actor: Actor, machine: Machine, subject: Subject, now: datetime) -> tuple[Move, ...]:
        """Return the steps of its life cycle that the actor may take now; what the clock does nobody takes."""
        return tuple(
            move
            for move in machine.moves_from(self._state_of(subject, now))
            if not move.by_clock and self.can(actor, Action(move.action), subject, now)
        )

    def _holds(self, grant: Grant, actor: Actor, subject: Subject, now: datetime) -> bool:
        if grant.states and self._state_of(subject, now) not in grant.states:
            return False
        return all(self._facts[fact].holds(actor, grant.role, subject, now) for fact in grant.facts)

    def _clause(self, grant: Grant, actor: Actor, now: datetime) -> ColumnElement[bool]:
        parts: list[ColumnElement[bool]] = [
            self._facts[fact].where(actor, grant.role, now) for fact in sorted(grant.facts)
        ]
        if grant.states:
            parts.append(self._state_where(grant.states, now))
        return and_(*parts) if parts else true()


def own_organisation(column: Any, attribute: Callable[[Subject], int]) -> Fact[Subject]:
    """Build the fact that the subject belongs to an organisation for which the actor holds the role."""
    return Fact(
        holds=lambda actor, role, subject, now: attribute(subject) in actor.organisation_ids(role),
        where=lambda actor, role, now: column.in_(sorted(actor.organisation_ids(role))),
    )


def in_my_territory(column: Any, attribute: Callable[[Subject], str]) -> Fact[Subject]:
    """Build the fact that the subject lies in a territory over which the actor holds the role.

    Paths end in `/`, so a prefix is a whole branch of the tree.
    """
    return Fact(
        holds=lambda actor, role, subject, now: any(
            attribute(subject).startswith(path) for path in actor.territory_paths(role)
        ),
        where=lambda actor, role, now: or_(
            false(), *(column.startswith(path, autoescape=True) for path in actor.territory_paths(role))
        ),
    )


def plain_state(column: Any) -> Callable[[frozenset[str], datetime], ColumnElement[bool]]:
    """Build the state filter of a noun whose state does not depend on the clock."""
    return lambda states, now: column.in_(sorted(states))
