"""`flask demo load`: the demo world by command."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, cast

import click
from flask import current_app
from flask.cli import with_appcontext

from marketplace.cli.demo.loader import is_loaded, load
from marketplace.kernel.errors import MarketError

if TYPE_CHECKING:
    from marketplace.web.context import Market


@click.group("demo", help="演示数据 · The demo world.")
def group() -> None:
    """Hold the commands of the demo world."""


@group.command("load", help="装入演示数据（只做一次） · Load the demo world, once.")
@with_appcontext
def load_command() -> None:
    """Load the demo world into an empty database; say so where it is there."""
    installation = cast("Market", current_app.extensions["market"])
    if is_loaded(installation.database):
        click.echo("演示数据已在 · The demo world is there already.")
        return
    tty = sys.stdout.isatty()

    def progress(done: int, total: int) -> None:
        if tty:
            click.echo(f"\r{done}/{total}", nl=done == total)
        elif done in (1, total) or done % 200 == 0:
            click.echo(f"demo load: {done}/{total}")

    try:
        load(installation.database, installation.store, installation.settings, installation.clock, progress)
    except MarketError as error:
        raise click.ClickException(error.message) from error
    installation.worker.run_once()
    click.echo("演示数据已装入 · The demo world is loaded.")
