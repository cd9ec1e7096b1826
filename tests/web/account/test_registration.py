"""Registering a person and an organisation through the pages."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from marketplace.access.actor import Actor
from marketplace.config import Settings
from marketplace.db.engine import Database
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.identity.models import HeldRoleRow, Organisation, User
from marketplace.kernel.clock import FixedClock
from tests.factories.people import EMAIL, PASSWORD, client_of, csrf_of, make_person, post, sign_in
from tests.factories.world import World, make_world

Uow = Callable[..., UnitOfWork]
PERSON = {
    "name": "王示例", "email": "wang@mail.example", "password": PASSWORD, "purpose": "organisation", "agree": "y",
}  # fmt: skip
UNIT = {
    "kind": "enterprise", "name_zh": "示例灯彩有限公司", "registration_number": "91110000600037341L",
    "territory": "community-示例社区", "sectors": ["night_market", "catering"], "contact_name": "张示例",
    "contact_phone": "0477-1234567", "summary_zh": "做灯彩", "address": "示例路 1 号",
}  # fmt: skip


@pytest.fixture
def world(database: Database, clock: FixedClock) -> World:
    return make_world(database, clock)


def test_from_nothing_to_a_pending_organisation(client: FlaskClient, world: World) -> None:
    answer = post(client, "/register", PERSON)
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/register/organisation")
    page = client.get(answer.location)
    assert 'value="wang@mail.example"' in page.text
    assert "登记好了" in page.text
    assert sign_in(client, PERSON["email"], target="/register/organisation").location == "/register/organisation"
    answer = post(client, "/register/organisation", dict(UNIT))
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert "待核验" in page.text
    assert "示例灯彩有限公司" in page.text
    with world.database.read() as session:
        row = session.scalars(select(Organisation).where(Organisation.name_zh == UNIT["name_zh"])).one()
        assert (row.state, row.registration_kind, row.contact_phone) == ("pending", "uscc", "0477-1234567")
    assert client_of(client.application, world.officer).get("/todo").text.count("示例灯彩有限公司") >= 1


def test_a_resident_goes_to_the_to_do_page(client: FlaskClient) -> None:
    assert post(client, "/register", {**PERSON, "purpose": "resident"}).location == "/sign-in?next=/todo"


def test_registering_tells_every_problem_and_keeps_what_was_typed(client: FlaskClient, database: Database) -> None:
    answer = post(client, "/register", {"name": "  ", "email": "no address", "password": "12345678", "purpose": "x"})
    assert answer.status_code == 422
    for name in ("name", "email", "password", "purpose", "agree"):
        assert f'href="#{name}"' in answer.text, name
    assert 'value="no address"' in answer.text
    assert "12345678" not in answer.text
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(User)) == 0


def test_nobody_learns_whether_an_address_is_registered(
    app: Flask, uow: Uow, settings: Settings, database: Database
) -> None:
    with uow() as work:
        before = make_person(work).password_hash
    pages = []
    for email in ("new@mail.example", EMAIL):
        client = app.test_client()
        answer = post(client, "/register", {**PERSON, "email": email})
        page = client.get(answer.location)
        assert answer.status_code == 303
        text = page.text.replace(email, "EMAIL")
        pages.append((answer.location, re.sub(r'name="csrf_token"[^>]*value="[^"]+"', "", text)))
    assert pages[0] == pages[1]
    with database.read() as session:
        assert session.scalars(select(User.password_hash).where(User.email == EMAIL)).one() == before
    letters = [path.read_text("utf-8") for path in Path(settings.var_dir).glob("mail/*.eml")]
    assert len(letters) == 1
    assert f"To: {EMAIL}" in letters[0]


def test_mass_assignment_makes_nobody_more_than_a_resident(client: FlaskClient, database: Database) -> None:
    more = {"is_active": "", "is_demo": "y", "role": "operator", "roles": "operator", "public_id": "x", "id": "1"}
    assert post(client, "/register", {**PERSON, **more}).status_code == 303
    with database.read() as session:
        user = session.scalars(select(User)).one()
        assert (user.is_demo, user.is_active) == (False, True)
        assert session.scalar(select(func.count()).select_from(HeldRoleRow)) == 0


def test_an_organisation_needs_a_person(client: FlaskClient) -> None:
    answer = client.get("/register/organisation")
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/register/organisation")


def test_an_organisation_tells_every_problem_and_keeps_what_was_typed(app: Flask, world: World) -> None:
    client = client_of(app, world.resident)
    typed = {
        "kind": "community", "name_zh": "", "name_en": "x" * 201, "registration_number": "9111", "territory": "nowhere",
        "address": "示例路 <b>1</b> 号", "sectors": ["no_such"], "contact_name": "", "contact_phone": "abc",
        "contact_email": "no address", "summary_zh": "长" * 501,
    }  # fmt: skip
    answer = post(client, "/register/organisation", typed)
    assert answer.status_code == 422
    for name in set(typed) - {"address"}:
        assert f'href="#{name}"' in answer.text, name
    assert 'value="9111"' in answer.text
    assert "示例路 &lt;b&gt;1&lt;/b&gt; 号" in answer.text
    assert "长" * 501 in answer.text
    with world.database.read() as session:
        assert session.scalar(select(Organisation.id).where(Organisation.address.contains("<b>"))) is None


def test_what_only_the_form_refuses_registers_nothing(app: Flask, world: World) -> None:
    answer = post(client_of(app, world.resident), "/register/organisation", {**UNIT, "contact_phone": "call me"})
    assert answer.status_code == 422
    with world.database.read() as session:
        assert session.scalar(select(Organisation.id).where(Organisation.name_zh == UNIT["name_zh"])) is None
        assert session.scalar(select(func.count()).where(HeldRoleRow.user_id == world.resident.user_id)) == 0


def test_a_number_that_is_taken_says_how_to_join_and_nothing_else(app: Flask, world: World) -> None:
    post(client_of(app, world.resident), "/register/organisation", dict(UNIT))
    other = {**UNIT, "name_zh": "别家公司", "contact_name": "李某", "contact_phone": "0471-7654321",
             "registration_number": " 9111 0000 6000 3734 1l"}  # fmt: skip
    answer = post(client_of(app, world.clerk), "/register/organisation", other)
    assert answer.status_code == 422
    assert "已经登记过" in answer.text
    for secret in ("示例灯彩", "张示例", "0477-1234567", world.resident.public_id):
        assert secret not in answer.text


def test_only_its_own_people_and_its_street_see_a_registration(app: Flask, world: World) -> None:
    path = post(client_of(app, world.resident), "/register/organisation", dict(UNIT)).location

    def status(actor: Actor | None) -> int:
        return client_of(app, actor).get(path).status_code

    assert (status(world.resident), status(world.officer), status(world.supervisor), status(world.operator)) == (
        200, 200, 200, 200,
    )  # fmt: skip
    for stranger in (world.rival_officer, world.clerk, world.partner_actors[0]):
        assert status(stranger) == 404
    assert client_of(app, None).get(path).status_code == 303


def test_places_are_grouped_by_what_lies_above(app: Flask, world: World) -> None:
    page = client_of(app, world.resident).get("/register/organisation").text
    assert '<optgroup label="示例市">' in page
    assert page.index('value="street-示例街道"') < page.index('value="community-示例社区"')
    assert 'value="city-示例市"' not in page


def test_the_pages_speak_english(client: FlaskClient) -> None:
    for path in ("/register", "/sign-in", "/password/forgotten"):
        page = client.get(path, headers={"Accept-Language": "en"}).text
        main = re.sub(r"<[^>]+>|<!--.*?-->", " ", page[page.index("<main") : page.index("</main>")])
        assert not re.search(r"[\u3400-\u9fff]", main), path
    assert csrf_of(client.get("/register"))
