"""The tree of territories for reading: names, branches, figures. It writes nothing; all of it is public."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.territory.models import Territory, TerritoryFigure


@dataclass(frozen=True)
class TerritoryNode:
    """One territory; `depth` is 0 for a root."""

    id: int
    slug: str
    level: str
    name_zh: str
    name_en: str
    path: str
    parent_id: int | None
    depth: int


@dataclass(frozen=True)
class TerritoryTree:
    """All territories, each after its parent, siblings in pinyin order."""

    nodes: tuple[TerritoryNode, ...]

    @cached_property
    def by_id(self) -> Mapping[int, TerritoryNode]:
        """Every node by its inner id."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def by_slug(self) -> Mapping[str, TerritoryNode]:
        """Every node by the name that stands in addresses."""
        return {node.slug: node for node in self.nodes}

    @cached_property
    def said(self) -> dict[tuple[str, int], str]:
        """What pages have made of names, by language and id; a tree lives no longer than the version of the site."""
        return {}

    def lineage(self, territory_id: int) -> tuple[TerritoryNode, ...]:
        """Return the nodes from the root to this one; nothing for an unknown id."""
        found: list[TerritoryNode] = []
        node = self.by_id.get(territory_id)
        while node is not None:
            found.append(node)
            node = self.by_id.get(node.parent_id) if node.parent_id is not None else None
        return tuple(reversed(found))

    def place(self, territory_id: int) -> tuple[TerritoryNode, ...]:
        """Return the last two nodes of the lineage: enough to know where something is."""
        return self.lineage(territory_id)[-2:]

    def children(self, parent_id: int | None) -> tuple[TerritoryNode, ...]:
        """Return the nodes directly under a parent; the roots for None."""
        return tuple(node for node in self.nodes if node.parent_id == parent_id)


@dataclass(frozen=True)
class FigureRow:
    """One published figure with the territory that it speaks of."""

    territory_id: int
    territory_zh: str
    territory_en: str
    slug: str
    label_zh: str
    label_en: str
    value: int
    as_of: str


_COLUMNS = (
    Territory.id, Territory.slug, Territory.level, Territory.name_zh, Territory.name_en, Territory.path,
    Territory.parent_id, Territory.sort_key,
)  # fmt: skip
_TREE = select(*_COLUMNS).order_by(Territory.sort_key, Territory.id)


def territory_tree(session: Session) -> TerritoryTree:
    """Return the whole tree in one statement."""
    rows = session.execute(_TREE).all()
    under: dict[int | None, list[int]] = {}
    for place, row in enumerate(rows):
        under.setdefault(row.parent_id, []).append(place)
    nodes: list[TerritoryNode] = []

    def add(parent_id: int | None, depth: int) -> None:
        for place in under.get(parent_id, ()):
            row = rows[place]
            nodes.append(
                TerritoryNode(row.id, row.slug, row.level, row.name_zh, row.name_en, row.path, row.parent_id, depth)
            )
            add(row.id, depth + 1)

    add(None, 0)
    return TerritoryTree(tuple(nodes))


def territory_figures(session: Session, territory_ids: Iterable[int] | None = None) -> list[FigureRow]:
    """Return published figures in order; of all territories unless some are named."""
    query = (
        select(
            TerritoryFigure.territory_id, Territory.name_zh, Territory.name_en, Territory.slug,
            TerritoryFigure.label_zh, TerritoryFigure.label_en, TerritoryFigure.value, TerritoryFigure.as_of,
        )
        .join(Territory, Territory.id == TerritoryFigure.territory_id)
        .order_by(Territory.path, TerritoryFigure.position, TerritoryFigure.id)
    )  # fmt: skip
    if territory_ids is not None:
        query = query.where(TerritoryFigure.territory_id.in_(sorted(territory_ids)))
    return [FigureRow(*row) for row in session.execute(query)]
