"""Rights over projects; the state asked for is the one the clock says, not the stored one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, String, and_, case, literal, literal_column

from marketplace.access.actions import Action
from marketplace.db.rights import Fact, Rights, in_my_territory, own_organisation
from marketplace.projects.models import Project
from marketplace.workflow.project import shown_state


def shown(project: Project, now: datetime) -> str:
    """Return the state of a project that the clock says."""
    return shown_state(project.state, project.opens_at, project.deadline_at, now)


def shown_column(now: datetime) -> ColumnElement[str]:
    """Return `shown` as an SQL expression."""
    begun = and_(Project.state == "scheduled", Project.opens_at <= now)
    over = and_(Project.deadline_at <= now, Project.state.in_(("open", "scheduled")))
    return case(
        (and_(begun, over), literal("closed")),
        (begun, literal("open")),
        (and_(Project.state == "open", over), literal("closed")),
        else_=Project.state,
    )


def in_states(states: frozenset[str], now: datetime) -> ColumnElement[bool]:
    """Return the filter of projects shown in these states.

    Where the clock cannot tell the states apart (all of scheduled's and open's successors are in or out together), the
    stored column alone decides, so that the index serves the public list.
    """
    # Written out, the list costs nothing at each execution; these are keys of a life cycle, never typed by anybody.
    keys = [literal_column(f"'{state}'", String) for state in sorted(states)]
    if not {"open", "closed"} & states and "scheduled" not in states:
        return Project.state.in_(keys)
    if {"open", "closed"} <= states and "scheduled" not in states:
        begun = and_(Project.state == "scheduled", Project.opens_at <= now)
        return Project.state.in_(keys) | begun
    return shown_column(now).in_(keys)


RIGHTS: Rights[Project] = Rights(
    "project",
    facts={
        "own_organisation": own_organisation(Project.organisation_id, lambda subject: subject.organisation_id),
        "in_my_territory": in_my_territory(Project.territory_path, lambda subject: subject.territory_path),
        "publication_announced": Fact(
            holds=lambda actor, role, subject, now: subject.opens_at is not None and subject.published_at is not None,
            where=lambda actor, role, now: and_(Project.opens_at.is_not(None), Project.published_at.is_not(None)),
        ),
    },
    state_of=shown,
    state_where=in_states,
    read=Action.PROJECT_READ,
)
