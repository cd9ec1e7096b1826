"""Who belongs to whom: the people of an organisation, the officers over a place, the applicants of a project."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.access.actor import Role
from marketplace.identity.models import HeldRoleRow, Organisation, User
from marketplace.proposals.models import Proposal
from marketplace.territory.models import Territory


@dataclass(frozen=True)
class Applicant:
    """One proposal without its content: whose it is, where it stands, and why."""

    public_id: str
    organisation_id: int
    name_zh: str
    name_en: str
    state: str
    reason: str


def members(session: Session, organisation_ids: Collection[int], role: Role) -> list[int]:
    """Return the active people who hold this role for one of these organisations."""
    query = (
        select(HeldRoleRow.user_id)
        .join(User, User.id == HeldRoleRow.user_id)
        .where(HeldRoleRow.role == role.value, HeldRoleRow.organisation_id.in_(organisation_ids), User.is_active)
        .distinct()
        .order_by(HeldRoleRow.user_id)
    )
    return list(session.scalars(query))


def officers(session: Session, territory_path: str, role: Role) -> list[int]:
    """Return the active people who hold this role over a place: over it, or over any place that it lies in."""
    reach = func.coalesce(Territory.path, Organisation.territory_path)
    query = (
        select(HeldRoleRow.user_id, reach)
        .join(User, User.id == HeldRoleRow.user_id)
        .outerjoin(Territory, Territory.id == HeldRoleRow.territory_id)
        .outerjoin(Organisation, Organisation.id == HeldRoleRow.organisation_id)
        .where(HeldRoleRow.role == role.value, User.is_active)
        .order_by(HeldRoleRow.user_id)
    )
    found = (user_id for user_id, path in session.execute(query) if path and territory_path.startswith(path))
    return list(dict.fromkeys(found))


def applicants(session: Session, project_id: int) -> list[Applicant]:
    """Return all who have a proposal for a project, in whatever state."""
    query = (
        select(
            Proposal.public_id, Proposal.organisation_id, Organisation.name_zh, Organisation.name_en, Proposal.state,
            Proposal.result_reason,
        )
        .join(Organisation, Organisation.id == Proposal.organisation_id)
        .where(Proposal.project_id == project_id)
        .order_by(Proposal.id)
    )  # fmt: skip
    return [Applicant(*row) for row in session.execute(query)]
