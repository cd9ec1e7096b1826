"""What a community's own desk reads of its projects: everything, drafts and internal papers too, as frozen rows.

Whose desk it is comes from the matrix: a project is on the desk of those who could have created it. Proposals are not
read here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from marketplace.access.actions import Action
from marketplace.access.actor import Actor
from marketplace.assets.models import Asset
from marketplace.decisions.queries import DecisionFile, decision_files
from marketplace.files.models import StoredFile
from marketplace.identity.models import Organisation
from marketplace.kernel.errors import NotFound
from marketplace.projects.completeness import Lack, Part, lacking_steps, parts_of
from marketplace.projects.models import Criterion, Project, ProjectAsset, ProjectDocument, ProjectStep, Question
from marketplace.projects.reading import QuestionRow, questions
from marketplace.projects.rights import RIGHTS, shown
from marketplace.workflow.project import PROJECT


class ProjectOnAsset(NamedTuple):
    """A project that offers an asset."""

    public_id: str
    number: str
    title_zh: str
    title_en: str
    state: str


class DeskCriterion(NamedTuple):
    """A criterion as it is edited."""

    key: str
    label_zh: str
    label_en: str
    weight_bp: int
    minimum: int


class DeskDocument(NamedTuple):
    """A document with its file, internal ones too."""

    public_id: str
    kind: str
    title: str
    is_internal: bool
    file: str
    name: str
    size: int
    sha256: str


class DeskStep(NamedTuple):
    """A step of the life cycle with its reason."""

    verb: str
    target: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class DeskProject:
    """One project with all that its community works on; `state` is what the clock says, `verbs` may be taken."""

    id: int
    public_id: str
    number: str
    organisation_id: int
    sector: str
    money_model: str
    title_zh: str
    title_en: str
    summary_zh: str
    summary_en: str
    description_zh: str
    description_en: str
    offers: Sequence[str]
    asks: Sequence[str]
    eligibility: Sequence[str]
    answers: Mapping[str, Any]
    terms: Mapping[str, Any]
    min_proposals: int
    end_code: str
    opens_at: datetime | None
    questions_until: datetime | None
    deadline_at: datetime | None
    published_at: datetime | None
    opened_at: datetime | None
    created_at: datetime
    ended_at: datetime | None
    version: int
    state: str
    organisation_public_id: str
    organisation_zh: str
    organisation_en: str
    partner_zh: str
    partner_en: str
    attempt_of: str
    next_attempt: str
    assets: tuple[ProjectOnAsset, ...]
    tenures: tuple[str, ...]
    criteria: tuple[DeskCriterion, ...]
    documents: tuple[DeskDocument, ...]
    steps: tuple[DeskStep, ...]
    decisions: tuple[DecisionFile, ...]
    lacking_steps: tuple[Lack, ...]
    parts: tuple[Part, ...]
    questions: int
    unanswered: int
    verbs: frozenset[str]
    may_edit: bool
    may_submit: bool
    may_answer: bool

    @property
    def returned(self) -> DeskStep | None:
        """The step by which the street office sent it back, where that was the last thing that happened."""
        return self.steps[-1] if self.steps and self.steps[-1].verb == "return" else None


def own(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """Return the filter of projects on the actor's own desk."""
    return RIGHTS.visible(actor, now, Action.PROJECT_CREATE)


def desk_project(session: Session, actor: Actor, now: datetime, public_id: str) -> DeskProject:
    """Return one of the actor's own projects.

    :raises NotFound: where there is none on this desk.
    """
    partner, earlier = aliased(Organisation), aliased(Project)
    found = session.execute(
        select(Project, Organisation, partner, earlier.public_id)
        .join(Organisation, Organisation.id == Project.organisation_id)
        .outerjoin(partner, partner.id == Project.partner_id)
        .outerjoin(earlier, earlier.id == Project.attempt_of_id)
        .where(Project.public_id == public_id, own(actor, now))
    ).one_or_none()
    if found is None:
        raise NotFound()
    project: Project = found[0]
    owner: Organisation = found[1]
    with_partner: Organisation | None = found[2]
    state = shown(project, now)
    assets = _assets(session, project.id)
    total, unanswered = _question_counts(session, project.id)
    return DeskProject(
        **{name: getattr(project, name) for name in _COPIED},
        state=state,
        organisation_public_id=owner.public_id,
        organisation_zh=owner.name_zh,
        organisation_en=owner.name_en,
        partner_zh=with_partner.name_zh if with_partner else "",
        partner_en=with_partner.name_en if with_partner else "",
        attempt_of=found[3] or "",
        next_attempt=_next_attempt(session, project),
        assets=tuple(asset for asset, _tenure in assets),
        tenures=tuple(tenure for _asset, tenure in assets),
        criteria=_criteria(session, project.id),
        documents=_documents(session, project.id),
        steps=_steps(session, project.id),
        decisions=tuple(row for row in decision_files(session, "project", project.id) if row.is_valid),
        lacking_steps=lacking_steps(session, [project.id], now)[project.id],
        parts=parts_of(session, [project])[project.id],
        questions=total,
        unanswered=unanswered,
        verbs=frozenset(move.verb for move in RIGHTS.moves(actor, PROJECT, project, now)),
        may_edit=RIGHTS.can(actor, Action.PROJECT_EDIT, project, now),
        may_submit=RIGHTS.can(actor, Action.PROJECT_SUBMIT, project, now),
        may_answer=RIGHTS.can(actor, Action.QUESTION_ANSWER, project, now),
    )


_COPIED = (
    "id", "public_id", "number", "organisation_id", "sector", "money_model", "title_zh", "title_en", "summary_zh",
    "summary_en", "description_zh", "description_en", "offers", "asks", "eligibility", "answers", "terms",
    "min_proposals", "end_code", "opens_at", "questions_until", "deadline_at", "published_at", "opened_at",
    "created_at", "ended_at", "version",
)  # fmt: skip


def desk_questions(session: Session, project_id: int) -> list[QuestionRow]:
    """Return a project's questions, those without an answer first; the caller has read the project."""
    return sorted(questions(session, project_id), key=lambda row: row.answered_at is not None)


def _next_attempt(session: Session, project: Project) -> str:
    later = select(Project.public_id).where(Project.attempt_of_id == project.id).order_by(Project.id.desc()).limit(1)
    return session.scalar(later) or ""


def _assets(session: Session, project_id: int) -> list[tuple[ProjectOnAsset, str]]:
    rows = session.execute(
        select(Asset.public_id, Asset.number, Asset.name_zh, Asset.name_en, Asset.state, Asset.tenure)
        .join(ProjectAsset, ProjectAsset.asset_id == Asset.id)
        .where(ProjectAsset.project_id == project_id)
        .order_by(Asset.number)
    )
    return [(ProjectOnAsset(*row[:5]), row.tenure) for row in rows]


def _criteria(session: Session, project_id: int) -> tuple[DeskCriterion, ...]:
    rows = session.execute(
        select(Criterion.key, Criterion.label_zh, Criterion.label_en, Criterion.weight_bp, Criterion.minimum)
        .where(Criterion.project_id == project_id)
        .order_by(Criterion.position, Criterion.id)
    )
    return tuple(DeskCriterion(*row) for row in rows)


def _documents(session: Session, project_id: int) -> tuple[DeskDocument, ...]:
    rows = session.execute(
        select(
            ProjectDocument.public_id, ProjectDocument.kind, ProjectDocument.title, ProjectDocument.is_internal,
            StoredFile.public_id.label("file"), StoredFile.name, StoredFile.size, StoredFile.sha256,
        )
        .join(StoredFile, StoredFile.id == ProjectDocument.file_id)
        .where(ProjectDocument.project_id == project_id)
        .order_by(ProjectDocument.position, ProjectDocument.id)
    )  # fmt: skip
    return tuple(DeskDocument(*row) for row in rows)


def _steps(session: Session, project_id: int) -> tuple[DeskStep, ...]:
    rows = session.execute(
        select(ProjectStep.verb, ProjectStep.target, ProjectStep.at, ProjectStep.reason)
        .where(ProjectStep.project_id == project_id)
        .order_by(ProjectStep.id)
    )
    return tuple(DeskStep(*row) for row in rows)


def _question_counts(session: Session, project_id: int) -> tuple[int, int]:
    row = session.execute(
        select(func.count(Question.id), func.count(Question.answered_at)).where(Question.project_id == project_id)
    ).one()
    return row[0], row[0] - row[1]
