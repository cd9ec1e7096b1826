"""Territories by name, and as choices of a form: indented, so that a community stands under its street. It knows no
rights.
"""

from __future__ import annotations

from collections.abc import Collection

from marketplace.territory.queries import TerritoryTree, territory_tree
from marketplace.web import context
from marketplace.web.i18n import localised

#: A full-width blank for each level below the first.
_INDENT = "　"


def places() -> TerritoryTree:
    """Return the territories."""
    return territory_tree(context.read_session())


def place(tree: TerritoryTree, territory_id: int) -> str:
    """Return the name of a territory under the one above it."""
    return " ".join(localised(node, "name") for node in tree.place(territory_id))


def place_choices(levels: Collection[str] = ()) -> dict[str, str]:
    """Return the names of all territories by their slugs, or of those of some levels."""
    nodes = [node for node in places().nodes if not levels or node.level in levels]
    top = min((node.depth for node in nodes), default=0)
    return {node.slug: _INDENT * (node.depth - top) + localised(node, "name") for node in nodes}
