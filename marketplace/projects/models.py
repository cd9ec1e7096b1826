"""Projects and what hangs on them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, validates

from marketplace.db.base import Base, Identified, UtcDateTime, Versioned, state_check, state_column
from marketplace.kernel.sorting import sort_key
from marketplace.workflow.project import PROJECT


class Project(Identified, Versioned, Base):
    """An offer to the market, on one or more assets.

    `state` is the stored state; what people are shown comes from `workflow.project.shown_state` and the clock.
    """

    __tablename__ = "projects"
    __table_args__ = (
        state_check(PROJECT),
        CheckConstraint("deadline_at IS NULL OR opens_at IS NULL OR deadline_at > opens_at", name="dates_in_order"),
        Index("ix_projects_newest", "published_at", "id"),
        Index("ix_projects_deadline", "state", "deadline_at", "id"),
        Index("ix_projects_sector", "sector", "published_at", "id"),
        Index("ix_projects_territory_path", "territory_path"),
        Index("ix_projects_title", "sort_key", "public_id"),
        Index("ix_projects_questions_until", "questions_until"),
    )

    #: Printed number, such as `XM-2026-0001`.
    number: Mapped[str] = mapped_column(String(20), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    territory_id: Mapped[int] = mapped_column(ForeignKey("territories.id"))
    territory_path: Mapped[str] = mapped_column(String(200))
    #: Key of `workflow.sectors.SECTORS`.
    sector: Mapped[str] = mapped_column(String(24))
    #: Key of `workflow.money_models`.
    money_model: Mapped[str] = mapped_column(String(24))
    title_zh: Mapped[str] = mapped_column(String(80))
    title_en: Mapped[str] = mapped_column(String(160), default="")
    #: Pinyin of the Chinese title: the order in lists.
    sort_key: Mapped[str] = mapped_column(String(160), default="")
    summary_zh: Mapped[str] = mapped_column(String(200), default="")
    summary_en: Mapped[str] = mapped_column(String(400), default="")
    #: Markdown as typed, and the HTML rendered from it when saved (markdown-it, raw HTML off).
    description_zh: Mapped[str] = mapped_column(Text, default="")
    description_en: Mapped[str] = mapped_column(Text, default="")
    description_zh_html: Mapped[str] = mapped_column(Text, default="")
    description_en_html: Mapped[str] = mapped_column(Text, default="")
    #: Lists of short texts: what is offered, what is asked, who may answer.
    offers: Mapped[list[Any]] = mapped_column(JSON, default=list)
    asks: Mapped[list[Any]] = mapped_column(JSON, default=list)
    eligibility: Mapped[list[Any]] = mapped_column(JSON, default=list)
    #: Answers to the sector template's fields, validated by `workflow.sectors`.
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    #: Terms of the money model, whole fen, basis points and months; validated by `workflow.money_models`.
    terms: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    min_proposals: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = state_column(PROJECT)
    #: Key of `vocabulary.END_CODES` once it ended without success.
    end_code: Mapped[str] = mapped_column(String(24), default="")
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    questions_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Proposals are accepted strictly before this instant.
    deadline_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: The unsuccessful project that this one offers again.
    attempt_of_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id"))
    #: The partner that operates it, once there is one.
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    is_example: Mapped[bool] = mapped_column(default=False)

    @validates("title_zh")
    def _sort_by_title(self, _name: str, title: str) -> str:
        self.sort_key = sort_key(title)
        return title


class ProjectAsset(Base):
    """An asset that a project offers."""

    __tablename__ = "project_assets"

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id"), primary_key=True, index=True)


class Criterion(Base):
    """One criterion by which proposals are judged, published before they are written."""

    __tablename__ = "criteria"
    __table_args__ = (
        UniqueConstraint("project_id", "key"),
        CheckConstraint("weight_bp BETWEEN 0 AND 10000", name="weight"),
        CheckConstraint("minimum BETWEEN 0 AND 100", name="minimum"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(40))
    label_zh: Mapped[str] = mapped_column(String(80))
    label_en: Mapped[str] = mapped_column(String(120), default="")
    #: Basis points; all criteria of a project sum to 10,000 before it is sent on.
    weight_bp: Mapped[int]
    #: Score from 0 to 100 below which a proposal is out.
    minimum: Mapped[int] = mapped_column(default=0)
    position: Mapped[int] = mapped_column(default=0)


class ProjectDocument(Identified, Base):
    """A typed document of a project."""

    __tablename__ = "project_documents"

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    #: Key of `vocabulary.DOCUMENT_KINDS`.
    kind: Mapped[str] = mapped_column(String(24))
    title: Mapped[str] = mapped_column(String(120))
    #: Not public: for the community and its street office only.
    is_internal: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)


class ProjectStep(Base):
    """One move of a project's life cycle as people are told of it, with its reason."""

    __tablename__ = "project_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    verb: Mapped[str] = mapped_column(String(24))
    source: Mapped[str] = mapped_column(String(24))
    target: Mapped[str] = mapped_column(String(24))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text, default="")
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class Question(Identified, Base):
    """A question about an open project; shown without who asked."""

    __tablename__ = "questions"
    __table_args__ = (UniqueConstraint("project_id", "number"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    #: 1, 2, 3 … within the project.
    number: Mapped[int]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
