"""Fields of a sector template as fields of a form: what a community says of its project, and what a partner answers.

What is right, the template's own check says; here only stands how each kind is asked for and what was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from wtforms import Field, StringField, TextAreaField

from marketplace.kernel.words import N_
from marketplace.web.fields import ChecksField, OneOfField
from marketplace.web.forms import MarketForm
from marketplace.web.i18n import translate
from marketplace.workflow.sectors.model import TemplateField

#: Names of a template may be any word; with this before them they never meet a form's own attributes.
PREFIX = "answer-"
YES_NO = {"yes": N_("是"), "no": N_("否")}
_KEYS = {"integer": {"inputmode": "numeric"}, "decimal": {"inputmode": "decimal"}}


def inputs(fields: Iterable[TemplateField], hint_of: Callable[[TemplateField], str]) -> dict[str, Field]:
    """Return the form's fields by their names, each with the hint that `hint_of` gives it."""
    return {f"{PREFIX}{field.key}": _input(field, hint_of(field)) for field in fields}


def _input(field: TemplateField, hint: str) -> Field:
    label = translate(field.label)
    choices = {choice.key: translate(choice.label) for choice in field.choices}
    match field.kind:
        case "choice":
            return OneOfField(label, choices=choices, description=hint)
        case "choices":
            return ChecksField(label, choices=choices, description=hint, validate_choice=False)
        case "yes_no":
            return OneOfField(label, choices=YES_NO, description=hint)
        case "long_text":
            return TextAreaField(label, description=hint, render_kw={"rows": 4 if field.max_characters <= 400 else 6})
        case _:
            return StringField(label, description=hint, render_kw=_KEYS.get(field.kind))


def own_hint(field: TemplateField) -> str:
    """Return the template's own hint."""
    return translate(field.hint) if field.hint else ""


def mark_required(form: MarketForm, fields: Iterable[TemplateField]) -> None:
    """Show which fields must be filled; the template's check demands it."""
    for field in fields:
        form[f"{PREFIX}{field.key}"].flags.required = field.required


def raw_answers(form: MarketForm, fields: Iterable[TemplateField]) -> dict[str, str]:
    """Return what was typed, as the template's own check wants it."""
    return {field.key: typed_text(form[f"{PREFIX}{field.key}"].data) for field in fields}


def typed_text(data: object) -> str:
    """Return the data of a field as one text; ticked choices with commas between."""
    return ",".join(map(str, data)) if isinstance(data, list) else str(data or "")
