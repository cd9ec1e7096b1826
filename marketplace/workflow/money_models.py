"""The five ways in which a community is paid, as typed terms: what is asked, what is offered, what it is worth.

Amounts are whole fen, shares basis points, terms months. Forms and stored JSON are read here, stored elsewhere. How a
model is worded and which fields it has stands in `money_fields`; this module only counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from typing import Any

from marketplace.kernel.errors import Problem
from marketplace.kernel.words import N_
from marketplace.workflow.money_fields import (
    MAX_MONTHS,
    MONEY_MODELS,
    SERVICE_ROWS,
    MoneyModel,
    Side,
    TermField,
)
from marketplace.workflow.typed_input import (
    REQUIRED,
    amount_fen,
    canonical,
    count_characters,
    exact_decimal,
    grouped,
    whole_number,
)

__all__ = [
    "MAX_MONTHS", "MONEY_MODELS", "FreeRentSteps", "JointVenture", "MoneyModel", "Rent", "RevenueShare",
    "ServiceForRent", "ServiceLine", "Side", "TermField", "Terms", "below_floor", "comparable_value_fen", "parse_terms",
    "raw_terms", "summary", "terms_from_data", "terms_to_data",
]  # fmt: skip

BP = 10_000


@dataclass(frozen=True)
class Rent:
    """A fixed rent; `escalation_bp` raises it once a year."""

    term_months: int
    rent_per_year: int
    escalation_bp: int = 0
    deposit: int = 0
    model: str = "rent"


@dataclass(frozen=True)
class RevenueShare:
    """A share of the turnover, and at least the guaranteed sum each year."""

    term_months: int
    share_bp: int
    revenue_per_year: int = 0
    guaranteed_per_year: int = 0
    deposit: int = 0
    model: str = "revenue_share"


@dataclass(frozen=True)
class FreeRentSteps:
    """No rent at first, then a rent that rises by `step_bp` every `step_months`."""

    term_months: int
    free_months: int
    rent_per_year: int
    step_bp: int = 0
    step_months: int = 12
    fit_out: int = 0
    deposit: int = 0
    model: str = "free_rent_steps"


@dataclass(frozen=True)
class ServiceLine:
    """A service given instead of rent: how often a year, and what one time is worth in fen."""

    name: str
    times_per_year: int
    value_each: int


@dataclass(frozen=True)
class ServiceForRent:
    """A token rent, and services for residents. An offer is priced line by line, what is asked has totals."""

    term_months: int
    rent_per_year: int
    times_per_year: int
    value_per_year: int
    services: tuple[ServiceLine, ...] = ()
    model: str = "service_for_rent"


@dataclass(frozen=True)
class JointVenture:
    """A common business: what the partner puts in, the community's share of profit, and a guaranteed sum each year."""

    term_months: int
    share_bp: int
    investment: int = 0
    profit_per_year: int = 0
    guaranteed_per_year: int = 0
    model: str = "joint_venture"


Terms = Rent | RevenueShare | FreeRentSteps | ServiceForRent | JointVenture
_CLASSES: dict[str, type[Terms]] = {
    "rent": Rent,
    "revenue_share": RevenueShare,
    "free_rent_steps": FreeRentSteps,
    "service_for_rent": ServiceForRent,
    "joint_venture": JointVenture,
}

FREE_TOO_LONG = N_("免租期要短于租期。")
NO_SERVICE = N_("请至少填写一项服务。")
ROW_INCOMPLETE = N_("这一行的名称、次数和单价要一起填写。")
TOO_LONG = N_("最多 %(maximum)s 字，现在 %(count)s 字。")
UNKNOWN_MODEL = N_("请选择一种合作方式。")
UNDER_AMOUNT = N_("低于社区的底价 %(floor)s 元。")
UNDER_SHARE = N_("低于社区要求的 %(floor)s%%。")
UNDER_TIMES = N_("少于社区要求的 %(floor)s 次。")
OVER_FREE = N_("免租期超过社区同意的 %(floor)s 个月。")
OVER_TERM = N_("期限超过社区同意的 %(floor)s 个月。")


def parse_terms(model_key: str, side: Side, raw: Mapping[str, str]) -> tuple[Terms | None, list[Problem]]:
    """Read the terms typed for one side; return them, or None and every problem.

    Names that the model does not know are ignored; empty optional fields take their default.
    """
    model = MONEY_MODELS.get(model_key)
    if model is None:
        return None, [Problem("money_model", UNKNOWN_MODEL)]
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    for term in model.fields_for(side):
        typed = raw.get(term.key, "").strip()
        if typed:
            values[_attribute(term)] = _read(term, typed, problems)
        elif term.is_required(side):
            problems.append(Problem(term.key, REQUIRED))
    if model_key == "service_for_rent" and side == "offer":
        _gather_services(values, problems)
    if not problems and values.get("free_months", 0) >= values["term_months"]:
        problems.append(Problem("free_months", FREE_TOO_LONG))
    if problems:
        return None, problems
    return _CLASSES[model_key](**values), []


def comparable_value_fen(terms: Terms) -> int:
    """Return what the community receives over the whole term, in fen, without discounting.

    Yearly amounts are rounded half up to a fen before they are summed; a last part of a year counts by its months,
    rounded the same way. Counted: rent, guaranteed sums, shares of the *expected* turnover or profit, services at their
    stated price. Not counted: deposits (they go back), fit-out and investment (they are the partner's).
    """
    match terms:
        case Rent():
            return _stepped(terms.term_months, 0, terms.rent_per_year, terms.escalation_bp, 12)
        case FreeRentSteps():
            return _stepped(terms.term_months, terms.free_months, terms.rent_per_year, terms.step_bp, terms.step_months)
        case RevenueShare():
            share = _half_up(terms.revenue_per_year * terms.share_bp, BP)
            return _flat(terms.term_months, max(share, terms.guaranteed_per_year))
        case JointVenture():
            share = _half_up(terms.profit_per_year * terms.share_bp, BP)
            return _flat(terms.term_months, max(share, terms.guaranteed_per_year))
        case ServiceForRent():
            return _flat(terms.term_months, terms.rent_per_year + terms.value_per_year)


def below_floor(asked: Terms, offered: Terms) -> list[Problem]:
    """Return where an offer falls short of what the community asks; an offer in another model is not compared."""
    if asked.model != offered.model:
        return [Problem("money_model", UNKNOWN_MODEL)]
    problems: list[Problem] = []
    for term in MONEY_MODELS[asked.model].fields:
        name = _attribute(term)
        if not term.compare or not hasattr(asked, name):
            continue
        floor, value = int(getattr(asked, name)), int(getattr(offered, name))
        if term.compare == "at_most":
            if value > floor:
                message = OVER_TERM if term.key == "term_months" else OVER_FREE
                problems.append(Problem(term.key, message, {"floor": floor}))
        elif value < floor:
            problems.append(_shortfall(term, floor))
    return problems


def summary(terms: Terms, side: Side = "ask") -> list[tuple[str, dict[str, object]]]:
    """Return sentences for people: message ids with their parameters, in the order of the form."""
    model = MONEY_MODELS[terms.model]
    lines: list[tuple[str, dict[str, object]]] = []
    for term in model.fields:
        name = _attribute(term)
        if not term.sentence or not hasattr(terms, name):
            continue
        value = int(getattr(terms, name))
        if value or term.key == "term_months":
            lines.append((term.sentence_for(side), {"value": _shown(term, value)}))
    if isinstance(terms, ServiceForRent):
        for line in terms.services:
            values: dict[str, object] = {
                "name": line.name, "times": grouped(line.times_per_year), "value": _yuan(line.value_each),
            }  # fmt: skip
            lines.append((N_("%(name)s：每年 %(times)s 次，每次折价 %(value)s 元"), values))
    return lines


def terms_to_data(terms: Terms) -> dict[str, object]:
    """Return the terms as JSON-safe data with exact integers."""
    return dict(asdict(terms))


def terms_from_data(data: Mapping[str, Any]) -> Terms:
    """Build the terms back from `terms_to_data`.

    :raises KeyError: where the model is unknown.
    """
    kind = _CLASSES[str(data["model"])]
    known = {field.name for field in fields(kind)}
    values = {name: value for name, value in data.items() if name in known}
    if "services" in values:
        values["services"] = tuple(
            line if isinstance(line, ServiceLine) else ServiceLine(**line) for line in values["services"]
        )
    return kind(**values)


def raw_terms(terms: Terms) -> dict[str, str]:
    """Return the terms as form input again, so that a form can be filled with what is stored."""
    raw: dict[str, str] = {}
    for term in MONEY_MODELS[terms.model].fields:
        name = _attribute(term)
        if not term.row and hasattr(terms, name):
            raw[term.key] = _shown(term, int(getattr(terms, name))).replace(",", "")
    if isinstance(terms, ServiceForRent):
        for row, line in enumerate(terms.services, start=1):
            raw[f"service_{row}_name"] = line.name
            raw[f"service_{row}_times"] = str(line.times_per_year)
            raw[f"service_{row}_value"] = _yuan(line.value_each).replace(",", "")
    return raw


def _attribute(term: TermField) -> str:
    return f"{term.key.removesuffix('_percent')}_bp" if term.kind == "percent" else term.key


def _read(term: TermField, typed: str, problems: list[Problem]) -> object | None:
    match term.kind:
        case "money":
            return amount_fen(term.key, typed, term.minimum * 100, term.maximum * 100, problems)
        case "months" | "integer":
            return whole_number(term.key, typed, term.minimum, term.maximum, problems)
        case "percent":
            minimum, maximum = Decimal(term.minimum), Decimal(term.maximum)
            percent = exact_decimal(term.key, typed, minimum, maximum, problems)
            return None if percent is None else int(percent * 100)
        case "text":
            count = count_characters(typed)
            if count > term.maximum:
                problems.append(Problem(term.key, TOO_LONG, {"maximum": term.maximum, "count": count}))
            return " ".join(typed.split())


def _gather_services(values: dict[str, Any], problems: list[Problem]) -> None:
    lines: list[ServiceLine] = []
    broken = {problem.field for problem in problems}
    for row in range(1, SERVICE_ROWS + 1):
        keys = (f"service_{row}_name", f"service_{row}_times", f"service_{row}_value")
        name, times, value = (values.pop(key, None) for key in keys)
        if broken & set(keys) or (name is None and times is None and value is None):
            continue
        if name is None or times is None or value is None:
            problems.append(Problem(keys[0], ROW_INCOMPLETE))
            continue
        lines.append(ServiceLine(name, times, value))
    if not lines and not problems:
        problems.append(Problem("service_1_name", NO_SERVICE))
    values["services"] = tuple(lines)
    values["times_per_year"] = sum(line.times_per_year for line in lines)
    values["value_per_year"] = sum(line.times_per_year * line.value_each for line in lines)


def _shortfall(term: TermField, floor: int) -> Problem:
    if term.kind == "money":
        return Problem(term.key, UNDER_AMOUNT, {"floor": _yuan(floor)})
    if term.kind == "percent":
        return Problem(term.key, UNDER_SHARE, {"floor": canonical(Decimal(floor) / 100)})
    return Problem(term.key, UNDER_TIMES, {"floor": grouped(floor)})


def _shown(term: TermField, value: int) -> str:
    if term.kind == "money":
        return _yuan(value)
    return canonical(Decimal(value) / 100) if term.kind == "percent" else grouped(value)


def _yuan(fen: int) -> str:
    return grouped(Decimal(fen) / 100)


def _half_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)


def _flat(months: int, per_year: int) -> int:
    years, rest = divmod(months, 12)
    return years * per_year + _half_up(per_year * rest, 12)


def _stepped(months: int, free_months: int, per_year: int, step_bp: int, step_months: int) -> int:
    """Sum a rent that starts after the free months and rises every `step_months`."""
    total, left, rent = 0, months - free_months, per_year
    while left > 0:
        total += _flat(min(left, step_months), rent)
        left -= step_months
        rent = _half_up(rent * (BP + step_bp), BP)
    return total
