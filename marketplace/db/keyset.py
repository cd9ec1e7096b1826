"""Order and cursors of a keyset page as SQL: the same keys sort the rows, cut the page and make the next cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_
from sqlalchemy.orm import Session

from marketplace.kernel.clock import aware_utc
from marketplace.kernel.errors import Invalid
from marketplace.kernel.paging import Page, Row, decode_cursor, encode_cursor
from marketplace.kernel.words import N_

FORWARD, BACKWARD = "n", "p"


@dataclass(frozen=True)
class SortKey:
    """One column of an order; the last one of an order must be unique, none may be null."""

    name: str
    column: ColumnElement[Any]
    descending: bool = False
    is_instant: bool = False


@dataclass(frozen=True)
class Cursor:
    """Where a page begins: after (or before) the row with these values."""

    backward: bool
    values: tuple[Any, ...]


def read_page(
    session: Session, query: Select[*tuple[Any, ...]], keys: Sequence[SortKey], sort: str, after: str, limit: int,
    make: Callable[[Any], Row],
) -> Page[Row]:  # fmt: skip
    """Return the page of a query at a cursor, in one statement; what `make` returns has an attribute for each key.

    :raises Invalid: where the cursor is none of this order.
    """
    cursor = read_cursor(after, sort, keys)
    backward = cursor is not None and cursor.backward
    if cursor is not None:
        query = query.where(beyond(keys, cursor.values, backward))
    found = session.execute(query.order_by(*order_by(keys, backward)).limit(limit + 1)).all()
    more, rows = len(found) > limit, [make(row) for row in found[:limit]]
    if backward:
        rows.reverse()
    ahead, behind = (True, more) if backward else (more, cursor is not None)
    return Page(
        rows,
        write_cursor(rows[-1], sort, keys, FORWARD) if rows and ahead else None,
        write_cursor(rows[0], sort, keys, BACKWARD) if rows and behind else None,
    )


def read_cursor(text: str, sort: str, keys: Sequence[SortKey]) -> Cursor | None:
    """Return the position that a cursor names; None for an empty text.

    :raises Invalid: where the text is no cursor of this order.
    """
    if not text:
        return None
    direction, of, *values = decode_cursor(text, len(keys) + 2)
    wrong = Invalid.one("after", N_("翻页位置已失效，请从第一页开始。"))
    if direction not in (FORWARD, BACKWARD) or of != sort or not all(map(_is_plain, values)):
        raise wrong
    try:
        read = tuple(
            aware_utc(datetime.fromisoformat(value)) if key.is_instant else value
            for key, value in zip(keys, values, strict=True)
        )
    except (ValueError, OverflowError) as error:
        raise wrong from error
    return Cursor(direction == BACKWARD, read)


def _is_plain(value: object) -> bool:
    return isinstance(value, str) and "\x00" not in value


def write_cursor(row: Any, sort: str, keys: Sequence[SortKey], direction: str) -> str:
    """Return the cursor of a row; the row has an attribute for each key."""
    found = [getattr(row, key.name) for key in keys]
    texts = [value.isoformat() if isinstance(value, datetime) else str(value) for value in found]
    return encode_cursor([direction, sort, *texts])


def order_by(keys: Sequence[SortKey], backward: bool = False) -> list[ColumnElement[Any]]:
    """Return the order of a page; a page backward is read in reverse and turned round afterwards."""
    return [key.column.desc() if key.descending != backward else key.column.asc() for key in keys]


def beyond(keys: Sequence[SortKey], values: Sequence[Any], backward: bool = False) -> ColumnElement[bool]:
    """Return the filter of rows that come after these values (before them, for a page backward).

    The first comparison is a plain range, so that an index on the first key serves it.
    """
    first, *rest = keys
    down = first.descending != backward
    passed: ColumnElement[bool] = first.column < values[0] if down else first.column > values[0]
    if not rest:
        return passed
    reach: ColumnElement[bool] = first.column <= values[0] if down else first.column >= values[0]
    return and_(reach, or_(passed, beyond(rest, values[1:], backward)))
