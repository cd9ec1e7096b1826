"""Proposals after the opening, for those who choose, those whose place it is, and those who watch. Before it: nothing.

What a proposal says is read through `proposals.content` alone; these rows hold none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.access.actions import Action
from marketplace.access.actor import Actor
from marketplace.identity.models import Organisation
from marketplace.kernel.errors import NotFound
from marketplace.projects.models import Project
from marketplace.proposals.content import Attachment, Sealed, attachments, read_sealed
from marketplace.proposals.models import Proposal
from marketplace.proposals.rights import RIGHTS


class UnsealedRow(NamedTuple):
    """A proposal in the list of an opened project."""

    public_id: str
    state: str
    submitted_at: datetime | None
    commitment: str
    result_reason: str
    organisation_zh: str
    organisation_en: str
    organisation_public_id: str
    organisation_kind: str


@dataclass(frozen=True)
class Unsealed:
    """One opened proposal with its content and its files."""

    row: UnsealedRow
    content: Sealed
    files: tuple[Attachment, ...]


_COLUMNS: tuple[Any, ...] = (
    Proposal.public_id, Proposal.state, Proposal.submitted_at, Proposal.commitment, Proposal.result_reason,
    Organisation.name_zh, Organisation.name_en, Organisation.public_id, Organisation.kind,
)  # fmt: skip


def unsealed_proposals(session: Session, actor: Actor, now: datetime, project_id: int) -> list[UnsealedRow]:
    """Return the opened proposals of a project that the actor may read, in the order of submission, in one statement.

    An applicant's own sealed proposals are not among them: this is the list of those who choose.
    """
    rows = session.execute(
        select(*_COLUMNS)
        .join(Organisation, Organisation.id == Proposal.organisation_id)
        .join(Project, Project.id == Proposal.project_id)
        .where(
            Proposal.project_id == project_id,
            Project.opened_at.is_not(None),
            Proposal.opened_at.is_not(None),
            RIGHTS.visible(actor, now, Action.PROPOSAL_READ_CONTENT),
        )
        .order_by(Proposal.submitted_at, Proposal.id)
    )
    return [UnsealedRow(*row) for row in rows]


def unsealed_proposal(session: Session, actor: Actor, now: datetime, project_id: int, public_id: str) -> Unsealed:
    """Return one opened proposal of a project with what it says.

    :raises NotFound: before the opening, or where it is not for this actor.
    """
    proposal = session.scalar(
        select(Proposal)
        .join(Project, Project.id == Proposal.project_id)
        .where(
            Proposal.public_id == public_id,
            Proposal.project_id == project_id,
            Project.opened_at.is_not(None),
            Proposal.opened_at.is_not(None),
        )
    )
    if proposal is None:
        raise NotFound()
    content = read_sealed(session, actor, proposal, now)
    row = next(
        each for each in unsealed_proposals(session, actor, now, project_id) if each.public_id == proposal.public_id
    )
    return Unsealed(row, content, tuple(attachments(session, actor, proposal, now)))
