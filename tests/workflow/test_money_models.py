"""The money models: exact input, exact sums, honest comparison."""

from __future__ import annotations

import json

import pytest

from marketplace.workflow.money_models import (
    MONEY_MODELS,
    FreeRentSteps,
    JointVenture,
    Rent,
    RevenueShare,
    ServiceForRent,
    ServiceLine,
    Side,
    Terms,
    below_floor,
    comparable_value_fen,
    parse_terms,
    raw_terms,
    summary,
    terms_from_data,
    terms_to_data,
)

YUAN = 100
ALL_TERMS: list[Terms] = [
    Rent(36, 120_000 * YUAN, 300, 10_000 * YUAN),
    RevenueShare(24, 1_250, 800_000 * YUAN, 60_000 * YUAN, 0),
    FreeRentSteps(60, 6, 90_000 * YUAN, 500, 12, 200_000 * YUAN, 5_000 * YUAN),
    ServiceForRent(36, YUAN, 200, 3_000_000 * YUAN, (ServiceLine("公益活动", 200, 15_000 * YUAN),)),
    JointVenture(120, 4_000, 500_000 * YUAN, 300_000 * YUAN, 80_000 * YUAN),
]


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("1,234.50", 123_450),
        ("12万", 12_000_000),
        ("120,000", 12_000_000),
        ("1.2345万元", 1_234_500),
        ("￥１２万", 12_000_000),
        ("0.1亿", 1_000_000_000),
    ],
)
def test_amounts_are_read_exactly(typed: str, fen: int) -> None:
    terms, problems = parse_terms("rent", "ask", {"term_months": "12", "rent_per_year": typed})
    assert problems == []
    assert isinstance(terms, Rent)
    assert terms.rent_per_year == fen


@pytest.mark.parametrize(
    "typed",
    [
        "NaN",
        "-1",
        "-0",
        "1e309",
        "1" + "0" * 18,
        "1000000亿",
        "0.001",
        "1,23",
        "十二万",
        "inf",
        "12万5",
        "1.00000000001亿",
        "9" * 50,
    ],
)
def test_amounts_are_refused(typed: str) -> None:
    terms, problems = parse_terms("rent", "ask", {"term_months": "12", "rent_per_year": typed})
    assert terms is None
    assert [problem.field for problem in problems] == ["rent_per_year"]


@pytest.mark.parametrize(
    ("months", "right"), [("1", True), ("240", True), ("241", False), ("0", False), ("12.5", False)]
)
def test_lease_is_at_most_twenty_years(months: str, right: bool) -> None:
    for model in MONEY_MODELS:
        _, problems = parse_terms(model, "ask", {"term_months": months})
        assert ("term_months" not in {problem.field for problem in problems}) is right


def test_every_problem_comes_at_once() -> None:
    raw = {"term_months": "241", "free_months": "61", "rent_per_year": "NaN", "step_percent": "99", "deposit": "-0"}
    terms, problems = parse_terms("free_rent_steps", "offer", raw)
    assert terms is None
    assert [problem.field for problem in problems] == list(raw)
    assert [problem.field for problem in parse_terms("barter", "ask", {})[1]] == ["money_model"]


@pytest.mark.parametrize("side", ["ask", "offer"])
@pytest.mark.parametrize("model", MONEY_MODELS)
def test_required_terms_are_named(model: str, side: Side) -> None:
    _, problems = parse_terms(model, side, {})
    wanted = [term.key for term in MONEY_MODELS[model].fields_for(side) if term.is_required(side)]
    assert [problem.field for problem in problems][: len(wanted)] == wanted


def test_free_months_end_before_the_term() -> None:
    raw = {"term_months": "12", "free_months": "12", "rent_per_year": "1万"}
    assert [problem.field for problem in parse_terms("free_rent_steps", "ask", raw)[1]] == ["free_months"]


def test_services_are_priced_line_by_line() -> None:
    raw = {
        "term_months": "36", "rent_per_year": "1",
        "service_1_name": "义诊", "service_1_times": "12", "service_1_value": "800",
        "service_3_name": "公益课", "service_3_times": "100", "service_3_value": "1,200.50",
    }  # fmt: skip
    terms, problems = parse_terms("service_for_rent", "offer", raw)
    assert problems == []
    assert isinstance(terms, ServiceForRent)
    assert terms.times_per_year == 112
    assert terms.value_per_year == (12 * 800 * 100) + 100 * 120_050
    del raw["service_3_value"]
    assert [problem.field for problem in parse_terms("service_for_rent", "offer", raw)[1]] == ["service_3_name"]
    none = {"term_months": "36", "rent_per_year": "1"}
    assert [problem.field for problem in parse_terms("service_for_rent", "offer", none)[1]] == ["service_1_name"]
    assert parse_terms("service_for_rent", "ask", none | {"times_per_year": "200", "value_per_year": "300万"})[1] == []


@pytest.mark.parametrize("terms", ALL_TERMS, ids=lambda terms: terms.model)
def test_terms_survive_json_and_forms(terms: Terms) -> None:
    assert terms_from_data(json.loads(json.dumps(terms_to_data(terms)))) == terms
    if isinstance(terms, ServiceForRent):
        assert parse_terms(terms.model, "offer", raw_terms(terms)) == (terms, [])
    else:
        assert parse_terms(terms.model, "ask", raw_terms(terms)) == (terms, [])
    for message, params in summary(terms, "offer"):
        assert "%(" not in message % params


@pytest.mark.parametrize(
    ("terms", "fen"),
    [
        (Rent(12, 100_00), 100_00),
        (Rent(36, 100_00, 1_000), 100_00 + 110_00 + 121_00),
        (Rent(18, 100_00, 1_000), 100_00 + 55_00),
        (Rent(1, 100_01), 8_33),
        (RevenueShare(24, 1_000, 500_00), 100_00),
        (RevenueShare(24, 1_000, 500_00, 60_00), 120_00),
        (FreeRentSteps(36, 12, 100_00, 500, 12), 100_00 + 105_00),
        (FreeRentSteps(30, 6, 100_00, 500, 24), 200_00),
        (ServiceForRent(36, 1_00, 200, 3_000_000_00), 3 * 3_000_001_00),
        (JointVenture(120, 4_000, 0, 300_00, 80_00), 10 * 120_00),
    ],
)
def test_comparable_value_is_exact(terms: Terms, fen: int) -> None:
    assert comparable_value_fen(terms) == fen


def test_comparable_value_ignores_deposit_and_investment() -> None:
    assert comparable_value_fen(Rent(12, 5)) == comparable_value_fen(Rent(12, 5, deposit=999))
    assert comparable_value_fen(JointVenture(12, 1, 0)) == comparable_value_fen(JointVenture(12, 1, 10**9))


def test_offer_below_the_floor_is_named() -> None:
    asked = FreeRentSteps(60, 6, 90_000_00, 500, 12, 0, 5_000_00)
    assert below_floor(asked, asked) == []
    offered = FreeRentSteps(72, 9, 80_000_00, 300, 12, 0, 0)
    fields = [problem.field for problem in below_floor(asked, offered)]
    assert fields == ["term_months", "free_months", "rent_per_year", "step_percent", "deposit"]
    assert [problem.field for problem in below_floor(asked, Rent(12, 1))] == ["money_model"]
