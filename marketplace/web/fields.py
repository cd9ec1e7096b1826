"""Form fields of the community's desk: exact numbers, local time, lines and checkboxes; what was typed always stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext
from wtforms import RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import CheckboxInput, DateInput, DateTimeLocalInput, ListWidget

from marketplace.kernel.clock import LOCAL_ZONE, aware_utc, local
from marketplace.kernel.errors import Problem
from marketplace.kernel.words import N_
from marketplace.web.i18n import translate
from marketplace.workflow.typed_input import canonical, exact_decimal, whole_number

_INSTANTS = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M")


def filled() -> InputRequired:
    """Demand that something was typed; what cannot be read keeps its own sentence."""
    return InputRequired(lazy_gettext(N_("请填写这一项。")))


class _Typed(StringField):
    """A line that is read into a value; the typed text is shown again as it was."""

    data: Any
    raw_text = ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; an empty line is None."""
        self.raw_text = valuelist[0].strip() if valuelist else ""
        self.data = self.read(self.raw_text) if self.raw_text else None

    def read(self, typed: str) -> Any:
        """Return the value.

        :raises ValidationError: where the text is none.
        """
        raise NotImplementedError

    def show(self) -> str:
        """Return the value as people would type it."""
        return str(self.data)

    def _value(self) -> str:
        return self.raw_text or ("" if self.data is None else self.show())


class DecimalField(_Typed):
    """An exact decimal, never NaN, never rounded."""

    def __init__(
        self, label: str, validators: Sequence[Any] = (), *, most: int, places: int = 2, **options: Any
    ) -> None:
        """Take the largest value and the number of decimals."""
        super().__init__(label, list(validators), **options)
        self.most, self.places = most, places

    def read(self, typed: str) -> Decimal | None:
        """Return the decimal."""
        problems: list[Problem] = []
        value = exact_decimal(self.name, typed, Decimal(0), Decimal(self.most), problems, self.places)
        _refuse(problems)
        return value

    def show(self) -> str:
        """Return it without trailing zeros."""
        return canonical(Decimal(self.data))


class WholeField(_Typed):
    """A whole number from `least` to `most`."""

    def __init__(
        self, label: str, validators: Sequence[Any] = (), *, least: int = 0, most: int = 10_000_000, **options: Any
    ) -> None:
        """Take the limits."""
        super().__init__(label, list(validators), **options)
        self.least, self.most = least, most

    def read(self, typed: str) -> int | None:
        """Return the number."""
        problems: list[Problem] = []
        value = whole_number(self.name, typed, self.least, self.most, problems)
        _refuse(problems)
        return value


class LocalInstantField(_Typed):
    """A date with a time as people in China write it; `data` is an aware instant in UTC."""

    widget = DateTimeLocalInput()

    def read(self, typed: str) -> datetime:
        """Return the instant."""
        for form in _INSTANTS:
            try:
                return aware_utc(datetime.strptime(typed, form).replace(tzinfo=LOCAL_ZONE))
            except (ValueError, OverflowError):
                continue
        raise ValidationError(translate(N_("请填写日期和时间，例如 2026-12-01 18:00。")))

    def show(self) -> str:
        """Return it as the browser's own control wants it."""
        return local(self.data).strftime("%Y-%m-%dT%H:%M")


class LocalDayField(_Typed):
    """A day; `data` is a date."""

    widget = DateInput()

    def read(self, typed: str) -> date:
        """Return the day."""
        for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d"):
            try:
                return datetime.strptime(typed, form).date()  # noqa: DTZ007  a day has no zone
            except ValueError:
                continue
        raise ValidationError(translate(N_("请填写日期，例如 2026-12-01。")))

    def show(self) -> str:
        """Return it as the browser's own control wants it."""
        return str(self.data.isoformat())


class LinesField(TextAreaField):
    """Short texts, one a line; empty lines do not count. `data` is a tuple."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Split into lines."""
        self.raw_text = valuelist[0] if valuelist else ""
        self.data = tuple(" ".join(line.split()) for line in self.raw_text.splitlines() if line.strip())

    def _value(self) -> str:
        return getattr(self, "raw_text", "") or "\n".join(str(line) for line in self.data or ())


class ChecksField(SelectMultipleField):
    """Any of several choices, as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        """Refuse what was not offered, in one sentence."""
        if not self.validate_choice:
            return
        offered = {choice[0] for choice in self.iter_choices()}
        if set(self.data or ()) - offered:
            raise ValidationError(translate(N_("请从列出的选项里选。")))


class OneOfField(RadioField):
    """One of several choices, as radio buttons. Whether one must be picked, the service says."""

    def __init__(self, label: str, validators: Sequence[Any] = (), **options: Any) -> None:
        """Leave the check to the service, which names every problem in its own words."""
        super().__init__(label, list(validators), validate_choice=False, coerce=_text, **options)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise ValidationError(" ".join(translate(problem.message, **problem.params) for problem in problems))
