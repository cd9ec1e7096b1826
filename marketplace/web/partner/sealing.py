"""From the preview to the receipt and back: submit, withdraw, confirm, put right. The service says when it is late."""

from __future__ import annotations

import base64
import json

import segno
from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from marketplace.access.actions import Action
from marketplace.kernel.errors import EditedMeanwhile, Invalid, NotFound, TooLate, WrongState
from marketplace.kernel.words import N_
from marketplace.proposals import content
from marketplace.proposals.queries import OwnProposal, ReceiptRow, loaded
from marketplace.proposals.service import body_to_seal, fix_proposal, submit_proposal, withdraw_proposal
from marketplace.web import context
from marketplace.web.files import disposition
from marketplace.web.forms import MarketForm, at_most, required, show_problems
from marketplace.web.gate import needs
from marketplace.web.i18n import translate
from marketplace.web.partner import draft_form
from marketplace.web.partner.drafting import file_addresses, own
from marketplace.web.partner.reading import content_view
from marketplace.workflow.proposal import EDITABLE_STATES, PROPOSAL

MAX_NOTE = 2000


class FixForm(MarketForm):
    """What was put right."""

    note = TextAreaField(
        N_("补正说明"), [required(), at_most(MAX_NOTE)],
        description=N_("对照要求逐条说明。密封的方案本身不会改变，说明会附在后面。"), render_kw={"rows": 8},
    )  # fmt: skip


@needs(Action.PROPOSAL_SUBMIT)
def check(public_id: str) -> ResponseReturnValue:
    """Show exactly what would be sealed, and ask."""
    desk = own(public_id)
    if desk.state not in EDITABLE_STATES or not desk.is_open:
        return redirect(url_for("partner.proposals.detail", public_id=public_id), 303)
    return _check_page(desk, "check"), 200


@needs(Action.PROPOSAL_SUBMIT)
def submit(public_id: str) -> ResponseReturnValue:
    """Seal what was previewed and lead to the receipt; pressing twice leads to the same one.

    :raises TooLate: at or after the deadline; the draft stays.
    """
    try:
        with context.unit_of_work() as uow:
            receipt = submit_proposal(uow, public_id, request.form.get("previewed", ""))
            receipt_id = receipt.public_id
    except Invalid:
        return _check_page(own(public_id), "check"), 422
    except EditedMeanwhile as error:
        desk = own(public_id)
        if not desk.may_submit:
            raise
        flash(translate(error.message), "warn")
        return _check_page(desk, "check"), 409
    flash(translate(N_("已密封提交。请保存好回执。")), "good")
    return redirect(url_for("partner.proposals.receipt", public_id=public_id, receipt_id=receipt_id), 303)


@needs(Action.PROPOSAL_SUBMIT)
def confirm(public_id: str) -> ResponseReturnValue:
    """Ask whether the proposal still holds for the changed project, or seal it anew."""
    desk = own(public_id)
    if request.method == "POST":
        return submit(public_id)
    if desk.state != "unconfirmed":
        return redirect(url_for("partner.proposals.detail", public_id=public_id), 303)
    if not desk.is_open:
        raise TooLate("project", desk.project_state, "confirm")
    return _check_page(desk, "confirm"), 200


def _check_page(desk: OwnProposal, verb: str) -> str:
    """Show the content as it would be sealed, or everything that is missing."""
    session, actor, now = context.read_session(), context.actor(), context.now()
    verb = "confirm" if desk.state == "unconfirmed" else verb
    proposal, body, problems = loaded(session, actor, now, desk.public_id), None, []
    try:
        body = body_to_seal(session, actor, now, proposal)
    except Invalid as error:
        problems = draft_form.at_fields(desk, error.problems)
    view = None
    if body is not None:
        addresses = file_addresses(body["attachments"])
        view = content_view(desk, body["summary"], body["answers"], body["terms"], body["attachments"], addresses)
    form = draft_form.draft_form(desk, content.read_draft(session, actor, proposal, now), sent=False)
    return render_template(
        "pages/partner/proposals/check.html",
        desk=desk,
        verb=verb,
        move=PROPOSAL.move("confirm" if verb == "confirm" else "submit", desk.state) if _movable(desk, verb) else None,
        content=view,
        previewed=content.fingerprint(body) if body is not None else "",
        missing=[
            (problem.field, str(form[problem.field].label.text) if problem.field in form else "",
             translate(problem.message, **problem.params))
            for problem in problems
        ],
        form=form,
    )  # fmt: skip


def _movable(desk: OwnProposal, verb: str) -> bool:
    return desk.may_submit and (desk.state in EDITABLE_STATES or verb == "confirm")


@needs(Action.PROPOSAL_EDIT)
def receipt(public_id: str, receipt_id: str) -> str:
    """Show a receipt: to keep, to print, to check without this site."""
    desk = own(public_id)
    row = _receipt(desk, receipt_id)
    newest = desk.receipts[0].public_id == row.public_id
    said = f"{row.public_id}\n{row.submitted_at.isoformat(timespec='milliseconds')}\nSHA-256 {row.commitment}"
    return render_template(
        "pages/partner/proposals/receipt.html",
        desk=desk,
        row=row,
        number=row.public_id.upper(),
        has_copy=newest,
        qr=segno.make(said, error="m", boost_error=False).svg_data_uri(border=2, scale=4, light="white"),
    )


def _receipt(desk: OwnProposal, receipt_id: str) -> ReceiptRow:
    for row in desk.receipts:
        if row.public_id == receipt_id:
            return row
    raise NotFound()


@needs(Action.PROPOSAL_EDIT)
def copy(public_id: str) -> Response:
    """Hand the applicant the sealed bytes and the nonce, so that the commitment can be recomputed anywhere."""
    desk = own(public_id)
    session, actor, now = context.read_session(), context.actor(), context.now()
    sealed = content.sealed_copy(session, actor, loaded(session, actor, now, public_id), now)
    row = next((each for each in desk.receipts if each.commitment == sealed.commitment), None)
    body = {
        "receipt": row.public_id.upper() if row else "",
        "received_at": row.submitted_at.isoformat(timespec="milliseconds") if row else "",
        "commitment": sealed.commitment,
        "algorithm": "SHA-256(nonce + sealed)",
        "nonce": sealed.nonce.hex(),
        "sealed_base64": base64.b64encode(sealed.sealed).decode(),
    }
    response = Response(json.dumps(body, indent=1, ensure_ascii=False) + "\n", mimetype="application/json")
    name = f"{desk.number}-{row.public_id if row else public_id}.json"
    response.headers["Content-Disposition"] = disposition(name, "receipt.json")
    response.headers["Cache-Control"] = "no-store"
    return response


@needs(Action.PROPOSAL_WITHDRAW)
def withdraw(public_id: str) -> ResponseReturnValue:
    """Ask once more, or take the sealed proposal back."""
    desk = own(public_id)
    if request.method == "POST":
        with context.unit_of_work() as uow:
            withdraw_proposal(uow, public_id)
        flash(translate(N_("已撤回。修改后在截止之前再提交一次，否则视为不参加。")), "warn")
        return redirect(url_for("partner.proposals.edit", public_id=public_id), 303)
    move = PROPOSAL.move("withdraw", desk.state)
    if not desk.is_open:
        raise TooLate("project", desk.project_state, "withdraw", N_("截止时间已过，不能再撤回。"))
    return render_template("pages/partner/proposals/withdraw.html", desk=desk, move=move)


@needs(Action.PROPOSAL_FIX)
def fix(public_id: str) -> ResponseReturnValue:
    """Show what has to be put right, or take the answer."""
    desk, form = own(public_id), FixForm()
    if desk.state != "fixing":
        if request.method == "POST":
            raise WrongState("proposal", desk.state, "fix")
        return redirect(url_for("partner.proposals.detail", public_id=public_id), 303)
    if request.method == "POST" and form.validate():
        try:
            with context.unit_of_work() as uow:
                fix_proposal(uow, public_id, form.note.data or "")
        except Invalid as error:
            show_problems(form, error)
        else:
            flash(translate(N_("补正已提交，街道会继续评审。")), "good")
            return redirect(url_for("partner.proposals.detail", public_id=public_id), 303)
    return render_template("pages/partner/proposals/fix.html", desk=desk, form=form), form.status
