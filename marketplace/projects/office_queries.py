"""What the street office and the supervisor read of projects: lists by what is to be done, and everything internal.

It never reads proposals, not even whether there are any: `review.queries` does, after the opening.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from marketplace.access.actions import Action
from marketplace.access.actor import Actor
from marketplace.db import keyset
from marketplace.db.keyset import SortKey
from marketplace.decisions.queries import DecisionFile, decision_files
from marketplace.files.queries import FileRow, file_rows
from marketplace.identity.models import Organisation, User
from marketplace.kernel.errors import NotFound
from marketplace.kernel.machine import Move
from marketplace.kernel.paging import Page
from marketplace.kernel.words import N_
from marketplace.projects.completeness import Lack, Part, lacking_steps, parts, tenures
from marketplace.projects.models import Project, ProjectDocument, ProjectStep
from marketplace.projects.rights import RIGHTS, in_states, shown, shown_column
from marketplace.workflow.decisions import required_steps
from marketplace.workflow.project import PROJECT

PAGE_SIZE = 30
#: tab -> label and the states shown in it. A project that is announced already counts as open.
TABS: dict[str, tuple[str, frozenset[str]]] = {
    "review": (N_("待审核"), frozenset({"street_review"})),
    "publish": (N_("待发布"), frozenset({"scheduled"})),
    "open": (N_("征集中"), frozenset({"scheduled", "open"})),
    "closed": (N_("待开标"), frozenset({"closed"})),
    "choose": (N_("评审入围"), frozenset({"opened", "evaluating", "shortlisted", "roadshow", "proposed"})),
    "decided": (N_("已有结果"), frozenset(
        {"awarded", "contracted", "operating", "completed", "terminated", "unsuccessful", "cancelled"})),
}  # fmt: skip


@dataclass(frozen=True)
class OfficeRow:
    """A project in the list; `since` is its last step."""

    public_id: str
    number: str
    title_zh: str
    title_en: str
    sector: str
    territory_id: int
    organisation_zh: str
    organisation_en: str
    state: str
    opens_at: datetime | None
    deadline_at: datetime | None
    since: datetime
    is_example: bool
    created_at: datetime


@dataclass(frozen=True)
class HistoryRow:
    """A step with its reason and who took it; no name where the clock did."""

    verb: str
    target: str
    at: datetime
    reason: str
    actor_name: str


@dataclass(frozen=True)
class InternalDocument:
    """A document that is not public."""

    kind: str
    title: str
    file: FileRow


@dataclass(frozen=True)
class OfficeFile:
    """The internal side of a project; `moves` are the steps that the actor may take now."""

    row_id: int
    public_id: str
    title_zh: str
    title_en: str
    number: str
    sector: str
    money_model: str
    territory_id: int
    organisation_id: int
    state: str
    opens_at: datetime | None
    questions_until: datetime | None
    deadline_at: datetime | None
    published_at: datetime | None
    opened_at: datetime | None
    min_proposals: int
    terms: Mapping[str, Any]
    answers: Mapping[str, Any]
    moves: tuple[Move, ...]
    parts: tuple[Part, ...]
    history: tuple[HistoryRow, ...]
    decisions: tuple[DecisionFile, ...]
    required_steps: tuple[str, ...]
    lacking_steps: tuple[Lack, ...]
    documents: tuple[InternalDocument, ...]

    def may(self, verb: str) -> bool:
        """Whether the actor may take this step now."""
        return any(move.verb == verb for move in self.moves)


_COPIED = (
    "public_id", "title_zh", "title_en", "number", "sector", "money_model", "territory_id", "organisation_id",
    "opens_at", "questions_until", "deadline_at", "published_at", "opened_at", "min_proposals", "terms", "answers",
)  # fmt: skip
_KEYS = (
    SortKey("created_at", Project.created_at.expression, descending=True, is_instant=True),
    SortKey("public_id", Project.public_id.expression),
)


def tab_counts(session: Session, actor: Actor, now: datetime, action: Action) -> dict[str, int]:
    """Return how many projects stand under each tab, in one statement."""
    # In a subquery, because PostgreSQL takes two equal expressions with parameters for different ones.
    shown_now = (
        select(shown_column(now).label("state"), Project.published_at.is_not(None).label("announced"))
        .where(RIGHTS.visible(actor, now, action))
        .subquery()
    )
    rows = session.execute(
        select(shown_now.c.state, shown_now.c.announced, func.count()).group_by(
            shown_now.c.state, shown_now.c.announced
        )
    )
    counts = dict.fromkeys(TABS, 0)
    for key, is_announced, count in rows:
        counts[_tab_of(key, bool(is_announced))] = counts.get(_tab_of(key, bool(is_announced)), 0) + count
    return {tab: counts[tab] for tab in TABS}


def _tab_of(state: str, announced: bool) -> str:
    if state == "scheduled":
        return "open" if announced else "publish"
    return next((tab for tab, (_label, states) in TABS.items() if state in states), "")


def _in_tab(tab: str, now: datetime) -> ColumnElement[bool]:
    inside = in_states(TABS[tab][1], now)
    if tab == "publish":
        return and_(inside, Project.published_at.is_(None))
    if tab == "open":
        return and_(inside, or_(Project.published_at.is_not(None), shown_column(now) == "open"))
    return inside


def office_page(
    session: Session, actor: Actor, now: datetime, action: Action, tab: str, after: str = "", limit: int = PAGE_SIZE
) -> Page[OfficeRow]:
    """Return the projects of a tab on which the actor holds the right, newest first, in one statement.

    :raises Invalid: where the cursor is none.
    """
    last = select(func.max(ProjectStep.at)).where(ProjectStep.project_id == Project.id).correlate(Project)
    query = (
        select(
            Project.public_id, Project.number, Project.title_zh, Project.title_en, Project.sector, Project.territory_id,
            Organisation.name_zh, Organisation.name_en, shown_column(now), Project.opens_at, Project.deadline_at,
            func.coalesce(last.scalar_subquery(), Project.created_at), Project.is_example, Project.created_at,
        )
        .join(Organisation, Organisation.id == Project.organisation_id)
        .where(RIGHTS.visible(actor, now, action), _in_tab(tab, now))
    )  # fmt: skip
    return keyset.read_page(session, query, _KEYS, tab, after, limit, lambda row: OfficeRow(*row))


def office_file(session: Session, actor: Actor, now: datetime, public_id: str) -> OfficeFile:
    """Return the internal side of a project.

    :raises NotFound: for everybody but its community and its street office, even where the project itself is public.
    """
    project = session.scalar(select(Project).where(Project.public_id == public_id))
    if project is None or not RIGHTS.can(actor, Action.PROJECT_READ_INTERNAL, project, now):
        raise NotFound()
    return OfficeFile(
        **{name: getattr(project, name) for name in _COPIED},
        row_id=project.id,
        state=shown(project, now),
        moves=RIGHTS.moves(actor, PROJECT, project, now),
        parts=parts(session, project),
        history=_history(session, project.id),
        decisions=decision_files(session, "project", project.id),
        required_steps=required_steps(tenures(session, project)),
        lacking_steps=lacking_steps(session, [project.id], now)[project.id],
        documents=_internal_documents(session, project.id),
    )  # fmt: skip


def require_supervision(session: Session, actor: Actor, now: datetime, public_id: str) -> None:
    """Return where the actor supervises this project.

    :raises NotFound: for everybody else, even where the project itself is public.
    """
    project = session.scalar(select(Project).where(Project.public_id == public_id))
    if project is None or not RIGHTS.can(actor, Action.PROJECT_SUPERVISE, project, now):
        raise NotFound()


def _history(session: Session, project_id: int) -> tuple[HistoryRow, ...]:
    rows = session.execute(
        select(ProjectStep.verb, ProjectStep.target, ProjectStep.at, ProjectStep.reason, func.coalesce(User.name, ""))
        .outerjoin(User, User.id == ProjectStep.actor_id)
        .where(ProjectStep.project_id == project_id)
        .order_by(ProjectStep.at, ProjectStep.id)
    )
    return tuple(HistoryRow(*row) for row in rows)


def _internal_documents(session: Session, project_id: int) -> tuple[InternalDocument, ...]:
    rows = session.execute(
        select(ProjectDocument.kind, ProjectDocument.title, ProjectDocument.file_id)
        .where(ProjectDocument.project_id == project_id, ProjectDocument.is_internal.is_(True))
        .order_by(ProjectDocument.position, ProjectDocument.id)
    ).all()
    files = file_rows(session, [row.file_id for row in rows])
    return tuple(InternalDocument(row.kind, row.title, files[row.file_id]) for row in rows)
