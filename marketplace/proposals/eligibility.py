"""May this organisation answer this project: every condition, met or not, with what would prove it. It only reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.access.actions import Action
from marketplace.access.actor import Actor, Role
from marketplace.identity.models import Organisation
from marketplace.kernel.clock import local_today
from marketplace.kernel.errors import NotFound
from marketplace.partners.models import Licence
from marketplace.projects.models import Project
from marketplace.projects.rights import RIGHTS, shown
from marketplace.proposals.models import Proposal
from marketplace.workflow.sectors import LICENCES, SECTORS

#: A licence is held, held but over before the deadline, over, or not there at all.
HELD, ENDS_SOON, EXPIRED, MISSING = "held", "ends_soon", "expired", "missing"


@dataclass(frozen=True)
class LicenceCheck:
    """A licence that this kind of project usually asks for; `label` and `issuer` are message ids."""

    key: str
    label: str
    issuer: str
    state: str
    expires_on: date | None


@dataclass(frozen=True)
class OrganisationCheck:
    """One organisation of the actor against the project; `may_start` says whether nothing stands in the way."""

    public_id: str
    name_zh: str
    name_en: str
    state: str
    is_own_project: bool
    proposal: str
    proposal_state: str
    licences: tuple[LicenceCheck, ...]
    may_start: bool


@dataclass(frozen=True)
class Check:
    """The project's side, and each organisation that the actor could answer it for."""

    public_id: str
    number: str
    title_zh: str
    title_en: str
    sector: str
    state: str
    opens_at: datetime | None
    deadline_at: datetime | None
    eligibility: Sequence[Any]
    organisations: tuple[OrganisationCheck, ...]

    @property
    def is_open(self) -> bool:
        """Whether the project takes proposals now."""
        return self.state == "open"


def check(session: Session, actor: Actor, now: datetime, project_id: str) -> Check:
    """Check all organisations of the actor against a project that the actor may read.

    :raises NotFound: where there is none for this actor.
    """
    project = session.scalar(select(Project).where(Project.public_id == project_id))
    if project is None:
        raise NotFound()
    RIGHTS.require(actor, Action.PROJECT_READ, project, now)
    state = shown(project, now)
    mine = sorted(actor.organisation_ids(Role.PARTNER))
    organisations = session.scalars(
        select(Organisation).where(Organisation.id.in_(mine)).order_by(Organisation.sort_key, Organisation.id)
    ).all()
    started = {
        row.organisation_id: row
        for row in session.execute(
            select(Proposal.organisation_id, Proposal.public_id, Proposal.state).where(
                Proposal.project_id == project.id, Proposal.organisation_id.in_(mine)
            )
        )
    }
    licences = session.execute(
        select(Licence.organisation_id, Licence.name, Licence.expires_on).where(Licence.organisation_id.in_(mine))
    ).all()
    checks = []
    for organisation in organisations:
        own_project = project.organisation_id in (organisation.id, organisation.parent_id)
        there = started.get(organisation.id)
        held = [(name, ends) for owner, name, ends in licences if owner == organisation.id]
        checks.append(
            OrganisationCheck(
                organisation.public_id, organisation.name_zh, organisation.name_en, organisation.state, own_project,
                there.public_id if there else "", there.state if there else "",
                _licences(project, held, now),
                state == "open" and organisation.state == "verified" and not own_project and there is None,
            )
        )  # fmt: skip
    return Check(
        project.public_id, project.number, project.title_zh, project.title_en, project.sector, state, project.opens_at,
        project.deadline_at, project.eligibility, tuple(checks),
    )  # fmt: skip


def _licences(project: Project, held: Sequence[tuple[str, date | None]], now: datetime) -> tuple[LicenceCheck, ...]:
    """Hold what the sector usually asks for against what the profile shows; the best of several counts."""
    today = local_today(now)
    deadline = local_today(project.deadline_at) if project.deadline_at is not None else today
    found = []
    for key in SECTORS[project.sector].licences:
        licence = LICENCES[key]
        ends = [each for name, each in held if name == licence.label]
        last = None if not ends or None in ends else max(each for each in ends if each is not None)
        if not ends:
            state = MISSING
        elif last is not None and last < today:
            state = EXPIRED
        elif last is not None and last <= deadline:
            state = ENDS_SOON
        else:
            state = HELD
        found.append(LicenceCheck(key, licence.label, licence.issuer, state, last))
    return tuple(found)
