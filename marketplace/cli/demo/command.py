"""`flask demo load`: the demo world by command."""

from __future__ import annotations

import sys

import click
from flask.cli import with_appcontext

from marketplace.cli.demo.loader import is_loaded, load
from marketplace.cli.installation import installation
from marketplace.kernel.errors import MarketError


@click.group("demo", help="演示数据 · The demo world.")
def group() -> None:
    """Hold the commands of the demo world."""


@group.command("load", help="装入演示数据（只做一次） · Load the demo world, once.")
@with_appcontext
def load_command() -> None:
    """Load the demo world into an empty database; say so where it is there."""
    here = installation()
    if is_loaded(here.database):
        click.echo("演示数据已在 · The demo world is there already.")
        return
    tty = sys.stdout.isatty()

    def progress(done: int, total: int) -> None:
        if tty:
            click.echo(f"\r{done}/{total}", nl=done == total)
        elif done in (1, total) or done % 200 == 0:
            click.echo(f"demo load: {done}/{total}")

    try:
        load(here.database, here.store, here.settings, here.clock, progress)
    except MarketError as error:
        raise click.ClickException(error.message) from error
    here.worker.run_once()
    click.echo("演示数据已装入 · The demo world is loaded.")
