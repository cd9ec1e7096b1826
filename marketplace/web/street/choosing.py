"""From opened proposals to a partner: the shortlist both ways, the candidate, the award, or an end without one.

Each is looked at once more before it is done, because everybody is told at the same instant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import flash, redirect, render_template, request, url_for
from wtforms import TextAreaField

from marketplace.access.actions import Action
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.kernel.words import N_
from marketplace.projects.office_queries import OfficeFile
from marketplace.review.choosing import (
    IN_REVIEW,
    MAX_REASON,
    award_project,
    fail_project,
    propose_candidate,
    record_shortlist,
)
from marketplace.review.queries import OpenedRow, opened_rows
from marketplace.web import context
from marketplace.web.forms import at_most, required
from marketplace.web.gate import needs
from marketplace.web.i18n import localised, translate
from marketplace.web.street.forms import FAIL_CODES, AwardForm, EndForm, VerdictForm, verdict_form
from marketplace.web.street.openings import blueprint, opening_page
from marketplace.web.street.project_steps import step_of
from marketplace.web.street.shared import PROPOSAL_STATES, Answer, project_file
from marketplace.web.submitting import done

NOBODY_IN = N_("至少要有一份方案入围。如果都不合适，请选择“宣布未成交”。")
ONE_CANDIDATE = N_("请确定一个候选单位，其余列为备选或不予成交。")
STILL_FIXING = N_("有入围方案还在补正，请等补正完成，或不列入围。")


@blueprint.route("/<public_id>/shortlist", methods=["GET", "POST"], endpoint="shortlist")
@needs(Action.PROJECT_SHORTLIST)
def shortlist(public_id: str) -> Answer:
    """Decide on every proposal, in or out, each with its reason; look at it once more; tell all at once."""
    file = project_file(public_id)
    step_of(file, "shortlist")
    rows = _rows(file, IN_REVIEW)
    form = verdict_form(rows, ("shortlist", "pass_over"))
    return _decided(
        file, form, rows, "shortlist", lambda: _has_some_in(form, rows),
        lambda uow: record_shortlist(uow, public_id, form.verdicts(rows)),
        N_("入围结果已公布，全部申请单位已同时收到结果和理由。"),
    )  # fmt: skip


@blueprint.route("/<public_id>/candidates", methods=["GET", "POST"], endpoint="candidates")
@needs(Action.PROJECT_DECIDE)
def candidates(public_id: str) -> Answer:
    """Name the candidate and the reserves among the shortlisted, each with its reason."""
    file = project_file(public_id)
    step_of(file, "propose")
    rows = _rows(file, ("shortlisted",))
    why = TextAreaField(
        N_("总体说明"), [required(), at_most(MAX_REASON)], render_kw={"rows": 4},
        description=N_("说明候选是怎样确定的，会随公示公开。"),
    )  # fmt: skip
    form = verdict_form(rows, ("nominate", "hold_in_reserve", "not_award"), {"reason": why})
    return _decided(
        file, form, rows, "candidates", lambda: _has_one_candidate(form, rows),
        lambda uow: propose_candidate(uow, public_id, form.verdicts(rows), form["reason"].data or ""),
        N_("候选单位已公示。"),
    )  # fmt: skip


@blueprint.route("/<public_id>/award", methods=["GET", "POST"], endpoint="award")
@needs(Action.PROJECT_DECIDE)
def award(public_id: str) -> Answer:
    """Make the candidate, or a reserve in its place, the partner."""
    file = project_file(public_id)
    step = step_of(file, "award")
    rows = _rows(file, ("candidate", "reserve"))
    form = AwardForm()
    form.proposal.choices = {
        row.public_id: f"{localised(row, 'name')} · {translate(PROPOSAL_STATES[row.state].label)}" for row in rows
    }
    if form.submitted() and done(
        form, lambda uow: award_project(uow, public_id, form.proposal.data, form.reason.data or "")
    ):
        flash(translate(N_("合作方已确定，全部申请单位已同时收到结果。")), "good")
        return redirect(url_for("street.openings.proposals", public_id=public_id), 303)
    if request.method == "GET":
        form.proposal.data = next((row.public_id for row in rows if row.state == "candidate"), None)
    page = render_template("pages/street/openings/award.html", form=form, move=step, **opening_page(file, None))
    return page, form.status


@blueprint.route("/<public_id>/fail", methods=["GET", "POST"], endpoint="fail")
@needs(Action.PROJECT_DECIDE)
def fail(public_id: str) -> Answer:
    """End without a partner, with a code and a reason for everybody."""
    file = project_file(public_id)
    step = step_of(file, "fail")
    form = EndForm()
    form.offer(FAIL_CODES)
    if form.submitted() and done(
        form, lambda uow: fail_project(uow, public_id, form.code.data, form.reason.data or "")
    ):
        flash(translate(N_("已宣布未成交。")), "good")
        return redirect(url_for("street.projects.detail", public_id=public_id), 303)
    page = render_template("pages/street/projects/end.html", form=form, move=step, **opening_page(file, None))
    return page, form.status


def _decided(
    file: OfficeFile, form: VerdictForm, rows: Sequence[OpenedRow], page: str, is_sound: Callable[[], bool],
    act: Callable[[UnitOfWork], object], said: str,
) -> Answer:  # fmt: skip
    """Ask, show what was decided once more, and do it when that was looked at."""
    if form.submitted() and is_sound():
        step = request.form.get("step")
        if step == "look":
            return _once_more(file, form, rows, page)
        if step == "confirm" and done(form, act):
            flash(translate(said), "good")
            return redirect(url_for("street.openings.proposals", public_id=file.public_id), 303)
    return _verdict_page(file, form, rows, page), form.status


def _rows(file: OfficeFile, states: Sequence[str]) -> list[OpenedRow]:
    rows = opened_rows(context.read_session(), context.actor(), context.now(), file.row_id)
    return [row for row in rows if row.state in states]


def _has_some_in(form: VerdictForm, rows: Sequence[OpenedRow]) -> bool:
    """Whether somebody is in, and nobody who still has something to put right."""
    chosen = [row for row in rows if form[f"choice-{row.public_id}"].data == "shortlist"]
    if not chosen:
        form.form_errors.append(translate(NOBODY_IN))
    if any(row.state == "fixing" for row in chosen):
        form.form_errors.append(translate(STILL_FIXING))
    return not form.form_errors


def _has_one_candidate(form: VerdictForm, rows: Sequence[OpenedRow]) -> bool:
    if sum(form[f"choice-{row.public_id}"].data == "nominate" for row in rows) != 1:
        form.form_errors.append(translate(ONE_CANDIDATE))
    return not form.form_errors


def _verdict_page(file: OfficeFile, form: VerdictForm, rows: Sequence[OpenedRow], page: str) -> str:
    return render_template(
        f"pages/street/openings/{page}.html", form=form, rows=rows, states=PROPOSAL_STATES, **opening_page(file, None)
    )


def _once_more(file: OfficeFile, form: VerdictForm, rows: Sequence[OpenedRow], page: str) -> str:
    """Show what was decided, with the values kept in hidden fields."""
    summary = [
        (localised(row, "name"), translate(form.chosen_label(row.public_id)), form[f"choice-{row.public_id}"].data,
         form[f"reason-{row.public_id}"].data)
        for row in rows
    ]  # fmt: skip
    kept = [(field.name, field.data) for field in form if field.name != "csrf_token"]
    return render_template(
        "pages/street/openings/once_more.html", summary=summary, kept=kept, page=page, form=form,
        **opening_page(file, None),
    )  # fmt: skip
