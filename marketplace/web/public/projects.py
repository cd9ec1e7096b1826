"""Projects for everybody: the list with its filters, and the page of one project."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from marketplace.access.actions import Action
from marketplace.kernel.errors import Invalid, NotFound
from marketplace.kernel.words import N_
from marketplace.projects import questions
from marketplace.projects.queries import SORTS, STATE_GROUPS, ProjectFilter, project_page
from marketplace.projects.reading import project_view
from marketplace.territory.queries import TerritoryNode, TerritoryTree
from marketplace.web import context, i18n
from marketplace.web.forms import MarketForm, at_most, required, show_problems
from marketplace.web.gate import needs, public
from marketplace.web.public import fragments, lists, moulds
from marketplace.web.public.cache import kept
from marketplace.web.public.cards import money_label, sector_label
from marketplace.web.public.frames import framed
from marketplace.web.public.lists import Chip, Choice, ListPage, Option, address, chosen
from marketplace.web.public.project_page import page_of
from marketplace.web.public.words import say
from marketplace.workflow.money_models import MONEY_MODELS
from marketplace.workflow.sectors import SECTORS

blueprint = Blueprint("projects", __name__, url_prefix="/projects")

WITHIN = {"3": N_("3 天内截止"), "7": N_("7 天内截止"), "30": N_("30 天内截止")}
PARAMS = ("q", "territory", "sector", "money", "state", "within", "sort", "after")


class QuestionForm(MarketForm):
    """Ask about a project."""

    text = TextAreaField(
        N_("你的问题"), [required(), at_most(questions.MAX_QUESTION)],
        description=N_("问题和答复都会公开，不显示提问人。请不要写姓名和电话。"),
    )  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """The choices in the address."""

    params: dict[str, str]
    node: TerritoryNode | None
    words: str
    degraded: bool
    filter: ProjectFilter


def wanted(places: TerritoryTree) -> Wanted:
    """Read the choices from the address; what is no choice is left out."""
    node, words = lists.territory(places), lists.typed()
    params = {
        "q": words,
        "territory": node.slug if node else "",
        "sector": chosen("sector", SECTORS),
        "money": chosen("money", MONEY_MODELS),
        "state": chosen("state", STATE_GROUPS),
        "within": chosen("within", WITHIN),
        "sort": chosen("sort", SORTS),
    }
    found = lists.found_ids("project", words, context.actor()) if words else None
    return Wanted(
        params, node, words, bool(words) and found is None,
        ProjectFilter(
            territory_path=node.path if node else "", sector=params["sector"], money_model=params["money"],
            state=params["state"], due_within_days=int(params["within"] or 0), found=found,
            words=words if words and found is None else "",
        ),
    )  # fmt: skip


@blueprint.get("", endpoint="list")
@public
@kept("territory", "sector", "money", "state", "within", "sort", "after")
def project_list() -> str:
    """Show projects: filtered, sorted, page by page; everything stands in the address."""
    places = lists.tree()
    choices = wanted(places)
    sort = choices.params["sort"] or "newest"
    page = project_page(
        context.read_session(), context.actor(), context.now(), choices.filter, sort=sort,
        after=request.args.get("after", ""),
    )  # fmt: skip
    here = url_for("public.projects.list")
    chips = _chips(here, choices)
    return framed(
        "pages/public/projects/list.html",
        cards=moulds.project_cards(page.rows, places, context.now()),
        page=ListPage(here, choices.params, page.next_cursor, page.previous_cursor),
        filters=fragments.filters(
            here,
            choices.params,
            lambda: _selects(places, choices.params),
            chips,
            hidden="sort",
            degraded=choices.degraded,
        ),
        chips=chips,
        sorts=[(key, say(label), address(here, choices.params, sort=key)) for key, label in SORTS.items()],
        sort=sort,
        here=here,
    )


def _selects(places: TerritoryTree, params: dict[str, str]) -> tuple[Choice, ...]:
    groups = [Option(key, say(label)) for key, (label, _states) in STATE_GROUPS.items()]
    return (
        Choice("state", say(N_("状态")), groups, params["state"]),
        Choice("territory", say(N_("区划")), lists.territory_options(places), params["territory"]),
        Choice("sector", say(N_("领域")), [Option(key, sector_label(key)) for key in SECTORS], params["sector"]),
        Choice("money", say(N_("合作方式")), [Option(key, money_label(key)) for key in MONEY_MODELS], params["money"]),
        Choice("within", say(N_("截止时间")), [Option(key, say(label)) for key, label in WITHIN.items()],
               params["within"]),
    )  # fmt: skip


def _chips(here: str, choices: Wanted) -> tuple[Chip, ...]:
    params = choices.params
    labels = {
        "q": choices.words and say(N_("含“%(words)s”"), words=choices.words),
        "state": params["state"] and say(STATE_GROUPS[params["state"]][0]),
        "territory": i18n.localised(choices.node, "name") if choices.node else "",
        "sector": params["sector"] and sector_label(params["sector"]),
        "money": params["money"] and money_label(params["money"]),
        "within": params["within"] and say(WITHIN[params["within"]]),
    }
    return tuple(Chip(label, address(here, params, **{name: ""})) for name, label in labels.items() if label)


@blueprint.get("/<public_id>")
@public
@kept()
def detail(public_id: str) -> str:
    """Show one project: what is offered and asked, when, by which criteria, and what came of it."""
    return _detail(public_id, None)


@blueprint.post("/<public_id>/questions")
@needs(Action.QUESTION_ASK)
def ask(public_id: str) -> Response | tuple[str, int]:
    """Ask a question, as long as the clock allows."""
    form = QuestionForm()
    if form.submitted():
        try:
            with context.unit_of_work() as uow:
                questions.ask(uow, public_id, form.text.data or "")
        except Invalid as error:
            show_problems(form, error)
        else:
            flash(say(N_("问题已公开，社区答复后会显示在这里。")), "good")
            return redirect(url_for("public.projects.detail", public_id=public_id, _anchor="questions"), 303)
    return _detail(public_id, form), form.status


def _detail(public_id: str, form: QuestionForm | None) -> str:
    if not public_id.isascii() or not public_id.isalnum():
        raise NotFound()
    session, actor, now = context.read_session(), context.actor(), context.now()
    view = project_view(session, actor, now, public_id)
    # A form starts a session for its token, so there is one only where it can be sent.
    if form is None and view.may_ask:
        form = QuestionForm()
    return framed("pages/public/projects/detail.html", form=form, **page_of(view, lists.tree(), now))
