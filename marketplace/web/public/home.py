"""The home page and the help page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, url_for

from marketplace.operation.queries import LedgerRow, ledger_rows
from marketplace.projects.queries import ProjectFilter, Tally, project_page, tallies
from marketplace.roadshows.queries import roadshow_rows
from marketplace.territory.queries import TerritoryTree, territory_figures
from marketplace.web import context, i18n
from marketplace.web.gate import public
from marketplace.web.public import lists
from marketplace.web.public.cache import kept
from marketplace.web.public.cards import project_cards, sector_label
from marketplace.web.public.frames import framed
from marketplace.web.public.gallery_samples import gallery_context
from marketplace.web.public.roadshows import event_of
from marketplace.web.public.words import place_name, say
from marketplace.workflow.machines import MACHINES
from marketplace.workflow.project import DECIDED_STATES
from marketplace.workflow.sectors import SECTORS

OPEN_CARDS, DECIDED_CARDS, EVENTS, ACCOUNTS = 6, 3, 3, 4
#: Territories at these levels are told apart on the home page.
_LEVELS = ("district", "street")


@dataclass(frozen=True)
class Count:
    """How many projects stand under something, and how many of them are open now."""

    key: str
    label: str
    href: str
    total: int
    open: int
    depth: int = 0


@public
@kept()
def home() -> str:
    """Say what this is, what is open now, what was decided, and where the money went."""
    session, actor, now, places = context.read_session(), context.actor(), context.now(), lists.tree()
    counts = tallies(session, actor, now)
    opened = project_page(session, actor, now, ProjectFilter(state="open"), sort="deadline", limit=OPEN_CARDS)
    upcoming = project_page(session, actor, now, ProjectFilter(state="upcoming"), sort="deadline", limit=3)
    running = project_page(session, actor, now, ProjectFilter(state="operating"), limit=DECIDED_CARDS)
    decided = project_page(session, actor, now, ProjectFilter(state="decided"), limit=DECIDED_CARDS)
    accounts = ledger_rows(session)
    return framed(
        "pages/public/home.html",
        opened=project_cards(opened.rows, places, now),
        upcoming=project_cards(upcoming.rows, places, now),
        decided=project_cards([*decided.rows, *running.rows][:DECIDED_CARDS], places, now),
        sectors=_by_sector(counts),
        territories=_grouped(_by_territory(counts, places)),
        events=[event_of(row) for row in roadshow_rows(session, actor, now, limit=EVENTS)],
        accounts=[(row, place_name(places, row.territory_id)) for row in accounts[:ACCOUNTS]],
        figures=territory_figures(session),
        numbers=_numbers(counts, accounts),
    )


def _numbers(counts: Sequence[Tally], accounts: Sequence[LedgerRow]) -> dict[str, Any]:
    return {
        "open": sum(row.count for row in counts if row.state == "open"),
        "all": sum(row.count for row in counts),
        "decided": sum(row.count for row in counts if row.state in DECIDED_STATES),
        "income_fen": sum(row.income_fen for row in accounts),
        "communities": len({row.organisation_public_id for row in accounts}),
    }


def _by_sector(counts: Sequence[Tally]) -> list[Count]:
    total, opened = _sums((row.sector, row) for row in counts)
    here = url_for("public.projects.list")
    return [
        Count(key, sector_label(key), f"{here}?sector={key}", total[key], opened[key]) for key in SECTORS if total[key]
    ]


def _by_territory(counts: Sequence[Tally], places: TerritoryTree) -> list[Count]:
    total, opened = _sums((node.id, row) for row in counts for node in places.lineage(row.territory_id))
    here = url_for("public.projects.list")
    return [
        Count(
            node.slug, i18n.localised(node, "name"), f"{here}?territory={node.slug}", total[node.id], opened[node.id],
            _LEVELS.index(node.level),
        )
        for node in places.nodes
        if node.level in _LEVELS and total[node.id]
    ]  # fmt: skip


def _grouped(counts: Sequence[Count]) -> list[tuple[Count, list[Count]]]:
    """Return each district with the streets that follow it; a street without one stands at the head itself."""
    groups: list[tuple[Count, list[Count]]] = []
    for count in counts:
        if count.depth == 0 or not groups:
            groups.append((count, []))
        else:
            groups[-1][1].append(count)
    return groups


def _sums(pairs: Any) -> tuple[Counter[Any], Counter[Any]]:
    total: Counter[Any] = Counter()
    opened: Counter[Any] = Counter()
    for key, row in pairs:
        total[key] += row.count
        opened[key] += row.count if row.state == "open" else 0
    return total, opened


@public
@kept()
def about() -> str:
    """Explain how the market works; the life cycles are the ones that the site obeys."""
    machines = [
        (machine.noun, say(machine.label), machine.states, [move for move in machine.moves if not move.by_clock])
        for machine in (MACHINES[noun] for noun in ("project", "proposal", "asset", "organisation"))
    ]
    return framed("pages/public/about.html", machines=machines)


@public
def gallery() -> str:
    """Show every component with sample data."""
    return render_template("pages/public/gallery/list.html", **gallery_context(context.now(), i18n.locale()))
