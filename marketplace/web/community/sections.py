"""The parts of a draft, each saved by itself: basics, answers, lists, terms and dates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from marketplace.access.actions import Action
from marketplace.assets.queries import asset_choices
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.kernel.errors import EditedMeanwhile, Invalid, WrongState
from marketplace.kernel.words import N_
from marketplace.projects import drafting
from marketplace.projects.commands import EditAnswers, EditBasics, EditDates, EditLists, EditTerms
from marketplace.projects.desk_queries import DeskProject
from marketplace.web import context
from marketplace.web.community import template_forms
from marketplace.web.community.project_forms import BasicsForm, DatesForm, ListsForm, asset_options
from marketplace.web.community.project_views import PART_ENDPOINTS
from marketplace.web.community.projects import Answer, blueprint, desk, page
from marketplace.web.forms import MarketForm
from marketplace.web.gate import needs
from marketplace.web.i18n import translate
from marketplace.web.meanwhile import differences
from marketplace.web.submitting import add_problems, version_of
from marketplace.web.template_fields import PREFIX, raw_answers
from marketplace.workflow.money_models import MONEY_MODELS
from marketplace.workflow.sectors import SECTORS

#: Makes the form of a part; `sent` says whether what was sent belongs into it.
Maker = Callable[[DeskProject, bool], MarketForm]
Saver = Callable[[UnitOfWork, Any, int], object]


def editable(public_id: str) -> DeskProject:
    """Return a project of the own desk that may be edited now.

    :raises WrongState: where it is no draft any more.
    """
    project = desk(public_id)
    if not project.may_edit:
        raise WrongState("project", project.state, "edit")
    return project


def go_on(project: DeskProject, key: str) -> Response:
    """After saving, go to the next part, or stay where the person wants to."""
    flash(translate(N_("已保存。")), "good")
    keys = list(PART_ENDPOINTS)
    target = PART_ENDPOINTS[key]
    if request.form.get("act") == "next":
        after = keys[keys.index(key) + 1 :]
        target = PART_ENDPOINTS[after[0]] if after else "community.projects.detail"
    return redirect(url_for(target, public_id=project.public_id), 303)


def write_part(
    public_id: str, key: str, make: Maker, save: Saver, at: Callable[[Any, list[Any]], list[Any]] | None = None,
    **values: Any,
) -> Answer:  # fmt: skip
    """Show a part's form, or save it; a newer version stored meanwhile is shown beside what was typed.

    `at` moves a service's problems to the form's own field names.
    """
    project = editable(public_id)
    form, conflict = make(project, True), None
    if request.method == "POST" and form.validate():
        try:
            with context.unit_of_work() as uow:
                save(uow, form, version_of(form))
        except Invalid as error:
            add_problems(form, at(form, list(error.problems)) if at else error.problems)
        except EditedMeanwhile:
            newer = editable(public_id)
            conflict = differences(make(newer, False), form)
            form["version"].data = str(newer.version)
        else:
            return go_on(project, key)
    return page(key, project, form=form, conflict=conflict, **values), 409 if conflict is not None else form.status


@blueprint.route("/<public_id>/basics", methods=["GET", "POST"])
@needs(Action.PROJECT_EDIT)
def basics(public_id: str) -> Answer:
    """Write titles, texts and assets."""

    def make(project: DeskProject, sent: bool) -> MarketForm:
        data = BasicsForm.stored(project)
        form = BasicsForm(data=data) if sent else BasicsForm(formdata=None, data=data)
        assets = asset_choices(context.read_session(), context.actor(), context.now())
        form.assets.choices = asset_options(assets, {}, set(data["assets"]), {project.organisation_id})
        return form

    def save(uow: UnitOfWork, form: BasicsForm, version: int) -> object:
        texts = {name: form[name].data or "" for name in (
            "title_zh", "title_en", "summary_zh", "summary_en", "description_zh", "description_en")}  # fmt: skip
        return drafting.edit_basics(
            uow, public_id, EditBasics(assets=tuple(form.assets.data or ()), version=version, **texts)
        )

    return write_part(public_id, "basics", make, save)


@blueprint.route("/<public_id>/answers", methods=["GET", "POST"])
@needs(Action.PROJECT_EDIT)
def answers(public_id: str) -> Answer:
    """Answer the fields of the sector's template."""
    template = SECTORS[editable(public_id).sector]

    def make(project: DeskProject, sent: bool) -> MarketForm:
        return template_forms.answers_form(template, project.answers, project.version, sent=sent)

    def save(uow: UnitOfWork, form: MarketForm, version: int) -> object:
        raw = raw_answers(form, template.fields)
        return drafting.edit_answers(uow, public_id, EditAnswers(raw, version))

    return write_part(
        public_id, "answers", make, save, lambda _form, problems: template_forms.at_answers(problems),
        template=template, prefix=PREFIX,
    )  # fmt: skip


@blueprint.route("/<public_id>/lists", methods=["GET", "POST"])
@needs(Action.PROJECT_EDIT)
def lists(public_id: str) -> Answer:
    """Say what is offered and asked, and who may answer."""

    def make(project: DeskProject, sent: bool) -> MarketForm:
        data = ListsForm.stored(project)
        return ListsForm(data=data) if sent else ListsForm(formdata=None, data=data)

    def save(uow: UnitOfWork, form: ListsForm, version: int) -> object:
        command = EditLists(
            form.offers.data, form.asks.data, form.eligibility.data, form.min_proposals.data or 0, version
        )
        return drafting.edit_lists(uow, public_id, command)

    return write_part(public_id, "lists", make, save)


@blueprint.route("/<public_id>/terms", methods=["GET", "POST"])
@needs(Action.PROJECT_EDIT)
def terms(public_id: str) -> Answer:
    """Choose the money model and set its terms; changing the model keeps what was typed for the others."""
    project = editable(public_id)

    def make(of: DeskProject, sent: bool) -> MarketForm:
        return template_forms.terms_form(of.money_model, of.terms, of.version, sent=sent)

    def save(uow: UnitOfWork, form: MarketForm, version: int) -> object:
        command = EditTerms(form["money_model"].data, template_forms.typed_terms(form), version)
        return drafting.edit_terms(uow, public_id, command)

    values = {"models": MONEY_MODELS, "usual": SECTORS[project.sector].money_models}
    if template_forms.wants("switch"):
        form = make(project, True)
        return page("terms", project, form=form, conflict=None, **values)
    return write_part(public_id, "terms", make, save, template_forms.at_terms, **values)


@blueprint.route("/<public_id>/dates", methods=["GET", "POST"])
@needs(Action.PROJECT_EDIT)
def dates(public_id: str) -> Answer:
    """Set the wished dates."""

    def make(project: DeskProject, sent: bool) -> MarketForm:
        data = DatesForm.stored(project)
        return DatesForm(data=data) if sent else DatesForm(formdata=None, data=data)

    def save(uow: UnitOfWork, form: DatesForm, version: int) -> object:
        return drafting.edit_dates(uow, public_id, EditDates(form.questions_until.data, form.deadline_at.data, version))

    return write_part(public_id, "dates", make, save)
