"""What the lists have in common: choices read from the address, chips that take one away, links to the pages around."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import current_app, request

from marketplace.access.actor import Actor
from marketplace.search.asking import clean_text, parse_query
from marketplace.search.port import SearchUnavailable
from marketplace.territory.queries import TerritoryNode, TerritoryTree, territory_tree
from marketplace.web import context, i18n
from marketplace.web.public import cache

#: Hits of a search that a list can be narrowed to; the rest is further down than anybody reads.
MOST_FOUND = 1000
_STEP = 200


@dataclass(frozen=True)
class Option:
    """One choice of a select; `depth` indents branches of a tree."""

    value: str
    label: str
    depth: int = 0


@dataclass(frozen=True)
class Choice:
    """A select of the filter form."""

    name: str
    label: str
    options: Sequence[Option]
    value: str


@dataclass(frozen=True)
class Chip:
    """A filter that is on, and the address of the list without it."""

    label: str
    href: str


@dataclass(frozen=True)
class ListPage:
    """What the pagination reads."""

    path: str
    params: Mapping[str, str]
    next_cursor: str | None
    previous_cursor: str | None

    def url(self, cursor: str) -> str:
        """Return the address of the page at a cursor, with the filters kept."""
        return address(self.path, self.params, after=cursor)


def address(path: str, params: Mapping[str, str], **changes: str) -> str:
    """Return the address of a list; empty values are left out."""
    wanted = {name: value for name, value in {**params, **changes}.items() if value}
    return f"{path}?{urlencode(wanted)}" if wanted else path


def chosen(name: str, allowed: Any) -> str:
    """Return a parameter where it is one of the choices, else nothing: nonsense in an address is no error."""
    value = request.args.get(name, "")
    return value if value in allowed else ""


def typed(name: str = "q") -> str:
    """Return what was typed, cleaned and cut."""
    return clean_text(request.args.get(name, ""))


def tree() -> TerritoryTree:
    """Return the territories; they are read again only when something on the site changed."""
    held: tuple[int, TerritoryTree] | None = current_app.extensions.get("public_tree")
    if held is None or held[0] != cache.version():
        held = (cache.version(), territory_tree(context.read_session()))
        current_app.extensions["public_tree"] = held
    return held[1]


def territory(places: TerritoryTree) -> TerritoryNode | None:
    """Return the chosen branch."""
    return places.by_slug.get(request.args.get("territory", ""))


def territory_options(places: TerritoryTree) -> list[Option]:
    """Return the tree as choices, each branch under its parent."""
    return [Option(node.slug, i18n.localised(node, "name"), node.depth) for node in places.nodes]


def found_ids(kind: str, words: str, actor: Actor) -> tuple[str, ...] | None:
    """Return the public ids that the search engine finds, the best first; None where it does not answer."""
    engine, ids = context.market().search, []
    try:
        for page in range(1, MOST_FOUND // _STEP + 1):
            query = parse_query(words, audience=audience(actor), kinds=(kind,), page=page, per_page=_STEP)
            hits = engine.ask(query).hits
            ids += [hit.public_id for hit in hits]
            if len(hits) < _STEP:
                break
    except SearchUnavailable:
        return None
    return tuple(ids)


def audience(_actor: Actor) -> frozenset[str]:
    """Return the tokens of the index that a reader belongs to; what is not public is found on the desks."""
    return frozenset({"public"})
