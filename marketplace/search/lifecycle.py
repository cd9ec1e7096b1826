"""The life of an index: built beside the live one and swapped, compared with the database, healed.

It must not read the database: documents and expected versions are handed in by who can.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from marketplace.search.port import DocumentKey, Health, RebuildableEngine, SearchDocument, SearchEngine

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class RebuildReport:
    """Units: seconds of wall clock."""

    generation: str
    documents: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Drift:
    """Where an index and the database disagree."""

    health: Health
    missing: tuple[DocumentKey, ...] = ()
    stale: tuple[DocumentKey, ...] = ()
    surplus: tuple[DocumentKey, ...] = ()

    @property
    def none(self) -> bool:
        return self.health.ok and not (self.missing or self.stale or self.surplus)


def rebuild(
    engine: RebuildableEngine,
    documents: Iterable[SearchDocument],
    progress: Callable[[int], None] | None = None,
    batch: int = BATCH,
) -> RebuildReport:
    """Build the next generation and swap it in; the live one answers until then, and stays as it is on any failure.

    ``documents`` must be lazy and read the database only when iterated: what is written to the engine meanwhile is
    taken in before the swap, so nothing gets lost between the two. ``progress`` hears the number done so far.

    :raises SearchBusy: when another rebuild is under way.
    """
    started = time.monotonic()
    builder = engine.begin()
    done = 0
    try:
        stream = iter(documents)
        while chunk := list(islice(stream, batch)):
            builder.put(chunk)
            done += len(chunk)
            if progress:
                progress(done)
        generation = builder.finish()
    except BaseException:
        builder.abandon()
        raise
    return RebuildReport(generation, done, time.monotonic() - started)


def compare(engine: SearchEngine, expected: Iterable[tuple[DocumentKey, int]]) -> Drift:
    """Check the index by itself, then against the keys and versions that the database holds."""
    health = engine.check()
    if not health.ok:
        return Drift(health)
    held = dict(engine.versions())
    missing, stale = [], []
    for key, version in expected:
        found = held.pop(DocumentKey(*key), None)
        if found is None:
            missing.append(DocumentKey(*key))
        elif found < version:
            stale.append(DocumentKey(*key))
    return Drift(health, tuple(missing), tuple(stale), tuple(held))
