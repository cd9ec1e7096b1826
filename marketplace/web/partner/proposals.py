"""The applicant's proposals: the list, starting one, and following one. Nothing of other applicants, ever."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.access.actions import Action
from marketplace.kernel.errors import Invalid, NotFound
from marketplace.kernel.paging import Page
from marketplace.kernel.words import N_
from marketplace.proposals import content, eligibility
from marketplace.proposals.queries import OwnProposal, OwnProposalRow, loaded, own_proposal, own_proposals
from marketplace.proposals.service import start_proposal
from marketplace.web import context
from marketplace.web.gate import needs
from marketplace.web.i18n import localised, translate
from marketplace.web.paging import pager
from marketplace.web.partner import drafting, sealing
from marketplace.web.partner.reading import ContentView, content_view, course, is_out, is_result
from marketplace.workflow.proposal import EDITABLE_STATES, PROPOSAL

blueprint = Blueprint("proposals", __name__)


@dataclass(frozen=True)
class NextAct:
    """What the applicant does next with a proposal; `kind` is the look of its button."""

    label: str
    endpoint: str
    kind: str = "quiet"


def next_act(row: OwnProposalRow | OwnProposal) -> NextAct:
    """Return the next thing to do; the page it leads to asks the rights again."""
    if row.state in EDITABLE_STATES:
        return (
            NextAct(N_("继续写") if row.state == "draft" else N_("修改后再提交"), "partner.proposals.edit", "primary")
            if row.project_state == "open"
            else NextAct(N_("看草稿"), "partner.proposals.edit")
        )
    if row.state == "unconfirmed" and row.project_state == "open":
        return NextAct(N_("重新确认"), "partner.proposals.confirm", "primary")
    if row.state == "fixing":
        return NextAct(N_("提交补正"), "partner.proposals.fix", "primary")
    return NextAct(N_("看结果") if is_result(row.state) else N_("看进展"), "partner.proposals.detail")


@needs(Action.PROPOSAL_START)
def show_list() -> str:
    """Show every proposal of the person's organisations."""
    page: Page[OwnProposalRow] = own_proposals(
        context.read_session(), context.actor(), context.now(), after=request.args.get("after", "")
    )
    return render_template(
        "pages/partner/proposals/list.html",
        rows=[(row, PROPOSAL.state(row.state), next_act(row)) for row in page.rows],
        several=len({row.organisation_public_id for row in page.rows}) > 1,
        page=pager(page, "partner.proposals.list"),
    )


@needs(Action.PROPOSAL_START)
def start(public_id: str) -> ResponseReturnValue:
    """Show which conditions are met, or start a draft."""
    if request.method == "POST":
        chosen = request.form.get("organisation", "")
        known = [each.public_id for each in _check(public_id).organisations]
        if chosen not in known and len(known) == 1 and not chosen:
            chosen = known[0]
        if chosen not in known:
            flash(translate(N_("请选择以哪家单位参加。")), "warn")
            return render_template("pages/partner/proposals/start.html", check=_check(public_id)), 422
        try:
            with context.unit_of_work() as uow:
                proposal = start_proposal(uow, public_id, chosen)
        except Invalid as error:
            flash(translate(error.problems[0].message, **error.problems[0].params), "bad")
            return render_template("pages/partner/proposals/start.html", check=_check(public_id)), 422
        return redirect(url_for("partner.proposals.edit", public_id=proposal.public_id), 303)
    return render_template("pages/partner/proposals/start.html", check=_check(public_id))


def _check(public_id: str) -> eligibility.Check:
    return eligibility.check(context.read_session(), context.actor(), context.now(), public_id)


@needs(Action.PROPOSAL_EDIT)
def detail(public_id: str) -> str:
    """Show one proposal: its state, its way, its receipts, its result, and what was sealed."""
    session, actor, now = context.read_session(), context.actor(), context.now()
    desk = own_proposal(session, actor, now, public_id)
    state = PROPOSAL.state(desk.state)
    return render_template(
        "pages/partner/proposals/detail.html",
        desk=desk,
        state=state,
        act=next_act(desk),
        steps=course(desk, now),
        is_result=is_result(desk.state),
        is_out=is_out(desk.state),
        sealed=sealed_view(desk) if desk.submitted_at is not None else None,
        title=localised(desk, "title"),
    )


def sealed_view(desk: OwnProposal) -> ContentView | None:
    """Return what the applicant sealed last; None where nothing was."""
    session, actor, now = context.read_session(), context.actor(), context.now()
    proposal = loaded(session, actor, now, desk.public_id)
    try:
        said = content.read_sealed(session, actor, proposal, now)
    except (NotFound, ValueError, KeyError):
        # Nothing sealed, or what is stored was damaged: the opening says so with its reason.
        return None
    return content_view(
        desk, said.summary, said.answers, said.terms, said.attachments, drafting.file_addresses(said.attachments)
    )


#: endpoint, path, view, methods.
ROUTES: tuple[tuple[str, str, Callable[..., Any], tuple[str, ...]], ...] = (
    ("list", "/proposals", show_list, ("GET",)),
    ("start", "/projects/<public_id>/proposals", start, ("GET", "POST")),
    ("detail", "/proposals/<public_id>", detail, ("GET",)),
    ("edit", "/proposals/<public_id>/edit", drafting.edit, ("GET", "POST")),
    ("autosave", "/proposals/<public_id>/autosave", drafting.autosave, ("POST",)),
    ("check", "/proposals/<public_id>/check", sealing.check, ("GET",)),
    ("submit", "/proposals/<public_id>/submit", sealing.submit, ("POST",)),
    ("receipt", "/proposals/<public_id>/receipts/<receipt_id>", sealing.receipt, ("GET",)),
    ("copy", "/proposals/<public_id>/sealed-copy.json", sealing.copy, ("GET",)),
    ("withdraw", "/proposals/<public_id>/withdraw", sealing.withdraw, ("GET", "POST")),
    ("confirm", "/proposals/<public_id>/confirm", sealing.confirm, ("GET", "POST")),
    ("fix", "/proposals/<public_id>/fix", sealing.fix, ("GET", "POST")),
)

for _endpoint, _path, _view, _methods in ROUTES:
    blueprint.add_url_rule(_path, _endpoint, _view, methods=list(_methods))
