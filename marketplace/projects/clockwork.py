"""Let stored states catch up with the clock; nothing depends on it being done in time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from marketplace.db.unit_of_work import UnitOfWork
from marketplace.kernel.events import Event
from marketplace.projects.models import Project, ProjectStep
from marketplace.projects.rights import shown
from marketplace.workflow.project import PROJECT


def due_projects(session: Session, now: datetime) -> list[int]:
    """Return the ids of projects whose stored state lags behind the clock."""
    begun = and_(Project.state == "scheduled", Project.opens_at <= now)
    over = and_(Project.state == "open", Project.deadline_at <= now)
    return list(session.scalars(select(Project.id).where(or_(begun, over)).order_by(Project.id)))


def catch_up(uow: UnitOfWork, project: Project) -> None:
    """Fire the steps that time has taken, in order, each with its own record.

    Every service calls it before it acts on a project.
    """
    for verb, state, at in (("start", "scheduled", project.opens_at), ("close", "open", project.deadline_at)):
        if project.state != state or shown(project, uow.now) == state or at is None:
            continue
        move = PROJECT.fire(project, verb)
        uow.session.add(ProjectStep(project_id=project.id, verb=verb, source=state, target=move.target, at=at))
        uow.record(Event(move.event, "project", project.id, project.public_id, {"by": "clock"}))
