"""The steps of a project's life that its community takes: deciding, sending, cancelling, and operating."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, request, url_for

from marketplace.access.actions import Action
from marketplace.kernel.errors import Invalid, WrongState
from marketplace.kernel.machine import Move
from marketplace.kernel.words import N_
from marketplace.projects import service
from marketplace.projects.desk_queries import DeskProject
from marketplace.web import context
from marketplace.web.community.project_forms import EndForm, StepForm
from marketplace.web.community.project_views import PART_ENDPOINTS, VERB_PAGES
from marketplace.web.community.projects import Answer, blueprint, desk, home, page
from marketplace.web.forms import MarketForm, show_problems
from marketplace.web.gate import needs
from marketplace.web.i18n import translate
from marketplace.workflow.project import PROJECT
from marketplace.workflow.vocabulary import DECISION_STEPS

_SEND, _OPERATE = "community.projects.send", "community.projects.operate"
_DONE = {
    "start_deciding": N_("已进入民主决策。按顺序登记每一步。"),
    "back_to_draft": N_("已退回草稿，可以继续修改。登记过的决策步骤作废。"),
    "send_to_street": N_("已送街道审核，结果会通知你。"),
    "sign": N_("已登记签约。"),
    "start_operation": N_("项目开始运营，资产转为使用中。"),
    "complete": N_("已登记完成，资产已收回。"),
    "terminate": N_("合作已终止，资产已收回。"),
}


@dataclass(frozen=True)
class Gap:
    """Something missing, with the page where it is put right."""

    part: str
    words: str
    href: str


def gaps(project: DeskProject, verb: str) -> list[Gap]:
    """Return everything that stands in the way of a step, each with its page."""
    if verb not in ("start_deciding", "send_to_street"):
        return []
    found = [
        Gap(translate(part.label), translate(problem.message, **problem.params),
            url_for(PART_ENDPOINTS[part.key], public_id=project.public_id))
        for part in project.parts for problem in part.problems
    ]  # fmt: skip
    if verb == "send_to_street":
        for step, message, params in project.lacking_steps:
            href = url_for("community.projects.decisions", public_id=project.public_id, step=step)
            found.append(Gap(translate(DECISION_STEPS[step]), translate(message, **params), href))
    return found


def _choose(project: DeskProject, endpoint: str) -> Move:
    """Return the step that is asked for, or the first that this page can take now.

    :raises WrongState: where there is none.
    """
    wanted = request.values.get("verb", "")
    mine = [move for move in PROJECT.moves_from(project.state) if VERB_PAGES.get(move.verb, ("", ""))[0] == endpoint]
    for move in mine:
        if move.verb in project.verbs and wanted in ("", move.verb):
            return move
    raise WrongState("project", project.state, wanted or endpoint)


@blueprint.route("/<public_id>/send", methods=["GET", "POST"])
@needs(Action.PROJECT_SUBMIT)
def send(public_id: str) -> Answer:
    """Begin the decisions, go back to the draft, or hand over to the street office."""
    project = desk(public_id)
    move, form = _choose(project, _SEND), StepForm()
    lacking = gaps(project, move.verb)
    if request.method == "POST" and form.validate():
        take = {
            "start_deciding": service.start_deciding, "back_to_draft": service.back_to_draft,
            "send_to_street": service.send_to_street,
        }[move.verb]  # fmt: skip
        try:
            with context.unit_of_work() as uow:
                take(uow, public_id)
        except Invalid as error:
            # Assets may have changed since the page was read; what is missing now is told in full.
            lacking = gaps(desk(public_id), move.verb) or [Gap("", _words(error), "")]
            return page("send", project, form=form, move=move, gaps=lacking), error.status
        flash(translate(_DONE[move.verb]), "good")
        return home(project)
    return page("send", project, form=form, move=move, gaps=lacking), form.status


def _words(error: Invalid) -> str:
    return " ".join(translate(problem.message, **problem.params) for problem in error.problems)


@blueprint.route("/<public_id>/cancel", methods=["GET", "POST"])
@needs(Action.PROJECT_CANCEL)
def cancel(public_id: str) -> Answer:
    """Call the project off while it is being decided."""
    project = desk(public_id)
    move, form = _choose(project, "community.projects.cancel"), EndForm()

    if request.method == "POST" and form.validate():
        try:
            with context.unit_of_work() as uow:
                service.cancel_project(uow, public_id, form.code.data or "", form.reason.data or "")
        except Invalid as error:
            show_problems(form, error)
        else:
            flash(translate(N_("项目已取消。")), "good")
            return home(project)
    return page("step", project, form=form, move=move), form.status


@blueprint.route("/<public_id>/operate", methods=["GET", "POST"])
@needs(Action.PROJECT_OPERATE)
def operate(public_id: str) -> Answer:
    """Record signing, start, completion or termination."""
    project = desk(public_id)
    move = _choose(project, _OPERATE)
    form: MarketForm = EndForm() if move.verb == "terminate" else StepForm()
    if request.method == "POST" and form.validate():
        code = form["code"].data or "" if move.verb == "terminate" else ""
        try:
            with context.unit_of_work() as uow:
                service.operate_project(uow, public_id, move.verb, form["reason"].data or "", code)
        except Invalid as error:
            show_problems(form, error)
        else:
            flash(translate(_DONE[move.verb]), "good")
            return home(project)
    return page("step", project, form=form, move=move), form.status
