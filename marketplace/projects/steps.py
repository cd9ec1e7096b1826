"""The one way in which a project moves: catch up with the clock, fire, note the step, record the event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketplace.access.actions import Action
from marketplace.db.loading import load
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.kernel.events import Event
from marketplace.projects.clockwork import catch_up
from marketplace.projects.models import Project, ProjectStep
from marketplace.projects.rights import RIGHTS
from marketplace.workflow.project import PROJECT


def load_for(uow: UnitOfWork, public_id: str, action: Action) -> Project:
    """Return the project, locked, in the state that the clock says, with the right checked.

    :raises NotFound: where the actor may not read it.
    :raises NotAllowed: where the actor may read it and never do this.
    :raises WrongState: where the actor may do this in another state.
    """
    project = load(uow.session, Project, public_id, lock=True)
    RIGHTS.require(uow.actor, action, project, uow.now)
    catch_up(uow, project)
    return project


def step(uow: UnitOfWork, project: Project, verb: str, reason: str = "", data: Mapping[str, Any] | None = None) -> None:
    """Take a step of the life cycle; rights are the caller's to have checked.

    :raises WrongState: where there is no such step now.
    :raises Invalid: where the step needs a reason.
    """
    source, reason = project.state, reason.strip()
    move = PROJECT.fire(project, verb, reason=reason)
    uow.session.add(
        ProjectStep(
            project_id=project.id, verb=verb, source=source, target=project.state, at=uow.now, reason=reason,
            actor_id=uow.actor.user_id,
        )
    )  # fmt: skip
    details = {"from": source, "to": project.state, "reason": reason, **(data or {})}
    uow.record(Event(move.event, "project", project.id, project.public_id, details))
