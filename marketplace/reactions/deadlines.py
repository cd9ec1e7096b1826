"""Fire the moves that time takes, so that people are told of them; nothing depends on it being done in time."""

from __future__ import annotations

import logging

from marketplace.access.actor import SYSTEM
from marketplace.db.engine import Database
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.kernel.clock import Clock
from marketplace.kernel.errors import EditedMeanwhile
from marketplace.projects.clockwork import catch_up, due_projects
from marketplace.projects.models import Project

log = logging.getLogger(__name__)


def catch_up_all(database: Database, clock: Clock) -> int:
    """Let every project catch up, each in a transaction of its own; return how many did."""
    with database.read() as session:
        due = due_projects(session, clock.now())
    moved = 0
    for project_id in due:
        try:
            with UnitOfWork(database, SYSTEM, clock) as uow:
                project = uow.session.get(Project, project_id, with_for_update=True)
                if project is not None:
                    catch_up(uow, project)
            moved += 1
        except EditedMeanwhile:
            # Somebody else wrote it at this instant: every write catches up by itself.
            continue
        except Exception:
            log.exception("project %d could not catch up with the clock", project_id)
    return moved
