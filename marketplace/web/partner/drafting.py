"""Writing a draft: everything typed is kept, by a button, by the script, and where another tab was quicker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.access.actions import Action
from marketplace.files.queries import files_by_public_id
from marketplace.kernel.errors import EditedMeanwhile, Invalid, Problem, TooLate
from marketplace.kernel.words import N_
from marketplace.proposals import content
from marketplace.proposals.content import Draft
from marketplace.proposals.queries import OwnProposal, loaded, own_proposal
from marketplace.proposals.service import (
    MAX_ATTACHMENTS,
    attach_file,
    detach_file,
    problems_before_submit,
    save_draft,
)
from marketplace.web import context
from marketplace.web.files import FileView
from marketplace.web.forms import MarketForm, show_problems
from marketplace.web.gate import needs
from marketplace.web.i18n import translate
from marketplace.web.meanwhile import Difference, differences, shown
from marketplace.web.partner import draft_form
from marketplace.workflow.proposal import EDITABLE_STATES
from marketplace.workflow.vocabulary import PROPOSAL_DOCUMENT_KINDS

#: Where a proposal that is not being written any more is dealt with.
_ELSEWHERE = {"unconfirmed": "partner.proposals.confirm", "fixing": "partner.proposals.fix"}
DETACH = "detach:"


@needs(Action.PROPOSAL_EDIT)
def edit(public_id: str) -> ResponseReturnValue:
    """Show the draft, or keep what was typed and do what the pressed button says."""
    desk = own(public_id)
    if desk.state not in EDITABLE_STATES:
        return redirect(url_for(_ELSEWHERE.get(desk.state, "partner.proposals.detail"), public_id=public_id), 303)
    if request.method == "POST":
        return _keep(desk)
    if not desk.is_open:
        return _read_only(desk), 200
    return _page(desk, draft_form.draft_form(desk, _draft(desk), sent=False)), 200


@needs(Action.PROPOSAL_EDIT)
def autosave(public_id: str) -> ResponseReturnValue:
    """Keep what was typed, for the script: the answer says when, or why not."""
    desk = own(public_id)
    form = draft_form.draft_form(desk, _draft(desk))
    try:
        with context.unit_of_work() as uow:
            version = save_draft(uow, public_id, draft_form.typed(form, desk))
            saved_at = uow.now
    except EditedMeanwhile as error:
        draft = _draft(desk)
        theirs = {"summary": draft.summary, "answers": dict(draft.answers), "terms": dict(draft.terms)}
        message = translate(N_("另一个窗口保存了新版本。请点“保存草稿”，比较两个版本。"))
        return jsonify(error=error.code, message=message, version=draft.version, theirs=theirs), 409
    except TooLate as error:
        return jsonify(error=error.code, message=translate(error.message)), 409
    return jsonify(saved_at=saved_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"), version=version)


def own(public_id: str) -> OwnProposal:
    """Return the applicant's proposal."""
    return own_proposal(context.read_session(), context.actor(), context.now(), public_id)


def file_addresses(held: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return where the files of a proposal are, by their outer id."""
    rows = files_by_public_id(context.read_session(), {str(each["file"]) for each in held})
    return {key: url_for("files.get", public_id=key, name=row.name) for key, row in rows.items()}


def _draft(desk: OwnProposal) -> Draft:
    session, actor, now = context.read_session(), context.actor(), context.now()
    return content.read_draft(session, actor, loaded(session, actor, now, desk.public_id), now)


def _keep(desk: OwnProposal) -> ResponseReturnValue:
    """Save first, whatever the button; then do what it says."""
    form = draft_form.draft_form(desk, _draft(desk))
    form.validate()
    try:
        with context.unit_of_work() as uow:
            version = save_draft(uow, desk.public_id, draft_form.typed(form, desk))
    except EditedMeanwhile:
        return _conflict(desk, form), 409
    except TooLate:
        return _read_only(own(desk.public_id), form), 409
    except Invalid as error:
        show_problems(form, error)
        return _page(desk, form), 422
    form["version"].data = version
    return _act(desk, form, request.form.get("act", "save"))


def _act(desk: OwnProposal, form: MarketForm, act: str) -> ResponseReturnValue:
    here = url_for("partner.proposals.edit", public_id=desk.public_id)
    try:
        if act.startswith(DETACH):
            with context.unit_of_work() as uow:
                detach_file(uow, desk.public_id, act.removeprefix(DETACH))
            flash(translate(N_("附件已移除，其他内容已保存。")), "good")
            return redirect(f"{here}#attachments", 303)
        if form.errors:
            return _page(desk, form), 422
        attached = _attach(desk, form, asked=act == "attach")
    except Invalid as error:
        show_problems(form, error)
        return _page(desk, form), 422
    if act == "check":
        return _checked(desk, form)
    flash(translate(N_("附件已添加，草稿已保存。") if attached else N_("草稿已保存。")), "good")
    return redirect(f"{here}#attachments" if attached else here, 303)


def _attach(desk: OwnProposal, form: MarketForm, *, asked: bool) -> bool:
    """Attach the chosen file; a file that was chosen before pressing another button is not lost.

    :raises Invalid: naming what is missing.
    """
    files = form["file"].data
    if not files:
        if asked:
            raise Invalid.one("file", N_("请选择要上传的文件。"))
        return False
    with context.unit_of_work() as uow:
        attach_file(uow, desk.public_id, files[0].public_id, form["kind"].data or "", form["title"].data or "")
    return True


def _checked(desk: OwnProposal, form: MarketForm) -> ResponseReturnValue:
    problems = _problems(desk)
    if not problems:
        return redirect(url_for("partner.proposals.check", public_id=desk.public_id), 303)
    form["file"].data = []
    show_problems(form, Invalid(draft_form.at_fields(desk, problems)))
    return _page(desk, form), 422


def _problems(desk: OwnProposal) -> list[Problem]:
    session, actor, now = context.read_session(), context.actor(), context.now()
    return problems_before_submit(session, actor, now, loaded(session, actor, now, desk.public_id))


def _attachments(desk: OwnProposal) -> list[tuple[str, FileView]]:
    session, actor, now = context.read_session(), context.actor(), context.now()
    held = content.attachments(session, actor, loaded(session, actor, now, desk.public_id), now)
    return [
        (
            each.public_id,
            FileView(
                each.title, translate(PROPOSAL_DOCUMENT_KINDS.get(each.kind, N_("其他"))), each.size, each.sha256,
                url_for("files.get", public_id=each.file, name=each.name),
            ),
        )
        for each in held
    ]  # fmt: skip


def _page(desk: OwnProposal, form: MarketForm, changes: Sequence[Difference] | None = None) -> str:
    draft = _draft(desk)
    plain, rows = draft_form.terms(desk)
    missing = [
        (problem.field, str(form[problem.field].label.text) if problem.field in form else "",
         translate(problem.message, **problem.params))
        for problem in draft_form.at_fields(desk, _problems(desk))
    ]  # fmt: skip
    return render_template(
        "pages/partner/proposals/edit.html",
        desk=desk,
        form=form,
        saved_at=draft.saved_at,
        summary=draft_form.summary_view(form),
        questions=draft_form.questions(form, desk),
        terms=plain,
        services=rows,
        floors=draft_form.floors_beside(desk),
        attachments=_attachments(desk),
        most_attachments=MAX_ATTACHMENTS,
        missing=missing,
        changes=changes,
        detach=DETACH,
    )


def _conflict(desk: OwnProposal, form: MarketForm) -> str:
    """Show both versions; saving again, now knowingly, keeps the typed one."""
    draft = _draft(desk)
    stored = draft_form.draft_form(desk, draft, sent=False)
    form["version"].data = draft.version
    form["version"].raw_data = None
    return _page(desk, form, differences(stored, form, draft_form.ASIDE))


def _read_only(desk: OwnProposal, typed: MarketForm | None = None) -> str:
    """Show the draft after the deadline; what could not be saved any more stays on the page to be copied."""
    stored = draft_form.draft_form(desk, _draft(desk), sent=False)
    said = [field for field in stored if field.name not in draft_form.ASIDE]
    filled = [(str(field.label.text), shown(field)) for field in said]
    return render_template(
        "pages/partner/proposals/over.html",
        desk=desk,
        filled=[(label, text) for label, text in filled if text],
        attachments=[view for _id, view in _attachments(desk)],
        changes=differences(stored, typed, draft_form.ASIDE) if typed is not None else (),
        refused=typed is not None,
    )
