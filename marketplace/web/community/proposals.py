"""What was proposed, for the community to read once the seals are broken; before that there is nothing here."""

from __future__ import annotations

from typing import Any

from flask import url_for

from marketplace.access.actions import Action
from marketplace.kernel.errors import NotFound
from marketplace.kernel.words import N_
from marketplace.projects.desk_queries import DeskProject
from marketplace.proposals.unsealed import Unsealed, unsealed_proposal, unsealed_proposals
from marketplace.web import context
from marketplace.web.community.projects import Answer, blueprint, desk, page
from marketplace.web.files import FileView
from marketplace.web.gate import needs
from marketplace.web.i18n import translate
from marketplace.web.public.words import say_typed
from marketplace.workflow.money_models import below_floor, comparable_value_fen, summary, terms_from_data
from marketplace.workflow.proposal import PROPOSAL
from marketplace.workflow.sectors import SECTORS, show_answer
from marketplace.workflow.vocabulary import ORGANISATION_KINDS, PROPOSAL_DOCUMENT_KINDS

STATES = {state.key: state for state in PROPOSAL.states}


def opened(public_id: str) -> DeskProject:
    """Return an own project whose proposals have been opened.

    :raises NotFound: before the opening.
    """
    project = desk(public_id)
    if project.opened_at is None:
        raise NotFound()
    return project


@blueprint.get("/<public_id>/proposals")
@needs(Action.PROJECT_CREATE)
def proposals(public_id: str) -> Answer:
    """Show who proposed."""
    project = opened(public_id)
    rows = unsealed_proposals(context.read_session(), context.actor(), context.now(), project.id)
    return page("proposals", project, rows=rows, proposal_states=STATES, kinds=ORGANISATION_KINDS)


@blueprint.get("/<public_id>/proposals/<proposal_id>")
@needs(Action.PROPOSAL_READ_CONTENT)
def proposal(public_id: str, proposal_id: str) -> Answer:
    """Show one proposal with all that it says."""
    project = opened(public_id)
    found = unsealed_proposal(context.read_session(), context.actor(), context.now(), project.id, proposal_id)
    return page(
        "proposal",
        project,
        row=found.row,
        content=found.content,
        proposal_state=STATES[found.row.state],
        kind=ORGANISATION_KINDS[found.row.organisation_kind],
        answers=_answers(project, found),
        files=[_file(each) for each in found.files],
        **_terms(project, found),
    )


def _answers(project: DeskProject, found: Unsealed) -> list[tuple[str, str, bool]]:
    """Return (question, answer, whether it is long) in the order of the template."""
    rows = []
    for question in SECTORS[project.sector].questions:
        if question.key in found.content.answers:
            texts = show_answer(question, found.content.answers[question.key])
            said = texts if question.kind in ("text", "long_text") else [say_typed(text) for text in texts]
            answer = translate(N_("、")).join(said)
            unit = f" {translate(question.unit)}" if question.unit else ""
            rows.append((translate(question.label), f"{answer}{unit}", question.kind == "long_text"))
    return rows


def _terms(project: DeskProject, found: Unsealed) -> dict[str, Any]:
    offered = terms_from_data(found.content.terms)
    short = []
    if project.terms:
        short = below_floor(terms_from_data(project.terms), offered)
    return {
        "terms": [translate(message, **params) for message, params in summary(offered, "offer")],
        "value_fen": comparable_value_fen(offered),
        "below": [translate(problem.message, **problem.params) for problem in short],
    }


def _file(each: Any) -> FileView:
    href = url_for("files.get", public_id=each.file, name=each.name)
    kind = translate(PROPOSAL_DOCUMENT_KINDS.get(each.kind, each.kind))
    return FileView(each.title or each.name, kind, each.size, each.sha256, href)
