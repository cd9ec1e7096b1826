"""Profiles and entries beneath the pages: rights, versions, files, and the index that follows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from marketplace.access.actor import SYSTEM, VISITOR
from marketplace.db.engine import Database
from marketplace.db.loading import load
from marketplace.files.checks import Upload
from marketplace.files.service import take_in
from marketplace.files.store import FileStore
from marketplace.identity.models import Organisation
from marketplace.kernel.clock import FixedClock
from marketplace.kernel.errors import EditedMeanwhile, Invalid, NotAllowed, NotFound, NotSignedIn
from marketplace.partners import own
from marketplace.partners.experts import EditExpert, edit_own_entry
from marketplace.partners.models import Licence, OrganisationSector
from marketplace.partners.service import (
    EditProfile,
    SaveLicence,
    SavePastWork,
    edit_profile,
    is_web_address,
    remove_licence,
    save_licence,
    save_past_work,
)
from marketplace.reactions import indexing
from tests.factories.world import World, make_world
from tests.files import samples

ENTRY = EditExpert(0, "规划师", "", "", "", "street-示例街道", ("night_market",), ("zh",), "", "", "", "", True)


@pytest.fixture
def world(database: Database, clock: FixedClock) -> World:
    return make_world(database, clock)


def _profile(world: World, **over: object) -> EditProfile:
    with world.database.read() as session:
        version = load(session, Organisation, world.partners[0]).version
    command = EditProfile(version, contact_name="联系岗", contact_phone="0477-0000000", sectors=("night_market",))
    return replace(command, **over)  # type: ignore[arg-type]


def test_every_save_counts_as_a_version(world: World) -> None:
    command = _profile(world)
    with world.uow(world.partner_actors[0]) as uow:
        edit_profile(uow, world.partners[0], command)
    with pytest.raises(EditedMeanwhile), world.uow(world.partner_actors[0]) as uow:
        edit_profile(uow, world.partners[0], command)


def test_a_licence_alone_counts_as_a_version_too(world: World) -> None:
    command = _profile(world)
    with world.uow(world.partner_actors[0]) as uow:
        save_licence(uow, world.partners[0], SaveLicence("营业执照"))
    with pytest.raises(EditedMeanwhile), world.uow(world.partner_actors[0]) as uow:
        edit_profile(uow, world.partners[0], command)


def test_strangers_do_not_even_learn_that_there_is_a_profile(world: World) -> None:
    with world.uow(world.partner_actors[0]) as uow:
        licence = save_licence(uow, world.partners[0], SaveLicence("营业执照")).public_id
    for stranger in (world.partner_actors[1], world.clerk, world.resident):
        with pytest.raises(NotFound), world.uow(stranger) as uow:
            edit_profile(uow, world.partners[0], _profile(world))
        with pytest.raises(NotFound), world.uow(stranger) as uow:
            remove_licence(uow, world.partners[0], licence)
    with world.database.read() as session:
        assert session.scalars(select(Licence)).one().public_id == licence


def test_a_street_officer_reads_and_does_not_edit(world: World) -> None:
    with world.uow() as uow:
        row = load(uow.session, Organisation, world.partners[0])
        row.territory_path = world.street_path
    with pytest.raises(NotAllowed), world.uow(world.officer) as uow:
        edit_profile(uow, world.partners[0], _profile(world))


def test_a_scan_of_somebody_else_cannot_be_claimed(world: World, tmp_path: object) -> None:
    store = FileStore(tmp_path)  # type: ignore[arg-type]
    with world.uow(world.partner_actors[1]) as uow:
        theirs = take_in(uow, store, Upload.of_bytes("别人的.pdf", samples.PDF)).public_id
    with pytest.raises(Invalid) as caught, world.uow(world.partner_actors[0]) as uow:
        save_licence(uow, world.partners[0], SaveLicence("营业执照", file=theirs))
    assert [problem.field for problem in caught.value.problems] == ["file"]


def test_contact_data_is_read_by_members_only(world: World) -> None:
    with world.uow(world.partner_actors[0]) as uow:
        edit_profile(uow, world.partners[0], _profile(world))
    with world.database.read() as session:
        shown = own.own_profile(session, world.partner_actors[0], world.clock.now(), world.partners[0])
        assert shown.contact_phone == "0477-0000000"
        for stranger in (world.partner_actors[1], world.clerk, world.officer, VISITOR, SYSTEM):
            with pytest.raises(NotFound):
                own.own_profile(session, stranger, world.clock.now(), world.partners[0])


def test_the_index_follows_what_is_said(world: World) -> None:
    with world.uow(world.partner_actors[0]) as uow:
        edit_profile(uow, world.partners[0], _profile(world, capabilities_zh="移动配电和油烟净化"))
    with world.database.read() as session:
        found = [
            row for row in indexing.documents(session, world.clock.now()) if row.key.public_id == world.partners[0]
        ]
        assert "油烟净化" in str(found) and "0477-0000000" not in str(found)
        assert session.scalars(select(OrganisationSector.sector)).all() == ["night_market"]


@pytest.mark.parametrize("year", [None, 1948, 2027])
def test_past_work_has_a_year_that_has_been(world: World, year: int | None) -> None:
    with pytest.raises(Invalid), world.uow(world.partner_actors[0]) as uow:
        save_past_work(uow, world.partners[0], SavePastWork("夜市", year))


@pytest.mark.parametrize(
    ("text", "good"),
    [("https://example.com/x?y=1", True), ("http://示例.中国", True), ("https://localhost", False),
     ("https://user@example.com", False), ("javascript:alert(1)//x.y", False), ("https://[", False)],
)  # fmt: skip
def test_web_addresses(text: str, good: bool) -> None:
    assert is_web_address(text) is good


def test_only_experts_have_an_entry(world: World) -> None:
    with pytest.raises(NotAllowed), world.uow(world.resident) as uow:
        edit_own_entry(uow, ENTRY)
    with pytest.raises(NotSignedIn), world.uow(VISITOR) as uow:
        edit_own_entry(uow, ENTRY)
