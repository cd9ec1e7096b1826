"""Organisations for everybody: verified ones only, without contact data."""

from __future__ import annotations

from flask import Blueprint, request, url_for

from marketplace.kernel.clock import local_today
from marketplace.kernel.errors import NotFound
from marketplace.kernel.words import N_
from marketplace.operation.queries import ledger_rows
from marketplace.partners.queries import (
    KIND_GROUPS,
    OrganisationFilter,
    organisation_page,
    organisation_view,
)
from marketplace.projects.queries import ProjectFilter, project_page
from marketplace.territory.queries import TerritoryTree
from marketplace.web import context, i18n
from marketplace.web.gate import public
from marketplace.web.public import fragments, lists
from marketplace.web.public.cache import kept
from marketplace.web.public.cards import organisation_card, project_cards, sector_label
from marketplace.web.public.frames import framed
from marketplace.web.public.lists import Chip, Choice, ListPage, Option, address, chosen
from marketplace.web.public.words import place_name, say
from marketplace.workflow.sectors import SECTORS
from marketplace.workflow.vocabulary import ORGANISATION_KINDS, PARTNER_SIZES

blueprint = Blueprint("organisations", __name__, url_prefix="/partners")


@blueprint.get("", endpoint="list")
@public
@kept("kind", "sector", "territory", "after")
def organisation_list() -> str:
    """Show verified organisations by name."""
    places = lists.tree()
    node, words = lists.territory(places), lists.typed()
    params = {
        "q": words,
        "kind": chosen("kind", KIND_GROUPS),
        "territory": node.slug if node else "",
        "sector": chosen("sector", SECTORS),
    }
    found = lists.found_ids("organisation", words, context.actor()) if words else None
    wanted = OrganisationFilter(
        kinds=KIND_GROUPS[params["kind"]][1] if params["kind"] else (), sector=params["sector"], found=found,
        territory_path=node.path if node else "", words=words if found is None else "",
    )  # fmt: skip
    page = organisation_page(
        context.read_session(), context.actor(), context.now(), wanted, after=request.args.get("after", "")
    )
    here = url_for("public.organisations.list")
    labels = {
        "q": words and say(N_("含“%(words)s”"), words=words),
        "territory": i18n.localised(node, "name") if node else "",
        "sector": params["sector"] and sector_label(params["sector"]),
    }
    chips = [Chip(label, address(here, params, **{name: ""})) for name, label in labels.items() if label]
    kinds = [("", say(N_("全部")), address(here, params, kind=""))]
    kinds += [(key, say(label), address(here, params, kind=key)) for key, (label, _kinds) in KIND_GROUPS.items()]
    return framed(
        "pages/public/organisations/list.html",
        cards=[organisation_card(row, places) for row in page.rows],
        page=ListPage(here, params, page.next_cursor, page.previous_cursor),
        kinds=kinds,
        kind=params["kind"],
        filters=fragments.filters(
            here,
            params,
            lambda: _selects(places, params),
            chips,
            hidden="kind",
            degraded=bool(words) and found is None,
        ),
        chips=chips,
        here=here,
    )


def _selects(places: TerritoryTree, params: dict[str, str]) -> tuple[Choice, ...]:
    return (
        Choice("sector", say(N_("领域")), [Option(key, sector_label(key)) for key in SECTORS], params["sector"]),
        Choice("territory", say(N_("区划")), lists.territory_options(places), params["territory"]),
    )


@blueprint.get("/<public_id>")
@public
@kept()
def detail(public_id: str) -> str:
    """Show one organisation: what it does, what it can bring, and its projects here."""
    if not public_id.isascii() or not public_id.isalnum():
        raise NotFound()
    session, actor, now, places = context.read_session(), context.actor(), context.now(), lists.tree()
    view = organisation_view(session, actor, now, public_id)
    row_id = view.row.row_id
    offered = project_page(session, actor, now, ProjectFilter(organisation_id=row_id), limit=12)
    operated = project_page(session, actor, now, ProjectFilter(partner_id=row_id), limit=12)
    return framed(
        "pages/public/organisations/detail.html",
        view=view,
        row=view.row,
        kind_label=say(ORGANISATION_KINDS[view.row.kind]),
        place=place_name(places, view.row.territory_id),
        sectors=[sector_label(key) for key in view.row.sectors],
        areas=[place_name(places, area) for area in view.areas],
        size_label=say(PARTNER_SIZES[view.size]) if view.size in PARTNER_SIZES else "",
        website=view.website if view.website.startswith(("http://", "https://")) else "",
        licences=[
            (row.name, row.issued_by, row.expires_on, row.expires_on is not None and row.expires_on < local_today(now))
            for row in view.licences
        ],
        offered=project_cards(offered.rows, places, now),
        operated=project_cards(operated.rows, places, now),
        accounts=[row for row in ledger_rows(session) if row.organisation_public_id == view.row.public_id],
    )
