"""What every form of the desk does when it is sent: gather problems, tell versions."""

from __future__ import annotations

from collections.abc import Iterable

from marketplace.kernel.errors import Invalid, Problem
from marketplace.web.forms import MarketForm, show_problems


def add_problems(form: MarketForm, problems: Iterable[Problem]) -> None:
    """Put a service's problems at those fields that have none yet, so that nobody reads the same thing twice."""
    fresh = [each for each in problems if each.field not in form._fields or not form._fields[each.field].errors]
    if fresh:
        show_problems(form, Invalid(fresh))


def version_of(form: MarketForm) -> int:
    """Return the version that was edited; 0, which no row has, where the page did not say."""
    typed = str(form["version"].data or "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
