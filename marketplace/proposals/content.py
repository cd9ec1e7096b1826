"""The only door to what proposals say. Everything here asks for the right to the content first.

Canonical form, so that anybody can recompute a commitment: JSON with sorted keys, no spaces, UTF-8, no escapes beyond those
that JSON demands; the commitment is SHA-256 over the 16 bytes of the nonce followed by those bytes.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.access.actions import Action
from marketplace.access.actor import Actor
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.files.models import StoredFile
from marketplace.kernel.errors import EditedMeanwhile, NotFound
from marketplace.projects.models import Project
from marketplace.proposals.models import Proposal, ProposalAttachment, ProposalContent
from marketplace.proposals.rights import RIGHTS

FORMAT = 1
NONCE_BYTES = 16


@dataclass(frozen=True)
class Attachment:
    """A file of a proposal."""

    public_id: str
    file: str
    name: str
    kind: str
    title: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Draft:
    """What the applicant is writing, as typed: nothing is checked, nothing is lost."""

    summary: str
    answers: Mapping[str, str]
    terms: Mapping[str, str]
    version: int
    saved_at: datetime | None


@dataclass(frozen=True)
class SealedCopy:
    """The sealed bytes themselves with their nonce: all that recomputing the commitment needs."""

    sealed: bytes
    nonce: bytes
    commitment: str


@dataclass(frozen=True)
class Sealed:
    """What was submitted, as checked."""

    summary: str
    answers: Mapping[str, Any]
    terms: Mapping[str, Any]
    attachments: tuple[Mapping[str, Any], ...]
    nonce: str
    commitment: str


def canonical(body: Mapping[str, Any]) -> bytes:
    """Return the bytes that are sealed and committed to."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def commit_to(nonce: bytes, sealed: bytes) -> str:
    """Return the commitment in hexadecimal."""
    return hashlib.sha256(nonce + sealed).hexdigest()


def read_draft(session: Session, actor: Actor, proposal: Proposal, now: datetime) -> Draft:
    """Return the applicant's draft.

    :raises NotFound: for everybody but the applicant.
    """
    if not actor.is_system and not RIGHTS.can_in_some_state(actor, Action.PROPOSAL_EDIT, proposal, now):
        raise NotFound()
    row = session.get_one(ProposalContent, proposal.id)
    kept = row.draft or {}
    return Draft(
        str(kept.get("summary", "")), dict(kept.get("answers", {})), dict(kept.get("terms", {})), row.draft_version,
        row.draft_saved_at,
    )  # fmt: skip


def read_sealed(session: Session, actor: Actor, proposal: Proposal, now: datetime) -> Sealed:
    """Return what was submitted: to the applicant at any time, to others by the matrix, after the opening.

    :raises NotFound: where the actor may not read it, or nothing was submitted.
    """
    RIGHTS.require(actor, Action.PROPOSAL_READ_CONTENT, proposal, now)
    row = session.get_one(ProposalContent, proposal.id)
    return _unpacked(row)


def read_many(session: Session, actor: Actor, proposals: Sequence[Proposal], now: datetime) -> dict[int, Sealed]:
    """Return what several proposals say, by their inner id, in one statement; damaged ones are left out.

    :raises NotFound: where the actor may not read one of them.
    """
    # Held until the rights are checked, so that each project is read once and not for every fact.
    projects = session.scalars(select(Project).where(Project.id.in_({each.project_id for each in proposals}))).all()
    for proposal in proposals:
        RIGHTS.require(actor, Action.PROPOSAL_READ_CONTENT, proposal, now)
    del projects
    rows = session.scalars(
        select(ProposalContent).where(ProposalContent.proposal_id.in_([proposal.id for proposal in proposals]))
    )
    found: dict[int, Sealed] = {}
    for row in rows:
        try:
            found[row.proposal_id] = _unpacked(row)
        except (NotFound, ValueError, KeyError, TypeError):
            continue
    return found


def _unpacked(row: ProposalContent) -> Sealed:
    if row.sealed is None or row.nonce is None:
        raise NotFound()
    body = json.loads(row.sealed)
    return Sealed(
        body["summary"], body["answers"], body["terms"], tuple(body["attachments"]), row.nonce.hex(),
        commit_to(row.nonce, row.sealed),
    )  # fmt: skip


def sealed_copy(session: Session, actor: Actor, proposal: Proposal, now: datetime) -> SealedCopy:
    """Return the bytes of the last sealing and their nonce: to the applicant only, also after the opening.

    :raises NotFound: for everybody else, and where nothing was submitted.
    """
    if not RIGHTS.can_in_some_state(actor, Action.PROPOSAL_EDIT, proposal, now):
        raise NotFound()
    row = session.get_one(ProposalContent, proposal.id)
    if row.sealed is None or row.nonce is None:
        raise NotFound()
    return SealedCopy(row.sealed, row.nonce, commit_to(row.nonce, row.sealed))


def fingerprint(body: Mapping[str, Any]) -> str:
    """Return SHA-256 over the canonical bytes alone: it tells whether what was previewed is what gets sealed."""
    return hashlib.sha256(canonical(body)).hexdigest()


def write_draft(
    uow: UnitOfWork, proposal: Proposal, summary: str, answers: Mapping[str, str], terms: Mapping[str, str],
    version: int | None,
) -> int:  # fmt: skip
    """Save the draft and return its new version; rights are the service's to have checked.

    :raises EditedMeanwhile: where another tab saved since `version`.
    """
    row = uow.session.get_one(ProposalContent, proposal.id, with_for_update=True)
    if version is not None and row.draft_version != version:
        raise EditedMeanwhile()
    row.draft = {"summary": summary, "answers": dict(answers), "terms": dict(terms)}
    row.draft_version += 1
    row.draft_saved_at = uow.now
    return row.draft_version


def seal(uow: UnitOfWork, proposal: Proposal, body: Mapping[str, Any]) -> str:
    """Seal a checked body under a fresh nonce and return the commitment; rights are the service's to have checked."""
    row = uow.session.get_one(ProposalContent, proposal.id, with_for_update=True)
    row.sealed, row.nonce = canonical(body), secrets.token_bytes(NONCE_BYTES)
    return commit_to(row.nonce, row.sealed)


def is_sealed_as(session: Session, proposal: Proposal, body: Mapping[str, Any]) -> bool:
    """Whether exactly this body is sealed already: then a second submission is the same one."""
    row = session.get_one(ProposalContent, proposal.id)
    return row.sealed == canonical(body)


def recompute(session: Session, proposal: Proposal) -> str:
    """Return the commitment over what is stored now, for the opening; an empty string where nothing is stored."""
    row = session.get_one(ProposalContent, proposal.id)
    return "" if row.sealed is None or row.nonce is None else commit_to(row.nonce, row.sealed)


def attachments(session: Session, actor: Actor, proposal: Proposal, now: datetime) -> list[Attachment]:
    """Return the files of a proposal.

    :raises NotFound: where the actor may not read its content.
    """
    RIGHTS.require(actor, Action.PROPOSAL_READ_CONTENT, proposal, now)
    rows = session.execute(
        select(ProposalAttachment, StoredFile)
        .join(StoredFile, StoredFile.id == ProposalAttachment.file_id)
        .where(ProposalAttachment.proposal_id == proposal.id)
        .order_by(ProposalAttachment.id)
    )
    return [
        Attachment(held.public_id, file.public_id, file.name, held.kind, held.title, file.size, file.sha256)
        for held, file in rows
    ]
