"""What of projects waits for a person. Who may do it comes from the rights, never from this list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from marketplace.access.actions import Action
from marketplace.access.actor import Actor
from marketplace.access.matrix import could_ever
from marketplace.kernel.words import N_
from marketplace.projects.completeness import lacking_steps
from marketplace.projects.models import Project, ProjectStep, Question
from marketplace.projects.rights import RIGHTS, in_states
from marketplace.workflow.todo import TodoItem

#: More than this nobody works off in a day; the noun's own list shows the rest.
MOST = 100


@dataclass(frozen=True)
class Awaited:
    """An act that is expected of whoever holds `action` on a project shown in one of `states`."""

    action: Action
    states: frozenset[str]
    verb: str
    label: str


AWAITED = (
    Awaited(Action.PROJECT_SUBMIT, frozenset({"draft"}), "start_deciding", N_("写完草稿，进入民主决策")),
    Awaited(Action.PROJECT_SUBMIT, frozenset({"deciding"}), "send_to_street", N_("送街道审核")),
    Awaited(Action.PROJECT_OPERATE, frozenset({"awarded"}), "sign", N_("登记签约")),
    Awaited(Action.PROJECT_OPERATE, frozenset({"contracted"}), "start_operation", N_("登记开始运营")),
    Awaited(Action.PROJECT_REVIEW, frozenset({"street_review"}), "approve", N_("审核项目")),
    Awaited(Action.PROJECT_PUBLISH, frozenset({"scheduled"}), "publish", N_("发布项目")),
    Awaited(Action.PROJECT_OPEN_PROPOSALS, frozenset({"closed"}), "open_proposals", N_("开标")),
    Awaited(Action.PROJECT_SHORTLIST, frozenset({"opened", "evaluating"}), "shortlist", N_("确定入围并公布")),
    Awaited(Action.PROJECT_DECIDE, frozenset({"shortlisted", "roadshow"}), "propose", N_("公示候选单位")),
    Awaited(Action.PROJECT_DECIDE, frozenset({"proposed"}), "award", N_("确定合作方")),
)
RETURNED = N_("按退回理由修改")
RECORD_DECISION = N_("补齐决策步骤")
ANSWER = N_("回答提问")


def waiting(session: Session, actor: Actor, now: datetime) -> list[TodoItem]:
    """Return what waits for this person, in a number of statements that does not grow with it."""
    items: list[TodoItem] = []
    for awaited in AWAITED:
        if could_ever(actor, awaited.action):
            items.extend(_awaited(session, actor, now, awaited))
    if could_ever(actor, Action.QUESTION_ANSWER):
        items.extend(_questions(session, actor, now))
    return items


def _awaited(session: Session, actor: Actor, now: datetime, awaited: Awaited) -> list[TodoItem]:
    last_at = (
        select(func.max(ProjectStep.at))
        .where(ProjectStep.project_id == Project.id)
        .correlate(Project)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            Project.id, Project.public_id, Project.title_zh, Project.title_en, Project.deadline_at, Project.created_at,
            last_at.label("last_at"),
        )
        .where(RIGHTS.visible(actor, now, awaited.action), in_states(awaited.states, now), _still_waits(awaited))
        .order_by(last_at, Project.id)
        .limit(MOST)
    ).all()  # fmt: skip
    labels = _labels(session, awaited, [row.id for row in rows], now)
    items = []
    for row in rows:
        verb, label = labels.get(row.id, (awaited.verb, awaited.label))
        since = row.deadline_at if awaited.verb == "open_proposals" else row.last_at or row.created_at
        items.append(TodoItem("project", verb, row.public_id, row.title_zh, row.title_en, label, since))
    return items


def _still_waits(awaited: Awaited) -> ColumnElement[bool]:
    """Leave out what has been done already although the state has not moved: the clock will open it."""
    if awaited.verb == "publish":
        return Project.published_at.is_(None)
    return Project.id.is_not(None)


def _labels(session: Session, awaited: Awaited, ids: list[int], now: datetime) -> dict[int, tuple[str, str]]:
    """Return another verb and label for projects where something else comes first."""
    if not ids:
        return {}
    if awaited.verb == "start_deciding":
        return dict.fromkeys(_returned(session, ids), ("start_deciding", RETURNED))
    if awaited.verb == "send_to_street":
        return dict.fromkeys(_undecided(session, ids, now), ("record_decision", RECORD_DECISION))
    return {}


def _returned(session: Session, ids: list[int]) -> list[int]:
    """Return the projects whose last step was being returned."""
    last = select(func.max(ProjectStep.id)).where(ProjectStep.project_id.in_(ids)).group_by(ProjectStep.project_id)
    return list(
        session.scalars(select(ProjectStep.project_id).where(ProjectStep.id.in_(last), ProjectStep.verb == "return"))
    )


def _undecided(session: Session, ids: list[int], now: datetime) -> list[int]:
    """Return the projects that still lack a decision step."""
    return [project_id for project_id, lacking in lacking_steps(session, ids, now).items() if lacking]


def _questions(session: Session, actor: Actor, now: datetime) -> list[TodoItem]:
    """Return one item for each project with open questions, since the oldest of them."""
    rows = session.execute(
        select(
            Project.public_id, Project.title_zh, Project.title_en, Project.deadline_at,
            func.min(Question.created_at).label("since"),
        )
        .join(Question, and_(Question.project_id == Project.id, Question.answered_at.is_(None)))
        .where(RIGHTS.visible(actor, now, Action.QUESTION_ANSWER))
        .group_by(Project.id)
        .order_by(func.min(Question.created_at))
        .limit(MOST)
    )  # fmt: skip
    return [
        TodoItem("question", "answer", row.public_id, row.title_zh, row.title_en, ANSWER, row.since,
                 row.deadline_at if row.deadline_at and row.deadline_at > now else None)
        for row in rows
    ]  # fmt: skip
