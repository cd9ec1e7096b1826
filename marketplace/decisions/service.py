"""Record the steps by which a community decides; the noun that is decided on asks whether they suffice."""

from __future__ import annotations

from sqlalchemy import update

from marketplace.db.unit_of_work import UnitOfWork
from marketplace.decisions.models import DecisionStep
from marketplace.kernel.clock import local_today
from marketplace.kernel.errors import Invalid, Problem
from marketplace.kernel.words import N_
from marketplace.workflow.decisions import StepNumbers, passed, problems_of
from marketplace.workflow.vocabulary import DECISION_STEPS


def record_step(
    uow: UnitOfWork, subject_kind: str, subject_id: int, numbers: StepNumbers, summary: str, file_id: int | None
) -> DecisionStep:
    """Record a step; one that was recorded before is kept and no longer counts.

    Rights are the caller's: it knows the subject.

    :raises Invalid: naming every number that cannot be right.
    """
    problems = problems_of(numbers, local_today(uow.now))
    if numbers.step not in DECISION_STEPS:
        problems.append(Problem("step", N_("请选择决策步骤。")))
    if not summary.strip():
        problems.append(Problem("summary", N_("请用一两句话写明会议结论。")))
    if problems:
        raise Invalid(problems)
    void(uow, subject_kind, subject_id, numbers.step)
    row = DecisionStep(
        created_at=uow.now,
        subject_kind=subject_kind,
        subject_id=subject_id,
        step=numbers.step,
        held_on=numbers.held_on,
        called=numbers.called,
        present=numbers.present,
        votes_for=numbers.votes_for,
        votes_against=numbers.votes_against,
        abstained=numbers.abstained,
        area_total_m2=numbers.area_total_m2,
        area_present_m2=numbers.area_present_m2,
        area_for_m2=numbers.area_for_m2,
        summary=summary.strip(),
        file_id=file_id,
        passed=passed(numbers),
    )
    uow.session.add(row)
    uow.session.flush()
    return row


def void(uow: UnitOfWork, subject_kind: str, subject_id: int, step: str | None = None) -> None:
    """Let recorded steps no longer count: a decision on an older text is no decision on the new one."""
    change = update(DecisionStep).where(
        DecisionStep.subject_kind == subject_kind, DecisionStep.subject_id == subject_id
    )
    if step is not None:
        change = change.where(DecisionStep.step == step)
    uow.session.execute(change.values(is_valid=False))
