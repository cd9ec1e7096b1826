"""Assets: every wrong fact named at once, and steps only where tenure and state allow them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select

from marketplace.access.actor import VISITOR
from marketplace.assets.models import Asset
from marketplace.assets.queries import asset_choices, asset_page, asset_record
from marketplace.assets.service import AssetFacts, Photo, edit_asset, move_asset, register_asset
from marketplace.db.engine import Database
from marketplace.kernel.clock import FixedClock
from marketplace.kernel.errors import EditedMeanwhile, Invalid, NotAllowed, NotFound, WrongState
from tests.factories.world import World, listed_asset, make_world

FACTS = AssetFacts("plaza", "committee", "示例场地", "示例路 1 号")


@pytest.fixture
def world(database: Database, clock: FixedClock) -> World:
    return make_world(database, clock)


def test_everything_wrong_is_named_at_once(world: World) -> None:
    facts = AssetFacts("castle", "nobody", " ", "", area_m2=Decimal(0), latitude=Decimal(91))
    with pytest.raises(Invalid) as caught, world.uow(world.clerk) as uow:
        register_asset(uow, world.community, facts)
    named = [problem.field for problem in caught.value.problems]
    assert named == ["kind", "tenure", "name_zh", "address", "area_m2", "latitude", "latitude"]
    with world.database.read() as session:
        assert session.scalars(select(Asset)).all() == []


def test_only_those_who_work_there_register(world: World) -> None:
    for actor in (VISITOR, world.officer, world.partner_actors[0], world.operator):
        with pytest.raises(NotAllowed), world.uow(actor) as uow:
            register_asset(uow, world.community, FACTS)
    with pytest.raises(NotAllowed), world.uow(world.clerk) as uow:
        register_asset(uow, world.partners[0], FACTS)


def test_a_stranger_neither_sees_nor_moves_an_asset(world: World) -> None:
    public_id = listed_asset(world)
    for actor in (VISITOR, world.partner_actors[0], world.rival_officer):
        with pytest.raises(NotFound), world.uow(actor) as uow:
            move_asset(uow, public_id, "suspend", "理由")
        with world.database.read() as session:
            assert asset_page(session, actor, world.clock.now()).rows == []
            assert asset_choices(session, actor, world.clock.now()) == []
            with pytest.raises(NotFound):
                asset_record(session, actor, world.clock.now(), public_id)


def test_the_older_of_two_edits_is_refused(world: World) -> None:
    public_id = listed_asset(world)
    with world.database.read() as session:
        version = asset_record(session, world.clerk, world.clock.now(), public_id).version
    with world.uow(world.clerk) as uow:
        edit_asset(uow, public_id, AssetFacts("plaza", "committee", "新名字", "示例路 1 号", version=version))
    with pytest.raises(EditedMeanwhile), world.uow(world.clerk) as uow:
        edit_asset(uow, public_id, AssetFacts("plaza", "committee", "旧名字", "示例路 1 号", version=version))


def test_a_listed_asset_cannot_become_unclear(world: World) -> None:
    public_id = listed_asset(world)
    with pytest.raises(Invalid), world.uow(world.clerk) as uow:
        edit_asset(uow, public_id, AssetFacts("plaza", "unclear", "示例广场", "示例路 1 号"))


def test_a_retired_asset_stays_as_it_is(world: World) -> None:
    public_id = listed_asset(world)
    with world.uow(world.clerk) as uow:
        move_asset(uow, public_id, "retire", "已拆除")
    with pytest.raises(WrongState), world.uow(world.clerk) as uow:
        edit_asset(uow, public_id, FACTS)
    with world.database.read() as session:
        assert asset_record(session, world.clerk, world.clock.now(), public_id).verbs == ()


def test_a_photograph_that_is_not_there_is_refused(world: World) -> None:
    facts = AssetFacts("plaza", "committee", "示例场地", "示例路 1 号", photos=(Photo("000000000000"),))
    with pytest.raises(Invalid), world.uow(world.clerk) as uow:
        register_asset(uow, world.community, facts)


def test_pages_follow_one_another_without_gap_or_repeat(world: World) -> None:
    ids = [listed_asset(world, name=f"场地{place}") for place in range(5)]
    seen: list[str] = []
    cursor = ""
    with world.database.read() as session:
        for _turn in range(3):
            page = asset_page(session, world.clerk, world.clock.now(), cursor, limit=2)
            seen += [row.public_id for row in page.rows]
            cursor = page.next_cursor or ""
    assert seen == ids[::-1]
    assert cursor == ""
