"""The worker: exactly once inside the database, in order, in spite of crashes, poison, and a second worker."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from marketplace.access.actor import SYSTEM
from marketplace.config import Settings
from marketplace.db.engine import Database
from marketplace.db.outbox import DEAD, DONE, PENDING, OutboxDelivery, OutboxRow
from marketplace.db.outbox_queries import queue_state, retry
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.kernel.clock import FixedClock
from marketplace.kernel.events import Event
from marketplace.reactions import claims
from marketplace.reactions.claims import LEASE, MAX_ATTEMPTS
from marketplace.reactions.registry import OutboxEvent, Registry, Tools
from marketplace.reactions.sealed import hidden_jobs
from marketplace.reactions.worker import Worker
from marketplace.search.backends.memory import MemoryEngine
from marketplace.territory.models import Territory


class Crash(BaseException):
    """The process was killed here."""


@pytest.fixture
def registry() -> Registry:
    return Registry()


@pytest.fixture
def make_worker(database: Database, clock: FixedClock, settings: Settings, registry: Registry) -> Callable[..., Worker]:
    def make(**changes: object) -> Worker:
        return Worker(database, clock, replace(settings, **changes), MemoryEngine(), object(), registry)  # type: ignore[arg-type]

    return make


def happen(database: Database, clock: FixedClock, *names: str, wake: Callable[[], None] | None = None) -> None:
    with UnitOfWork(database, SYSTEM, clock, wake) as uow:
        for place, name in enumerate(names):
            uow.record(Event(name, "thing", place, f"thing{place}"))


def mark(session: Session, event: OutboxEvent, name: str) -> None:
    """Leave a trace that would fail to be left twice."""
    session.add(
        Territory(
            level="city", slug=f"{name}-{event.id}", name_zh=f"{name}{event.id}", path="/", created_at=event.happened_at
        )
    )


def marks(database: Database) -> list[str]:
    with database.read() as session:
        return sorted(session.scalars(select(Territory.slug)))


def rows(database: Database) -> list[OutboxRow]:
    with database.read() as session:
        return list(session.scalars(select(OutboxRow).order_by(OutboxRow.id)))


def test_reactions_run_in_order_and_once(
    database: Database, clock: FixedClock, registry: Registry, make_worker: Callable[..., Worker]
) -> None:
    seen: list[str] = []

    @registry.reacts_to("thing.*", name="first")
    def first(session: Session, event: OutboxEvent, tools: Tools) -> None:
        seen.append(event.name)
        mark(session, event, "first")

    happen(database, clock, "thing.a", "thing.b", "other.c")
    assert make_worker().run_once() == 3
    assert make_worker().run_once() == 0
    assert seen == ["thing.a", "thing.b"]
    assert marks(database) == ["first-1", "first-2"]
    assert {row.status for row in rows(database)} == {DONE}


def test_a_failing_reaction_does_not_repeat_the_one_before_it(
    database: Database, clock: FixedClock, registry: Registry, make_worker: Callable[..., Worker]
) -> None:
    fails = [True]

    @registry.reacts_to("thing.a", name="first")
    def first(session: Session, event: OutboxEvent, tools: Tools) -> None:
        mark(session, event, "first")

    @registry.reacts_to("thing.a", name="second")
    def second(session: Session, event: OutboxEvent, tools: Tools) -> None:
        mark(session, event, "second")
        session.flush()
        if fails[0]:
            raise ValueError("not today")

    happen(database, clock, "thing.a")
    worker = make_worker()
    assert worker.run_once() == 0
    assert marks(database) == ["first-1"], "what the failed reaction wrote is undone, what the first wrote stays"
    row = rows(database)[0]
    assert (row.status, row.attempts, row.last_error) == (PENDING, 1, "second: ValueError: not today")
    fails[0] = False
    clock.advance(hours=2)
    assert worker.run_once() == 1
    assert marks(database) == ["first-1", "second-1"]


@pytest.mark.parametrize("step", ["inside", "outside", "between"])
def test_a_killed_worker_loses_nothing_and_doubles_nothing(
    database: Database, clock: FixedClock, registry: Registry, make_worker: Callable[..., Worker],
    monkeypatch: pytest.MonkeyPatch, step: str,
) -> None:  # fmt: skip
    killed = [True]

    def die_at(place: str) -> None:
        if killed[0] and place == step:
            killed[0] = False
            raise Crash

    @registry.reacts_to("thing.a", name="first")
    def first(session: Session, event: OutboxEvent, tools: Tools) -> None:
        mark(session, event, "first")
        die_at("inside")

    @registry.reacts_outside("thing.a", name="reach")
    def reach(session: Session, events: Sequence[OutboxEvent], tools: Tools) -> None:
        die_at("outside")

    original = claims.finish

    def finish(*arguments: object) -> bool:
        die_at("between")
        return original(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(claims, "finish", finish)
    happen(database, clock, "thing.a")
    with pytest.raises(Crash):
        make_worker().run_once()
    survivor = make_worker()
    assert survivor.run_once() == 0, "the claim still holds"
    clock.advance(seconds=LEASE.total_seconds())
    assert survivor.run_once() == 1
    assert marks(database) == ["first-1"]
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(OutboxDelivery)) == 2


def test_two_workers_at_once_have_one_effect(
    database: Database, clock: FixedClock, registry: Registry, make_worker: Callable[..., Worker]
) -> None:
    reached: list[int] = []

    @registry.reacts_to("thing.a", name="first")
    def first(session: Session, event: OutboxEvent, tools: Tools) -> None:
        mark(session, event, "first")

    @registry.reacts_outside("thing.a", name="reach")
    def reach(session: Session, events: Sequence[OutboxEvent], tools: Tools) -> None:
        reached.extend(event.id for event in events)

    for _ in range(5):
        happen(database, clock, *["thing.a"] * 10)
    workers = [make_worker(), make_worker(), make_worker()]
    finished: list[int] = []
    threads = [threading.Thread(target=lambda one=one: finished.append(one.run_once())) for one in workers]  # type: ignore[misc]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    while more := workers[0].run_once():
        finished.append(more)
    assert sum(finished) == 50
    assert len(marks(database)) == 50
    assert sorted(reached) == list(range(1, 51))


def test_a_worker_that_lost_its_claim_writes_nothing(
    database: Database, clock: FixedClock, registry: Registry, make_worker: Callable[..., Worker]
) -> None:
    @registry.reacts_to("thing.a", name="first")
    def first(session: Session, event: OutboxEvent, tools: Tools) -> None:
        mark(session, event, "first")

    happen(database, clock, "thing.a")
    (slow,) = claims.take(database, clock, 1)
    clock.advance(seconds=LEASE.total_seconds() + 1)
    assert make_worker().run_once() == 1
    tools = make_worker()._tools
    assert not claims.run_inside(database, clock, slow, registry, tools)
    assert not claims.renew(database, clock, slow)
    assert not claims.finish(database, clock, slow)
    assert marks(database) == ["first-1"]


def test_a_poison_row_is_backed_off_and_given_up_while_others_go_on(
    database: Database, clock: FixedClock, registry: Registry, make_worker: Callable[..., Worker]
) -> None:
    tries: list[int] = []

    @registry.reacts_to("thing.*", name="first")
    def first(session: Session, event: OutboxEvent, tools: Tools) -> None:
        if event.name == "thing.poison":
            tries.append(event.id)
            raise RuntimeError("poison")
        mark(session, event, "first")

    happen(database, clock, "thing.poison", "thing.good")
    worker = make_worker()
    assert worker.run_once() == 1, "the good one behind it is done at once"
    waits = []
    while rows(database)[0].status == PENDING:
        waits.append((rows(database)[0].available_at - clock.now()).total_seconds())
        assert worker.run_once() == 0, "not before its time"
        clock.advance(seconds=waits[-1])
        worker.run_once()
    assert len(tries) == MAX_ATTEMPTS
    assert all(2**place <= wait <= 2 ** (place + 1) for place, wait in enumerate(waits))
    dead = rows(database)[0]
    assert (dead.status, dead.attempts) == (DEAD, MAX_ATTEMPTS)
    with database.read() as session:
        assert queue_state(session, clock.now()).dead == 1
    with UnitOfWork(database, SYSTEM, clock) as uow:
        assert retry(uow, hidden=hidden_jobs()) == 1
    worker.run_once(1)
    assert rows(database)[0].attempts == 1


def test_one_poison_event_does_not_stop_those_reached_together(
    database: Database, clock: FixedClock, registry: Registry, make_worker: Callable[..., Worker]
) -> None:
    written: list[str] = []

    @registry.reacts_outside("thing.*", name="index", together=True)
    def index(session: Session, events: Sequence[OutboxEvent], tools: Tools) -> None:
        if any(event.name == "thing.poison" for event in events):
            raise RuntimeError("poison")
        written.extend(event.name for event in events)

    happen(database, clock, "thing.a", "thing.poison", "thing.b")
    assert make_worker().run_once() == 2
    assert written == ["thing.a", "thing.b"]
    assert [row.status for row in rows(database)] == [DONE, PENDING, DONE]


def test_inline_a_failure_leaves_the_row_pending_and_the_commit_stands(
    database: Database, clock: FixedClock, registry: Registry, make_worker: Callable[..., Worker]
) -> None:
    @registry.reacts_to("thing.a", name="first")
    def first(session: Session, event: OutboxEvent, tools: Tools) -> None:
        raise RuntimeError("later")

    worker = make_worker(jobs_inline=True)
    happen(database, clock, "thing.a", wake=worker.wake)
    assert [row.status for row in rows(database)] == [PENDING]


def test_inline_reactions_to_reactions_run_too(
    database: Database, clock: FixedClock, registry: Registry, make_worker: Callable[..., Worker]
) -> None:
    from marketplace.db import outbox  # noqa: PLC0415

    @registry.reacts_to("thing.a", name="first")
    def first(session: Session, event: OutboxEvent, tools: Tools) -> None:
        outbox.put(session, [Event("thing.b", "thing", 1, "b")], None, event.happened_at)

    @registry.reacts_to("thing.b", name="second")
    def second(session: Session, event: OutboxEvent, tools: Tools) -> None:
        mark(session, event, "second")

    happen(database, clock, "thing.a", wake=make_worker(jobs_inline=True).wake)
    assert marks(database) == ["second-2"]


def test_the_thread_starts_works_and_stops(
    database: Database, clock: FixedClock, registry: Registry, make_worker: Callable[..., Worker]
) -> None:
    done = threading.Event()

    @registry.reacts_to("thing.a", name="first")
    def first(session: Session, event: OutboxEvent, tools: Tools) -> None:
        done.set()

    worker = make_worker(jobs_inline=False)
    worker.start()
    worker.start()
    try:
        happen(database, clock, "thing.a", wake=worker.wake)
        assert done.wait(5)
    finally:
        worker.stop()
    assert not [thread for thread in threading.enumerate() if thread.name == "worker"]


def test_the_thread_runs_only_where_the_settings_want_it(make_worker: Callable[..., Worker]) -> None:
    for changes, wanted in (
        ({"worker_thread": False, "jobs_inline": False}, 0),
        ({"worker_thread": True, "jobs_inline": True}, 0),
        ({"worker_thread": True, "jobs_inline": False}, 1),
    ):
        worker = make_worker(**changes)
        worker.ensure_running()
        worker.ensure_running()
        assert sum(thread.name == "worker" for thread in threading.enumerate()) == wanted
        worker.stop()


def test_an_error_is_told_without_the_values_of_the_statement(database: Database, clock: FixedClock) -> None:
    with UnitOfWork(database, SYSTEM, clock) as uow:
        for _ in range(2):
            place = Territory(level="city", slug="same", name_zh="机密方案", path="/", created_at=uow.now)
            uow.session.add(place)
        with pytest.raises(IntegrityError) as caught, uow.session.begin_nested():
            pass
        uow.session.rollback()
    assert "机密方案" not in str(caught.value)
    assert "IntegrityError" in claims.describe(caught.value)
    assert "机密方案" not in claims.describe(caught.value)


def test_two_reactions_of_one_name_are_refused(registry: Registry) -> None:
    registry.reacts_to("a.b", name="same")(lambda session, event, tools: None)
    with pytest.raises(ValueError, match="same"):
        registry.reacts_outside("a.c", name="same")(lambda session, events, tools: None)
