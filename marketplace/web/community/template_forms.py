"""Forms made from data: the fields of a sector template, and the terms of the money models.

What is right, the data's own checks say; here only stands how each kind is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from wtforms import HiddenField, StringField

from marketplace.kernel.errors import Problem
from marketplace.kernel.words import N_
from marketplace.web.fields import OneOfField
from marketplace.web.forms import MarketForm
from marketplace.web.i18n import translate
from marketplace.web.template_fields import PREFIX, inputs, mark_required
from marketplace.workflow.money_models import MONEY_MODELS, raw_terms, terms_from_data
from marketplace.workflow.sectors.model import SectorTemplate, TemplateField


def answers_form(template: SectorTemplate, answers: Mapping[str, Any], version: int, *, sent: bool) -> MarketForm:
    """Return the form of a template's fields, filled with stored answers, then with what was sent."""
    made: dict[str, Any] = {**inputs(template.fields, _hint), "version": HiddenField()}
    kind = type("AnswersForm", (MarketForm,), made)
    data = {f"{PREFIX}{key}": _raw(value) for key, value in answers.items()} | {"version": version}
    form: MarketForm = kind(data=data) if sent else kind(formdata=None, data=data)
    mark_required(form, template.fields)
    return form


def _hint(field: TemplateField) -> str:
    if field.hint:
        return translate(field.hint)
    if field.kind in ("text", "long_text"):
        return translate(N_("最多 %(count)s 个字。"), count=field.max_characters)
    return translate(N_("例如 18:00-23:00，可以过半夜。")) if field.kind == "time_range" else ""


def _raw(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return [str(each) for each in value] if isinstance(value, list) else str(value)


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
