"""Registering organisations: every problem at once, no number twice, nobody's data told."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from marketplace.access.actor import VISITOR, Role
from marketplace.db.audit import AuditRow
from marketplace.db.engine import Database
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.identity.actors import held_roles
from marketplace.identity.models import HeldRoleRow, Organisation
from marketplace.identity.organisations import MOST_WAITING, RegisterOrganisation
from marketplace.kernel.clock import FixedClock
from marketplace.kernel.errors import Invalid, NotSignedIn
from marketplace.partners.models import OrganisationSector, PartnerProfile
from marketplace.partners.registration import register_partner
from marketplace.workflow.sectors import SECTORS
from tests.factories.world import World, make_world

Uow = Callable[..., UnitOfWork]
COMMAND = RegisterOrganisation(
    "enterprise", "示例灯彩有限公司", " 9111 0000 6000 3734 1l", "community-示例社区", "张示例", "0477-1234567"
)


@pytest.fixture
def world(database: Database, clock: FixedClock) -> World:
    return make_world(database, clock)


def test_a_resident_registers_an_organisation_and_becomes_its_partner(world: World) -> None:
    with world.uow(world.resident) as uow:
        public_id = register_partner(uow, COMMAND, ("catering", "night_market", "catering")).public_id
    with world.database.read() as session:
        row = session.scalars(select(Organisation).where(Organisation.public_id == public_id)).one()
        sectors = set(session.scalars(select(OrganisationSector.sector)))
        assert session.get(PartnerProfile, row.id) is not None
        (held,) = held_roles(session, world.resident.user_id or 0)
        event = session.scalars(select(AuditRow).where(AuditRow.event == "organisation.registered")).one()
    assert (row.state, row.registration_number, row.registration_kind) == ("pending", "91110000600037341L", "uscc")
    assert row.territory_path.startswith(world.street_path)
    assert sectors == {"catering", "night_market"}
    assert (held.role, held.organisation_id) == (Role.PARTNER, row.id)
    assert (event.subject_id, event.actor_id) == (row.id, world.resident.user_id)
    assert "张示例" not in str(event.data)


def test_every_problem_is_told_at_once(world: World) -> None:
    wrong = RegisterOrganisation("community", " ", "12", "city-示例市", "", "")
    with pytest.raises(Invalid) as caught, world.uow(world.resident) as uow:
        register_partner(uow, wrong, ("no_such_sector",))
    fields = {problem.field for problem in caught.value.problems}
    assert fields == {"kind", "name_zh", "registration_number", "territory", "contact_name", "contact_phone", "sectors"}


@pytest.mark.parametrize("sectors", [(), ("a",) * 3, tuple(SECTORS)[:7]])
def test_sectors_are_few_and_known(world: World, sectors: tuple[str, ...]) -> None:
    with pytest.raises(Invalid) as caught, world.uow(world.resident) as uow:
        register_partner(uow, COMMAND, sectors)
    assert [problem.field for problem in caught.value.problems] == ["sectors"]
    with world.database.read() as session:
        assert session.scalar(select(Organisation.id).where(Organisation.name_zh == COMMAND.name_zh)) is None


@pytest.mark.parametrize("kind", ["community", "street_office", "", "operator"])
def test_offices_and_communities_do_not_register_themselves(world: World, kind: str) -> None:
    with pytest.raises(Invalid) as caught, world.uow(world.resident) as uow:
        register_partner(uow, replace(COMMAND, kind=kind), ("market",))
    assert [problem.field for problem in caught.value.problems] == ["kind"]


def test_a_number_registers_once_and_tells_nobody_whose_it_is(world: World) -> None:
    with world.uow(world.resident) as uow:
        register_partner(uow, COMMAND, ("market",))
    again = replace(
        COMMAND, registration_number="９１１１００００６０００３７３４１Ｌ", name_zh="另一家", contact_name="李某"
    )
    with pytest.raises(Invalid) as caught, world.uow(world.clerk) as uow:
        register_partner(uow, again, ("market",))
    (problem,) = caught.value.problems
    assert problem.field == "registration_number"
    assert "街道" in problem.message
    assert all(secret not in problem.message for secret in ("张示例", "示例灯彩", "0477", "resident"))


def test_two_at_once_register_one(world: World) -> None:
    start, outcomes = threading.Barrier(2), []

    def register(name: str) -> None:
        start.wait()
        try:
            with world.uow(world.resident) as uow:
                register_partner(uow, replace(COMMAND, name_zh=name), ("market",))
            outcomes.append("made")
        except Invalid as error:
            outcomes.append(error.problems[0].field)

    threads = [threading.Thread(target=register, args=(name,)) for name in ("甲公司", "乙公司")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["made", "registration_number"]
    with world.database.read() as session:
        rows = select(func.count()).select_from(Organisation)
        assert session.scalar(rows.where(Organisation.registration_number == "91110000600037341L")) == 1
        assert session.scalar(select(func.count()).where(HeldRoleRow.user_id == world.resident.user_id)) == 1


def test_one_person_does_not_fill_the_offices_desk(world: World) -> None:
    unit = replace(COMMAND, kind="merchant", registration_number="")
    for place in range(MOST_WAITING):
        with world.uow(world.resident) as uow:
            register_partner(uow, replace(unit, name_zh=f"摊位{place}"), ("market",))
    with pytest.raises(Invalid), world.uow(world.resident) as uow:
        register_partner(uow, unit, ("market",))


def test_a_visitor_registers_nothing(world: World) -> None:
    with pytest.raises(NotSignedIn), world.uow(VISITOR) as uow:
        register_partner(uow, COMMAND, ("market",))
