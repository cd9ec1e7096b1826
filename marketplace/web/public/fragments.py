"""Keep rendered pieces of pages that are the same for everybody: a project's card, a list's filters.

A piece is kept under everything that it shows, so it can never be stale: the key is the frozen data itself, the
language, and nothing about the reader. Pieces that show who is signed in do not belong here.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import cast

from flask import Flask, current_app, get_template_attribute, render_template
from markupsafe import Markup

from marketplace.projects.queries import ProjectRow
from marketplace.territory.queries import TerritoryTree
from marketplace.web import i18n
from marketplace.web.public import cache
from marketplace.web.public.cards import WAITING, project_card
from marketplace.web.public.lists import Chip, Choice
from marketplace.web.public.words import place_name

#: About 2 kB each.
MOST_PIECES = 12_000
Key = tuple[Hashable, ...]


class Fragments:
    """Pieces by key, the least recently used leaving first."""

    def __init__(self, most: int = MOST_PIECES) -> None:
        """Start empty; with room for none, every piece is made anew."""
        self._most = most
        self._pieces: OrderedDict[Key, Markup] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key, make: Callable[[], str]) -> Markup:
        """Return the piece of this key; `make` must return safe HTML, as templates do."""
        piece = self._pieces.get(key)
        if piece is None:
            piece = Markup(make())  # noqa: S704  (the words were escaped by the template)
        with self._lock:
            self._pieces[key] = piece
            self._pieces.move_to_end(key)
            while len(self._pieces) > self._most:
                self._pieces.popitem(last=False)
        return piece

    @property
    def keeps(self) -> bool:
        """Whether there is room for anything."""
        return self._most > 0

    def __len__(self) -> int:
        """How many pieces are held."""
        return len(self._pieces)


def init(app: Flask) -> None:
    """Attach to an app; while templates are being written, nothing is kept."""
    app.extensions["fragments"] = Fragments(0 if app.config.get("TEMPLATES_AUTO_RELOAD") else MOST_PIECES)


def _fragments() -> Fragments:
    return cast(Fragments, current_app.extensions["fragments"])


def are_kept() -> bool:
    """Whether pieces are kept at all; not while templates are being written."""
    return _fragments().keeps


def parts(key: Key, make: Callable[[], tuple[str, ...]]) -> tuple[str, ...]:
    """Return a piece that is already cut into parts."""
    held: dict[Key, tuple[str, ...]] = current_app.extensions.setdefault("fragment_parts", {})
    found = held.get(key)
    if found is None:
        found = held[key] = make()
    return found


def project_cards(rows: Iterable[ProjectRow], tree: TerritoryTree, now: datetime) -> list[Markup]:
    """Return the rows as cards in HTML; words of the time left change by the hour."""
    draw = get_template_attribute("components/project_card.html", "project_card")
    pieces, locale = _fragments(), i18n.locale()

    def piece(row: ProjectRow) -> Markup:
        left = row.deadline_at - now if row.deadline_at and row.state in WAITING else None
        hours = None if left is None else left.days * 24 if left.days else left.seconds // 3600
        key = (locale, place_name(tree, row.territory_id), hours, row)
        return pieces.get(key, lambda: str(draw(project_card(row, tree, now))))

    return [piece(row) for row in rows]


def filters(
    here: str, params: Mapping[str, str], selects: Callable[[], Sequence[Choice]], chips: Sequence[Chip], *,
    hidden: str = "", degraded: bool = False,
) -> Markup:  # fmt: skip
    """Return the filters of a list as HTML: its selects, its chips, and the one parameter that it carries along."""
    key = (i18n.locale(), here, tuple(params.items()), tuple(chips), hidden, degraded, cache.version())

    def draw() -> str:
        return render_template(
            "pages/public/_filters.html", here=here, words=params.get("q", ""), selects=selects(), chips=chips,
            hidden=[(hidden, params[hidden])] if hidden and params[hidden] else [], degraded=degraded,
        )  # fmt: skip

    return _fragments().get(key, draw)
