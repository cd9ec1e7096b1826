"""The worker: takes events from the outbox in order and runs their reactions; it must not know what they do.

A row is claimed by moving its `available_at` into the future: that instant is the claim's fence. Whoever writes for
the row later shows it first, so a worker that was too slow, or a second one, changes nothing. Reactions inside the
database run in savepoints with the note that they ran: their effect is exactly once. Those that reach outside run
without holding the write lock and may be repeated after a crash; they are made so that this does no harm.
"""

from __future__ import annotations

import atexit
import logging
import os
import threading
import time
from collections.abc import Callable, Sequence

from marketplace.config import Settings
from marketplace.db.engine import Database
from marketplace.kernel.clock import Clock
from marketplace.kernel.errors import MarketError
from marketplace.reactions import claims, deadlines, healing
from marketplace.reactions.claims import Claim
from marketplace.reactions.mail import mailer_from
from marketplace.reactions.registry import OutsideReaction, Registry, Tools
from marketplace.reactions.standard import MARKET
from marketplace.search.port import SearchEngine, SearchUnavailable

BATCH = 20
#: How often the clock's own duties are done, and how long an idle worker sleeps at most, in seconds.
DUTY_SECONDS = 20.0
IDLE_SECONDS = 2.0

log = logging.getLogger(__name__)


class Worker:
    """Runs reactions: as a thread, as a process, or inline after each commit."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        settings: Settings,
        search: SearchEngine,
        store: object,
        registry: Registry = MARKET,
    ) -> None:
        """Prepare; nothing runs before `start`, `run_forever`, or the first `wake` of an inline worker."""
        self.mailer = mailer_from(settings, clock)
        self._database, self._clock, self._settings = database, clock, settings
        self._registry = registry
        self._tools = Tools(settings, search, store, self.mailer, clock)
        self._bell = threading.Event()
        self._ending = threading.Event()
        self._starting = threading.Lock()
        self._inline = threading.Lock()
        self._inline_thread = 0
        self._thread: threading.Thread | None = None
        self._process = 0
        self._index_was_compared = False
        self._healed_at = -DUTY_SECONDS

    def ensure_running(self) -> None:
        """Start the thread where the settings want one; cheap enough for every request, and right after a fork."""
        if self._settings.worker_thread and not self._settings.jobs_inline and not self._is_running():
            self.start()

    def start(self) -> None:
        """Start the thread; does nothing where it runs already in this process."""
        with self._starting:
            if self._is_running():
                return
            self._ending.clear()
            self._process = os.getpid()
            self._thread = threading.Thread(target=self.run_forever, name="worker", daemon=True)
            self._thread.start()
        # A process that ends in good order does not leave rows claimed.
        atexit.register(self.stop)

    def _is_running(self) -> bool:
        return self._thread is not None and self._thread.is_alive() and self._process == os.getpid()

    def stop(self, timeout: float = 10.0) -> None:
        """Let the thread finish what it is doing and end."""
        self._ending.set()
        self._bell.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout)
        self._thread = None
        atexit.unregister(self.stop)

    def wake(self) -> None:
        """Say that there is something to do; never raises, because the caller's commit has already happened."""
        if not self._settings.jobs_inline:
            self._bell.set()
            return
        if self._inline_thread == threading.get_ident():
            # A reaction that commits comes back here: the run under way takes its events too.
            return
        with self._inline:
            self._inline_thread = threading.get_ident()
            try:
                self.run_once()
            except Exception:
                log.exception("reactions after the commit failed; they stay pending")
            finally:
                self._inline_thread = 0

    def run_forever(self) -> None:
        """Work until `stop`; no error ends it."""
        last_duty = 0.0
        while not self._ending.is_set():
            self._bell.clear()
            self._quietly(self.run_once)
            moment = time.monotonic()
            if moment - last_duty >= DUTY_SECONDS or last_duty == 0.0:
                self._quietly(self.do_duties)
                last_duty = moment
            self._bell.wait(IDLE_SECONDS)

    def run_once(self, limit: int | None = None) -> int:
        """Run the reactions of everything that is due, or of `limit` rows; return how many rows were finished."""
        finished = taken = 0
        while limit is None or taken < limit:
            rows = claims.take(self._database, self._clock, BATCH if limit is None else min(BATCH, limit - taken))
            if not rows:
                break
            taken += len(rows)
            finished += self._react(rows)
            if self._ending.is_set():
                break
        return finished

    def do_duties(self) -> None:
        """Fire what the clock has taken, and heal the index where it is missing; compare it once at the start."""
        if deadlines.catch_up_all(self._database, self._clock):
            self.run_once()
        if not self._index_was_compared or not healing.answers(self._tools.search):
            healing.heal(self._database, self._clock, self._tools.search)
            self._index_was_compared = True

    def _react(self, rows: Sequence[Claim]) -> int:
        held = [row for row in rows if claims.run_inside(self._database, self._clock, row, self._registry, self._tools)]
        for reaction in self._registry.outside:
            waiting = [row for row in held if reaction.name in row.waiting]
            if reaction.together and len(waiting) > 1 and self._reach_out(reaction, waiting):
                for row in waiting:
                    row.waiting.remove(reaction.name)
        return sum(self._finish(row) for row in held)

    def _finish(self, row: Claim) -> bool:
        for reaction in self._registry.outside:
            if reaction.name in row.waiting:
                if not claims.renew(self._database, self._clock, row):
                    return False
                self._reach_out(reaction, [row])
        return claims.finish(self._database, self._clock, row)

    def _reach_out(self, reaction: OutsideReaction, rows: Sequence[Claim], *, may_heal: bool = True) -> bool:
        """Run one outer reaction for these rows and remember how it went."""
        try:
            with self._database.read() as session:
                reaction.run(session, [row.event for row in rows], self._tools)
        except SearchUnavailable as error:
            if may_heal and self._heal():
                return self._reach_out(reaction, rows, may_heal=False)
            return _failed(reaction, rows, error)
        except Exception as error:
            return _failed(reaction, rows, error)
        for row in rows:
            row.succeed(reaction.name)
        return True

    def _heal(self) -> bool:
        """Rebuild a lost index, at most once in a while; a full disk does not get better by trying at every event."""
        if time.monotonic() - self._healed_at < DUTY_SECONDS:
            return False
        self._healed_at = time.monotonic()
        try:
            healing.heal(self._database, self._clock, self._tools.search)
        except Exception as error:
            log.warning("the index could not be healed: %s", claims.describe(error))
            return False
        return True

    def _quietly(self, act: Callable[[], object]) -> None:
        try:
            act()
        except MarketError as error:
            log.warning("the worker waits: %s", error.code)
        except Exception:
            log.exception("the worker goes on after an error")
            self._ending.wait(IDLE_SECONDS)


def _failed(reaction: OutsideReaction, rows: Sequence[Claim], error: Exception) -> bool:
    for row in rows:
        row.fail(reaction.name, error)
    log.warning("reaction %s failed for %d events: %s", reaction.name, len(rows), claims.describe(error))
    return False
