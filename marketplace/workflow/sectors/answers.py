"""Check what was typed into a template's fields and say everything that is wrong at once. Stores nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from marketplace.kernel.errors import Problem
from marketplace.kernel.words import N_
from marketplace.workflow.sectors.model import SectorTemplate, TemplateField
from marketplace.workflow.typed_input import (
    REQUIRED,
    canonical,
    count_characters,
    exact_decimal,
    plain,
    whole_number,
)

TOO_LONG = N_("最多 %(maximum)s 字，现在 %(count)s 字。")
NOT_OFFERED = N_("请从列出的选项里选。")
NOT_YES_NO = N_("请选“是”或“否”。")
NOT_TIMES = N_("请填写时段，例如 18:00-23:00。")
_TIMES = re.compile(r"([0-9]{1,2}):([0-9]{2})\s*(?:-|~|–|—|至|到)\s*([0-9]{1,2}):([0-9]{2})")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def validate_answers(template: SectorTemplate, raw: Mapping[str, str]) -> tuple[dict[str, object], list[Problem]]:
    """Check a project's answers; return the clean ones and every problem.

    Shape: clean values are JSON-safe; a decimal is a canonical string, `choices` a list of keys, `yes_no` a bool.
    Optional fields left empty are absent; names the template does not know are ignored.
    """
    return validate_fields(template.fields, raw)


def validate_proposal_answers(
    template: SectorTemplate, raw: Mapping[str, str]
) -> tuple[dict[str, object], list[Problem]]:
    """Check a partner's answers to the structured questions, in the same shape as `validate_answers`."""
    return validate_fields(template.questions, raw)


def validate_fields(
    fields: tuple[TemplateField, ...], raw: Mapping[str, str]
) -> tuple[dict[str, object], list[Problem]]:
    """Check any set of template fields; return the clean answers and every problem."""
    clean: dict[str, object] = {}
    problems: list[Problem] = []
    for field in fields:
        typed = _CONTROL.sub("", raw.get(field.key, "")).strip()
        if not typed:
            if field.required:
                problems.append(Problem(field.key, REQUIRED))
            continue
        value = _read(field, typed, problems)
        if value is not None:
            clean[field.key] = value
    return clean, problems


def show_answer(field: TemplateField, value: object) -> list[str]:
    """Return the texts to show for a clean answer; labels are message ids, typed text is as typed."""
    if field.kind == "yes_no":
        return [N_("是") if value else N_("否")]
    if isinstance(value, list):
        return [field.choice_label(str(key)) for key in value]
    if field.kind == "choice":
        return [field.choice_label(str(value))]
    return [str(value)]


def _read(field: TemplateField, typed: str, problems: list[Problem]) -> object | None:
    match field.kind:
        case "integer":
            return whole_number(field.key, typed, field.minimum, field.maximum, problems)
        case "decimal":
            number = exact_decimal(field.key, typed, Decimal(field.minimum), Decimal(field.maximum), problems)
            return None if number is None else canonical(number)
        case "choice":
            return _one_choice(field, typed, problems)
        case "choices":
            return _several_choices(field, typed, problems)
        case "yes_no":
            return _yes_no(field, typed, problems)
        case "time_range":
            return _time_range(field, typed, problems)
        case "text" | "long_text":
            return _text(field, typed, problems)


def _text(field: TemplateField, typed: str, problems: list[Problem]) -> str | None:
    count = count_characters(typed)
    if count > field.max_characters:
        problems.append(Problem(field.key, TOO_LONG, {"maximum": field.max_characters, "count": count}))
        return None
    return typed.replace("\r\n", "\n") if field.kind == "long_text" else " ".join(typed.split())


def _one_choice(field: TemplateField, typed: str, problems: list[Problem]) -> str | None:
    if typed not in {choice.key for choice in field.choices}:
        problems.append(Problem(field.key, NOT_OFFERED))
        return None
    return typed


def _several_choices(field: TemplateField, typed: str, problems: list[Problem]) -> list[str] | None:
    chosen = {part.strip() for part in typed.split(",") if part.strip()}
    if chosen - {choice.key for choice in field.choices}:
        problems.append(Problem(field.key, NOT_OFFERED))
        return None
    if not chosen:
        if field.required:
            problems.append(Problem(field.key, REQUIRED))
        return None
    return [choice.key for choice in field.choices if choice.key in chosen]


def _yes_no(field: TemplateField, typed: str, problems: list[Problem]) -> bool | None:
    if typed not in ("yes", "no"):
        problems.append(Problem(field.key, NOT_YES_NO))
        return None
    return typed == "yes"


def _time_range(field: TemplateField, typed: str, problems: list[Problem]) -> str | None:
    match = _TIMES.fullmatch(plain(typed))
    numbers = [int(part) for part in match.groups()] if match else []
    if len(numbers) != 4 or numbers[0] > 23 or numbers[2] > 24 or max(numbers[1], numbers[3]) > 59:
        problems.append(Problem(field.key, NOT_TIMES))
        return None
    start, end = (numbers[0], numbers[1]), (numbers[2], numbers[3])
    if start == end or end > (24, 0):
        problems.append(Problem(field.key, NOT_TIMES))
        return None
    return f"{start[0]:02}:{start[1]:02}-{end[0]:02}:{end[1]:02}"
