"""Commands of `flask --app wsgi`: each is a door to what the floors below do; no rule of the market lives here."""

from __future__ import annotations

from flask import Flask

from marketplace.cli.audit import group as audit
from marketplace.cli.backup import group as backup
from marketplace.cli.database import group as database
from marketplace.cli.demo import group as demo_world
from marketplace.cli.doctor import doctor
from marketplace.cli.jobs import group as jobs
from marketplace.cli.jobs import worker
from marketplace.cli.search import group as search
from marketplace.cli.territories import group as territories
from marketplace.cli.users import group as users


def register(app: Flask) -> None:
    """Attach all commands to an app."""
    for command in (database, users, territories, audit, jobs, worker, search, backup, demo_world, doctor):
        app.cli.add_command(command)
