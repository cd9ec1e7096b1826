"""Markdown to HTML, once, when a text is saved: no raw HTML, no images from elsewhere, safe links only."""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt

_RENDER = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table").disable("image")
_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "h3", "h4", "a", "code", "pre", "hr", "table", "thead",
         "tbody", "tr", "th", "td"}  # fmt: skip


def render(text: str) -> str:
    """Return HTML that is safe to put into a page; headings begin at the third level, below the page's own."""
    raw = _RENDER.render(text)
    for level, lower in ((1, 3), (2, 3), (5, 4), (6, 4)):
        raw = raw.replace(f"<h{level}>", f"<h{lower}>").replace(f"</h{level}>", f"</h{lower}>")
    return nh3.clean(
        raw, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto", "tel"},
        link_rel="nofollow noopener noreferrer",
    )  # fmt: skip
