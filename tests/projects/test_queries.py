"""Lists of projects: what is in them, in which order, page by page, and at what cost."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event

from marketplace.access.actor import VISITOR
from marketplace.db.engine import Database
from marketplace.kernel.clock import FixedClock
from marketplace.kernel.errors import Invalid
from marketplace.projects.models import Project
from marketplace.projects.queries import (
    SORTS,
    STATE_GROUPS,
    ProjectFilter,
    ProjectRow,
    next_change,
    project_page,
    projects_by_public_id,
    tallies,
)
from marketplace.workflow.project import PUBLIC_STATES
from tests.factories.market import hidden_projects, make_project
from tests.factories.world import World, make_world


@pytest.fixture
def world(database: Database, clock: FixedClock) -> World:
    """A small world without projects."""
    return make_world(database, clock)


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """Count statements, without those that begin transactions."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(database.engine, "before_cursor_execute", note)


def listed(world: World, sort: str = "newest", limit: int = 20, **wanted: object) -> list[str]:
    """Return the public ids of the first page."""
    with world.database.read() as session:
        narrowed = ProjectFilter(**wanted)  # type: ignore[arg-type]
        page = project_page(session, VISITOR, world.clock.now(), narrowed, sort=sort, limit=limit)
        return [row.public_id for row in page.rows]


def walk(world: World, sort: str, limit: int, between: object = None) -> list[ProjectRow]:
    """Turn all pages; `between` is called after each."""
    rows: list[ProjectRow] = []
    after = ""
    while True:
        with world.database.read() as session:
            now = world.clock.now()
            page = project_page(session, VISITOR, now, ProjectFilter(), sort=sort, after=after, limit=limit)
        rows += page.rows
        if page.next_cursor is None:
            return rows
        after = page.next_cursor
        if callable(between):
            between()


@pytest.mark.parametrize("sort", SORTS)
def test_pages_hold_every_project_once_while_others_are_published(world: World, sort: str) -> None:
    at = world.clock.now()
    first = {
        make_project(
            world, title_zh=f"{'丙甲乙'[n % 3]}项目", published_at=at - timedelta(hours=n // 2),
            deadline_at=at + timedelta(days=1 + n % 4) if n % 3 else None,
        )
        for n in range(11)
    }  # fmt: skip
    rows = walk(world, sort, 3, lambda: make_project(world, title_zh="丁项目", published_at=world.clock.now()))
    ids = [row.public_id for row in rows]
    assert len(ids) == len(set(ids))
    assert first <= set(ids)


def test_deadline_order_neither_repeats_nor_drops_when_a_deadline_passes_between_pages(world: World) -> None:
    at = world.clock.now()
    made = {make_project(world, deadline_at=at + timedelta(minutes=10 * (n + 1))) for n in range(9)}
    rows = walk(world, "deadline", 2, lambda: world.clock.advance(minutes=12))
    assert [row.public_id for row in rows] == list(dict.fromkeys(row.public_id for row in rows))
    assert {row.public_id for row in rows} == made


@pytest.mark.parametrize("sort", SORTS)
def test_the_way_back_shows_the_same_pages(world: World, sort: str) -> None:
    for n in range(7):
        make_project(world, published_at=world.clock.now() - timedelta(hours=n))
    with world.database.read() as session:
        first = project_page(session, VISITOR, world.clock.now(), ProjectFilter(), sort=sort, limit=3)
        second = project_page(
            session, VISITOR, world.clock.now(), ProjectFilter(), sort=sort, after=first.next_cursor or "", limit=3
        )
        back = project_page(
            session, VISITOR, world.clock.now(), ProjectFilter(), sort=sort, after=second.previous_cursor or "", limit=3
        )
    assert [row.public_id for row in back.rows] == [row.public_id for row in first.rows]
    assert first.previous_cursor is None
    assert back.previous_cursor is None


def test_newest_come_first_and_titles_stand_by_pinyin(world: World) -> None:
    at = world.clock.now()
    zhao = make_project(world, title_zh="赵家院", published_at=at - timedelta(days=3))
    an = make_project(world, title_zh="安公场", published_at=at - timedelta(days=2))
    ma = make_project(world, title_zh="马家沟", published_at=at - timedelta(days=1))
    assert listed(world) == [ma, an, zhao]
    assert listed(world, "title") == [an, ma, zhao]


def test_the_nearest_deadline_ahead_comes_first_and_what_is_over_last(world: World) -> None:
    at = world.clock.now()
    over = make_project(world, deadline_at=at - timedelta(hours=1), questions_until=None)
    far = make_project(world, deadline_at=at + timedelta(days=9))
    near = make_project(world, deadline_at=at + timedelta(days=2))
    assert listed(world, "deadline") == [near, far, over]


def test_filters_narrow_and_combine(world: World) -> None:
    at = world.clock.now()
    plain = make_project(world, deadline_at=at + timedelta(days=20))
    care = make_project(world, sector="childcare", deadline_at=at + timedelta(days=2))
    joint = make_project(world, sector="childcare", money_model="joint_venture", title_zh="晚托班")
    assert set(listed(world, sector="childcare")) == {joint, care}
    assert listed(world, sector="childcare", money_model="joint_venture") == [joint]
    assert listed(world, due_within_days=3) == [care]
    assert set(listed(world, territory_path=world.street_path)) == {plain, care, joint}
    assert listed(world, territory_path="/999/") == []
    assert listed(world, words="晚托") == [joint]
    assert listed(world, words="100% _") == []
    assert listed(world, found=(plain,)) == [plain]
    assert listed(world, found=()) == []


def test_groups_of_states_are_what_the_clock_says(world: World) -> None:
    at = world.clock.now()
    opened = make_project(world)
    over = make_project(world, deadline_at=at - timedelta(minutes=1), questions_until=None)
    begun = make_project(world, state="scheduled", opens_at=at - timedelta(minutes=1))
    coming = make_project(world, state="scheduled", opens_at=at + timedelta(days=1))
    assert set(listed(world, state="open")) == {opened, begun}
    assert listed(world, state="upcoming") == [coming]
    assert listed(world, state="choosing") == [over]
    assert {state for _label, states in STATE_GROUPS.values() for state in states} == {*PUBLIC_STATES, "scheduled"}


def test_what_was_never_published_is_nowhere(world: World, database: Database) -> None:
    hidden = hidden_projects(world, "机密")
    seen = make_project(world)
    for sort in SORTS:
        assert listed(world, sort) == [seen]
    assert listed(world, words="机密") == []
    with database.read() as session:
        assert projects_by_public_id(session, VISITOR, world.clock.now(), hidden) == {}
        assert sum(row.count for row in tallies(session, VISITOR, world.clock.now())) == 1


def test_a_list_costs_one_statement_whatever_it_holds(world: World, database: Database) -> None:
    costs = []
    for wanted in (1, 3):
        while len(listed(world)) < wanted:
            make_project(world)
        with counted(database) as seen:
            assert len(listed(world)) == wanted
        costs.append(len(seen))
    assert costs == [1, 1]


def test_a_foreign_cursor_is_refused(world: World, database: Database) -> None:
    for n in range(3):
        make_project(world, published_at=world.clock.now() - timedelta(hours=n))
    with database.read() as session:
        page = project_page(session, VISITOR, world.clock.now(), ProjectFilter(), limit=2)
        for wrong in (page.next_cursor or "", "garbage", "0.garbage", "bnVsbA", "\ud800"):
            with pytest.raises(Invalid):
                project_page(session, VISITOR, world.clock.now(), ProjectFilter(), sort="title", after=wrong)


def test_the_next_change_is_the_next_date_of_anything_public(world: World, database: Database) -> None:
    at = world.clock.now()
    hidden_projects(world, "机密")
    project = make_project(world, questions_until=at + timedelta(hours=2), deadline_at=at + timedelta(hours=5))
    make_project(world, state="completed", questions_until=at - timedelta(hours=9), deadline_at=at - timedelta(hours=8))
    with database.read() as session:
        assert session.query(Project).filter_by(public_id=project).one().questions_until == at + timedelta(hours=2)
        assert next_change(session, at) == at + timedelta(hours=2)
        assert next_change(session, at + timedelta(hours=2)) == at + timedelta(hours=5)
