"""One held meeting or vote on the way to a decision."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base, Identified, one_of
from marketplace.workflow.vocabulary import DECISION_STEPS


class DecisionStep(Identified, Base):
    """A step of 四议两公开 or the owners' vote, with its numbers; whether it passed is computed by `workflow.decisions`."""

    __tablename__ = "decision_steps"
    __table_args__ = (
        one_of("step", tuple(DECISION_STEPS)),
        Index("ix_decision_steps_subject", "subject_kind", "subject_id", "step"),
    )

    #: `project`; later also agreements and distributions.
    subject_kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int]
    step: Mapped[str] = mapped_column(String(24))
    held_on: Mapped[date]
    #: Heads: entitled, present, and the votes of those present.
    called: Mapped[int] = mapped_column(default=0)
    present: Mapped[int] = mapped_column(default=0)
    votes_for: Mapped[int] = mapped_column(default=0)
    votes_against: Mapped[int] = mapped_column(default=0)
    abstained: Mapped[int] = mapped_column(default=0)
    #: Exclusive floor area in whole square metres, for the owners' vote only.
    area_total_m2: Mapped[int | None]
    area_present_m2: Mapped[int | None]
    area_for_m2: Mapped[int | None]
    summary: Mapped[str] = mapped_column(Text, default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    #: False once the project went back to draft: the step must be taken again.
    is_valid: Mapped[bool] = mapped_column(default=True)
    passed: Mapped[bool] = mapped_column(default=False)
