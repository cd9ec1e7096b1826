"""The list of projects on a community's own desk, with what each still lacks; a fixed number of statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.access.actor import Actor
from marketplace.identity.models import Organisation
from marketplace.kernel.paging import Page, encode_cursor, number_of_cursor
from marketplace.projects.completeness import Lack, Part, lacking_steps, parts_of
from marketplace.projects.desk_queries import ProjectOnAsset, own
from marketplace.projects.models import Project, ProjectAsset, ProjectStep, Question
from marketplace.projects.rights import shown

PAGE_SIZE = 20


@dataclass(frozen=True)
class DeskRow:
    """A project in the community's list, with what it still lacks; `returned` is the reason of the street office."""

    id: int
    public_id: str
    number: str
    title_zh: str
    title_en: str
    sector: str
    state: str
    organisation_zh: str
    organisation_en: str
    deadline_at: datetime | None
    opens_at: datetime | None
    returned: str
    lacking_parts: tuple[Part, ...]
    lacking_steps: tuple[Lack, ...]
    unanswered: int


def desk_page(session: Session, actor: Actor, now: datetime, after: str = "", limit: int = PAGE_SIZE) -> Page[DeskRow]:
    """Return a page of the actor's own projects, the newest first; the number of statements does not grow with it.

    :raises Invalid: where the cursor is none.
    """
    last = select(func.max(ProjectStep.id)).where(ProjectStep.project_id == Project.id)
    waiting = (
        select(func.count(Question.id))
        .where(Question.project_id == Project.id, Question.answered_at.is_(None))
        .correlate(Project)
        .scalar_subquery()
    )
    query = (
        select(Project, Organisation.name_zh, Organisation.name_en, ProjectStep.verb, ProjectStep.reason, waiting)
        .join(Organisation, Organisation.id == Project.organisation_id)
        .outerjoin(ProjectStep, ProjectStep.id == last.correlate(Project).scalar_subquery())
        .where(own(actor, now))
        .order_by(Project.id.desc())
        .limit(limit + 1)
    )
    if after:
        query = query.where(Project.id < number_of_cursor(after))
    found = session.execute(query).all()
    kept = found[:limit]
    projects = [row[0] for row in kept]
    parts = parts_of(session, [each for each in projects if each.state == "draft"])
    steps = lacking_steps(session, [each.id for each in projects if each.state == "deciding"], now)
    rows = [
        DeskRow(
            project.id, project.public_id, project.number, project.title_zh, project.title_en, project.sector,
            shown(project, now), organisation_zh, organisation_en, project.deadline_at, project.opens_at,
            reason if verb == "return" else "",
            tuple(part for part in parts.get(project.id, ()) if not part.done), steps.get(project.id, ()),
            unanswered,
        )
        for project, organisation_zh, organisation_en, verb, reason, unanswered in kept
    ]  # fmt: skip
    return Page(rows, encode_cursor([rows[-1].id]) if len(found) > limit else None)


def projects_on_asset(session: Session, actor: Actor, now: datetime, asset_id: int) -> list[ProjectOnAsset]:
    """Return the actor's own projects that offer an asset, the newest first."""
    rows = session.scalars(
        select(Project)
        .join(ProjectAsset, ProjectAsset.project_id == Project.id)
        .where(ProjectAsset.asset_id == asset_id, own(actor, now))
        .order_by(Project.id.desc())
        .limit(50)
    )
    return [ProjectOnAsset(row.public_id, row.number, row.title_zh, row.title_en, shown(row, now)) for row in rows]
