"""Held meetings and votes as those read them who decide or watch: every number, and the minutes. Rights are the
caller's: it knows the subject.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.decisions.models import DecisionStep
from marketplace.files.queries import FileRow, file_rows

#: Each step that counts with its day and whether it passed.
Held = Mapping[str, tuple[date, bool]]


@dataclass(frozen=True)
class DecisionFile:
    """A held meeting or vote with its numbers and minutes; `is_valid` is false for one that no longer counts."""

    step: str
    held_on: date
    called: int
    present: int
    votes_for: int
    votes_against: int
    abstained: int
    area_total_m2: int | None
    area_present_m2: int | None
    area_for_m2: int | None
    passed: bool
    is_valid: bool
    summary: str
    file: FileRow | None


def decision_files(session: Session, subject_kind: str, subject_id: int) -> tuple[DecisionFile, ...]:
    """Return all that was held, what counts first, in two statements."""
    rows = session.scalars(
        select(DecisionStep)
        .where(DecisionStep.subject_kind == subject_kind, DecisionStep.subject_id == subject_id)
        .order_by(DecisionStep.is_valid.desc(), DecisionStep.held_on, DecisionStep.id)
    ).all()
    files = file_rows(session, [row.file_id for row in rows])
    return tuple(
        DecisionFile(
            row.step, row.held_on, row.called, row.present, row.votes_for, row.votes_against, row.abstained,
            row.area_total_m2, row.area_present_m2, row.area_for_m2, row.passed, row.is_valid, row.summary,
            files.get(row.file_id) if row.file_id is not None else None,
        )
        for row in rows
    )  # fmt: skip


def held_steps(session: Session, subject_kind: str, ids: Sequence[int]) -> Mapping[int, Held]:
    """Return the steps that count of several subjects, in one statement; nothing held is an empty mapping."""
    found: dict[int, dict[str, tuple[date, bool]]] = defaultdict(dict)
    for subject_id, step, day, carried in session.execute(
        select(DecisionStep.subject_id, DecisionStep.step, DecisionStep.held_on, DecisionStep.passed).where(
            DecisionStep.subject_kind == subject_kind, DecisionStep.subject_id.in_(ids), DecisionStep.is_valid
        )
    ):
        found[subject_id][step] = (day, carried)
    return found
