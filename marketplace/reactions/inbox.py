"""Who is told what of which event, in the site's own inbox and, for those who want it, by mail.

Fairness is built in here, once: of a proposal whose project has not been opened nobody but the applicant's own people
is told anything, not even that there is one; and all applicants learn a result from one event, in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.access.actor import Role
from marketplace.db import outbox
from marketplace.identity import messages
from marketplace.identity.models import Organisation, User
from marketplace.kernel.events import Event
from marketplace.projects.models import Project, ProjectStep, Question
from marketplace.proposals.models import Proposal
from marketplace.reactions import audiences, tellings
from marketplace.reactions.audiences import Applicant
from marketplace.reactions.registry import OutboxEvent, Tools, reacts_to
from marketplace.reactions.tellings import Telling

#: Longest reason that is copied into a message; the page has the whole.
MAX_REASON = 400


@reacts_to(*tellings.PROJECT, *tellings.APPLICANTS, name="inbox.project")
def tell_of_project(session: Session, event: OutboxEvent, _tools: Tools) -> None:
    """Tell of a step of a project: those who work on it, and every applicant his own result."""
    project = session.get(Project, event.subject_id) if event.subject_kind == "project" else None
    if project is None:
        return
    reason = str(event.data.get("reason") or _reason(session, project, event))
    params = {**_about(project), "reason": reason[:MAX_REASON]}
    owner = session.get_one(Organisation, project.organisation_id)
    of_owner = {**params, **_named(owner.name_zh, owner.name_en)}
    for telling in tellings.PROJECT.get(event.name, ()):
        _tell(session, event, telling, _audience(session, telling, project), of_owner, project.public_id)
    kinds = tellings.APPLICANTS.get(event.name, {})
    for applicant in audiences.applicants(session, project.id) if kinds else ():
        if kind := kinds.get(applicant.state):
            _tell_applicant(session, event, kind, applicant, params)


@reacts_to(*tellings.PROPOSAL, name="inbox.proposal")
def tell_of_proposal(session: Session, event: OutboxEvent, _tools: Tools) -> None:
    """Tell of one proposal: its own people; others only once the project has been opened."""
    proposal = session.get(Proposal, event.subject_id) if event.subject_kind == "proposal" else None
    if proposal is None:
        return
    project = session.get_one(Project, proposal.project_id)
    applicant = next(one for one in audiences.applicants(session, project.id) if one.public_id == proposal.public_id)
    params: dict[str, Any] = {
        **_about(project), **_named(applicant.name_zh, applicant.name_en), "reason": proposal.result_reason,
    }  # fmt: skip
    if event.name == "proposal.fixing":
        params["reason"] = proposal.fixing_note[:MAX_REASON]
    if event.name == "proposal.submitted":
        params["submitted_at"] = event.happened_at.isoformat()
        params["commitment"] = str(event.data.get("commitment") or proposal.commitment)
    for telling in tellings.PROPOSAL[event.name]:
        if telling.audience == "applicant":
            people = audiences.members(session, [proposal.organisation_id], Role.PARTNER)
            _tell(session, event, telling, people, params, proposal.public_id)
        elif project.opened_at is not None:
            _tell(session, event, telling, _audience(session, telling, project), params, project.public_id)


@reacts_to(*tellings.ORGANISATION, name="inbox.organisation")
def tell_of_organisation(session: Session, event: OutboxEvent, _tools: Tools) -> None:
    """Tell of the verification of an organisation: its people, or the street office that has to look."""
    found = session.get(Organisation, event.subject_id) if event.subject_kind == "organisation" else None
    if found is None:
        return
    reason = str(event.data.get("reason") or found.state_reason)[:MAX_REASON]
    params = {**_named(found.name_zh, found.name_en), "reason": reason}
    for telling in tellings.ORGANISATION[event.name]:
        if telling.audience == "street":
            people = audiences.officers(session, found.territory_path, Role.STREET)
        else:
            roles = (Role.PARTNER, Role.COMMUNITY, Role.STREET)
            people = [person for role in roles for person in audiences.members(session, [found.id], role)]
        _tell(session, event, telling, people, params, found.public_id)


@reacts_to("question.asked", "question.answered", name="inbox.question")
def tell_of_question(session: Session, event: OutboxEvent, _tools: Tools) -> None:
    """Tell the community of a question, and who asked of the answer; nobody is told who asked."""
    question = session.get(Question, event.subject_id) if event.subject_kind == "question" else None
    if question is None:
        return
    project = session.get_one(Project, question.project_id)
    params = {**_about(project), "number": question.number}
    if event.name == "question.asked":
        people = audiences.members(session, [project.organisation_id], Role.COMMUNITY)
        telling = Telling("owner", "question_asked", tellings.OWNERS_PAGE)
        _tell(session, event, telling, people, params, project.public_id)
    elif question.asked_by_id is not None:
        telling = Telling("asker", "question_answered", tellings.PUBLIC_PAGE)
        _tell(session, event, telling, [question.asked_by_id], params, project.public_id)


def _tell_applicant(
    session: Session, event: OutboxEvent, kind: str, applicant: Applicant, params: Mapping[str, Any]
) -> None:
    own = {**params, **_named(applicant.name_zh, applicant.name_en)}
    if kind in tellings.WITH_OWN_REASON:
        own["reason"] = applicant.reason[:MAX_REASON]
    people = audiences.members(session, [applicant.organisation_id], Role.PARTNER)
    _tell(session, event, Telling("applicant", kind, tellings.PROPOSAL_PAGE), people, own, applicant.public_id)


def _tell(
    session: Session,
    event: OutboxEvent,
    telling: Telling,
    people: Iterable[int],
    params: Mapping[str, Any],
    public_id: str,
) -> None:
    """Put the message into each inbox and, where mail is wanted, ask for a letter: a job of its own for each reader."""
    chosen = [person for person in dict.fromkeys(people) if telling.tells_actor or person != event.actor_id]
    wanting = set(
        session.scalars(select(User.id).where(User.id.in_(chosen), User.is_active, User.mail_notices)) if chosen else ()
    )
    for person in chosen:
        message = messages.put(
            session, user_id=person, outbox_id=event.id, kind=telling.kind, params=params,
            href=telling.href.replace("<id>", public_id), now=event.happened_at,
        )  # fmt: skip
        if message is not None and person in wanting:
            due = Event("message.mail_due", "message", message.id, message.public_id)
            outbox.put(session, [due], None, event.happened_at)


def _audience(session: Session, telling: Telling, project: Project) -> list[int]:
    match telling.audience:
        case "owner":
            return audiences.members(session, [project.organisation_id], Role.COMMUNITY)
        case "street":
            return audiences.officers(session, project.territory_path, Role.STREET)
        case "supervisors":
            return audiences.officers(session, project.territory_path, Role.SUPERVISOR)
        case "partner":
            return audiences.members(session, [project.partner_id], Role.PARTNER) if project.partner_id else []
        case _:
            raise ValueError(f"no such audience: {telling.audience}")


def _about(project: Project) -> dict[str, Any]:
    params: dict[str, Any] = {"project_zh": project.title_zh, "project_en": project.title_en}
    if project.opens_at is not None:
        params["opens_at"] = project.opens_at.isoformat()
    if project.deadline_at is not None:
        params["closes_at"] = project.deadline_at.isoformat()
    return params


def _named(zh: str, en: str) -> dict[str, str]:
    return {"organisation_zh": zh, "organisation_en": en}


def _reason(session: Session, project: Project, event: OutboxEvent) -> str:
    """Return the reason of the step that this event tells of."""
    step = (
        select(ProjectStep.reason)
        .where(ProjectStep.project_id == project.id, ProjectStep.at == event.happened_at, ProjectStep.reason != "")
        .order_by(ProjectStep.id.desc())
        .limit(1)
    )
    return session.scalar(step) or ""
