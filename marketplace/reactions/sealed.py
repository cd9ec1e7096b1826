"""Which rows of the audit log and the job list tell of sealed proposals, and are therefore shown to nobody.

That there is a proposal, whose it is and when it came are secrets until the opening; so are its files. Every list for
people passes one of these filters; `audit verify` does not, because it shows no rows.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_, select

from marketplace.db.audit import AuditRow
from marketplace.db.outbox import DEAD, OutboxRow
from marketplace.identity.models import InboxMessage
from marketplace.proposals.models import Proposal, ProposalAttachment
from marketplace.workflow.proposal import SEALED_STATES


def _of_sealed(kind: ColumnElement[str], subject_id: ColumnElement[int]) -> ColumnElement[bool]:
    open_ones = select(Proposal.id).where(Proposal.state.not_in(SEALED_STATES))
    is_open = and_(kind == "proposal", subject_id.in_(open_ones))
    files = (
        select(ProposalAttachment.file_id)
        .join(Proposal, Proposal.id == ProposalAttachment.proposal_id)
        .where(Proposal.state.in_(SEALED_STATES))
    )
    return or_(and_(kind.startswith("proposal"), ~is_open), and_(kind == "file", subject_id.in_(files)))


def hidden_audit() -> ColumnElement[bool]:
    """Return the filter of audit rows that nobody may be shown now."""
    return _of_sealed(AuditRow.subject_kind.expression, AuditRow.subject_id.expression)


def hidden_jobs() -> ColumnElement[bool]:
    """Return the filter of jobs that nobody may be shown now: events of sealed proposals and letters about them."""
    letters = select(InboxMessage.id).where(
        or_(InboxMessage.kind.startswith("proposal_"), InboxMessage.kind.startswith("applicant_"))
    )
    about = and_(OutboxRow.subject_kind == "message", OutboxRow.subject_id.in_(letters))
    # All files, not only attached ones: a row that vanishes when a file is attached would tell as much.
    files = and_(OutboxRow.subject_kind == "file", OutboxRow.status != DEAD)
    return or_(_of_sealed(OutboxRow.subject_kind.expression, OutboxRow.subject_id.expression), about, files)
