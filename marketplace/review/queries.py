"""What may be read of openings and of opened proposals. Before the opening there is nothing here, not even a number.

Every function asks for the right; minutes come from the opening itself, content through `proposals.content` alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.access.actions import Action
from marketplace.access.actor import Actor
from marketplace.db import keyset
from marketplace.db.keyset import SortKey
from marketplace.identity.models import Organisation, User
from marketplace.kernel.clock import aware_utc
from marketplace.kernel.errors import NotFound
from marketplace.kernel.paging import Page
from marketplace.projects.models import Project
from marketplace.projects.rights import RIGHTS as PROJECT_RIGHTS
from marketplace.projects.rights import shown_column
from marketplace.proposals import content
from marketplace.proposals.content import Attachment, Sealed
from marketplace.proposals.models import Proposal, ProposalReceipt
from marketplace.proposals.rights import RIGHTS
from marketplace.review.models import Opening

PAGE_SIZE = 30


@dataclass(frozen=True)
class HeldOpening:
    """An opening that was held."""

    project: str
    number: str
    title_zh: str
    title_en: str
    state: str
    deadline_at: datetime | None
    opened_at: datetime
    public_id: str


@dataclass(frozen=True)
class Envelope:
    """A line of the minutes; names are empty for an envelope that stayed closed."""

    proposal: str
    name_zh: str
    name_en: str
    receipt: str
    commitment: str
    submitted_at: datetime | None
    recomputed: str
    outcome: str
    reason: str


@dataclass(frozen=True)
class Minutes:
    """The record of an opening."""

    public_id: str
    opened_at: datetime
    opened_by: str
    envelopes: tuple[Envelope, ...]


@dataclass(frozen=True)
class OpenedRow:
    """An opened proposal without what it says."""

    row_id: int
    public_id: str
    organisation: str
    name_zh: str
    name_en: str
    kind: str
    is_public: bool
    state: str
    submitted_at: datetime | None
    commitment: str
    receipt: str
    result_reason: str
    fixing_note: str
    fixing_answer: str


@dataclass(frozen=True)
class OpenedProposal:
    """An opened proposal; `sealed` is what was submitted, None where what is stored is damaged."""

    row: OpenedRow
    sealed: Sealed | None
    attachments: tuple[Attachment, ...]


_KEYS = (
    SortKey("opened_at", Opening.opened_at.expression, descending=True, is_instant=True),
    SortKey("public_id", Opening.public_id.expression),
)


def held_openings(session: Session, actor: Actor, now: datetime, action: Action, after: str = "") -> Page[HeldOpening]:
    """Return openings that were held of projects on which the actor holds the right, the latest first.

    :raises Invalid: where the cursor is none.
    """
    query = (
        select(
            Project.public_id, Project.number, Project.title_zh, Project.title_en, shown_column(now),
            Project.deadline_at, Opening.opened_at, Opening.public_id,
        )
        .join(Project, Project.id == Opening.project_id)
        .where(PROJECT_RIGHTS.visible(actor, now, action))
    )  # fmt: skip
    return keyset.read_page(session, query, _KEYS, "opened", after, PAGE_SIZE, lambda row: HeldOpening(*row))


def minutes(session: Session, actor: Actor, now: datetime, project_id: str) -> Minutes | None:
    """Return the minutes of a project's opening, or None where there was none.

    :raises NotFound: for everybody but the project's community, its street office and its supervisor.
    """
    project = session.scalar(select(Project).where(Project.public_id == project_id))
    if project is None or not _may_watch(actor, project, now):
        raise NotFound()
    found = session.execute(
        select(Opening.public_id, Opening.opened_at, func.coalesce(User.name, ""), Opening.lines)
        .outerjoin(User, User.id == Opening.opened_by_id)
        .where(Opening.project_id == project.id)
    ).one_or_none()
    if found is None:
        return None
    public_id, opened_at, opened_by, lines = found
    return Minutes(public_id, opened_at, opened_by, tuple(_envelope(line) for line in lines))


def _may_watch(actor: Actor, project: Project, now: datetime) -> bool:
    return any(
        PROJECT_RIGHTS.can(actor, action, project, now)
        for action in (Action.PROJECT_READ_INTERNAL, Action.PROJECT_SUPERVISE)
    )


def _envelope(line: Mapping[str, Any]) -> Envelope:
    at = line["submitted_at"]
    return Envelope(
        line["proposal"], line["name_zh"], line["name_en"], line["receipt"], line["commitment"],
        aware_utc(datetime.fromisoformat(at)) if at else None, line["recomputed"], line["outcome"], line["reason"],
    )  # fmt: skip


def opened_rows(session: Session, actor: Actor, now: datetime, project_row_id: int) -> list[OpenedRow]:
    """Return the opened proposals of a project in the order in which they were sealed; nothing before the opening."""
    receipt = (
        select(func.max(ProposalReceipt.public_id))
        .where(ProposalReceipt.proposal_id == Proposal.id, ProposalReceipt.commitment == Proposal.commitment)
        .correlate(Proposal)
        .scalar_subquery()
    )
    rows: Sequence[Any] = session.execute(
        select(
            Proposal.id, Proposal.public_id, Organisation.public_id, Organisation.name_zh, Organisation.name_en,
            Organisation.kind, Organisation.state == "verified", Proposal.state, Proposal.submitted_at,
            Proposal.commitment, func.coalesce(receipt, ""), Proposal.result_reason, Proposal.fixing_note,
            Proposal.fixing_answer,
        )
        .join(Organisation, Organisation.id == Proposal.organisation_id)
        .where(Proposal.project_id == project_row_id, _readable(actor, now))
        .order_by(Proposal.submitted_at, Proposal.id)
    ).all()  # fmt: skip
    return [OpenedRow(*row) for row in rows]


def _readable(actor: Actor, now: datetime) -> Any:
    """Return the filter of proposals that were opened and that the actor may read for the project's sake."""
    return RIGHTS.visible(actor, now, Action.PROPOSAL_READ_CONTENT) & Proposal.opened_at.is_not(None)


def opened_proposal(
    session: Session, actor: Actor, now: datetime, project_row_id: int, public_id: str
) -> OpenedProposal:
    """Return one opened proposal with what it says.

    :raises NotFound: before the opening, and for those who may not read it.
    """
    for found in opened_proposals(session, actor, now, project_row_id, public_id):
        return found
    raise NotFound()


def opened_proposals(
    session: Session, actor: Actor, now: datetime, project_row_id: int, public_id: str = ""
) -> list[OpenedProposal]:
    """Return the opened proposals of a project with what they say; attachments only where one proposal is asked for."""
    rows = [row for row in opened_rows(session, actor, now, project_row_id) if public_id in ("", row.public_id)]
    loaded: Sequence[Proposal] = session.scalars(
        select(Proposal).where(Proposal.id.in_([row.row_id for row in rows]))
    ).all()
    texts = content.read_many(session, actor, loaded, now)
    by_id = {proposal.id: proposal for proposal in loaded}
    return [
        OpenedProposal(
            row, texts.get(row.row_id),
            tuple(content.attachments(session, actor, by_id[row.row_id], now)) if public_id else (),
        )
        for row in rows
    ]  # fmt: skip
