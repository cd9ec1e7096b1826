"""THE matrix: action x role x facts x states. What is absent is forbidden; the golden file changes with it.

A grant holds when the actor has the role, all its facts are true of the subject, and the subject is in one of its states
(no states = any). The same row gives the check for one subject and the filter of a list (see `db.rights`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from marketplace.access.actions import Action
from marketplace.access.actor import Actor, Role
from marketplace.workflow.project import PUBLIC_STATES
from marketplace.workflow.proposal import EDITABLE_STATES, PROPOSAL, SEALED_STATES


@dataclass(frozen=True)
class Grant:
    """One cell of the matrix."""

    action: Action
    role: Role
    facts: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()


def _grant(
    action: Action, roles: Iterable[Role], facts: Iterable[str] = (), states: Iterable[str] = ()
) -> tuple[Grant, ...]:
    return tuple(Grant(action, role, frozenset(facts), frozenset(states)) for role in roles)


V, R, C, P, X, S, U, OP = (
    (Role.VISITOR,), (Role.RESIDENT,), (Role.COMMUNITY,), (Role.PARTNER,), (Role.EXPERT,), (Role.STREET,),
    (Role.SUPERVISOR,), (Role.OPERATOR,),
)  # fmt: skip
OWN = ("own_organisation",)
MINE = ("in_my_territory",)
SELF = ("self",)
UNSEALED = tuple(key for key in PROPOSAL.state_keys() if key not in SEALED_STATES)
#: Whoever is in one of these was published; what was called off may never have been.
SEEN_STATES = tuple(state for state in PUBLIC_STATES if state != "cancelled")
WITH_STREET = ("street_review", "scheduled", *PUBLIC_STATES)

MATRIX: tuple[Grant, ...] = (
    *_grant(Action.SITE_READ, V),
    *_grant(Action.ACCOUNT_REGISTER, V),
    *_grant(Action.ACCOUNT_MANAGE, R, SELF),
    *_grant(Action.TODO_READ, R),
    # organisations
    *_grant(Action.ORGANISATION_READ, V, states=("verified",)),
    *_grant(Action.ORGANISATION_READ, C + P, OWN),
    *_grant(Action.ORGANISATION_READ, S + U, MINE),
    *_grant(Action.ORGANISATION_READ, OP),
    *_grant(Action.ORGANISATION_REGISTER, R),
    *_grant(Action.ORGANISATION_EDIT, C + P, OWN),
    *_grant(Action.ORGANISATION_EDIT, OP),
    *_grant(Action.ORGANISATION_READ_PRIVATE, C + P, OWN),
    *_grant(Action.ORGANISATION_READ_PRIVATE, S + U, MINE),
    *_grant(Action.ORGANISATION_READ_PRIVATE, OP),
    *_grant(Action.ORGANISATION_VERIFY, S, MINE),
    # experts
    *_grant(Action.EXPERT_READ, V, ("published",)),
    *_grant(Action.EXPERT_READ, X, SELF),
    *_grant(Action.EXPERT_READ, OP),
    *_grant(Action.EXPERT_EDIT, X, SELF),
    *_grant(Action.EXPERT_EDIT, OP),
    # assets
    *_grant(Action.ASSET_READ, C, OWN),
    *_grant(Action.ASSET_READ, S + U, MINE),
    *_grant(Action.ASSET_CREATE, C, OWN),
    *_grant(Action.ASSET_EDIT, C, OWN, ("registered", "listed", "suspended", "returned")),
    *_grant(Action.ASSET_MANAGE, C, OWN),
    # projects
    *_grant(Action.PROJECT_READ, V, states=SEEN_STATES),
    *_grant(Action.PROJECT_READ, V, ("publication_announced",), ("scheduled", "cancelled")),
    *_grant(Action.PROJECT_READ, C, OWN),
    *_grant(Action.PROJECT_READ, S + U, MINE, WITH_STREET),
    *_grant(Action.PROJECT_READ_INTERNAL, C, OWN),
    *_grant(Action.PROJECT_READ_INTERNAL, S, MINE, WITH_STREET),
    *_grant(Action.PROJECT_CREATE, C, OWN),
    *_grant(Action.PROJECT_EDIT, C, OWN, ("draft",)),
    *_grant(Action.PROJECT_SUBMIT, C, OWN, ("draft", "deciding")),
    *_grant(Action.PROJECT_REVIEW, S, MINE, ("street_review",)),
    *_grant(Action.PROJECT_PUBLISH, S, MINE, ("scheduled",)),
    *_grant(Action.PROJECT_CANCEL, S, MINE, ("street_review", "scheduled", "open", "closed")),
    *_grant(Action.PROJECT_CANCEL, C, OWN, ("deciding",)),
    *_grant(Action.PROJECT_OPEN_PROPOSALS, S, MINE, ("closed",)),
    *_grant(Action.PROJECT_SHORTLIST, S, MINE, ("opened", "evaluating")),
    *_grant(Action.PROJECT_DECIDE, S, MINE,
            ("closed", "opened", "evaluating", "shortlisted", "roadshow", "proposed")),
    *_grant(Action.PROJECT_SUPERVISE, U, MINE, WITH_STREET),
    *_grant(Action.PROJECT_OPERATE, C, OWN, ("awarded", "contracted", "operating")),
    *_grant(Action.QUESTION_ASK, R, states=("open",)),
    *_grant(Action.QUESTION_ANSWER, C, OWN, ("open", "closed")),
    # proposals: before the opening only the applicant; after it those who choose and those who watch
    *_grant(Action.PROPOSAL_START, P, OWN, ("verified",)),
    *_grant(Action.PROPOSAL_READ, P, OWN),
    *_grant(Action.PROPOSAL_READ, S + U, ("project_in_my_territory", "project_unsealed"), UNSEALED),
    *_grant(Action.PROPOSAL_READ, C, ("project_of_my_organisation", "project_unsealed"), UNSEALED),
    *_grant(Action.PROPOSAL_READ_CONTENT, P, OWN),
    *_grant(Action.PROPOSAL_READ_CONTENT, S + U, ("project_in_my_territory", "project_unsealed"), UNSEALED),
    *_grant(Action.PROPOSAL_READ_CONTENT, C, ("project_of_my_organisation", "project_unsealed"), UNSEALED),
    *_grant(Action.PROPOSAL_EDIT, P, OWN, EDITABLE_STATES),
    *_grant(Action.PROPOSAL_SUBMIT, P, OWN, (*EDITABLE_STATES, "unconfirmed")),
    *_grant(Action.PROPOSAL_WITHDRAW, P, OWN, ("submitted", "unconfirmed")),
    *_grant(Action.PROPOSAL_FIX, P, OWN, ("fixing",)),
    # running the site
    *_grant(Action.USER_MANAGE, OP),
    *_grant(Action.TERRITORY_MANAGE, OP),
    *_grant(Action.AUDIT_READ, U + OP),
    *_grant(Action.JOB_MANAGE, OP),
)  # fmt: skip

_BY_ACTION: dict[Action, tuple[Grant, ...]] = {
    action: tuple(grant for grant in MATRIX if grant.action == action) for action in Action
}


def grants_for(actor: Actor, action: Action) -> tuple[Grant, ...]:
    """Return the rows that could give the actor this right, whatever the subject."""
    roles = actor.roles
    return tuple(grant for grant in _BY_ACTION[action] if grant.role in roles)


def could_ever(actor: Actor, action: Action) -> bool:
    """Whether any subject exists in principle on which the actor may do this; the gate asks it first."""
    return actor.is_system or bool(grants_for(actor, action))
