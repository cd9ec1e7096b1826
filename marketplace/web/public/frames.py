"""Put a page for visitors into its frame: the head, menu and foot are the same for all of them and are drawn once.

The result is byte for byte what rendering the whole template gives. Pages that are not kept, because somebody is
signed in or has something to be told, are rendered the plain way.
"""

from __future__ import annotations

import secrets
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from flask import g, render_template, request, url_for
from markupsafe import escape

from marketplace.web import i18n
from marketplace.web.public import fragments

_PIECES = ("title", "description", "head", "hero", "main_class", "scripts", "main")
#: Nobody can type these, so nothing that people wrote is taken for a hole.
_CUT, _HOLE, _NEXT, _PATH = (f"x{secrets.token_hex(12)}x" for _each in range(4))


def framed(template: str, **values: Any) -> str:
    """Render a public page; where its answer will be kept, only what is its own."""
    if g.get("page_key") is None or not fragments.are_kept():
        return render_template(template, layout="layouts/base.html", **values)
    rendered = render_template(template, layout="layouts/bare.html", cut=_CUT, **values)
    active, *pieces = rendered.split(_CUT)
    page: list[str] = []
    for part in _frame(active):
        page.append(pieces[_PIECES.index(part)] if part in _PIECES else part)
    return "".join(page).replace(_NEXT, _as_next(request.full_path)).replace(_PATH, str(escape(request.path)))


@lru_cache(maxsize=1024)
def _as_next(full_path: str) -> str:
    """Return an address as the links that come back to it carry it."""
    return str(escape(url_for("public.preferences", next=full_path).partition("next=")[2]))


def _frame(active: str) -> tuple[str, ...]:
    """Return the frame cut at its holes: text, the name of a piece, text …"""
    sizes = (i18n.preference("text_size", i18n.TEXT_SIZES), i18n.preference("theme", i18n.THEMES))
    return fragments.parts(("frame", i18n.locale(), active, *sizes), lambda: _draw(active))


def _draw(active: str) -> tuple[str, ...]:
    stand_in = SimpleNamespace(full_path=_NEXT, path=_PATH)
    drawn = render_template("pages/public/_frame.html", request=stand_in, page_active=active, hole=_HOLE)
    first, *rest = drawn.split(_HOLE)
    cut = [first]
    for text in rest:
        name = max((piece for piece in _PIECES if text.startswith(piece)), key=len)
        cut += [name, text.removeprefix(name)]
    return tuple(cut)
