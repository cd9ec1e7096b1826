"""The index follows the database: what is public is found, what is not is not there, and loss is healed."""

import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace.config import Settings
from marketplace.db.engine import Database
from marketplace.files.store import FileStore
from marketplace.identity.models import Organisation
from marketplace.kernel.clock import FixedClock
from marketplace.kernel.events import Event
from marketplace.partners.models import Expert
from marketplace.projects import service
from marketplace.projects.models import Project
from marketplace.reactions import healing, indexing
from marketplace.reactions.worker import Worker
from marketplace.search.backends.memory import MemoryEngine
from marketplace.search.backends.whoosh_ import WhooshEngine
from marketplace.search.port import DocumentKey, Query, SearchEngine, SearchUnavailable
from marketplace.workflow.organisation import ORGANISATION
from tests.factories.world import World, make_world, open_project, opened_project, scheduled_project, submitted

PUBLIC = frozenset({"public"})


@pytest.fixture
def world(database: Database, clock: FixedClock) -> World:
    return make_world(database, clock)


@pytest.fixture
def engine(settings: Settings) -> SearchEngine:
    return WhooshEngine(settings.search_index_dir)


@pytest.fixture
def worker(database: Database, clock: FixedClock, settings: Settings, engine: SearchEngine) -> Worker:
    return Worker(database, clock, settings, engine, FileStore(settings.files_dir))


def found(engine: SearchEngine, text: str, **facets: tuple[str, ...]) -> set[str]:
    return {hit.public_id for hit in engine.ask(Query(text, PUBLIC, facets=facets)).hits}


def is_in_step(world: World, engine: SearchEngine) -> bool:
    with world.database.read() as session:
        return healing.drift(session, engine, world.clock.now()).none


def test_a_project_is_found_when_it_is_public_and_not_before(
    world: World, worker: Worker, engine: SearchEngine
) -> None:
    hidden = scheduled_project(world, title="湖边夜市")
    worker.run_once()
    assert hidden not in found(engine, "湖边夜市")
    public = open_project(world, title="湖边集市")
    worker.run_once()
    assert public in found(engine, "湖边集市")
    assert hidden not in engine_keys(engine)
    assert public in found(engine, "", state=("open",), sector=("night_market",), territory=("street-示例街道",))
    assert is_in_step(world, engine)


def engine_keys(engine: SearchEngine) -> set[str]:
    return {key.public_id for key in engine.versions()}


def test_what_a_proposal_says_is_never_in_the_index(world: World, worker: Worker, engine: SearchEngine) -> None:
    project, proposals = opened_project(world)
    worker.run_once()
    assert project in engine_keys(engine)
    assert not engine_keys(engine) & set(proposals)
    assert found(engine, "机密方案概要") <= {project} | {world.community, world.street_office, *world.partners}
    with world.database.read() as session:
        texts = "".join(
            document.title + document.body + "".join(document.tags)
            for document in indexing.documents(session, world.clock.now())
        )
    assert "机密方案" not in texts


def test_contact_data_is_not_in_the_index(world: World) -> None:
    with world.uow() as uow:
        row = uow.session.scalars(select(Organisation).where(Organisation.public_id == world.partners[0])).one()
        row.contact_name, row.contact_phone, row.contact_email = "张联系", "13900000000", "secret@test.example"
    with world.database.read() as session:
        texts = "".join(str(document) for document in indexing.documents(session, world.clock.now()))
    assert "示例企业1" in texts
    assert not {word for word in ("张联系", "13900000000", "secret@test.example") if word in texts}


def test_the_clock_moves_the_state_facet(world: World, worker: Worker, engine: SearchEngine) -> None:
    project = open_project(world)
    worker.run_once()
    world.clock.advance(days=11)
    worker.do_duties()
    assert project in found(engine, "", state=("closed",))
    assert project not in found(engine, "", state=("open",))


def test_a_suspended_organisation_and_an_unpublished_expert_go(
    world: World, worker: Worker, engine: SearchEngine
) -> None:
    with world.uow() as uow:
        expert = Expert(
            name_zh="示例专家", territory_id=world.community_territory, sectors=["childcare"], created_at=uow.now
        )
        uow.session.add(expert)
        uow.session.flush()
        uow.record(Event("expert.edited", "expert", expert.id, expert.public_id))
        expert_id = expert.public_id
    worker.run_once()
    worker.do_duties()
    assert expert_id in found(engine, "示例专家", sector=("childcare",))
    assert world.partners[0] in found(engine, "示例企业")
    with world.uow() as uow:
        firm = uow.session.scalars(select(Organisation).where(Organisation.public_id == world.partners[0])).one()
        ORGANISATION.fire(firm, "suspend", reason="示例理由")
        uow.record(Event("organisation.suspended", "organisation", firm.id, firm.public_id))
        uow.session.get_one(Expert, 1).is_published = False
        uow.record(Event("expert.edited", "expert", 1, expert_id))
    worker.run_once()
    assert not engine_keys(engine) & {world.partners[0], expert_id}
    assert is_in_step(world, engine)


def test_an_older_event_after_a_newer_one_changes_nothing(world: World, worker: Worker, engine: SearchEngine) -> None:
    project = open_project(world)
    worker.run_once()
    with world.uow(world.officer) as uow:
        service.cancel_project(uow, project, "other", "不再进行")
    worker.run_once()
    with world.database.read() as session:
        indexing.refresh(session, engine, [DocumentKey("project", project)], world.clock.now())
    assert project in found(engine, "", state=("cancelled",))


def test_a_lost_index_is_rebuilt_by_the_next_event(
    world: World, worker: Worker, engine: SearchEngine, settings: Settings
) -> None:
    first = open_project(world, title="第一个项目")
    worker.run_once()
    shutil.rmtree(settings.search_index_dir)
    with pytest.raises(SearchUnavailable):
        engine.ask(Query("项目", PUBLIC))
    worker._healed_at = -1000.0
    second = open_project(world, title="第二个项目")
    worker.run_once()
    assert {first, second} <= found(engine, "项目")
    assert is_in_step(world, engine)


def test_a_damaged_index_is_healed_by_the_duties_at_the_start(
    world: World, worker: Worker, engine: SearchEngine, settings: Settings, database: Database, clock: FixedClock
) -> None:
    project = open_project(world)
    worker.run_once()
    victim = max(settings.search_index_dir.glob("g-*/*"), key=lambda path: path.stat().st_size)
    victim.write_bytes(victim.read_bytes()[:-1])
    fresh = Worker(database, clock, settings, WhooshEngine(settings.search_index_dir), FileStore(settings.files_dir))
    fresh.do_duties()
    assert project in found(WhooshEngine(settings.search_index_dir), "夜市")


def test_drift_is_found_and_healed(world: World, database: Database, clock: FixedClock, settings: Settings) -> None:
    engine = MemoryEngine()
    project = open_project(world)
    with database.read() as session:
        (stale,) = [one for one in indexing.documents(session, clock.now()) if one.public_id == project]
    engine.put([replace(stale, version=0), replace(stale, public_id="gone")])
    with database.read() as session:
        drift = healing.drift(session, engine, clock.now())
    assert (drift.stale, drift.surplus) == ((DocumentKey("project", project),), (DocumentKey("project", "gone"),))
    assert len(drift.missing) == 5
    assert healing.heal(database, clock, engine) == 7
    assert healing.heal(database, clock, engine) == 0


def test_expected_and_written_agree(world: World, database: Database) -> None:
    open_project(world)
    project = scheduled_project(world)
    with world.uow() as uow:
        row = uow.session.scalars(select(Project).where(Project.public_id == project)).one()
        row.published_at, row.opens_at = uow.now, uow.now + timedelta(days=1)
        row.deadline_at = uow.now + timedelta(days=9)
    for days in (0, 2, 8):
        world.clock.advance(days=days)
        with database.read() as session:
            expected = dict(indexing.expected(session, world.clock.now()))
            written = {one.key: one.version for one in indexing.documents(session, world.clock.now())}
        assert expected == written
        assert DocumentKey("project", project) in expected


def test_a_rebuild_reads_a_constant_number_of_statements_for_each_chunk(world: World, database: Database) -> None:
    from sqlalchemy import event  # noqa: PLC0415

    def statements() -> int:
        seen: list[str] = []
        event.listen(database.engine, "before_cursor_execute", lambda *arguments: seen.append(arguments[2]))
        with database.read() as session:
            list(indexing.documents(session, world.clock.now()))
        return len(seen)

    submitted(world, open_project(world))
    one = statements()
    open_project(world)
    open_project(world)
    assert statements() == one
