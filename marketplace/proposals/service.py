"""Start, write, seal, withdraw: everything that an applicant does before the deadline, and putting right after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.access.actions import Action
from marketplace.access.actor import Actor
from marketplace.db.loading import load
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.files.models import StoredFile
from marketplace.identity.models import Organisation
from marketplace.identity.rights import RIGHTS as ORGANISATION_RIGHTS
from marketplace.kernel.errors import EditedMeanwhile, Invalid, NotFound, Problem, TooLate, WrongState
from marketplace.kernel.events import Event
from marketplace.kernel.words import N_
from marketplace.projects.models import Project
from marketplace.projects.rights import RIGHTS as PROJECT_RIGHTS
from marketplace.projects.rights import shown
from marketplace.proposals import content
from marketplace.proposals.models import Proposal, ProposalAttachment, ProposalContent, ProposalReceipt
from marketplace.proposals.rights import RIGHTS
from marketplace.workflow.money_models import below_floor, parse_terms, terms_from_data, terms_to_data
from marketplace.workflow.proposal import PROPOSAL
from marketplace.workflow.sectors import SECTORS, validate_proposal_answers
from marketplace.workflow.typed_input import count_characters
from marketplace.workflow.vocabulary import PROPOSAL_DOCUMENT_KINDS

MAX_SUMMARY, MAX_ATTACHMENTS, MAX_DRAFT_CHARACTERS = 300, 20, 60_000


@dataclass(frozen=True)
class SaveDraft:
    """What was typed; `version` is the draft version that was edited, absent for a save that may overwrite."""

    summary: str
    answers: Mapping[str, str] = field(default_factory=dict)
    terms: Mapping[str, str] = field(default_factory=dict)
    version: int | None = None


def start_proposal(uow: UnitOfWork, project_id: str, organisation_id: str) -> Proposal:
    """Start a draft for an open project, or return the one that is there.

    :raises NotAllowed: where the actor does not work for the organisation.
    :raises WrongState: where the organisation is not verified, or the project not open.
    :raises Invalid: where the organisation would answer its own project.
    """
    organisation = load(uow.session, Organisation, organisation_id, lock=True)
    ORGANISATION_RIGHTS.require(uow.actor, Action.PROPOSAL_START, organisation, uow.now)
    project = load(uow.session, Project, project_id, share=True)
    PROJECT_RIGHTS.require(uow.actor, Action.PROJECT_READ, project, uow.now)
    there = uow.session.scalar(
        select(Proposal).where(Proposal.project_id == project.id, Proposal.organisation_id == organisation.id)
    )
    if there is not None:
        return there
    _must_be_open(uow, project, "start")
    if organisation.id == project.organisation_id or organisation.parent_id == project.organisation_id:
        raise Invalid.one("organisation", N_("本社区及其社会企业不能对自己的项目提交方案。"))
    proposal = Proposal(
        project_id=project.id, organisation_id=organisation.id, started_by_id=uow.actor.user_id, created_at=uow.now
    )
    uow.session.add(proposal)
    uow.session.flush()
    uow.session.add(ProposalContent(proposal_id=proposal.id, draft={}))
    uow.record(Event("proposal.draft_started", "proposal", proposal.id, proposal.public_id, {}))
    return proposal


def save_draft(uow: UnitOfWork, public_id: str, command: SaveDraft) -> int:
    """Keep what was typed, whatever it is, and return the draft's new version.

    :raises EditedMeanwhile: where another tab saved since.
    :raises TooLate: after the deadline; what was saved before stays readable.
    """
    proposal = _mine(uow, public_id, Action.PROPOSAL_EDIT)
    _must_be_open(uow, _project(uow, proposal), "save")
    size = len(command.summary) + sum(map(len, command.answers.values())) + sum(map(len, command.terms.values()))
    if size > MAX_DRAFT_CHARACTERS:
        raise Invalid.one("", N_("方案内容过长，请把细节放进附件。"))
    return content.write_draft(
        uow, proposal, command.summary, command.answers, command.terms, command.version
    )  # no event: what a draft says, and when it is written, is nobody's business


def attach_file(uow: UnitOfWork, public_id: str, file_id: str, kind: str, title: str) -> ProposalAttachment:
    """Attach an uploaded file to a draft.

    :raises Invalid: where the file is not the actor's, or the kind is unknown.
    """
    proposal = _mine(uow, public_id, Action.PROPOSAL_EDIT)
    _must_be_open(uow, _project(uow, proposal), "attach")
    file = uow.session.scalar(select(StoredFile).where(StoredFile.public_id == file_id))
    problems = []
    if file is None or (not uow.actor.is_system and file.uploaded_by_id != uow.actor.user_id):
        problems.append(Problem("file", N_("请选择要上传的文件。")))
    if kind not in PROPOSAL_DOCUMENT_KINDS:
        problems.append(Problem("kind", N_("请选择附件类型。")))
    count = uow.session.scalar(select(func.count()).where(ProposalAttachment.proposal_id == proposal.id)) or 0
    if count >= MAX_ATTACHMENTS:
        problems.append(Problem("file", N_("最多 %(max)s 个附件。"), {"max": MAX_ATTACHMENTS}))
    if problems or file is None:
        raise Invalid(problems)
    held = ProposalAttachment(
        proposal_id=proposal.id, file_id=file.id, kind=kind, title=(title.strip() or file.name)[:120],
        created_at=uow.now,
    )  # fmt: skip
    uow.session.add(held)
    uow.session.flush()
    return held


def detach_file(uow: UnitOfWork, public_id: str, attachment_id: str) -> None:
    """Take a file off a draft.

    :raises NotFound: where the proposal has no such file.
    """
    proposal = _mine(uow, public_id, Action.PROPOSAL_EDIT)
    _must_be_open(uow, _project(uow, proposal), "detach")
    held = load(uow.session, ProposalAttachment, attachment_id)
    if held.proposal_id != proposal.id:
        raise NotFound()
    uow.session.delete(held)


def submit_proposal(uow: UnitOfWork, public_id: str, previewed: str = "") -> ProposalReceipt:
    """Check the draft, seal it and give a receipt; the same submission twice gives the same receipt.

    `previewed` is the fingerprint of what the applicant was shown, where there was a preview.

    :raises Invalid: naming every answer, term and paper that is wrong or missing.
    :raises EditedMeanwhile: where the draft is no longer what was previewed.
    :raises TooLate: at or after the deadline by the server's clock, at the latest when it commits.
    :raises WrongState: where the proposal was submitted with other content, or the project is not open.
    """
    proposal = _mine(uow, public_id, Action.PROPOSAL_SUBMIT, states_too=("submitted",))
    project = _project(uow, proposal)
    _must_be_open(uow, project, "submit")
    if project.deadline_at is not None:
        uow.must_commit_before(project.deadline_at, TooLate("project", "closed", "submit"))
    organisation = uow.session.get_one(Organisation, proposal.organisation_id)
    if organisation.state != "verified":
        raise WrongState("organisation", organisation.state, "submit", N_("单位核验通过后才能提交方案。"))
    body = _checked_body(uow.session, uow.actor, uow.now, proposal, project, organisation)
    if previewed and previewed != content.fingerprint(body):
        raise EditedMeanwhile(N_("预览之后草稿又有改动，请再看一遍后提交。"))
    if proposal.state == "submitted":
        receipt = _last_receipt(uow, proposal)
        if receipt is not None and content.is_sealed_as(uow.session, proposal, body):
            return receipt
        raise WrongState("proposal", proposal.state, "submit")
    verb = "confirm" if proposal.state == "unconfirmed" else "submit"
    move = PROPOSAL.fire(proposal, verb)
    proposal.commitment, proposal.submitted_at = content.seal(uow, proposal, body), uow.now
    rounds = uow.session.scalar(select(func.count()).where(ProposalReceipt.proposal_id == proposal.id)) or 0
    receipt = ProposalReceipt(
        proposal_id=proposal.id, project_id=project.id, round=rounds + 1, commitment=proposal.commitment,
        submitted_at=uow.now, created_at=uow.now,
    )  # fmt: skip
    uow.session.add(receipt)
    uow.session.flush()
    data = {"commitment": receipt.commitment, "receipt": receipt.public_id}
    uow.record(Event(move.event, "proposal", proposal.id, proposal.public_id, data))
    return receipt


def withdraw_proposal(uow: UnitOfWork, public_id: str) -> Proposal:
    """Take a sealed proposal back; it may be changed and submitted again until the deadline.

    :raises TooLate: at or after the deadline.
    """
    proposal = _mine(uow, public_id, Action.PROPOSAL_WITHDRAW)
    project = _project(uow, proposal)
    _must_be_open(uow, project, "withdraw")
    if project.deadline_at is not None:
        uow.must_commit_before(project.deadline_at, TooLate("project", "closed", "withdraw"))
    move = PROPOSAL.fire(proposal, "withdraw")
    receipt = _last_receipt(uow, proposal)
    if receipt is not None:
        receipt.withdrawn_at = uow.now
    proposal.submitted_at, proposal.commitment = None, ""
    data = {"receipt": receipt.public_id if receipt else ""}
    uow.record(Event(move.event, "proposal", proposal.id, proposal.public_id, data))
    return proposal


def fix_proposal(uow: UnitOfWork, public_id: str, note: str) -> Proposal:
    """Answer a request to put small things right; the sealed text itself never changes.

    :raises Invalid: where the answer is empty.
    """
    proposal = _mine(uow, public_id, Action.PROPOSAL_FIX)
    if not note.strip() or len(note) > 2000:
        raise Invalid.one("note", N_("请写明补正了什么，不超过 2000 个字。"))
    move = PROPOSAL.fire(proposal, "fix")
    proposal.fixing_answer = note.strip()
    uow.record(Event(move.event, "proposal", proposal.id, proposal.public_id, {}))
    return proposal


def problems_before_submit(session: Session, actor: Actor, now: datetime, proposal: Proposal) -> list[Problem]:
    """Return everything that would keep the draft from being submitted, for the checklist.

    :raises NotFound: for everybody but the applicant.
    """
    try:
        body_to_seal(session, actor, now, proposal)
    except Invalid as error:
        return list(error.problems)
    return []


def body_to_seal(session: Session, actor: Actor, now: datetime, proposal: Proposal) -> Mapping[str, Any]:
    """Return exactly what a submission would seal now, for the preview.

    :raises Invalid: naming everything that is wrong or missing.
    :raises NotFound: for everybody but the applicant.
    """
    project = session.get_one(Project, proposal.project_id)
    organisation = session.get_one(Organisation, proposal.organisation_id)
    return _checked_body(session, actor, now, proposal, project, organisation)


def _mine(uow: UnitOfWork, public_id: str, action: Action, states_too: tuple[str, ...] = ()) -> Proposal:
    proposal = load(uow.session, Proposal, public_id, lock=True)
    if proposal.state in states_too and RIGHTS.can_in_some_state(uow.actor, action, proposal, uow.now):
        return proposal
    RIGHTS.require(uow.actor, action, proposal, uow.now)
    return proposal


def _project(uow: UnitOfWork, proposal: Proposal) -> Project:
    """Load the project so that an opening waits for us, or we for it."""
    query = select(Project).where(Project.id == proposal.project_id).with_for_update(read=True)
    return uow.session.scalars(query.execution_options(populate_existing=True)).one()


def _must_be_open(uow: UnitOfWork, project: Project, verb: str) -> None:
    state = shown(project, uow.now)
    if state == "open":
        return
    if project.deadline_at is not None and uow.now >= project.deadline_at:
        raise TooLate("project", state, verb)
    raise WrongState("project", state, verb)


def _last_receipt(uow: UnitOfWork, proposal: Proposal) -> ProposalReceipt | None:
    return uow.session.scalar(
        select(ProposalReceipt)
        .where(ProposalReceipt.proposal_id == proposal.id)
        .order_by(ProposalReceipt.round.desc())
        .limit(1)
    )


def _checked_body(
    session: Session, actor: Actor, now: datetime, proposal: Proposal, project: Project, organisation: Organisation
) -> Mapping[str, Any]:
    draft = content.read_draft(session, actor, proposal, now)
    problems: list[Problem] = []
    if not draft.summary.strip():
        problems.append(Problem("summary", N_("请用一段话概括你的方案。")))
    elif count_characters(draft.summary) > MAX_SUMMARY:
        problems.append(Problem("summary", N_("方案概要不超过 %(max)s 个字。"), {"max": MAX_SUMMARY}))
    answers, wrong = validate_proposal_answers(SECTORS[project.sector], draft.answers)
    problems += wrong
    offered, wrong = parse_terms(project.money_model, "offer", draft.terms)
    problems += wrong
    if offered is not None and project.terms:
        problems += below_floor(terms_from_data(project.terms), offered)
    if problems or offered is None:
        raise Invalid(problems)
    files = content.attachments(session, actor, proposal, now)
    return {
        "format": content.FORMAT,
        "project": project.public_id,
        "organisation": organisation.public_id,
        "summary": draft.summary.strip(),
        "answers": answers,
        "terms": terms_to_data(offered),
        "attachments": [
            {"file": held.file, "kind": held.kind, "title": held.title, "name": held.name, "size": held.size,
             "sha256": held.sha256}
            for held in files
        ],
    }  # fmt: skip
