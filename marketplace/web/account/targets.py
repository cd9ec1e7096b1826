"""Where to go after signing in: only a path on this site; everything else is forgotten."""

from __future__ import annotations

import unicodedata
from urllib.parse import unquote, urlsplit

MAX_TARGET = 500


def safe_target(typed: str | None) -> str | None:
    """Return the path where it surely stays on this site, else None.

    Browsers drop tabs and line ends, read a backslash as `/`, and fold full-width signs in hosts: what could be read
    as another host after any of these is refused, also where it is written in per cent signs.
    """
    if not typed or len(typed) > MAX_TARGET:
        return None
    for reading in (typed, unquote(typed), unicodedata.normalize("NFKC", unquote(typed))):
        if any(not mark.isprintable() or mark == "\\" or mark == "\ufffd" for mark in reading):
            return None
        if not reading.startswith("/") or reading.startswith("//"):
            return None
    try:
        parts = urlsplit(typed)
    except ValueError:
        return None
    return typed if not parts.scheme and not parts.netloc else None
