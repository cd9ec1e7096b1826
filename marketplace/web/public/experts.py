"""Experts for everybody: those who agreed to be found, without contact data."""

from __future__ import annotations

from flask import Blueprint, request, url_for

from marketplace.kernel.errors import NotFound
from marketplace.kernel.words import N_
from marketplace.partners.queries import expert_page, expert_view
from marketplace.territory.queries import TerritoryTree
from marketplace.web import context, i18n
from marketplace.web.gate import public
from marketplace.web.public import fragments, lists
from marketplace.web.public.cache import kept
from marketplace.web.public.cards import expert_card, sector_label
from marketplace.web.public.frames import framed
from marketplace.web.public.lists import Chip, Choice, ListPage, Option, address, chosen
from marketplace.web.public.words import place_name, say
from marketplace.workflow.sectors import SECTORS

blueprint = Blueprint("experts", __name__, url_prefix="/experts")

LANGUAGES = {"zh": N_("中文"), "en": N_("英语"), "mn": N_("蒙古语")}


@blueprint.get("", endpoint="list")
@public
@kept("sector", "territory", "after")
def expert_list() -> str:
    """Show published experts by name."""
    places = lists.tree()
    node, words = lists.territory(places), lists.typed()
    params = {
        "q": words,
        "sector": chosen("sector", SECTORS),
        "territory": node.slug if node else "",
    }
    page = expert_page(
        context.read_session(), context.actor(), context.now(), sector=params["sector"],
        territory_path=node.path if node else "", words=words, after=request.args.get("after", ""),
    )  # fmt: skip
    here = url_for("public.experts.list")
    labels = {
        "q": words and say(N_("含“%(words)s”"), words=words),
        "sector": params["sector"] and sector_label(params["sector"]),
        "territory": i18n.localised(node, "name") if node else "",
    }
    chips = [Chip(label, address(here, params, **{name: ""})) for name, label in labels.items() if label]
    return framed(
        "pages/public/experts/list.html",
        cards=[expert_card(row, places) for row in page.rows],
        page=ListPage(here, params, page.next_cursor, page.previous_cursor),
        filters=fragments.filters(here, params, lambda: _selects(places, params), chips),
        chips=chips,
        here=here,
    )


def _selects(places: TerritoryTree, params: dict[str, str]) -> tuple[Choice, ...]:
    return (
        Choice("sector", say(N_("专长")), [Option(key, sector_label(key)) for key in SECTORS], params["sector"]),
        Choice("territory", say(N_("区划")), lists.territory_options(places), params["territory"]),
    )


@blueprint.get("/<public_id>")
@public
@kept()
def detail(public_id: str) -> str:
    """Show one expert."""
    if not public_id.isascii() or not public_id.isalnum():
        raise NotFound()
    row = expert_view(context.read_session(), context.actor(), context.now(), public_id)
    return framed(
        "pages/public/experts/detail.html",
        row=row,
        place=place_name(lists.tree(), row.territory_id),
        fields=[(key, sector_label(key)) for key in row.sectors],
        languages=say(N_("、")).join(say(LANGUAGES[key]) for key in row.languages if key in LANGUAGES),
    )
