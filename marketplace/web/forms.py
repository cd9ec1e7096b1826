"""The house form: every problem at once, everything typed is kept, words in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import request
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError
from wtforms.widgets import TextInput

from marketplace.kernel.errors import Invalid, Problem
from marketplace.kernel.money import parse_yuan
from marketplace.kernel.words import N_
from marketplace.web.i18n import translate

__all__ = [
    "MarketForm", "YuanField", "at_most", "one_line", "optional", "refuse_wrong", "required", "required_choice",
    "show_problems",
]  # fmt: skip


class MarketForm(FlaskForm):  # type: ignore[misc]
    """Base of all forms that change something. GET forms of lists derive from `wtforms.Form` instead."""

    def problems(self) -> list[tuple[str, str, str]]:
        """Return (field id, label, message) for every problem, in the order of the fields; the whole form's first."""
        found = [("", "", str(message)) for message in self.form_errors]
        for field in self:
            for message in _flat(field.errors):
                found.append((field.id, str(field.label.text), str(message)))
        return found

    def submitted(self) -> bool:
        """Whether the form was sent and is without problems; else the page is shown again with status 422."""
        return bool(self.validate_on_submit())

    @property
    def status(self) -> int:
        """The HTTP status of the page that shows this form."""
        return 422 if request.method == "POST" and (self.errors or self.form_errors) else 200


def show_problems(form: MarketForm, error: Invalid) -> None:
    """Put the problems that a service found at their fields; those without a field concern the whole form."""
    for problem in error.problems:
        message = _say(problem)
        field = form._fields.get(problem.field)
        if field is None:
            form.form_errors.append(message)
        else:
            field.errors = [*field.errors, message]


def refuse_wrong(form: MarketForm) -> None:
    """Undo what the service would do and the form does not; asked within the unit of work, so that both have spoken.

    :raises Invalid: without problems, for the form shows its own.
    """
    if form.errors:
        raise Invalid([])


def _say(problem: Problem) -> str:
    return translate(problem.message, **problem.params)


def _flat(errors: Iterable[Any]) -> list[str]:
    flat: list[str] = []
    for error in errors:
        flat.extend(_flat(error.values() if isinstance(error, dict) else error)
                    if isinstance(error, (list, tuple, dict)) else [str(error)])  # fmt: skip
    return flat


def required() -> DataRequired:
    """Demand text that is more than white space."""
    return DataRequired(lazy_gettext(N_("请填写这一项。")))


def required_choice() -> InputRequired:
    """Demand that one of the choices is picked."""
    return InputRequired(lazy_gettext(N_("请选择一项。")))


def optional() -> Optional:
    """Let the field be empty."""
    return Optional()


def at_most(characters: int) -> Length:
    """Limit the number of characters 字."""
    return Length(max=characters, message=lazy_gettext(N_("最多 %(max)d 个字。")))


def one_line(text: str | None) -> str | None:
    """Filter: fold white space and drop control characters, so that one line stays one line."""
    if text is None:
        return None
    return " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())


class YuanField(Field):
    """An amount typed in yuan (`1,234.50`, `12万`); its `data` is whole fen. What was typed stays on screen."""

    widget = TextInput()
    data: int | None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Parse exactly; nothing is rounded."""
        self.raw_text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if self.raw_text:
            try:
                self.data = parse_yuan(self.raw_text)
            except ValueError as error:
                raise ValidationError(translate(N_("请填写金额，例如 1,234.50 或 12万，最小到分。"))) from error

    def _value(self) -> str:
        if getattr(self, "raw_text", ""):
            return str(self.raw_text)
        if self.data is None:
            return ""
        yuan, fen = divmod(self.data, 100)
        return f"{yuan}.{fen:02d}" if fen else str(yuan)
