"""The installation that a command works on, and a unit of work for it; commands act as the system."""

from __future__ import annotations

from typing import Protocol, cast

from flask import current_app

from marketplace.access.actor import SYSTEM
from marketplace.config import Settings
from marketplace.db.engine import Database
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.files.store import FileStore
from marketplace.kernel.clock import Clock
from marketplace.reactions.worker import Worker
from marketplace.search.port import SearchEngine


class Installation(Protocol):
    """What `app.create_app` hangs on the app."""

    settings: Settings
    database: Database
    clock: Clock
    store: FileStore
    search: SearchEngine
    worker: Worker


def installation() -> Installation:
    """Return the installation of the current app."""
    return cast(Installation, current_app.extensions["market"])


def unit_of_work() -> UnitOfWork:
    """Return a unit of work in which the system acts; the worker is woken after its commit."""
    here = installation()
    return UnitOfWork(here.database, SYSTEM, here.clock, here.worker.wake)
