"""Bring a missing, damaged or stale index back to what the database says; the database is never asked to follow it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from marketplace.db.engine import Database
from marketplace.kernel.clock import Clock
from marketplace.reactions import indexing
from marketplace.search import lifecycle
from marketplace.search.lifecycle import Drift, RebuildReport
from marketplace.search.port import RebuildableEngine, SearchEngine, SearchUnavailable

log = logging.getLogger(__name__)


def answers(engine: SearchEngine) -> bool:
    """Whether there is an index at all; cheap enough to ask often."""
    try:
        engine.generation()
    except SearchUnavailable:
        return False
    return True


def drift(session: Session, engine: SearchEngine, now: datetime) -> Drift:
    """Compare the whole index with the database."""
    return lifecycle.compare(engine, indexing.expected(session, now))


def rebuild(
    database: Database, clock: Clock, engine: SearchEngine, progress: Callable[[int], None] | None = None
) -> RebuildReport:
    """Build the next generation from the database and swap it in.

    :raises SearchBusy: when another rebuild is under way.
    :raises SearchUnavailable: where this engine cannot be rebuilt.
    """
    if not isinstance(engine, RebuildableEngine):
        raise SearchUnavailable
    with database.read() as session:
        return lifecycle.rebuild(engine, indexing.documents(session, clock.now()), progress)


def heal(database: Database, clock: Clock, engine: SearchEngine) -> int:
    """Put right what is wrong; return how many documents were written or removed.

    :raises SearchBusy: when another process is at it.
    """
    with database.read() as session:
        found = drift(session, engine, clock.now())
        if found.none:
            return 0
        if found.health.ok:
            keys = (*found.missing, *found.stale, *found.surplus)
            indexing.refresh(session, engine, keys, clock.now())
            return len(keys)
    log.warning("the index is rebuilt: %s", found.health.problem or "it is missing")
    return rebuild(database, clock, engine).documents
