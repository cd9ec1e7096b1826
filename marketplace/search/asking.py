"""From what a person typed to a question, and from tokens back to the words to mark in a text.

It must not make HTML: it gives segments, and the template decides how a hit looks.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from marketplace.search.analysis import MAX_QUERY_CHARACTERS, PINYIN_MARK, latin_tokens
from marketplace.search.characters import TO_SIMPLIFIED
from marketplace.search.port import MAX_LIMIT, Order, Query

Segment = tuple[str, bool]

_HAN_TOKEN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_LATIN_WORD = re.compile("[^\\W_\u3400-\u9fff\uf900-\ufaff]+")


def parse_query(
    text: str,
    *,
    audience: Iterable[str],
    kinds: Iterable[str] = (),
    facets: Mapping[str, str | Iterable[str]] | None = None,
    page: int = 1,
    per_page: int = 20,
    order: str = Order.RELEVANCE,
    now: datetime | None = None,
) -> Query:
    """Make a question of typed text and the choices in the address; nonsense among these becomes a default.

    Anything typed can be answered: control characters, stars and single quotes are no syntax; text is cut to what is
    read.
    """
    chosen = {name: (values,) if isinstance(values, str) else tuple(values) for name, values in (facets or {}).items()}
    limit = min(max(per_page, 1), MAX_LIMIT)
    return Query(
        text=clean_text(text),
        audience=frozenset(audience),
        kinds=frozenset(kind for kind in kinds if kind),
        facets={name: kept for name, values in chosen.items() if (kept := tuple(value for value in values if value))},
        offset=(max(page, 1) - 1) * limit,
        limit=limit,
        order=Order(order) if order in set(Order) else Order.RELEVANCE,
        now=now,
    )


def clean_text(text: str) -> str:
    """What was typed as it may be shown again: no control characters, single spaces, no longer than is read."""
    visible = "".join(c if c.isprintable() else " " for c in text[: 4 * MAX_QUERY_CHARACTERS])
    return " ".join(visible.split())[:MAX_QUERY_CHARACTERS]


def _folded(text: str) -> str:
    """The text folded character by character, so that every position stays true."""
    return "".join(_fold(c) for c in text)


def _fold(c: str) -> str:
    # Full-width forms are the only compatibility forms folded here: one for one.
    if "\uff01" <= c <= "\uff5e":
        c = chr(ord(c) - 0xFEE0)
    lower = c.lower()
    return TO_SIMPLIFIED.get(ord(c), lower if len(lower) == 1 else c)


def _marks(text: str, terms: Iterable[str]) -> list[bool]:
    """For every character, whether it belongs to a hit."""
    folded = _folded(text)
    marked = [False] * len(text)
    wanted = {term for term in terms if term and not term.startswith(PINYIN_MARK)}
    for term in wanted:
        if _HAN_TOKEN.search(term):
            start = folded.find(term)
            while start >= 0:
                marked[start : start + len(term)] = [True] * len(term)
                start = folded.find(term, start + 1)
    for word in _LATIN_WORD.finditer(folded):
        if wanted.intersection(latin_tokens(word[0])):
            marked[word.start() : word.end()] = [True] * len(word[0])
    return marked


def _segments(text: str, marked: list[bool]) -> tuple[Segment, ...]:
    segments: list[Segment] = []
    start = 0
    for position in range(1, len(text) + 1):
        if position == len(text) or marked[position] != marked[start]:
            segments.append((text[start:position], marked[start]))
            start = position
    return tuple(segments)


def highlight(text: str, terms: Iterable[str]) -> tuple[Segment, ...]:
    """Cut a text into segments, each with whether it is a hit; joined together they are the text."""
    return _segments(text, _marks(text, terms))


def snippet(text: str, terms: Iterable[str], width: int = 120) -> tuple[Segment, ...]:
    """The stretch of a text that holds most hits, in segments, with ``…`` where something was left out.

    Units: width in characters, without the dots.
    """
    flat = " ".join(text[:20_000].split())
    marked = _marks(flat, terms)
    if len(flat) <= width:
        return _segments(flat, marked)
    running = best = sum(marked[:width])
    start = 0
    for left in range(1, len(flat) - width + 1):
        running += marked[left + width - 1] - marked[left - 1]
        if running > best:
            best, start = running, left
    if start:
        # Some words before the first hit, so that it can be read; the last hit stays inside.
        last = max(i for i in range(start, start + width) if marked[i])
        start = max(start - min(width // 4, start + width - 1 - last), 0, start - width // 4)
    end = min(start + width, len(flat))
    inner = _segments(flat[start:end], marked[start:end])
    return ((("…", False),) if start else ()) + inner + ((("…", False),) if end < len(flat) else ())
