"""An applicant's own proposals, for the applicant's desk. Nothing here speaks of another proposal, nor of their number.

Content is read through `proposals.content` only; these rows hold none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from marketplace.access.actions import Action
from marketplace.access.actor import Actor, Role
from marketplace.identity.models import Organisation
from marketplace.kernel.errors import NotFound
from marketplace.kernel.paging import Page, encode_cursor, name_of_cursor
from marketplace.projects.models import Criterion, Project
from marketplace.projects.rights import shown, shown_column
from marketplace.proposals.models import Proposal, ProposalReceipt
from marketplace.proposals.rights import RIGHTS

PAGE_SIZE = 20


@dataclass(frozen=True)
class OwnProposalRow:
    """One of the applicant's proposals in a list; `project_state` is the one that the clock says."""

    public_id: str
    state: str
    created_at: datetime
    submitted_at: datetime | None
    project_public_id: str
    number: str
    title_zh: str
    title_en: str
    sector: str
    project_state: str
    deadline_at: datetime | None
    organisation_public_id: str
    organisation_zh: str
    organisation_en: str


@dataclass(frozen=True)
class ReceiptRow:
    """A receipt; `is_present` where it belongs to what is sealed now."""

    public_id: str
    round: int
    commitment: str
    submitted_at: datetime
    withdrawn_at: datetime | None
    is_present: bool


@dataclass(frozen=True)
class CriterionRow:
    """A criterion of the project."""

    key: str
    name_zh: str
    name_en: str
    weight_bp: int
    minimum: int


@dataclass(frozen=True)
class OwnProposal:
    """One proposal with all that its applicant needs beside the content."""

    public_id: str
    state: str
    created_at: datetime
    submitted_at: datetime | None
    opened_at: datetime | None
    decided_at: datetime | None
    result_reason: str
    fixing_note: str
    fixing_answer: str
    organisation_public_id: str
    organisation_zh: str
    organisation_en: str
    organisation_state: str
    project_public_id: str
    number: str
    title_zh: str
    title_en: str
    sector: str
    money_model: str
    terms: Mapping[str, Any]
    eligibility: Sequence[Any]
    asks: Sequence[Any]
    project_state: str
    deadline_at: datetime | None
    project_opened_at: datetime | None
    criteria: tuple[CriterionRow, ...]
    receipts: tuple[ReceiptRow, ...]
    may_edit: bool
    may_submit: bool
    may_withdraw: bool
    may_fix: bool

    @property
    def is_open(self) -> bool:
        """Whether the project still takes proposals."""
        return self.project_state == "open"


def own(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """Return the filter of the proposals of organisations for which the actor answers projects."""
    mine = sorted(actor.organisation_ids(Role.PARTNER))
    return and_(RIGHTS.visible(actor, now), Proposal.organisation_id.in_(mine))


def own_proposals(
    session: Session, actor: Actor, now: datetime, *, after: str = "", limit: int = PAGE_SIZE
) -> Page[OwnProposalRow]:
    """Return the applicant's proposals, the newest first, in one statement.

    :raises Invalid: where the cursor is none.
    """
    query = (
        select(
            Proposal.id, Proposal.public_id, Proposal.state, Proposal.created_at, Proposal.submitted_at,
            Project.public_id, Project.number, Project.title_zh, Project.title_en, Project.sector, shown_column(now),
            Project.deadline_at, Organisation.public_id, Organisation.name_zh, Organisation.name_en,
        )
        .join(Project, Project.id == Proposal.project_id)
        .join(Organisation, Organisation.id == Proposal.organisation_id)
        .where(own(actor, now))
        .order_by(Proposal.id.desc())
        .limit(limit + 1)
    )  # fmt: skip
    if after:
        # By its name: gaps between running numbers would count the proposals of others.
        place = select(Proposal.id).where(own(actor, now), Proposal.public_id == name_of_cursor(after))
        query = query.where(Proposal.id < place.scalar_subquery())
    found = session.execute(query).all()
    rows = [OwnProposalRow(*tuple(row)[1:]) for row in found[:limit]]
    return Page(rows, encode_cursor([rows[-1].public_id]) if len(found) > limit else None)


def loaded(session: Session, actor: Actor, now: datetime, public_id: str) -> Proposal:
    """Return the row of an own proposal, for the content's door.

    :raises NotFound: where it is not the actor's own, whatever other role would let it be read.
    """
    proposal = session.scalar(select(Proposal).where(Proposal.public_id == public_id))
    if proposal is None or proposal.organisation_id not in actor.organisation_ids(Role.PARTNER):
        raise NotFound()
    RIGHTS.require(actor, Action.PROPOSAL_READ, proposal, now)
    return proposal


def own_proposal(session: Session, actor: Actor, now: datetime, public_id: str) -> OwnProposal:
    """Return one of the applicant's proposals.

    :raises NotFound: where it is somebody else's.
    """
    proposal = loaded(session, actor, now, public_id)
    project = session.get_one(Project, proposal.project_id)
    organisation = session.get_one(Organisation, proposal.organisation_id)
    state = shown(project, now)
    open_now = state == "open"

    def may(action: Action) -> bool:
        return RIGHTS.can(actor, action, proposal, now)

    return OwnProposal(
        **{name: getattr(proposal, name) for name in _OF_PROPOSAL},
        **{name: getattr(project, name) for name in _OF_PROJECT},
        organisation_public_id=organisation.public_id,
        organisation_zh=organisation.name_zh,
        organisation_en=organisation.name_en,
        organisation_state=organisation.state,
        project_public_id=project.public_id,
        project_state=state,
        project_opened_at=project.opened_at,
        criteria=criteria(session, project.id),
        receipts=_receipts(session, proposal),
        may_edit=open_now and may(Action.PROPOSAL_EDIT),
        may_submit=open_now and may(Action.PROPOSAL_SUBMIT),
        may_withdraw=open_now and may(Action.PROPOSAL_WITHDRAW),
        may_fix=may(Action.PROPOSAL_FIX),
    )


_OF_PROPOSAL = (
    "public_id", "state", "created_at", "submitted_at", "opened_at", "decided_at", "result_reason", "fixing_note",
    "fixing_answer",
)  # fmt: skip
_OF_PROJECT = (
    "number", "title_zh", "title_en", "sector", "money_model", "terms", "eligibility", "asks", "deadline_at",
)  # fmt: skip


def criteria(session: Session, project_id: int) -> tuple[CriterionRow, ...]:
    """Return the criteria of a project in order."""
    rows = session.execute(
        select(Criterion.key, Criterion.label_zh, Criterion.label_en, Criterion.weight_bp, Criterion.minimum)
        .where(Criterion.project_id == project_id)
        .order_by(Criterion.position, Criterion.id)
    )
    return tuple(CriterionRow(*row) for row in rows)


def _receipts(session: Session, proposal: Proposal) -> tuple[ReceiptRow, ...]:
    rows = session.execute(
        select(
            ProposalReceipt.public_id, ProposalReceipt.round, ProposalReceipt.commitment, ProposalReceipt.submitted_at,
            ProposalReceipt.withdrawn_at,
        )
        .where(ProposalReceipt.proposal_id == proposal.id)
        .order_by(ProposalReceipt.round.desc())
    )  # fmt: skip
    return tuple(ReceiptRow(*row, is_present=row.withdrawn_at is None) for row in rows)
