"""What a request works with: the installation, its read session, its actor, and the way to a unit of work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import current_app, g, has_request_context
from sqlalchemy.orm import Session

from marketplace.access.actor import VISITOR, Actor
from marketplace.config import Settings
from marketplace.db.engine import Database
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.files.store import FileStore
from marketplace.kernel.clock import Clock
from marketplace.reactions.worker import Worker
from marketplace.search.port import SearchEngine


@dataclass
class Market:
    """One installation; `app.create_app` builds it and hangs it on the Flask app."""

    settings: Settings
    database: Database
    clock: Clock
    store: FileStore
    search: SearchEngine
    worker: Worker


def market() -> Market:
    """Return the installation of the current app."""
    return cast(Market, current_app.extensions["market"])


def now() -> datetime:
    """Return the instant of this request: one for the whole page, so that it cannot contradict itself."""
    if not has_request_context():
        return market().clock.now()
    if "now" not in g:
        g.now = market().clock.now()
    return cast(datetime, g.now)


def read_session() -> Session:
    """Return the request's session for reading; it is closed when the request ends."""
    if "read_session" not in g:
        g.read_session = market().database.read()
    return cast(Session, g.read_session)


def actor() -> Actor:
    """Return who is acting; a visitor before the gate has looked."""
    return cast(Actor, g.get("actor", VISITOR))


def unit_of_work() -> UnitOfWork:
    """Return a unit of work for the request's actor; the worker is woken after its commit."""
    installation = market()
    release_read_session()
    return UnitOfWork(installation.database, actor(), installation.clock, installation.worker.wake)


def release_read_session() -> None:
    """Close the read session, so that what is read next sees what was just written."""
    session = g.pop("read_session", None)
    if session is not None:
        session.close()
