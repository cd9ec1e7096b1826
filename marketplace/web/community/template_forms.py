"""Forms made from data: the fields of a sector template, and the terms of the money models.

What is right, the data's own checks say; here only stands how each kind is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from wtforms import HiddenField, StringField, TextAreaField

from marketplace.kernel.errors import Problem
from marketplace.kernel.words import N_
from marketplace.web.community.fields import ChecksField, OneOfField
from marketplace.web.forms import MarketForm
from marketplace.web.i18n import translate
from marketplace.workflow.money_models import MONEY_MODELS, raw_terms, terms_from_data
from marketplace.workflow.sectors.model import SectorTemplate, TemplateField

#: Names of a template may be any word; with this before them they never meet a form's own attributes.
PREFIX = "answer-"
YES_NO = {"yes": N_("是"), "no": N_("否")}


def answers_form(template: SectorTemplate, answers: Mapping[str, Any], version: int, *, sent: bool) -> MarketForm:
    """Return the form of a template's fields, filled with stored answers, then with what was sent."""
    made: dict[str, Any] = {f"{PREFIX}{field.key}": _input(field) for field in template.fields}
    kind = type("AnswersForm", (MarketForm,), made | {"version": HiddenField()})
    data = {f"{PREFIX}{key}": _raw(value) for key, value in answers.items()} | {"version": version}
    form: MarketForm = kind(data=data) if sent else kind(formdata=None, data=data)
    for field in template.fields:
        form[f"{PREFIX}{field.key}"].flags.required = field.required
    return form


def _input(field: TemplateField) -> Any:
    label, hint = translate(field.label), translate(field.hint) if field.hint else ""
    choices = {choice.key: translate(choice.label) for choice in field.choices}
    match field.kind:
        case "choice":
            return OneOfField(label, choices=choices, description=hint)
        case "choices":
            return ChecksField(label, choices=choices, description=hint, validate_choice=False)
        case "yes_no":
            return OneOfField(label, choices=YES_NO, description=hint)
        case "long_text":
            return TextAreaField(label, description=hint or _at_most(field))
        case "text":
            return StringField(label, description=hint or _at_most(field))
        case "time_range":
            return StringField(label, description=hint or translate(N_("例如 18:00-23:00，可以过半夜。")))
        case _:
            return StringField(label, description=hint)


def _at_most(field: TemplateField) -> str:
    return translate(N_("最多 %(count)s 个字。"), count=field.max_characters)


def _raw(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return [str(each) for each in value] if isinstance(value, list) else str(value)


def raw_answers(form: MarketForm, template: SectorTemplate) -> dict[str, str]:
    """Return what was typed, as the template's own check wants it."""
    raw: dict[str, str] = {}
    for field in template.fields:
        data = form[f"{PREFIX}{field.key}"].data
        raw[field.key] = ",".join(data) if isinstance(data, list) else str(data or "")
    return raw


def at_answers(problems: list[Problem]) -> list[Problem]:
    """Return problems at the fields of the form."""
    return [Problem(f"{PREFIX}{problem.field}", problem.message, problem.params) for problem in problems]


def _terms_form_kind() -> type[MarketForm]:
    made: dict[str, Any] = {
        f"{model.key}-{field.key}": StringField(field.ask_label, description=field.hint)
        for model in MONEY_MODELS.values()
        for field in model.fields_for("ask")
    }
    models = OneOfField(N_("合作方式"), choices={model.key: model.label for model in MONEY_MODELS.values()})
    return type("TermsForm", (MarketForm,), {"money_model": models, **made, "version": HiddenField()})


_TERMS_FORM = _terms_form_kind()


def terms_form(money_model: str, terms: Mapping[str, Any], version: int, *, sent: bool) -> MarketForm:
    """Return the form of all money models: those not chosen keep what was typed for them."""
    data: dict[str, Any] = {"money_model": money_model, "version": version}
    if terms:
        stored = raw_terms(terms_from_data(terms))
        data |= {f"{terms['model']}-{key}": value for key, value in stored.items()}
    form = _TERMS_FORM(data=data) if sent else _TERMS_FORM(formdata=None, data=data)
    if form["money_model"].data not in MONEY_MODELS:
        form["money_model"].data = money_model
    for model in MONEY_MODELS.values():
        for field in model.fields_for("ask"):
            form[f"{model.key}-{field.key}"].flags.required = field.ask_required
    return form


def typed_terms(form: MarketForm) -> dict[str, str]:
    """Return what was typed for the chosen model."""
    model = MONEY_MODELS[form["money_model"].data]
    return {field.key: str(form[f"{model.key}-{field.key}"].data or "") for field in model.fields_for("ask")}


def at_terms(form: MarketForm, problems: list[Problem]) -> list[Problem]:
    """Return problems at the fields of the chosen model."""
    chosen = form["money_model"].data
    return [
        Problem(problem.field if problem.field == "money_model" else f"{chosen}-{problem.field}", problem.message,
                problem.params)
        for problem in problems
    ]  # fmt: skip


def wants(act: str) -> bool:
    """Whether the form was sent by the button of this act instead of the one that saves."""
    return request.method == "POST" and request.form.get("act", "") == act
