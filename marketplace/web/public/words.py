"""Words and times for public pages, each label looked up once for a language and not once for a row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from marketplace.kernel.words import N_
from marketplace.territory.queries import TerritoryTree
from marketplace.web import i18n

_DAYS, _HOURS, _SOON = N_("还剩 %(days)s 天"), N_("还剩 %(hours)s 小时"), N_("不到 1 小时")


#: Return a marked message in the reader's language.
say = i18n.translate


def say_typed(text: Any) -> str:
    """Return a line that people typed, or that a template or two-language data brought, in the reader's language."""
    if isinstance(text, dict):
        english = str(text.get("en") or text.get("text_en") or text.get("label_en") or "")
        chinese = str(text.get("zh") or text.get("text_zh") or text.get("label_zh") or text.get("label") or "")
        return (english if i18n.locale() == "en" else "") or chinese
    return i18n.looked_up(str(text)) if text else ""


def lines(texts: Iterable[Any]) -> list[str]:
    """Return the lines of a list that are not empty."""
    return [said for text in texts if (said := say_typed(text))]


def time_left(until: datetime, now: datetime) -> str:
    """Return the time left in words, in whole days from one day on; nothing once it is over."""
    left = until - now
    if left <= timedelta(0):
        return ""
    if left >= timedelta(days=1):
        return say(_DAYS, days=left.days)
    hours = left.seconds // 3600
    return say(_HOURS, hours=hours) if hours else say(_SOON)


def place_name(tree: TerritoryTree, territory_id: int) -> str:
    """Return where something is: the territory and the one above it."""
    key = (i18n.locale(), territory_id)
    name = tree.said.get(key)
    if name is None:
        name = tree.said[key] = joined([i18n.localised(node, "name") for node in tree.place(territory_id)])
    return name


def joined(parts: Sequence[str]) -> str:
    """Return the parts of a place from large to small in Chinese, from small to large in English."""
    return ", ".join(reversed(parts)) if i18n.locale() == "en" else " · ".join(parts)
