"""Steps that the street office takes with a project before and beside the choice: review, publish, cancel, move on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from marketplace.access.actions import Action
from marketplace.kernel.clock import end_of_local_day, local_today
from marketplace.kernel.errors import Invalid, Problem, WrongState
from marketplace.kernel.machine import Move
from marketplace.kernel.words import N_
from marketplace.projects.commands import Publish
from marketplace.projects.office_queries import OfficeFile
from marketplace.projects.service import cancel_project, check_publication, publish_project, review_project
from marketplace.review.choosing import begin_evaluation, schedule_roadshow
from marketplace.web import context
from marketplace.web.gate import needs
from marketplace.web.i18n import translate
from marketplace.web.public.project_page import Step
from marketplace.web.street.forms import CANCEL_CODES, EndForm, PlainForm, PublishForm, ReviewForm
from marketplace.web.street.office_words import window_words
from marketplace.web.street.projects import blueprint, file_page
from marketplace.web.street.shared import Answer, project_file
from marketplace.web.submitting import add_problems, done
from marketplace.workflow.project import PROJECT

REVIEWS = ("approve", "return", "record_operating")
REVIEWED = {
    "approve": N_("已审核通过，可以发布了。"),
    "return": N_("已退回社区修改。"),
    "record_operating": N_("已补录为运营中。"),
}
MOVED = {
    "begin_evaluation": N_("已开始评审。"),
    "schedule_roadshow": N_("已进入路演阶段。"),
}
#: Where the community wished for nothing.
USUAL_WINDOW, USUAL_QUIET = timedelta(days=20), timedelta(days=3)
_OPENS_MISSING = Problem("opens_at", N_("请填写开放时间。"))


def step_of(file: OfficeFile, *verbs: str) -> Move:
    """Return the first of these steps that can be taken now.

    :raises WrongState: where none can.
    """
    for move in file.moves:
        if move.verb in verbs:
            return move
    raise WrongState("project", file.state, verbs[0])


@blueprint.route("/<public_id>/review", methods=["GET", "POST"], endpoint="review")
@needs(Action.PROJECT_REVIEW)
def review(public_id: str) -> Answer:
    """Approve a project, return it, or enter it as operating; each with its reason."""
    file = project_file(public_id)
    step_of(file, *REVIEWS)
    form = ReviewForm()
    form.offer([verb for verb in REVIEWS if file.may(verb)])
    if form.submitted() and done(
        form, lambda uow: review_project(uow, public_id, form.verb.data, form.reason.data or "")
    ):
        flash(translate(REVIEWED[form.verb.data]), "good")
        if form.verb.data == "approve":
            return redirect(url_for("street.projects.detail", public_id=public_id), 303)
        return redirect(url_for("street.projects.list", tab="review"), 303)
    return render_template("pages/street/projects/review.html", form=form, **file_page(file)), form.status


@blueprint.route("/<public_id>/publish", methods=["GET", "POST"], endpoint="publish")
@needs(Action.PROJECT_PUBLISH)
def publish(public_id: str) -> Answer:
    """Settle the dates, show them as a timeline, and open the project when that was looked at."""
    file, now = project_file(public_id), context.now()
    step_of(file, "publish")
    form = PublishForm(data=_suggested(file, now))
    command = _command(form, now) if request.method == "POST" and form.validate() else None
    if command is not None and request.form.get("step") == "confirm":
        settled = command
        if done(form, lambda uow: publish_project(uow, public_id, settled)):
            later = settled.opens_at is not None
            flash(translate(N_("已排定，到时自动开放。") if later else N_("已发布，现在向所有人开放。")), "good")
            return redirect(url_for("street.projects.detail", public_id=public_id), 303)
    ready = command is not None and not form.errors and request.form.get("step") in ("preview", "confirm")
    shown = command or _shown(form)
    page = render_template(
        "pages/street/projects/publish.html", form=form, ready=ready, shown=shown,
        steps=_steps(shown, now) if shown else [], windows=_windows(shown, now) if shown else [],
        **file_page(file),
    )  # fmt: skip
    return page, form.status


def _suggested(file: OfficeFile, now: datetime) -> dict[str, Any]:
    """Return what the office settled before, else what the community wished for, else what is usual."""
    deadline = file.deadline_at
    if deadline is None or deadline <= now:
        deadline = end_of_local_day(local_today(now + USUAL_WINDOW))
    questions = file.questions_until
    if questions is None or not now < questions <= deadline:
        questions = deadline - USUAL_QUIET if deadline - USUAL_QUIET > now else deadline
    opens = file.opens_at if file.opens_at is not None and file.opens_at > now else None
    when = "later" if opens else "now"
    return {"when": when, "opens_at": opens, "questions_until": questions, "deadline_at": deadline}


def _command(form: PublishForm, now: datetime) -> Publish | None:
    """Return the dates; None where they are wrong, and the form says why."""
    later = form.when.data == "later"
    opens_at = form.opens_at.data if later else None
    if later and opens_at is None:
        add_problems(form, [_OPENS_MISSING])
    command = Publish(opens_at, form.questions_until.data, form.deadline_at.data)
    try:
        check_publication(now, command)
    except Invalid as error:
        add_problems(form, error.problems)
    return None if form.errors else command


def _shown(form: PublishForm) -> Publish | None:
    """Return the suggested dates for the picture on the first page."""
    if request.method == "POST" or form.deadline_at.data is None:
        return None
    return Publish(form.opens_at.data, form.questions_until.data, form.deadline_at.data)


def _steps(command: Publish, now: datetime) -> list[Step]:
    opens = command.opens_at
    return [
        Step(translate(N_("开放征集")), opens or now, "next" if opens else "now"),
        Step(translate(N_("提问截止")), command.questions_until, "next", translate(N_("之后只能提交方案"))),
        Step(translate(N_("方案截止")), command.deadline_at, "next", translate(N_("到点之后一份也不收"))),
        Step(translate(N_("开标")), None, "next", translate(N_("截止以后由街道开标"))),
    ]


def _windows(command: Publish, now: datetime) -> list[list[str]]:
    begin = command.opens_at or now
    return [
        [translate(N_("可以提问")), window_words(begin, command.questions_until)],
        [translate(N_("可以提交方案")), window_words(begin, command.deadline_at)],
        [translate(N_("只提交、不提问")), window_words(command.questions_until, command.deadline_at)],
    ]


@blueprint.route("/<public_id>/cancel", methods=["GET", "POST"], endpoint="cancel")
@needs(Action.PROJECT_REVIEW)
def cancel(public_id: str) -> Answer:
    """Call a project off, with a code and a reason; what follows is said first."""
    file = project_file(public_id)
    step = step_of(file, "cancel")
    form = EndForm()
    form.offer(CANCEL_CODES)
    if form.submitted() and done(
        form, lambda uow: cancel_project(uow, public_id, form.code.data, form.reason.data or "")
    ):
        flash(translate(N_("项目已取消。")), "good")
        return redirect(url_for("street.projects.detail", public_id=public_id), 303)
    return render_template("pages/street/projects/end.html", form=form, move=step, **file_page(file)), form.status


@blueprint.route("/<public_id>/move/<verb>", methods=["GET", "POST"], endpoint="move")
@needs(Action.PROJECT_DECIDE)
def move(public_id: str, verb: str) -> Answer:
    """Say what follows from a step that needs no words, and take it."""
    file = project_file(public_id)
    if verb not in MOVED:
        raise WrongState("project", file.state, verb)
    step, form = step_of(file, verb), PlainForm()
    if request.method == "POST" and form.validate():
        with context.unit_of_work() as uow:
            (begin_evaluation if verb == "begin_evaluation" else schedule_roadshow)(uow, public_id)
        flash(translate(MOVED[verb]), "good")
        return redirect(url_for("street.projects.detail", public_id=public_id), 303)
    target = translate(PROJECT.state(step.target).label)
    page = render_template("pages/street/projects/move.html", form=form, move=step, target=target, **file_page(file))
    return page, form.status
