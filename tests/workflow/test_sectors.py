"""The sector templates: complete, balanced, and exact about what people type."""

from __future__ import annotations

import pytest

from marketplace.workflow.money_models import MONEY_MODELS
from marketplace.workflow.sectors import (
    CRITERIA,
    FULL_WEIGHT_BP,
    LICENCES,
    SECTORS,
    SectorTemplate,
    TemplateField,
    show_answer,
    validate_answers,
    validate_fields,
    validate_proposal_answers,
)
from marketplace.workflow.vocabulary import DOCUMENT_KINDS

EACH = pytest.mark.parametrize("template", SECTORS.values(), ids=SECTORS.keys())


def sample(field: TemplateField) -> str:
    """Return a right answer for any field."""
    match field.kind:
        case "integer" | "decimal":
            return str(max(field.minimum, min(1, field.maximum)))
        case "choice" | "choices":
            return field.choices[0].key
        case "yes_no":
            return "no"
        case "time_range":
            return "18:00-02:00"
        case _:
            return "一段说明"


def test_all_sectors_of_the_design_are_there() -> None:
    assert list(SECTORS) == [
        "night_market", "market", "childcare", "moxa_wellness", "outdoor_ads", "catering", "eldercare",
        "property_service", "fresh_food", "culture_sport", "leisure", "training", "employment", "public_facility",
        "logistics",
    ]  # fmt: skip


@EACH
def test_template_is_complete(template: SectorTemplate) -> None:
    assert sum(criterion.weight_bp for criterion in template.criteria) == FULL_WEIGHT_BP
    assert [criterion.key for criterion in template.criteria] == list(CRITERIA)
    assert all(criterion.minimum is None or 0 < criterion.minimum <= 100 for criterion in template.criteria)
    assert len(template.fields) >= 7
    assert len(template.offers) >= 3
    assert len(template.asks) >= 4
    assert set(template.document_kinds) <= set(DOCUMENT_KINDS)
    assert set(template.licences) <= set(LICENCES)
    assert set(template.money_models) <= set(MONEY_MODELS)
    for fields in (template.fields, template.questions):
        keys = [field.key for field in fields]
        assert len(keys) == len(set(keys))
        for field in fields:
            assert field.minimum < field.maximum
            assert bool(field.choices) == (field.kind in ("choice", "choices"))
            assert field.criterion in ("", *CRITERIA)


@EACH
def test_right_answers_pass_and_show(template: SectorTemplate) -> None:
    clean, problems = validate_answers(template, {field.key: sample(field) for field in template.fields})
    assert problems == []
    assert list(clean) == [field.key for field in template.fields]
    for field in template.fields:
        assert all(show_answer(field, clean[field.key]))
    clean, problems = validate_proposal_answers(template, {field.key: sample(field) for field in template.questions})
    assert problems == []


@EACH
def test_every_missing_answer_is_named_at_once(template: SectorTemplate) -> None:
    clean, problems = validate_answers(template, {field.key: " \n" for field in template.fields})
    assert clean == {}
    assert [problem.field for problem in problems] == [field.key for field in template.fields if field.required]


NUMBER = TemplateField("n", "数", "integer", minimum=1, maximum=500)
DECIMAL = TemplateField("d", "数", "decimal", minimum=0, maximum=100)


@pytest.mark.parametrize(
    "typed",
    [
        "NaN",
        "1e309",
        "-0",
        "-1",
        "0",
        "501",
        "1.5",
        "1,2",
        "三十",
        "inf",
        "0x10",
        "1_000",
        "9" * 40,
        "１２３４",
        "+5",
        "٣",
    ],
)
def test_whole_number_refuses(typed: str) -> None:
    clean, problems = validate_fields((NUMBER,), {"n": typed})
    assert clean == {}
    assert len(problems) == 1


@pytest.mark.parametrize("typed", ["nan", "1e2", "-0", "-0.0", "100.01", "1.234", ".5", "5.", "1,00", "∞"])
def test_decimal_refuses(typed: str) -> None:
    clean, problems = validate_fields((DECIMAL,), {"d": typed})
    assert clean == {}
    assert len(problems) == 1


@pytest.mark.parametrize(
    ("typed", "stored"), [("1.20", "1.2"), ("１２．５", "12.5"), ("100", "100"), ("0.000", "0"), (" 7 % ", "7")]
)
def test_decimal_is_stored_exactly(typed: str, stored: str) -> None:
    assert validate_fields((DECIMAL,), {"d": typed}) == ({"d": stored}, [])


def test_whole_number_reads_thousands_and_full_width() -> None:
    big = TemplateField("n", "数", "integer", maximum=1_000_000)
    assert validate_fields((big,), {"n": "１，２３４"})[0] == {"n": 1234}
    assert validate_fields((big,), {"n": "12,345"})[0] == {"n": 12345}


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("18:00-23:00", "18:00-23:00"),
        ("9:30至21:00", "09:30-21:00"),
        ("18：00—02:00", "18:00-02:00"),
        ("6:00-24:00", "06:00-24:00"),
    ],
)
def test_time_range_is_read(typed: str, stored: str) -> None:
    field = TemplateField("t", "时间", "time_range")
    assert validate_fields((field,), {"t": typed}) == ({"t": stored}, [])


@pytest.mark.parametrize("typed", ["18:00", "25:00-26:00", "18:60-19:00", "8-9", "10:00-10:00", "10:00-24:30", "晚上"])
def test_time_range_refuses(typed: str) -> None:
    field = TemplateField("t", "时间", "time_range")
    clean, problems = validate_fields((field,), {"t": typed})
    assert (clean, len(problems)) == ({}, 1)


def test_choices_keep_the_order_of_the_template_and_refuse_strangers() -> None:
    field = SECTORS["night_market"].field("trades")
    assert validate_fields((field,), {"trades": "children, food,food"})[0] == {"trades": ["food", "children"]}
    assert validate_fields((field,), {"trades": "food,weapons"})[1][0].field == "trades"
    assert [problem.field for problem in validate_fields((field,), {"trades": " , "})[1]] == ["trades"]


def test_text_counts_characters_and_drops_control_signs() -> None:
    field = TemplateField("x", "说明", "long_text", max_characters=5)
    assert validate_fields((field,), {"x": "一二三\r\n四五\x00"})[0] == {"x": "一二三\n四五"}
    clean, problems = validate_fields((field,), {"x": "一二三四五六"})
    assert clean == {}
    assert problems[0].params == {"maximum": 5, "count": 6}


def test_unknown_names_are_ignored() -> None:
    assert validate_fields((NUMBER,), {"n": "3", "state": "awarded"}) == ({"n": 3}, [])


def test_all_problems_come_together() -> None:
    raw = {
        "fixed_stalls": "NaN",
        "opening_hours": "晚上",
        "season": "monsoon",
        "power_kw": "-1",
        "water_drain": "maybe",
    }
    clean, problems = validate_answers(SECTORS["night_market"], raw)
    assert clean == {}
    assert {problem.field for problem in problems} == {
        "fixed_stalls", "opening_hours", "season", "trades", "power_kw", "water_drain", "cleaning",
    }  # fmt: skip
