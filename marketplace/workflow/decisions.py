"""四议两公开 and the owners' vote as rules: which steps an asset's tenure asks for, and when a step has passed.

Sources: DESIGN §3 (decision); 居民会议 more than half present, more than half of those for; 民法典 278 for owners' common
property: at least two thirds of area and heads take part, of those at least three quarters of area and heads agree;
publication of the decision for at least seven days (facts/rules, practice).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from marketplace.kernel.errors import Problem
from marketplace.kernel.words import N_

ORDER = ("party_proposal", "two_committees", "party_members", "residents", "decision_published")
OWNERS = "owners_vote"
PUBLICATION_DAYS = 7


@dataclass(frozen=True)
class StepNumbers:
    """What a step counted: heads, and for the owners' vote whole square metres."""

    step: str
    held_on: date
    called: int = 0
    present: int = 0
    votes_for: int = 0
    votes_against: int = 0
    abstained: int = 0
    area_total_m2: int | None = None
    area_present_m2: int | None = None
    area_for_m2: int | None = None


def required_steps(tenures: Iterable[str]) -> tuple[str, ...]:
    """Return the steps that assets of these tenures need, in order."""
    return (*ORDER[:4], OWNERS, ORDER[4]) if "owners_common" in set(tenures) else ORDER


def problems_of(numbers: StepNumbers, today: date) -> list[Problem]:
    """Return everything that cannot be right about the numbers."""
    found = []
    if numbers.held_on > today:
        found.append(Problem("held_on", N_("会议日期不能晚于今天。")))
    if numbers.step == "decision_published":
        return found
    if numbers.called < 1:
        found.append(Problem("called", N_("请填写应到人数。")))
    if numbers.present > numbers.called:
        found.append(Problem("present", N_("实到人数不能多于应到人数。")))
    if numbers.votes_for + numbers.votes_against + numbers.abstained > numbers.present:
        found.append(Problem("votes_for", N_("赞成、反对、弃权之和不能多于实到人数。")))
    if numbers.step == OWNERS:
        areas = (numbers.area_total_m2, numbers.area_present_m2, numbers.area_for_m2)
        if any(area is None for area in areas):
            found.append(Problem("area_total_m2", N_("业主共同决定需要填写专有部分面积：总面积、参与面积、同意面积。")))
        elif not (areas[0] or 0) >= (areas[1] or 0) >= (areas[2] or 0):
            found.append(Problem("area_present_m2", N_("面积应满足：总面积 ≥ 参与面积 ≥ 同意面积。")))
    return found


def passed(numbers: StepNumbers) -> bool:
    """Whether the vote carried, in whole numbers without rounding."""
    if numbers.step == "decision_published":
        return True
    if numbers.step == OWNERS:
        total, there, agreed = numbers.area_total_m2 or 0, numbers.area_present_m2 or 0, numbers.area_for_m2 or 0
        return (
            total > 0
            and 3 * numbers.present >= 2 * numbers.called
            and 3 * there >= 2 * total
            and 4 * numbers.votes_for >= 3 * numbers.present
            and 4 * agreed >= 3 * there
        )
    return 2 * numbers.present > numbers.called and 2 * numbers.votes_for > numbers.present


def missing(
    tenures: Iterable[str], held: Mapping[str, tuple[date, bool]], today: date
) -> list[tuple[str, str, Mapping[str, object]]]:
    """Return (step, message, params) for all that still stands between the project and the street office.

    `held` maps a step to its day and whether it passed.
    """
    found: list[tuple[str, str, Mapping[str, object]]] = []
    before: date | None = None
    for step in required_steps(tenures):
        if step not in held:
            found.append((step, N_("还没有登记。"), {}))
            continue
        day, carried = held[step]
        if not carried:
            found.append((step, N_("表决没有通过，需要重新召开。"), {}))
        if before is not None and day < before:
            found.append((step, N_("日期早于前一步，请核对先后顺序。"), {}))
        before = day
        if step == "decision_published" and today < day + timedelta(days=PUBLICATION_DAYS):
            left = (day + timedelta(days=PUBLICATION_DAYS) - today).days
            found.append((step, N_("公开需满 7 天，还差 %(days)s 天。"), {"days": left}))
    return found
