"""Projects of the street: lists by what is to be done, and the whole file of one project."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for

from marketplace.access.actions import Action
from marketplace.projects.office_queries import TABS, OfficeFile, office_page, tab_counts
from marketplace.projects.reading import project_view
from marketplace.web import context
from marketplace.web.gate import needs
from marketplace.web.i18n import localised, translate
from marketplace.web.paging import pager
from marketplace.web.places import place, places
from marketplace.web.public.project_page import page_of
from marketplace.web.street import office_words
from marketplace.web.street.shared import PROJECT_STATES, project_file
from marketplace.workflow.sectors import SECTORS

blueprint = Blueprint("projects", __name__, url_prefix="/projects")


def _tabs(endpoint: str, action: Action) -> list[tuple[str, str, str, int]]:
    """Return the tabs with their counts."""
    counts = tab_counts(context.read_session(), context.actor(), context.now(), action)
    return [(key, translate(label), url_for(endpoint, tab=key), counts[key]) for key, (label, _states) in TABS.items()]


def _chosen(tabs: list[tuple[str, str, str, int]]) -> str:
    """Return the tab of the address, else the first in which something waits."""
    asked = request.args.get("tab", "")
    if asked in TABS:
        return asked
    return next((key for key, _label, _href, count in tabs if count), "review")


@blueprint.get("", endpoint="list")
@needs(Action.PROJECT_REVIEW)
def show_list() -> str:
    """Show projects by what is to be done with them."""
    return render_template(
        "pages/street/projects/list.html", **list_page("street.projects", Action.PROJECT_READ_INTERNAL)
    )


def list_page(room: str, action: Action) -> dict[str, Any]:
    """Return a list with its tabs for its template: the projects on which the actor holds this right."""
    session, actor, now = context.read_session(), context.actor(), context.now()
    tabs = _tabs(f"{room}.list", action)
    tab = _chosen(tabs)
    page = office_page(session, actor, now, action, tab, request.args.get("after", ""))
    tree = places()
    return {
        "tab": tab,
        "tabs": tabs,
        "rows": [(row, place(tree, row.territory_id)) for row in page.rows],
        "states": PROJECT_STATES,
        "sectors": SECTORS,
        "endpoint": f"{room}.detail",
        "page": pager(page, f"{room}.list", tab=tab),
    }


@blueprint.get("/<public_id>", endpoint="detail")
@needs(Action.PROJECT_REVIEW)
def detail(public_id: str) -> str:
    """Show the whole file of a project: what the public will see, and what it will not."""
    file = project_file(public_id)
    return render_template("pages/street/projects/detail.html", **{**public_page(public_id), **file_page(file)})


def public_page(public_id: str) -> dict[str, Any]:
    """Return the project as everybody sees it, or will."""
    view = project_view(context.read_session(), context.actor(), context.now(), public_id)
    return {**page_of(view, places(), context.now()), "inside": PROJECT_STATES[view.state]}


def file_page(file: OfficeFile) -> dict[str, Any]:
    """Return the internal side of a project for its template."""
    return {
        "file": file,
        "title": localised(file, "title"),
        "doings": office_words.doings(file),
        "votes": office_words.decisions(file),
        "lacking": office_words.lacking(file),
        "completeness": office_words.completeness(file),
        "history": office_words.history(file),
        "internal": office_words.internal_documents(file),
    }
