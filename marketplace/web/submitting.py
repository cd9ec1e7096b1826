"""What every form of a desk does when it is sent: gather problems, tell versions."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from marketplace.db.unit_of_work import UnitOfWork
from marketplace.kernel.errors import Invalid, Problem
from marketplace.web import context
from marketplace.web.forms import MarketForm, show_problems


def add_problems(form: MarketForm, problems: Iterable[Problem]) -> None:
    """Put a service's problems at those fields that have none yet, so that nobody reads the same thing twice."""
    fresh = [each for each in problems if each.field not in form._fields or not form._fields[each.field].errors]
    if fresh:
        show_problems(form, Invalid(fresh))


def done(form: MarketForm, act: Callable[[UnitOfWork], object]) -> bool:
    """Do what the form asks for and commit it; False where the service refuses, with its problems at the fields."""
    try:
        with context.unit_of_work() as uow:
            act(uow)
    except Invalid as error:
        show_problems(form, error)
        return False
    return True


def version_of(form: MarketForm, unsaid: int = 0) -> int:
    """Return the version that was edited; `unsaid`, which no row has, where the page did not say."""
    typed = str(form["version"].data or "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else unsaid
