"""The order in which names stand in lists: Chinese by pinyin, Latin without regard to case."""

from __future__ import annotations

from pypinyin import lazy_pinyin

#: As long as the columns that hold it.
MAX_KEY = 160


def sort_key(text: str) -> str:
    """Return the key by which a name is sorted: syllables in lower case, one space between them."""
    return " ".join(" ".join(lazy_pinyin(text)).lower().split())[:MAX_KEY]
