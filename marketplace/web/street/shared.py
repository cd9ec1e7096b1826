"""What the pages of the offices have in common: pages of lists, the file of a project, who opened and chose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from werkzeug.wrappers import Response

from marketplace.kernel.errors import NotFound
from marketplace.kernel.paging import Page
from marketplace.projects.office_queries import OfficeFile, office_file
from marketplace.territory.queries import TerritoryTree, territory_tree
from marketplace.web import context
from marketplace.web.i18n import localised
from marketplace.workflow.project import PROJECT
from marketplace.workflow.proposal import PROPOSAL

Answer = str | Response | tuple[str, int]
PROJECT_STATES = {state.key: state for state in PROJECT.states}
PROPOSAL_STATES = {state.key: state for state in PROPOSAL.states}


@dataclass(frozen=True)
class Pager:
    """What the pagination reads."""

    endpoint: str
    args: Mapping[str, str]
    next_cursor: str | None
    previous_cursor: str | None

    def url(self, cursor: str) -> str:
        """Return the address of a page with the filters kept."""
        return url_for(self.endpoint, **{**self.args, "after": cursor})  # type: ignore[arg-type]


def pager(page: Page[Any], endpoint: str, **args: str) -> Pager:
    """Return the links of a page; empty filters are left out."""
    return Pager(
        endpoint, {name: value for name, value in args.items() if value}, page.next_cursor, page.previous_cursor
    )


def plain_id(public_id: str) -> str:
    """Return a public id that can be one.

    :raises NotFound: for anything else that stands in an address.
    """
    if not public_id.isascii() or not public_id.isalnum():
        raise NotFound()
    return public_id


def project_file(public_id: str) -> OfficeFile:
    """Return the file of a project of the actor's own street.

    :raises NotFound: for everybody else.
    """
    return office_file(context.read_session(), context.actor(), context.now(), plain_id(public_id))


def places() -> TerritoryTree:
    """Return the territories."""
    return territory_tree(context.read_session())


def place(tree: TerritoryTree, territory_id: int) -> str:
    """Return the name of a territory under the one above it."""
    return " ".join(localised(node, "name") for node in tree.place(territory_id))
