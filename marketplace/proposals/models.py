"""Proposals; their content lies in a table of its own and is never joined or loaded along."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base, Identified, UtcDateTime, Versioned, state_check, state_column
from marketplace.workflow.proposal import PROPOSAL


class Proposal(Identified, Versioned, Base):
    """One partner's answer to one project: who, where in its life cycle, with which result. No content."""

    __tablename__ = "proposals"
    __table_args__ = (
        state_check(PROPOSAL),
        UniqueConstraint("project_id", "organisation_id"),
        Index("ix_proposals_project_state", "project_id", "state"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    state: Mapped[str] = state_column(PROPOSAL)
    #: Of the last sealing; absent for a draft.
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: SHA-256 over the sealed bytes, hexadecimal.
    commitment: Mapped[str] = mapped_column(String(64), default="")
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Why it is in or out; public with the result.
    result_reason: Mapped[str] = mapped_column(Text, default="")
    #: What has to be put right, while `fixing`.
    fixing_note: Mapped[str] = mapped_column(Text, default="")
    #: What the applicant put right.
    fixing_answer: Mapped[str] = mapped_column(Text, default="")


class ProposalContent(Base):
    """What a proposal says. Only `proposals.content` reads this table; a house test holds that."""

    __tablename__ = "proposal_contents"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposals.id", ondelete="CASCADE"), primary_key=True)
    #: What the applicant is writing: {answers: {key: text}, terms: {…}, summary: text}.
    draft: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    draft_saved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Counts saves, so that two tabs notice each other.
    draft_version: Mapped[int] = mapped_column(default=0)
    #: Canonical bytes of the sealed version, and the nonce that the commitment covers with them.
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    nonce: Mapped[bytes | None] = mapped_column(LargeBinary)


class ProposalReceipt(Identified, Base):
    """A receipt for one sealing; a withdrawn sealing keeps its receipt."""

    __tablename__ = "proposal_receipts"
    __table_args__ = (UniqueConstraint("proposal_id", "round"),)

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposals.id"))
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    #: 1 for the first sealing of this proposal, 2 after withdrawing and submitting again …
    round: Mapped[int]
    commitment: Mapped[str] = mapped_column(String(64), unique=True)
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ProposalAttachment(Identified, Base):
    """A file that belongs to a proposal; sealed with it by its fingerprint."""

    __tablename__ = "proposal_attachments"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposals.id", ondelete="CASCADE"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    #: Key of `vocabulary.PROPOSAL_DOCUMENT_KINDS`.
    kind: Mapped[str] = mapped_column(String(24))
    title: Mapped[str] = mapped_column(String(120))
