"""The community's projects: the list, a new one, the home of one with its task list, and how the public will see it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.access.actions import Action
from marketplace.assets.queries import OwnOrganisation, asset_choices, own_organisations
from marketplace.kernel.errors import Invalid, NotFound, WrongState
from marketplace.kernel.words import N_
from marketplace.projects.commands import CreateProject
from marketplace.projects.desk_lists import desk_page
from marketplace.projects.desk_queries import DeskProject, desk_project
from marketplace.projects.drafting import create_project
from marketplace.projects.reading import project_view
from marketplace.web import context
from marketplace.web.community.project_forms import NewProjectForm
from marketplace.web.community.project_views import (
    PART_ENDPOINTS,
    acts,
    facts,
    next_act,
    open_documents,
    part_links,
    timeline,
)
from marketplace.web.forms import show_problems
from marketplace.web.gate import needs
from marketplace.web.i18n import localised, translate
from marketplace.web.paging import pager
from marketplace.web.public import lists
from marketplace.web.public.project_page import page_of
from marketplace.workflow.project import PROJECT
from marketplace.workflow.sectors import SECTORS

blueprint = Blueprint("projects", __name__, url_prefix="/projects")

Answer = str | Response | tuple[str, int]
STATES = {state.key: state for state in PROJECT.states}


def desk(public_id: str) -> DeskProject:
    """Return a project of the present person's own desk.

    :raises NotFound: where there is none.
    """
    return desk_project(context.read_session(), context.actor(), context.now(), public_id)


def page(name: str, project: DeskProject, /, **values: Any) -> str:
    """Return a page about one project."""
    return render_template(
        f"pages/community/projects/{name}.html",
        project=project,
        state=STATES[project.state],
        parts=part_links(project),
        **values,
    )


def home(project: DeskProject, anchor: str | None = None) -> Response:
    """Go back to the project's home."""
    return redirect(url_for("community.projects.detail", public_id=project.public_id, _anchor=anchor), 303)


@blueprint.get("", endpoint="list")
@needs(Action.PROJECT_CREATE)
def show_list() -> Answer:
    """Show all own projects, each with its state, what it lacks and the next act."""
    found = desk_page(context.read_session(), context.actor(), context.now(), request.args.get("after", ""))
    return render_template(
        "pages/community/projects/list.html",
        rows=[(row, STATES[row.state], next_act(row)) for row in found.rows],
        page=pager(found, "community.projects.list"),
        sectors=SECTORS,
        several=len({row.organisation_zh for row in found.rows}) > 1,
    )


@blueprint.route("/new", methods=["GET", "POST"], endpoint="new")
@needs(Action.PROJECT_CREATE)
def create() -> Answer:
    """Start a draft from a template."""
    return _start(NewProjectForm(), own_organisations(context.read_session(), context.actor()), None)


@blueprint.route("/<public_id>/repeat", methods=["GET", "POST"], endpoint="repeat")
@needs(Action.PROJECT_CREATE)
def repeat(public_id: str) -> Answer:
    """Offer an unsuccessful project again, as an attempt linked to it.

    :raises WrongState: where the project was not unsuccessful.
    """
    earlier = desk(public_id)
    if earlier.state != "unsuccessful":
        raise WrongState("project", earlier.state, "repeat", N_("只有未成交的项目可以再次发起。"))
    if earlier.next_attempt:
        flash(translate(N_("这个项目已经再次发起过，这就是新的一次。")), "info")
        return redirect(url_for("community.projects.detail", public_id=earlier.next_attempt), 303)
    form = NewProjectForm(
        data={
            "organisation": earlier.organisation_public_id, "sector": earlier.sector, "title_zh": earlier.title_zh,
            "title_en": earlier.title_en, "assets": [asset.public_id for asset in earlier.assets],
        }
    )  # fmt: skip
    owner = OwnOrganisation(
        earlier.organisation_id, earlier.organisation_public_id, earlier.organisation_zh, earlier.organisation_en
    )
    return _start(form, [owner], earlier)


def _start(form: NewProjectForm, organisations: list[OwnOrganisation], earlier: DeskProject | None) -> Answer:
    """Show the form of a new project, or start it."""
    assets = asset_choices(context.read_session(), context.actor(), context.now())
    form.offer(organisations, assets, keep={asset.public_id for asset in earlier.assets} if earlier else set())
    if request.method == "POST" and form.validate():
        try:
            with context.unit_of_work() as uow:
                public_id = create_project(uow, _command(form, earlier)).public_id
        except Invalid as error:
            show_problems(form, error)
        else:
            flash(translate(N_("草稿已建好。下面逐项填写，随时可以停下来。")), "good")
            return redirect(url_for("community.projects.detail", public_id=public_id), 303)
    shown = render_template(
        "pages/community/projects/new.html", form=form, sectors=SECTORS, earlier=earlier, organisations=organisations
    )
    return shown, form.status


def _command(form: NewProjectForm, earlier: DeskProject | None) -> CreateProject:
    return CreateProject(
        organisation=form.organisation.data,
        sector=form.sector.data or "",
        title_zh=form.title_zh.data or "",
        title_en=form.title_en.data or "",
        assets=tuple(form.assets.data or ()),
        attempt_of=earlier.public_id if earlier else "",
    )


@blueprint.get("/<public_id>", endpoint="detail")
@needs(Action.PROJECT_CREATE)
def detail(public_id: str) -> Answer:
    """Show the project's home: where it stands, what is missing, what can be done."""
    project = desk(public_id)
    return page(
        "detail",
        project,
        act=next_act(project),
        acts=acts(project),
        steps=timeline(project, context.now()),
        facts=facts(project),
        documents=open_documents(project),
        sector=SECTORS[project.sector],
        first_gap=next((PART_ENDPOINTS[part.key] for part in project.parts if not part.done), ""),
        history=[(PROJECT.move(step.verb, _source(step.verb)), step) for step in reversed(project.steps)],
    )


def _source(verb: str) -> str:
    """Return a state from which there is such a step, to find its words."""
    return next(move.sources[0] for move in PROJECT.moves if move.verb == verb)


@blueprint.get("/<public_id>/preview", endpoint="preview")
@needs(Action.PROJECT_CREATE)
def preview(public_id: str) -> Answer:
    """Show the project as the public will see it.

    :raises NotFound: where it is not on this desk.
    """
    project = desk(public_id)
    session, actor, now = context.read_session(), context.actor(), context.now()
    view = project_view(session, actor, now, public_id)
    if view.row_id != project.id:
        raise NotFound()
    # Nobody asks questions in a preview.
    return render_template(
        "pages/community/projects/preview.html",
        project=project,
        project_title=localised(project, "title"),
        form=None,
        **page_of(view, lists.tree(), now),
    )
