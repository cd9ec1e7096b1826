"""One project as its readers see it: everything public that hangs on it, as frozen rows, in few statements.

It never reads proposals: who answered and with which result is told by `proposals.results`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from marketplace.access.actions import Action
from marketplace.access.actor import Actor
from marketplace.assets.models import Asset, AssetPhoto
from marketplace.decisions.models import DecisionStep
from marketplace.files.models import StoredFile
from marketplace.identity.models import Organisation
from marketplace.kernel.errors import NotFound
from marketplace.projects.models import Criterion, Project, ProjectAsset, ProjectDocument, ProjectStep, Question
from marketplace.projects.rights import RIGHTS, shown
from marketplace.workflow.project import PUBLIC_STATES


@dataclass(frozen=True)
class OrganisationName:
    """An organisation as it is named and linked."""

    public_id: str
    name_zh: str
    name_en: str
    kind: str
    is_public: bool


@dataclass(frozen=True)
class AssetFactsRow:
    """An asset that the project offers, with its photographs as (public id, description)."""

    id: int
    number: str
    name_zh: str
    name_en: str
    kind: str
    tenure: str
    area_m2: Decimal | None
    address: str
    condition: str
    utilities: str
    restrictions: str
    current_use: str
    photos: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class DocumentRow:
    """A public document."""

    kind: str
    title: str
    public_id: str
    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class CriterionRow:
    """A criterion."""

    key: str
    name_zh: str
    name_en: str
    weight_bp: int
    #: None where no score is too low.
    minimum: int | None


@dataclass(frozen=True)
class StepRow:
    """A step of the life cycle that the public may know, with its reason."""

    verb: str
    target: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class QuestionRow:
    """A question and its answer; who asked is not in it."""

    number: int
    text: str
    asked_at: datetime
    answer: str
    answered_at: datetime | None


@dataclass(frozen=True)
class DecisionRow:
    """A held meeting or vote."""

    step: str
    held_on: date
    called: int
    present: int
    votes_for: int
    votes_against: int
    abstained: int
    passed: bool
    summary: str


@dataclass(frozen=True)
class ProjectView:
    """A project for its readers; `state` is the one that the clock says."""

    public_id: str
    number: str
    title_zh: str
    title_en: str
    summary_zh: str
    summary_en: str
    description_zh: str
    description_en: str
    sector: str
    money_model: str
    territory_id: int
    state: str
    end_code: str
    opens_at: datetime | None
    questions_until: datetime | None
    deadline_at: datetime | None
    published_at: datetime | None
    opened_at: datetime | None
    decided_at: datetime | None
    ended_at: datetime | None
    min_proposals: int
    is_example: bool
    offers: Sequence[Any]
    asks: Sequence[Any]
    eligibility: Sequence[Any]
    answers: Mapping[str, Any]
    terms: Mapping[str, Any]
    organisation: OrganisationName
    partner: OrganisationName | None
    attempt_of: str | None
    assets: tuple[AssetFactsRow, ...]
    documents: tuple[DocumentRow, ...]
    criteria: tuple[CriterionRow, ...]
    steps: tuple[StepRow, ...]
    questions: tuple[QuestionRow, ...]
    decisions: tuple[DecisionRow, ...]
    may_ask: bool
    may_answer: bool
    row_id: int


def project_view(session: Session, actor: Actor, now: datetime, public_id: str) -> ProjectView:
    """Return a project that the actor may read.

    :raises NotFound: where there is none for this actor.
    """
    owner, partner, earlier = aliased(Organisation), aliased(Organisation), aliased(Project)
    found = session.execute(
        select(Project, owner, partner, earlier)
        .join(owner, owner.id == Project.organisation_id)
        .outerjoin(partner, partner.id == Project.partner_id)
        .outerjoin(earlier, earlier.id == Project.attempt_of_id)
        .where(Project.public_id == public_id)
    ).one_or_none()
    if found is None:
        raise NotFound()
    project, owner_row = found[0], found[1]
    partner_row: Organisation | None = found[2]
    earlier_row: Project | None = found[3]
    RIGHTS.require(actor, Action.PROJECT_READ, project, now)
    kept = {name: getattr(project, name) for name in _COPIED}
    kept |= {"description_zh": project.description_zh_html, "description_en": project.description_en_html}
    if earlier_row is not None and not RIGHTS.can(actor, Action.PROJECT_READ, earlier_row, now):
        earlier_row = None
    return ProjectView(
        **kept,
        row_id=project.id,
        state=shown(project, now),
        organisation=_name(owner_row),
        partner=_name(partner_row) if partner_row is not None else None,
        attempt_of=earlier_row.public_id if earlier_row is not None else None,
        assets=_assets(session, project.id),
        documents=_documents(session, project.id),
        criteria=_criteria(session, project.id),
        steps=_steps(session, project),
        questions=questions(session, project.id),
        decisions=_decisions(session, project.id),
        may_ask=RIGHTS.can(actor, Action.QUESTION_ASK, project, now)
        and (project.questions_until is None or now < project.questions_until),
        may_answer=RIGHTS.can(actor, Action.QUESTION_ANSWER, project, now),
    )


_COPIED = (
    "public_id", "number", "title_zh", "title_en", "summary_zh", "summary_en", "sector", "money_model", "territory_id",
    "end_code", "opens_at", "questions_until", "deadline_at", "published_at", "opened_at", "decided_at", "ended_at",
    "min_proposals", "is_example", "offers", "asks", "eligibility", "answers", "terms",
)  # fmt: skip


def _name(row: Organisation) -> OrganisationName:
    return OrganisationName(row.public_id, row.name_zh, row.name_en, row.kind, row.state == "verified")


def _assets(session: Session, project_id: int) -> tuple[AssetFactsRow, ...]:
    columns = (
        Asset.id, Asset.number, Asset.name_zh, Asset.name_en, Asset.kind, Asset.tenure, Asset.area_m2, Asset.address,
        Asset.condition, Asset.utilities, Asset.restrictions, Asset.current_use,
    )  # fmt: skip
    offered = select(ProjectAsset.asset_id).where(ProjectAsset.project_id == project_id)
    rows: Sequence[Any] = session.execute(select(*columns).where(Asset.id.in_(offered)).order_by(Asset.number)).all()
    pictures = session.execute(
        select(AssetPhoto.asset_id, StoredFile.public_id, AssetPhoto.alt)
        .join(StoredFile, StoredFile.id == AssetPhoto.file_id)
        .where(AssetPhoto.asset_id.in_(offered))
        .order_by(AssetPhoto.asset_id, AssetPhoto.position, AssetPhoto.id)
    ).all()
    return tuple(
        AssetFactsRow(*[*row, tuple((file, alt) for asset, file, alt in pictures if asset == row.id)]) for row in rows
    )


def _documents(session: Session, project_id: int) -> tuple[DocumentRow, ...]:
    rows = session.execute(
        select(
            ProjectDocument.kind, ProjectDocument.title, StoredFile.public_id, StoredFile.name, StoredFile.size,
            StoredFile.sha256,
        )
        .join(StoredFile, StoredFile.id == ProjectDocument.file_id)
        .where(ProjectDocument.project_id == project_id, ProjectDocument.is_internal.is_(False))
        .order_by(ProjectDocument.position, ProjectDocument.id)
    )  # fmt: skip
    return tuple(DocumentRow(*row) for row in rows)


def _criteria(session: Session, project_id: int) -> tuple[CriterionRow, ...]:
    rows = session.execute(
        select(Criterion.key, Criterion.label_zh, Criterion.label_en, Criterion.weight_bp, Criterion.minimum)
        .where(Criterion.project_id == project_id)
        .order_by(Criterion.position, Criterion.id)
    )
    return tuple(CriterionRow(key, zh, en, weight, minimum or None) for key, zh, en, weight, minimum in rows)


def _steps(session: Session, project: Project) -> tuple[StepRow, ...]:
    """Return what happened since the publication; what was said on the way to it stays inside."""
    rows = session.execute(
        select(ProjectStep.verb, ProjectStep.target, ProjectStep.at, ProjectStep.reason)
        .where(ProjectStep.project_id == project.id, ProjectStep.target.in_(PUBLIC_STATES))
        .order_by(ProjectStep.at, ProjectStep.id)
    )
    return tuple(StepRow(*row) for row in rows)


def questions(session: Session, project_id: int) -> tuple[QuestionRow, ...]:
    """Return a project's questions in order; the caller has read the project."""
    rows = session.execute(
        select(Question.number, Question.text, Question.created_at, Question.answer, Question.answered_at)
        .where(Question.project_id == project_id)
        .order_by(Question.number)
    )
    return tuple(QuestionRow(*row) for row in rows)


def _decisions(session: Session, project_id: int) -> tuple[DecisionRow, ...]:
    rows = session.execute(
        select(
            DecisionStep.step, DecisionStep.held_on, DecisionStep.called, DecisionStep.present, DecisionStep.votes_for,
            DecisionStep.votes_against, DecisionStep.abstained, DecisionStep.passed, DecisionStep.summary,
        )
        .where(
            DecisionStep.subject_kind == "project",
            DecisionStep.subject_id == project_id,
            DecisionStep.is_valid.is_(True),
        )
        .order_by(DecisionStep.held_on, DecisionStep.id)
    )  # fmt: skip
    return tuple(DecisionRow(*row) for row in rows)
