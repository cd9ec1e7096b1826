"""Languages and the ways to show time, money and two-language data."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from flask import Flask, g, has_request_context, request
from flask_babel import Babel, gettext, ngettext
from flask_login import current_user
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from marketplace.kernel.clock import LOCAL_ZONE, local

LOCALES = {"zh": "zh_Hans_CN", "en": "en"}
TEXT_SIZES = ("normal", "large")
THEMES = ("auto", "light", "dark")
#: Longer texts were typed by people and are not kept in memory.
LONGEST_LABEL = 400


def init(app: Flask) -> None:
    """Attach to an app."""
    Babel(app, locale_selector=lambda: LOCALES[locale()], timezone_selector=lambda: str(LOCAL_ZONE))
    app.jinja_env.install_gettext_callables(looked_up, ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals["_"] = in_template
    app.jinja_env.filters.update(
        yuan=yuan, instant=instant, day=day, percent_bp=percent_bp, filesize=filesize, local=localised, line=line,
        markdown_html=Markup, decimal=decimal,
    )  # fmt: skip


def locale() -> str:
    """Return `zh` or `en`: the cookie's choice, the person's, the browser's, Chinese."""
    if not has_request_context():
        return "zh"
    held = g.get("locale")
    if held is None:
        chosen = request.cookies.get("lang", "")
        if chosen not in LOCALES and current_user and current_user.is_authenticated:
            chosen = current_user.locale
        if chosen not in LOCALES:
            chosen = request.accept_languages.best_match(("zh", "zh-CN", "zh-Hans", "en"), "zh")[:2]
        held = g.locale = chosen if chosen in LOCALES else "zh"
    return str(held)


def looked_up(message: str) -> str:
    """Return a message in the reader's language; the words of the site are looked up once for each language."""
    return _found(locale(), message) if len(message) <= LONGEST_LABEL else str(gettext(message))


@pass_eval_context
def in_template(escaping: EvalContext, message: str, **params: Any) -> str:
    """Return a message as templates show it: what is put into the site's words is escaped where the page is HTML."""
    text = looked_up(message)
    if escaping.autoescape:
        text = Markup(text)  # noqa: S704  (as `newstyle` gettext of Jinja does)
    return text % params if params or "%" in text else text


@lru_cache(maxsize=16_384)
def _found(_locale: str, message: str) -> str:
    return str(gettext(message))


def preference(name: str, values: tuple[str, ...]) -> str:
    """Return a display preference from its cookie, or the first value."""
    chosen = request.cookies.get(name, "") if has_request_context() else ""
    return chosen if chosen in values else values[0]


def localised(thing: Any, name: str) -> str:
    """Return `<name>_en` for readers of English where it is filled, else `<name>_zh`; works on objects and maps.

    Chinese that came from a template of ours (criteria, licences) has an English word in the catalogue.
    """

    def get(key: str) -> str:
        value = thing.get(key, "") if isinstance(thing, dict) else getattr(thing, key, "")
        return str(value or "")

    chinese = get(f"{name}_zh")
    if locale() != "en":
        return chinese
    return get(f"{name}_en") or (gettext(chinese) if chinese else "")


def line(item: Any) -> str:
    """Return one line of a list that holds plain texts, template texts, or maps of `zh` and `en`."""
    if isinstance(item, dict):
        return str((item.get("en") if locale() == "en" else "") or item.get("zh", ""))
    return gettext(str(item)) if item else ""


def yuan(fen: int | None) -> str:
    """Return whole fen as an amount of yuan; whole yuan without decimals, large Chinese amounts in 万元."""
    if fen is None:
        return "—"
    sign, fen = ("-" if fen < 0 else ""), abs(fen)
    if locale() == "zh" and fen >= 1_000_000 and fen % 10_000 == 0:
        amount = f"{Decimal(fen) / 1_000_000:,f}"
        amount = amount.rstrip("0").rstrip(".") if "." in amount else amount
        return f"{sign}{amount} 万元"
    whole, part = divmod(fen, 100)
    amount = f"{whole:,}" + (f".{part:02d}" if part else "")
    return f"{sign}{amount} 元" if locale() == "zh" else f"{sign}¥{amount}"


def instant(at: datetime | None, *, seconds: bool = False, millis: bool = False) -> str:
    """Return an instant in local time, with the zone understood as China's."""
    if at is None:
        return "—"
    here = local(at)
    clock = here.strftime("%H:%M:%S" if seconds or millis else "%H:%M")
    if millis:
        clock += f".{here.microsecond // 1000:03d}"
    return f"{day(here.date())} {clock}"


def day(on: date | datetime | None) -> str:
    """Return a day: 2026年11月22日, or 22 Nov 2026."""
    if on is None:
        return "—"
    if isinstance(on, datetime):
        on = local(on).date()
    if locale() == "zh":
        return f"{on.year}年{on.month}月{on.day}日"
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{on.day} {months[on.month - 1]} {on.year}"


def percent_bp(basis_points: int | None) -> str:
    """Return basis points as per cent, without trailing zeros."""
    if basis_points is None:
        return "—"
    return f"{Decimal(basis_points) / 100:f}".rstrip("0").rstrip(".") + "%" if basis_points % 100 else (
        f"{basis_points // 100}%"
    )  # fmt: skip


def decimal(value: Decimal | None) -> str:
    """Return a decimal with thousands separators and without trailing zeros."""
    if value is None:
        return "—"
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def filesize(size: int) -> str:
    """Return a size in kB or MB, as file managers do."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    return f"{size / 1_000_000:.1f} MB"


def translate(message: str, **params: Any) -> str:
    """Return a marked message (see `kernel.words.N_`) in the reader's language; the parameters are put in afterwards."""
    text = looked_up(message)
    return text % params if params else text
