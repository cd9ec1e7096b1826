"""One commit for rows, audit and outbox, or nothing at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from marketplace.db import site_version
from marketplace.db.audit import AuditRow
from marketplace.db.engine import Database
from marketplace.db.numbers import next_number
from marketplace.db.outbox import OutboxRow
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.kernel.clock import FixedClock
from marketplace.kernel.errors import EditedMeanwhile, TooLate
from marketplace.kernel.events import Event
from marketplace.projects.models import Project
from marketplace.territory.models import Territory
from tests.factories.world import draft_project, make_world

Open = Callable[..., UnitOfWork]


def _territory(uow: UnitOfWork, slug: str = "x") -> Territory:
    row = Territory(level="street", slug=slug, name_zh=slug, path="/", created_at=uow.now)
    uow.session.add(row)
    uow.session.flush()
    return row


def _counts(database: Database) -> tuple[int, int, int]:
    with database.read() as session:
        return tuple(  # type: ignore[return-value]
            session.scalar(select(func.count()).select_from(kind)) for kind in (Territory, AuditRow, OutboxRow)
        )


def test_all_or_nothing(uow: Open, database: Database) -> None:
    with pytest.raises(RuntimeError), uow() as work:
        _territory(work)
        work.record(Event("territory.added", "territory", 1, "x"))
        raise RuntimeError
    assert _counts(database) == (0, 0, 0)
    with uow() as work:
        _territory(work)
        work.record(Event("territory.added", "territory", 1, "x"))
    assert _counts(database) == (1, 1, 1)


def test_an_error_while_committing_leaves_nothing(uow: Open, database: Database) -> None:
    with pytest.raises(TypeError), uow() as work:
        _territory(work)
        work.record(Event("territory.added", "territory", 1, "x", {"not json": object()}))
    assert _counts(database) == (0, 0, 0)


def test_a_guard_looks_at_the_clock_again(uow: Open, database: Database, clock: FixedClock) -> None:
    deadline: datetime = clock.now() + timedelta(seconds=1)
    with pytest.raises(TooLate), uow() as work:
        _territory(work)
        work.must_commit_before(deadline, TooLate("project", "closed", "submit"))
        clock.advance(seconds=1)
    assert _counts(database) == (0, 0, 0)


def test_the_second_save_of_a_version_fails(database: Database, clock: FixedClock) -> None:
    world = make_world(database, clock)
    public_id = draft_project(world)
    with database.read() as session:
        stale = session.scalars(select(Project).where(Project.public_id == public_id)).one()
        session.expunge(stale)
    with world.uow() as work:
        work.session.scalars(select(Project)).one().title_zh = "先保存的"
    stale.title_zh = "后保存的"
    with pytest.raises(EditedMeanwhile), world.uow() as work:
        work.session.add(stale)
    with database.read() as session:
        assert session.scalars(select(Project.title_zh)).one() == "先保存的"


def test_numbers_follow_one_another_and_are_given_back(uow: Open) -> None:
    with uow() as work:
        assert next_number(work, "XM") == "XM-2026-0001"
    with pytest.raises(RuntimeError), uow() as work:
        next_number(work, "XM")
        raise RuntimeError
    with uow() as work:
        assert next_number(work, "XM") == "XM-2026-0002"
        assert next_number(work, "ZC") == "ZC-2026-0001"


@pytest.mark.parametrize(
    ("event", "moved"),
    [
        ("project.published", 1),
        ("proposal.shortlisted", 1),
        ("proposal.submitted", 0),
        ("account.created", 0),
        ("file.stored", 0),
    ],
)
def test_public_pages_age_only_by_what_the_public_may_see(
    uow: Open, database: Database, event: str, moved: int
) -> None:
    with uow() as work:
        work.record(Event("project.created", "project", 1, "x"))
    with database.read() as session:
        before = site_version.current(session)
    with uow() as work:
        work.record(Event(event, event.split(".")[0], 1, "x"))
    with database.read() as session:
        assert site_version.current(session) == before + moved
