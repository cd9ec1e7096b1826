"""Links of a list's pages, as the component draws them: the filters of the address stay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from marketplace.kernel.paging import Page


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
