"""What the public learns of proposals: nothing while sealed, then who answered, then results with reasons.

It reads the minutes of the opening and the results, never the content.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.identity.models import Organisation
from marketplace.kernel.clock import aware_utc
from marketplace.proposals.models import Proposal, ProposalReceipt

#: States of a proposal that are a result, in the order in which people look for them.
RESULTS = (
    "awarded", "candidate", "reserve", "shortlisted", "not_awarded", "not_shortlisted", "disqualified",
)  # fmt: skip
#: Project states in which results are public: everybody was told at the same instant.
RESULT_STATES = frozenset(
    {"shortlisted", "roadshow", "proposed", "awarded", "contracted", "operating", "completed", "terminated",
     "unsuccessful"}
)  # fmt: skip


@dataclass(frozen=True)
class OpenedProposal:
    """A proposal after the opening: who, when sealed, with which commitment; `result` is empty until all are told."""

    organisation_public_id: str
    name_zh: str
    name_en: str
    is_public: bool
    submitted_at: datetime | None
    commitment: str
    result: str
    reason: str


def opened_proposals(
    session: Session, project_id: int, project_state: str, opened_at: datetime | None
) -> list[OpenedProposal]:
    """Return the opened proposals of a project, results first; nothing where the seals were never broken."""
    if opened_at is None:
        return []
    told = project_state in RESULT_STATES
    rows = session.execute(
        select(
            Organisation.public_id, Organisation.name_zh, Organisation.name_en, Organisation.state,
            Proposal.submitted_at, Proposal.commitment, Proposal.state, Proposal.result_reason,
        )
        .join(Organisation, Organisation.id == Proposal.organisation_id)
        .join(ProposalReceipt, ProposalReceipt.commitment == Proposal.commitment)
        .where(
            Proposal.project_id == project_id,
            Proposal.opened_at.is_not(None),
            ProposalReceipt.withdrawn_at.is_(None),
        )
        .order_by(Proposal.submitted_at, Proposal.id)
    )  # fmt: skip
    found = [
        OpenedProposal(
            public_id, zh, en, state == "verified", aware_utc(at) if at else None, commitment,
            result if told and result in RESULTS else "", reason if told and result in RESULTS else "",
        )
        for public_id, zh, en, state, at, commitment, result, reason in rows
    ]  # fmt: skip
    return sorted(found, key=lambda row: _RANK.get(row.result, len(RESULTS)))


_RANK: Mapping[str, int] = {key: place for place, key in enumerate(RESULTS)}
