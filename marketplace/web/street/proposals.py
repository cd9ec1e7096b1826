"""Opened proposals for those who choose: the list, one in full, all side by side, and what can be asked of one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from marketplace.access.actions import Action
from marketplace.kernel.errors import Invalid, WrongState
from marketplace.kernel.words import N_
from marketplace.projects.office_queries import OfficeFile
from marketplace.review.choosing import ask_fixing, disqualify
from marketplace.review.queries import OpenedProposal, OpenedRow, opened_proposal, opened_proposals, opened_rows
from marketplace.web import context
from marketplace.web.files import FileView
from marketplace.web.forms import show_problems
from marketplace.web.gate import needs
from marketplace.web.i18n import localised, translate
from marketplace.web.street.forms import ReasonForm
from marketplace.web.street.openings import blueprint, opening_page
from marketplace.web.street.shared import PROPOSAL_STATES, Answer, plain_id, project_file
from marketplace.workflow.money_models import comparable_value_fen, summary, terms_from_data
from marketplace.workflow.proposal import PROPOSAL
from marketplace.workflow.sectors import SECTORS, show_answer
from marketplace.workflow.vocabulary import ORGANISATION_KINDS, PROPOSAL_DOCUMENT_KINDS

#: What can be asked of one proposal, and the page that asks for its reason.
ASKING = {"ask_fixing": "street.openings.fixing", "disqualify": "street.openings.disqualify"}


@dataclass(frozen=True)
class Text:
    """A proposal in words: answers as (question, lines), terms as sentences; empty where what is stored is damaged."""

    row: OpenedRow
    name: str
    kind: str
    state_label: str
    state_tone: str
    is_whole: bool
    summary: str
    answers: list[tuple[str, list[str]]]
    terms: list[str]
    value_fen: int | None
    nonce: str
    documents: list[FileView]


@blueprint.get("/<public_id>/proposals", endpoint="proposals")
@needs(Action.PROJECT_SHORTLIST)
def show_list(public_id: str) -> str:
    """Show who answered, and what was decided about each."""
    file = opened_file(public_id)
    rows = opened_rows(context.read_session(), context.actor(), context.now(), file.row_id)
    return render_template(
        "pages/street/openings/proposals.html", rows=rows, states=PROPOSAL_STATES, kinds=ORGANISATION_KINDS,
        **opening_page(file, None),
    )  # fmt: skip


@blueprint.get("/<public_id>/proposals/<proposal_id>", endpoint="proposal")
@needs(Action.PROJECT_SHORTLIST)
def show_one(public_id: str, proposal_id: str) -> str:
    """Show one proposal in full."""
    file = project_file(public_id)
    found = _proposal(file, proposal_id)
    return render_template(
        "pages/street/openings/proposal.html", text=text_of(found, file.sector), asking=_asking(file, found.row),
        **opening_page(file, None),
    )  # fmt: skip


@blueprint.get("/<public_id>/compare", endpoint="compare")
@needs(Action.PROJECT_SHORTLIST)
def compare(public_id: str) -> str:
    """Show all opened proposals side by side."""
    file = opened_file(public_id)
    found = opened_proposals(context.read_session(), context.actor(), context.now(), file.row_id)
    return render_template(
        "pages/street/openings/compare.html", link_to=partial(_address, public_id),
        **compared(found, file.sector), **opening_page(file, None),
    )  # fmt: skip


def _address(public_id: str, proposal_id: str) -> str:
    return url_for("street.openings.proposal", public_id=public_id, proposal_id=proposal_id)


@blueprint.route("/<public_id>/proposals/<proposal_id>/fixing", methods=["GET", "POST"], endpoint="fixing")
@needs(Action.PROJECT_SHORTLIST)
def fixing(public_id: str, proposal_id: str) -> Answer:
    """Ask an applicant to put small things right."""
    return _ask(public_id, proposal_id, "ask_fixing")


@blueprint.route("/<public_id>/proposals/<proposal_id>/disqualify", methods=["GET", "POST"], endpoint="disqualify")
@needs(Action.PROJECT_DECIDE)
def take_out(public_id: str, proposal_id: str) -> Answer:
    """Take a proposal out of the running, with its reason."""
    return _ask(public_id, proposal_id, "disqualify")


def _ask(public_id: str, proposal_id: str, verb: str) -> Answer:
    file = project_file(public_id)
    row = _proposal(file, proposal_id).row
    step = PROPOSAL.move(verb, row.state)
    if verb not in {move.verb for move, _href in _asking(file, row)}:
        raise WrongState("project", file.state, verb)
    form = ReasonForm()
    if request.method == "POST" and form.validate():
        try:
            with context.unit_of_work() as uow:
                (ask_fixing if verb == "ask_fixing" else disqualify)(uow, proposal_id, form.reason.data or "")
        except Invalid as error:
            show_problems(form, error)
        else:
            asked = verb == "ask_fixing"
            flash(translate(N_("已通知申请单位补正。") if asked else N_("已取消这份方案的资格。")), "good")
            return redirect(url_for("street.openings.proposals", public_id=public_id), 303)
    page = render_template(
        "pages/street/openings/ask.html", form=form, move=step, row=row, name=localised(row, "name"),
        **opening_page(file, None),
    )  # fmt: skip
    return page, form.status


def _asking(file: OfficeFile, row: OpenedRow) -> list[tuple[Any, str]]:
    """Return what can be asked of a proposal now, with its page."""
    held = {"ask_fixing": file.may("shortlist"), "disqualify": file.may("fail")}
    return [
        (move, url_for(ASKING[move.verb], public_id=file.public_id, proposal_id=row.public_id))
        for move in PROPOSAL.moves_from(row.state)
        if held.get(move.verb, False)
    ]


def opened_file(public_id: str) -> OfficeFile:
    """Return a project whose seals are broken.

    :raises WrongState: before that, whether or not anybody has answered.
    """
    file = project_file(public_id)
    if file.opened_at is None:
        raise WrongState("project", file.state, "read", N_("还没有开标，方案对任何人都是密封的。"))
    return file


def _proposal(file: OfficeFile, proposal_id: str) -> OpenedProposal:
    return opened_proposal(context.read_session(), context.actor(), context.now(), file.row_id, plain_id(proposal_id))


def text_of(found: OpenedProposal, sector: str) -> Text:
    """Return a proposal in words."""
    row, sealed = found.row, found.sealed
    state = PROPOSAL_STATES[row.state]
    answers: list[tuple[str, list[str]]] = []
    terms, value = [], None
    if sealed is not None:
        for question in SECTORS[sector].questions:
            if question.key in sealed.answers:
                given = show_answer(question, sealed.answers[question.key])
                shown = [translate(each) if each else "" for each in given]
                unit = f" {translate(question.unit)}" if question.unit else ""
                answers.append((translate(question.label), [f"{each}{unit}" for each in shown]))
        offered = terms_from_data(sealed.terms)
        terms = [translate(message, **params) for message, params in summary(offered, "offer")]
        value = comparable_value_fen(offered)
    return Text(
        row, localised(row, "name"), translate(ORGANISATION_KINDS[row.kind]), translate(state.label), state.tone,
        sealed is not None, sealed.summary if sealed else "", answers, terms, value, sealed.nonce if sealed else "",
        [
            FileView(
                each.title or each.name, translate(PROPOSAL_DOCUMENT_KINDS.get(each.kind, each.kind)), each.size,
                each.sha256, url_for("files.get", public_id=each.file, name=each.name),
            )
            for each in found.attachments
        ],
    )  # fmt: skip


def compared(found: list[OpenedProposal], sector: str) -> dict[str, Any]:
    """Return proposals side by side: the columns, and for each question a row of answers in the same order."""
    texts = [text_of(each, sector) for each in found]
    questions = [translate(question.label) for question in SECTORS[sector].questions]
    answered = [dict(text.answers) for text in texts]
    rows = [(label, [each.get(label, []) for each in answered]) for label in questions]
    values = [text.value_fen for text in texts if text.value_fen is not None]
    return {
        "texts": texts,
        "questions": [(label, cells) for label, cells in rows if any(cells)],
        "best_fen": max(values) if values else None,
    }
