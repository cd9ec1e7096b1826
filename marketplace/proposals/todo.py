"""What of proposals waits for their applicants; nobody else is told anything from here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.access.actions import Action
from marketplace.access.actor import Actor, Role
from marketplace.kernel.words import N_
from marketplace.projects.models import Project
from marketplace.projects.rights import in_states
from marketplace.proposals.models import Proposal
from marketplace.proposals.rights import RIGHTS
from marketplace.workflow.todo import TodoItem

MOST = 100


@dataclass(frozen=True)
class Awaited:
    """An act that is expected of the applicant of a proposal in this state, while the project is open or whenever."""

    action: Action
    state: str
    verb: str
    label: str
    until_deadline: bool = True


AWAITED = (
    Awaited(Action.PROPOSAL_SUBMIT, "draft", "submit", N_("写完方案并密封提交")),
    Awaited(Action.PROPOSAL_SUBMIT, "withdrawn", "submit", N_("已撤回，如要参加请重新提交")),
    Awaited(Action.PROPOSAL_SUBMIT, "unconfirmed", "confirm", N_("项目有变更，重新确认方案")),
    Awaited(Action.PROPOSAL_FIX, "fixing", "fix", N_("按清单补正方案"), until_deadline=False),
)


def waiting(session: Session, actor: Actor, now: datetime) -> list[TodoItem]:
    """Return what waits for this person."""
    if not actor.organisation_ids(Role.PARTNER):
        return []
    return [item for awaited in AWAITED for item in _awaited(session, actor, now, awaited)]


def _awaited(session: Session, actor: Actor, now: datetime, awaited: Awaited) -> list[TodoItem]:
    query = (
        select(
            Proposal.public_id, Proposal.created_at, Project.title_zh, Project.title_en, Project.deadline_at
        )
        .join(Project, Project.id == Proposal.project_id)
        .where(RIGHTS.visible(actor, now, awaited.action), Proposal.state == awaited.state)
        .order_by(Project.deadline_at, Proposal.id)
        .limit(MOST)
    )  # fmt: skip
    if awaited.until_deadline:
        query = query.where(in_states(frozenset({"open"}), now))
    return [
        TodoItem("proposal", awaited.verb, row.public_id, row.title_zh, row.title_en, awaited.label, row.created_at,
                 row.deadline_at if awaited.until_deadline else None)
        for row in session.execute(query)
    ]  # fmt: skip
