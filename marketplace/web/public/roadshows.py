"""Roadshows that were held or are announced."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint

from marketplace.kernel.clock import local_today
from marketplace.roadshows.queries import KIND_LABELS, RoadshowRow, roadshow_rows
from marketplace.web import context, i18n
from marketplace.web.gate import public
from marketplace.web.public import lists
from marketplace.web.public.cache import kept
from marketplace.web.public.frames import framed
from marketplace.web.public.words import place_name, say

blueprint = Blueprint("roadshows", __name__, url_prefix="/roadshows")


@dataclass(frozen=True)
class Event:
    """One event in words."""

    row: RoadshowRow
    kind_label: str
    place: str
    figures: list[tuple[str, str]]


def event_of(row: RoadshowRow) -> Event:
    """Return an event in the reader's language."""
    figures = [(i18n.localised(part, "label"), str(part.get("value", ""))) for part in row.figures or ()]
    where = place_name(lists.tree(), row.territory_id)
    return Event(row, say(KIND_LABELS[row.kind]), where, figures)


@blueprint.get("", endpoint="list")
@public
@kept()
def roadshow_list() -> str:
    """Show all events: what is coming first, then what was."""
    rows = roadshow_rows(context.read_session(), context.actor(), context.now())
    today = local_today(context.now())
    events = [event_of(row) for row in rows]
    return framed(
        "pages/public/roadshows/list.html",
        coming=[event for event in reversed(events) if event.row.held_on >= today],
        past=[event for event in events if event.row.held_on < today],
    )
