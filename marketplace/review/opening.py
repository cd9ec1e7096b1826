"""Break the seals of a project, once, in view: every commitment is recomputed, every envelope is listed with its outcome."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from marketplace.access.actions import Action
from marketplace.db.loading import load
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.identity.models import Organisation
from marketplace.kernel.events import Event
from marketplace.kernel.words import N_
from marketplace.projects.models import Project
from marketplace.projects.rights import RIGHTS as PROJECT_RIGHTS
from marketplace.projects.service import end
from marketplace.projects.steps import load_for, step
from marketplace.proposals import content
from marketplace.proposals.models import Proposal, ProposalReceipt
from marketplace.review.models import Opening
from marketplace.workflow.proposal import PROPOSAL

#: Outcomes of an envelope at the opening.
OPENED, BROKEN, WITHDRAWN, UNCONFIRMED, NOT_OPENED = "opened", "broken", "withdrawn", "unconfirmed", "not_opened"
OUTCOMES = {
    OPENED: N_("已启封"),
    BROKEN: N_("封签不符"),
    WITHDRAWN: N_("截止前已撤回"),
    UNCONFIRMED: N_("变更后未确认"),
    NOT_OPENED: N_("未启封"),
}
BROKEN_REASON = N_("存储的内容与提交时的承诺不一致，不能进入评审。")


def open_proposals(uow: UnitOfWork, project_id: str) -> Opening:
    """Open all submitted proposals of a closed project, or return the opening that was held.

    Fewer proposals than the project asks for are not opened: the project ends as unsuccessful, everything stays sealed.

    :raises NotFound: where the actor may not read the project.
    :raises NotAllowed: where the actor never opens this project.
    :raises WrongState: before the deadline.
    """
    held = _already(uow, project_id)
    if held is not None:
        return held
    project = load_for(uow, project_id, Action.PROJECT_OPEN_PROPOSALS)
    proposals = uow.session.scalars(
        select(Proposal).where(Proposal.project_id == project.id, Proposal.state != "draft").order_by(Proposal.id)
        .with_for_update()
    ).all()  # fmt: skip
    submitted = [proposal for proposal in proposals if proposal.state == "submitted"]
    enough = len(submitted) >= project.min_proposals
    opening = Opening(
        project_id=project.id, opened_at=uow.now, opened_by_id=uow.actor.user_id, created_at=uow.now,
        lines=[_line(uow, proposal, enough) for proposal in proposals],
    )  # fmt: skip
    uow.session.add(opening)
    uow.session.flush()
    counts = {"submitted": len(submitted), "needed": project.min_proposals}
    if enough:
        project.opened_at = uow.now
        step(uow, project, "open_proposals", data={**counts, "opening": opening.public_id})
    else:
        reason = N_("截止时收到的方案少于规定数量，依规则不启封。")
        end(uow, project, "fail", "too_few", reason)
    return opening


def _already(uow: UnitOfWork, project_id: str) -> Opening | None:
    project = load(uow.session, Project, project_id, lock=True)
    held = uow.session.scalar(select(Opening).where(Opening.project_id == project.id))
    if held is not None:
        # Who may not open may not learn by asking twice either.
        if not PROJECT_RIGHTS.can_in_some_state(uow.actor, Action.PROJECT_OPEN_PROPOSALS, project, uow.now):
            PROJECT_RIGHTS.require(uow.actor, Action.PROJECT_OPEN_PROPOSALS, project, uow.now)
        return held
    return None


def _line(uow: UnitOfWork, proposal: Proposal, enough: bool) -> dict[str, Any]:
    organisation = uow.session.get_one(Organisation, proposal.organisation_id)
    receipt = uow.session.scalar(
        select(ProposalReceipt).where(ProposalReceipt.proposal_id == proposal.id)
        .order_by(ProposalReceipt.round.desc()).limit(1)
    )  # fmt: skip
    recomputed, reason = "", ""
    if proposal.state == "withdrawn":
        outcome = WITHDRAWN
    elif proposal.state == "unconfirmed":
        outcome = UNCONFIRMED
    elif not enough:
        outcome = NOT_OPENED
    else:
        recomputed = content.recompute(uow.session, proposal)
        outcome = OPENED if receipt is not None and recomputed == receipt.commitment else BROKEN
        _unseal(uow, proposal, outcome)
        reason = BROKEN_REASON if outcome == BROKEN else ""
    named = outcome in (OPENED, BROKEN)
    return {
        "proposal": proposal.public_id if named else "",
        "organisation": organisation.public_id if named else "",
        "name_zh": organisation.name_zh if named else "",
        "name_en": organisation.name_en if named else "",
        "receipt": receipt.public_id if receipt and named else "",
        "commitment": receipt.commitment if receipt else "",
        "submitted_at": receipt.submitted_at.isoformat() if receipt else "",
        "recomputed": recomputed,
        "outcome": outcome,
        "reason": reason,
    }


def _unseal(uow: UnitOfWork, proposal: Proposal, outcome: str) -> None:
    move = PROPOSAL.fire(proposal, "unseal")
    proposal.opened_at = uow.now
    data = {"commitment": proposal.commitment, "outcome": outcome}
    uow.record(Event(move.event, "proposal", proposal.id, proposal.public_id, data))
    if outcome == BROKEN:
        move = PROPOSAL.fire(proposal, "disqualify", reason=BROKEN_REASON)
        proposal.result_reason, proposal.decided_at = BROKEN_REASON, uow.now
        uow.record(Event(move.event, "proposal", proposal.id, proposal.public_id, {"reason": BROKEN_REASON}))
