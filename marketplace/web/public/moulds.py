"""Draw a project's card by filling the mould of its kind, which the component has drawn once.

Cards differ in few ways: sector, state, way of payment, whether there is a picture or a deadline. For each such shape
the component draws one card with holes; every other card of that shape is that text with the holes filled, byte for byte
what the component would have drawn. A test holds that.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime

from flask import get_template_attribute
from markupsafe import Markup, escape

from marketplace.projects.queries import ProjectRow
from marketplace.territory.queries import TerritoryTree
from marketplace.web import i18n
from marketplace.web.files import PhotoView
from marketplace.web.public import fragments
from marketplace.web.public.cards import WAITING, ProjectCard, project_card
from marketplace.web.public.words import place_name

_TOKEN = secrets.token_hex(12)
_HOLE = re.compile(f"x{_TOKEN}([a-z]+)x")
#: Stands for a deadline while the mould is drawn; no deadline is as late.
_LATE = datetime(9998, 12, 31, tzinfo=UTC)


def project_cards(rows: Iterable[ProjectRow], tree: TerritoryTree, now: datetime) -> list[Markup]:
    """Return the rows as cards in HTML; words of the time left change by the hour."""
    pieces, locale = fragments.held(), i18n.locale()

    def piece(row: ProjectRow) -> Markup:
        left = row.deadline_at - now if row.deadline_at and row.state in WAITING else None
        hours = None if left is None else left.days * 24 if left.days else left.seconds // 3600
        key = (locale, place_name(tree, row.territory_id), hours, row)
        return pieces.get(key, lambda: draw(project_card(row, tree, now)))

    return [piece(row) for row in rows]


def draw(card: ProjectCard) -> Markup:
    """Return a card as HTML."""
    shape = (
        i18n.locale(), card.sector, card.sector_label, card.state_label, card.state_tone, card.money_label,
        bool(card.territory), bool(card.organisation), card.photo is None, card.deadline_at is None,
        bool(card.deadline_words),
    )  # fmt: skip
    filling = {
        "id": card.public_id,
        "title": escape(i18n.localised(card, "title")),
        "territory": escape(card.territory),
        "organisation": escape(card.organisation),
        "photo": card.photo.public_id if card.photo else "",
        "deadline": i18n.instant(card.deadline_at) if card.deadline_at else "",
        "words": escape(card.deadline_words or ""),
    }
    mould = fragments.parts(("card", *shape), lambda: _mould(card))
    text = "".join([filling[part] if place % 2 else part for place, part in enumerate(mould)])
    return Markup(text)  # noqa: S704  (every filling is escaped, the rest is the component's)


def _mould(card: ProjectCard) -> tuple[str, ...]:
    """Return the text of a card of this shape and, at odd places, the names of its holes."""

    def hole(name: str) -> str:
        return f"x{_TOKEN}{name}x"

    stand_in = ProjectCard(
        hole("id"), hole("title"), hole("title"), card.sector, card.sector_label,
        hole("territory") if card.territory else "", card.state_label, card.state_tone, card.money_label,
        _LATE if card.deadline_at else None, hole("words") if card.deadline_words else None,
        hole("organisation") if card.organisation else "", None, PhotoView(hole("photo")) if card.photo else None, "",
        False,
    )  # fmt: skip
    drawn = str(get_template_attribute("components/project_card.html", "project_card")(stand_in))
    return tuple(_HOLE.split(drawn.replace(i18n.instant(_LATE), hole("deadline"))))
