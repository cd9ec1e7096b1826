"""From opened proposals to a partner: a reason for everyone, in or out, and all learn in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from marketplace.access.actions import Action
from marketplace.db.loading import load
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.kernel.errors import Invalid, NotFound, Problem, WrongState
from marketplace.kernel.events import Event
from marketplace.kernel.words import N_
from marketplace.projects.models import Project
from marketplace.projects.service import end
from marketplace.projects.steps import load_for, step
from marketplace.proposals.models import Proposal
from marketplace.workflow.proposal import PROPOSAL

MIN_REASON, MAX_REASON = 5, 1000
IN_REVIEW = ("opened", "in_review", "fixing")


@dataclass(frozen=True)
class Verdict:
    """What is decided about one proposal. `choice` is the verb of the proposal's life cycle."""

    choice: str
    reason: str


def begin_evaluation(uow: UnitOfWork, project_id: str) -> Project:
    """Take all opened proposals into review."""
    project = load_for(uow, project_id, Action.PROJECT_SHORTLIST)
    step(uow, project, "begin_evaluation")
    for proposal in _proposals(uow, project, ("opened",)):
        _fire(uow, proposal, "begin_review")
    return project


def ask_fixing(uow: UnitOfWork, proposal_id: str, note: str) -> Proposal:
    """Ask an applicant to put small things right.

    :raises Invalid: where it is not said what.
    """
    proposal = load(uow.session, Proposal, proposal_id, lock=True)
    project = uow.session.get_one(Project, proposal.project_id)
    load_for(uow, project.public_id, Action.PROJECT_SHORTLIST)
    _fire(uow, proposal, "ask_fixing", note)
    proposal.fixing_note, proposal.fixing_answer = note.strip(), ""
    return proposal


def record_shortlist(uow: UnitOfWork, project_id: str, verdicts: Mapping[str, Verdict]) -> Project:
    """Decide on every proposal at once: `shortlist` or `pass_over`, each with its reason.

    :raises Invalid: naming every proposal without a decision or reason; where nobody is in, say so by ending the project.
    """
    project = load_for(uow, project_id, Action.PROJECT_SHORTLIST)
    proposals = _proposals(uow, project, IN_REVIEW)
    _check(proposals, verdicts, ("shortlist", "pass_over"))
    chosen = [proposal for proposal in proposals if verdicts[proposal.public_id].choice == "shortlist"]
    if not chosen:
        raise Invalid.one("", N_("至少要有一份方案入围。如果都不合适，请选择“宣布未成交”。"))
    if any(proposal.state == "fixing" for proposal in chosen):
        raise Invalid.one("", N_("有入围方案还在补正，请等补正完成，或不列入围。"))
    for proposal in proposals:
        verdict = verdicts[proposal.public_id]
        _decide(uow, proposal, verdict.choice, verdict.reason)
    project.decided_at = uow.now
    counts = {"in": len(chosen), "out": len(proposals) - len(chosen)}
    step(uow, project, "shortlist", data=counts)
    return project


def schedule_roadshow(uow: UnitOfWork, project_id: str) -> Project:
    """Let the shortlisted show their plans before the choice."""
    project = load_for(uow, project_id, Action.PROJECT_DECIDE)
    step(uow, project, "schedule_roadshow")
    return project


def propose_candidate(uow: UnitOfWork, project_id: str, verdicts: Mapping[str, Verdict], reason: str) -> Project:
    """Name one candidate, and reserves, among the shortlisted: `nominate`, `hold_in_reserve` or `not_award` for each.

    :raises Invalid: where there is not exactly one candidate, or a reason is missing.
    """
    project = load_for(uow, project_id, Action.PROJECT_DECIDE)
    proposals = _proposals(uow, project, ("shortlisted",))
    _check(proposals, verdicts, ("nominate", "hold_in_reserve", "not_award"))
    if sum(verdicts[proposal.public_id].choice == "nominate" for proposal in proposals) != 1:
        raise Invalid.one("", N_("请确定一个候选单位，其余列为备选或不予成交。"))
    for proposal in proposals:
        verdict = verdicts[proposal.public_id]
        _decide(uow, proposal, verdict.choice, verdict.reason)
    step(uow, project, "propose", reason)
    return project


def award_project(uow: UnitOfWork, project_id: str, proposal_id: str, reason: str) -> Project:
    """Make the candidate, or in its place a reserve, the partner; the others are told in the same transaction.

    :raises Invalid: where no reason is given.
    :raises NotFound: where the proposal is none of the project's candidates or reserves.
    """
    project = load_for(uow, project_id, Action.PROJECT_DECIDE)
    proposals = _proposals(uow, project, ("candidate", "reserve"))
    winner = next((proposal for proposal in proposals if proposal.public_id == proposal_id), None)
    if project.state != "proposed":
        raise WrongState("project", project.state, "award")
    if winner is None:
        raise NotFound()
    step(uow, project, "award", reason, {"proposal": winner.public_id})
    for proposal in proposals:
        if proposal is winner:
            _decide(uow, proposal, "award", reason)
        else:
            _decide(uow, proposal, "not_award", proposal.result_reason)
    project.partner_id, project.decided_at = winner.organisation_id, uow.now
    return project


def fail_project(uow: UnitOfWork, project_id: str, code: str, reason: str) -> Project:
    """End without a partner; proposals that were opened get the same reason, sealed ones stay sealed.

    :raises Invalid: where code or reason is missing.
    """
    project = load_for(uow, project_id, Action.PROJECT_DECIDE)
    end(uow, project, "fail", code, reason)
    for proposal in _proposals(uow, project, (*IN_REVIEW, "shortlisted", "candidate", "reserve")):
        verb = "pass_over" if proposal.state in IN_REVIEW else "not_award"
        _decide(uow, proposal, verb, reason)
    return project


def disqualify(uow: UnitOfWork, proposal_id: str, reason: str) -> Proposal:
    """Take a proposal out of the running, with its reason."""
    proposal = load(uow.session, Proposal, proposal_id, lock=True)
    project = uow.session.get_one(Project, proposal.project_id)
    load_for(uow, project.public_id, Action.PROJECT_DECIDE)
    _decide(uow, proposal, "disqualify", reason)
    return proposal


def _proposals(uow: UnitOfWork, project: Project, states: Sequence[str]) -> Sequence[Proposal]:
    query = select(Proposal).where(Proposal.project_id == project.id, Proposal.state.in_(states))
    return uow.session.scalars(query.order_by(Proposal.id).with_for_update()).all()


def _check(proposals: Sequence[Proposal], verdicts: Mapping[str, Verdict], choices: tuple[str, ...]) -> None:
    problems = []
    for proposal in proposals:
        verdict = verdicts.get(proposal.public_id)
        if verdict is None or verdict.choice not in choices:
            problems.append(Problem(f"choice-{proposal.public_id}", N_("每份方案都要有结论。")))
        if verdict is None or not MIN_REASON <= len(verdict.reason.strip()) <= MAX_REASON:
            params = {"low": MIN_REASON, "high": MAX_REASON}
            message = N_("每份方案都要写明理由，%(low)s 到 %(high)s 个字。")
            problems.append(Problem(f"reason-{proposal.public_id}", message, params))
    if set(verdicts) - {proposal.public_id for proposal in proposals}:
        problems.append(Problem("", N_("方案的状态已经变化，请刷新后重新填写。")))
    if problems:
        raise Invalid(problems)


def _decide(uow: UnitOfWork, proposal: Proposal, verb: str, reason: str) -> None:
    _fire(uow, proposal, verb, reason)
    proposal.result_reason, proposal.decided_at = reason.strip(), uow.now


def _fire(uow: UnitOfWork, proposal: Proposal, verb: str, reason: str = "") -> None:
    source = proposal.state
    move = PROPOSAL.fire(proposal, verb, reason=reason)
    data = {"from": source, "to": proposal.state, "reason": reason.strip()}
    uow.record(Event(move.event, "proposal", proposal.id, proposal.public_id, data))
