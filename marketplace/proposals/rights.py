"""Rights over proposals: before the opening there is one reader, the applicant."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import object_session

from marketplace.access.actions import Action
from marketplace.access.actor import Actor, Role
from marketplace.db.rights import Fact, Rights, in_my_territory, own_organisation, plain_state
from marketplace.projects.models import Project
from marketplace.proposals.models import Proposal


def project_of(proposal: Proposal) -> Project:
    """Return the project of a loaded proposal; from the session's identity map where it is there already.

    :raises LookupError: where the proposal belongs to no session.
    """
    session = object_session(proposal)
    if session is None:
        raise LookupError("a detached proposal has no rights")
    return session.get_one(Project, proposal.project_id)


def _of_project(fact: Fact[Project]) -> Fact[Proposal]:
    """Turn a fact about the project into one about its proposals."""

    def holds(actor: Actor, role: Role, proposal: Proposal, now: datetime) -> bool:
        return fact.holds(actor, role, project_of(proposal), now)

    def where(actor: Actor, role: Role, now: datetime) -> ColumnElement[bool]:
        return Proposal.project_id.in_(select(Project.id).where(fact.where(actor, role, now)))

    return Fact(holds, where)


#: `opened_at` is set by the opening and by nothing else: seals are broken by an act, never by the clock.
_UNSEALED: Fact[Project] = Fact(
    holds=lambda actor, role, project, now: project.opened_at is not None,
    where=lambda actor, role, now: Project.opened_at.is_not(None),
)

RIGHTS: Rights[Proposal] = Rights(
    "proposal",
    facts={
        "own_organisation": own_organisation(Proposal.organisation_id, lambda subject: subject.organisation_id),
        "project_in_my_territory": _of_project(
            in_my_territory(Project.territory_path, lambda subject: subject.territory_path)
        ),
        "project_of_my_organisation": _of_project(
            own_organisation(Project.organisation_id, lambda subject: subject.organisation_id)
        ),
        "project_unsealed": _of_project(_UNSEALED),
    },
    state_of=lambda subject, now: subject.state,
    state_where=plain_state(Proposal.state),
    read=Action.PROPOSAL_READ,
)
