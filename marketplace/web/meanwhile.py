"""When somebody else saved first: put both versions side by side and lose neither. It decides nothing."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from wtforms import Form

from marketplace.kernel.words import N_
from marketplace.web.i18n import translate
from marketplace.web.uploads import UploadField

_HIDDEN = frozenset({"version", "csrf_token"})


@dataclass(frozen=True)
class Difference:
    """One field in both versions, as people read it."""

    label: str
    theirs: str
    mine: str


def differences(theirs: Form, mine: Form, leave_out: AbstractSet[str] = _HIDDEN) -> tuple[Difference, ...]:
    """Return the fields in which a form of what is stored differs from the one that was typed."""
    found = []
    for field in mine:
        if field.name in leave_out or field.name not in theirs._fields:
            continue
        stored, typed = shown(theirs[field.name]), shown(field)
        if stored != typed:
            found.append(Difference(str(field.label.text), stored, typed))
    return tuple(found)


def shown(field: Any) -> str:
    """Return the value of a field in words."""
    if isinstance(field, UploadField):
        return _join(row.name for row in field.data)
    if hasattr(field, "iter_choices"):
        return _join(_word(choice.label) for choice in field.iter_choices() if choice.selected)
    if isinstance(field.data, bool):
        return translate(N_("是")) if field.data else translate(N_("否"))
    typed: str = field._value()  # noqa: SLF001  what the field's own input shows
    return typed.replace("\r\n", "\n").strip()


def _word(label: object) -> str:
    text = str(label)
    return text if "%" in text else translate(text)


def _join(texts: Iterable[str]) -> str:
    return translate(N_("、")).join(texts)
