"""Keep rendered pieces of pages that are the same for everybody: a project's card, a list's filters.

A piece is kept under everything that it shows, so it can never be stale: the key is the frozen data itself, the
language, and nothing about the reader. Pieces that show who is signed in do not belong here.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import cast

from flask import Flask, current_app, render_template
from markupsafe import Markup

from marketplace.web import i18n
from marketplace.web.public import cache
from marketplace.web.public.lists import Chip, Choice

#: About 2 kB each.
MOST_PIECES = 12_000
Key = tuple[Hashable, ...]


class Fragments:
    """Pieces by key, the oldest leaving first; a hit takes no lock."""

    def __init__(self, most: int = MOST_PIECES) -> None:
        """Start empty; with room for none, every piece is made anew."""
        self._most = most
        self._pieces: OrderedDict[Key, Markup] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key, make: Callable[[], str]) -> Markup:
        """Return the piece of this key; `make` must return safe HTML, as templates do."""
        piece = self._pieces.get(key)
        if piece is not None:
            return piece
        piece = Markup(make())  # noqa: S704  (the words were escaped by the template)
        with self._lock:
            self._pieces[key] = piece
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


def held() -> Fragments:
    """Return the pieces of the current app."""
    return cast(Fragments, current_app.extensions["fragments"])


def are_kept() -> bool:
    """Whether pieces are kept at all; not while templates are being written."""
    return held().keeps


def parts(key: Key, make: Callable[[], tuple[str, ...]]) -> tuple[str, ...]:
    """Return a piece that is already cut into parts."""
    known: dict[Key, tuple[str, ...]] = current_app.extensions.setdefault("fragment_parts", {})
    found = known.get(key)
    if found is None:
        found = make()
        if are_kept():
            known[key] = found
    return found


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

    return held().get(key, draw)
