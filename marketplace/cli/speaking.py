"""What commands say: in the language of the terminal, in plain lines, with an exit code; JSON for other programs."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import click
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError, ProgrammingError

from marketplace.kernel.errors import Invalid, MarketError
from marketplace.reactions.letters import translations

#: Exit codes: something is wrong; what was asked for cannot be.
WRONG, BAD_INPUT = 1, 2


def language() -> str:
    """Return `en` where the terminal says so, else `zh`."""
    chosen = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "en" if chosen.lower().startswith("en") else "zh"


def _(text: str, **params: Any) -> str:
    """Return a marked text in the terminal's language."""
    translated = translations(language()).gettext(text)
    return translated % params if params else translated


def say(text: str) -> None:
    """Print a line."""
    click.echo(text)


def show_json(value: Any) -> None:
    """Print a value for another program."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def fail(text: str, code: int = WRONG) -> NoReturn:
    """Print to the error stream and end."""
    click.echo(text, err=True)
    raise SystemExit(code)


def table(headers: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows under headers, tab-separated where another program reads them."""
    lines = [[str(cell) for cell in row] for row in (headers, *rows)]
    if not sys.stdout.isatty():
        for line in lines:
            click.echo("\t".join(line))
        return
    widths = [max(_width(line[place]) for line in lines) for place in range(len(headers))]
    for line in lines:
        click.echo("  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)))


def _width(text: str) -> int:
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


class Progress:
    """Tells how far something long is: one line that moves on a terminal, a plain line now and then elsewhere."""

    def __init__(self, label: str, total: int | None = None) -> None:
        """Begin; nothing is printed before the first step."""
        self._label, self._total = label, total
        self._started = self._told = time.monotonic()
        self._moves = sys.stderr.isatty()

    def __call__(self, done: int) -> None:
        """Say how much is done so far."""
        now = time.monotonic()
        if now - self._told < (0.1 if self._moves else 5) and done != self._total:
            return
        self._told = now
        text = f"{self._label} {done}" + (f"/{self._total}" if self._total else "")
        elapsed = now - self._started
        if self._total and done and elapsed > 1:
            text += f"  ~{elapsed / done * (self._total - done):.0f} s"
        click.echo(f"\r\x1b[K{text}" if self._moves else text, nl=not self._moves, err=True)

    def end(self) -> None:
        """Close the moving line."""
        if self._moves:
            click.echo("", err=True)


class MarketGroup(AppGroup):
    """A group whose commands turn house errors into words and an exit code, never into a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        return guarded(lambda: super(MarketGroup, self).invoke(ctx))


def guarded(act: Callable[[], Any]) -> Any:
    """Run something and say in words what went wrong."""
    try:
        return act()
    except Invalid as error:
        lines = [f"{problem.field}: {_words(problem.message, problem.params)}" for problem in error.problems]
        fail("\n".join(lines), BAD_INPUT)
    except MarketError as error:
        fail(_words(error.message, error.params))
    except (OperationalError, ProgrammingError) as error:
        click.echo(str(error.orig).strip().splitlines()[0], err=True)
        fail(_("数据库打不开，或还没有建表。先运行：flask --app wsgi db upgrade"))


def _words(message: str, params: Any) -> str:
    translated = translations(language()).gettext(message)
    return translated % params if params else translated
