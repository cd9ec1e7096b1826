"""Territories as choices of a form: indented, so that a community stands under its street. It knows no rights."""

from __future__ import annotations

from collections.abc import Collection

from marketplace.territory.queries import territory_tree
from marketplace.web import context
from marketplace.web.i18n import localised

#: A full-width blank for each level below the first.
_INDENT = "　"


def place_choices(levels: Collection[str] = ()) -> dict[str, str]:
    """Return the names of all territories by their slugs, or of those of some levels."""
    tree = territory_tree(context.read_session())
    nodes = [node for node in tree.nodes if not levels or node.level in levels]
    top = min((node.depth for node in nodes), default=0)
    return {node.slug: _INDENT * (node.depth - top) + localised(node, "name") for node in nodes}
