"""Pages of the desk's own lists, as the component draws them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for

from marketplace.kernel.paging import Page


@dataclass(frozen=True)
class Pager:
    """The way on; the desk's lists go forward only, the way back is the browser's."""

    endpoint: str
    next_cursor: str | None
    previous_cursor: str | None

    def url(self, cursor: str) -> str:
        """Return the address of a page."""
        return url_for(self.endpoint, after=cursor)


def pager(page: Page[Any], endpoint: str) -> Pager:
    """Return the links of a page."""
    return Pager(endpoint, page.next_cursor, page.previous_cursor)
