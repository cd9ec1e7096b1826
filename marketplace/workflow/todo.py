"""One thing that waits for a person: what, on what, since when, by when, and the verb that does it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class TodoItem:
    """A line of the to-do page. Each noun tells its own by `todo.waiting(session, actor, now)`.

    `label` is a message id that says the act ("审核项目"); the web maps `(noun, verb)` to the page that does it.
    """

    noun: str
    verb: str
    public_id: str
    title_zh: str
    title_en: str
    label: str
    since: datetime | None
    due: datetime | None = None
