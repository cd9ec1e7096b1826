"""Keyset pages: a page is asked for by a cursor, never by an offset, and never counts all rows."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from marketplace.kernel.errors import Invalid
from marketplace.kernel.words import N_

Row = TypeVar("Row")
#: The largest number of a column.
MAX_NUMBER = 2**63 - 1


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows in order, and the cursors to go on or back."""

    rows: Sequence[Row]
    next_cursor: str | None = None
    previous_cursor: str | None = None


def encode_cursor(values: Sequence[Any]) -> str:
    """Return JSON scalars as URL-safe text."""
    raw = json.dumps(list(values), separators=(",", ":"), ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decode_cursor(text: str, length: int) -> list[Any]:
    """Return the values of a cursor.

    :raises Invalid: where the text is no cursor of this length.
    """
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        "".join(value for value in values if isinstance(value, str)).encode()  # half a character is no text
    except (ValueError, TypeError, RecursionError, binascii.Error) as error:
        raise Invalid.one("after", N_("翻页位置已失效，请从第一页开始。")) from error
    if not isinstance(values, list) or len(values) != length:
        raise Invalid.one("after", N_("翻页位置已失效，请从第一页开始。"))
    return values


def name_of_cursor(text: str) -> str:
    """Return the one name of a cursor: for lists in which a running number would count what is not shown.

    :raises Invalid: where the text is no such cursor.
    """
    name = decode_cursor(text, 1)[0]
    if not isinstance(name, str) or "\x00" in name:
        raise Invalid.one("after", N_("翻页位置已失效，请从第一页开始。"))
    return name


def number_of_cursor(text: str) -> int:
    """Return the one whole number of a cursor.

    :raises Invalid: where the text is no such cursor.
    """
    number = decode_cursor(text, 1)[0]
    if not isinstance(number, int) or isinstance(number, bool) or abs(number) > MAX_NUMBER:
        raise Invalid.one("after", N_("翻页位置已失效，请从第一页开始。"))
    return number
