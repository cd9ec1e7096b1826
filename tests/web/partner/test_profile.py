"""An organisation's own profile: said, kept, corrected, by its own people only."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select
from werkzeug.test import TestResponse

from marketplace.access.actor import Role
from marketplace.db.engine import Database
from marketplace.db.loading import load
from marketplace.db.outbox import OutboxRow
from marketplace.identity.models import HeldRoleRow, Organisation
from marketplace.kernel.clock import FixedClock
from marketplace.partners.models import Licence, OrganisationSector, PartnerProfile, PastWork, ServiceArea
from marketplace.web.context import Market
from marketplace.workflow.organisation import ORGANISATION
from marketplace.workflow.sectors import LICENCES
from tests.factories.people import client_of, csrf_of
from tests.factories.world import World, make_world
from tests.files import samples

NUMBER = "91110000600037341L"


@pytest.fixture
def world(database: Database, clock: FixedClock) -> World:
    return make_world(database, clock)


@pytest.fixture
def partner(app: Flask, world: World) -> FlaskClient:
    return client_of(app, world.partner_actors[0])


@pytest.fixture
def rival(app: Flask, world: World) -> FlaskClient:
    return client_of(app, world.partner_actors[1])


def _path(world: World, page: str = "") -> str:
    return f"/partner/profile/{world.partners[0]}{page}"


def _post(client: FlaskClient, path: str, data: dict[str, object]) -> TestResponse:
    page = client.get(path)
    version = re.search(r'name="version"[^>]*value="(\d+)"', page.text)
    sent: dict[str, object] = {"csrf_token": csrf_of(page)}
    if version:
        sent["version"] = version[1]
    return client.post(path, data=sent | data)


PROFILE: dict[str, object] = {
    "summary_zh": "办过三季夜市", "capabilities_zh": "摊位招募\n夜间照明", "sectors": ["night_market", "market"],
    "areas": ["street-示例街道"], "size": "small", "website": "https://example.com/market", "contact_name": "联系岗",
    "contact_phone": "0477-0000000", "resources": "自带配电",
}  # fmt: skip


def _return(world: World, reason: str = "名称与证照不一致") -> None:
    with world.uow() as uow:
        row = load(uow.session, Organisation, world.partners[0])
        uow.session.execute(Organisation.__table__.update().where(Organisation.id == row.id).values(state="pending"))
        uow.session.refresh(row)
        ORGANISATION.fire(row, "send_back", reason=reason)
        row.state_reason = reason


def test_the_profile_is_saved_and_told(world: World, partner: FlaskClient) -> None:
    answer = _post(partner, _path(world, "/edit"), PROFILE)
    assert (answer.status_code, answer.location) == (303, _path(world))
    page = partner.get("/partner/profile").text
    for shown in ("办过三季夜市", "夜间照明", "夜市", "示例街道", "10–49 人", "https://example.com/market", "联系岗"):
        assert shown in page
    with world.database.read() as session:
        assert set(session.scalars(select(OrganisationSector.sector))) == {"night_market", "market"}
        assert session.scalar(select(func.count()).select_from(ServiceArea)) == 1
        row = session.scalars(select(OutboxRow).where(OutboxRow.event == "partner.edited")).one()
        assert row.subject_kind == "organisation"


def test_every_problem_of_a_profile_is_said_at_once_and_kept(world: World, partner: FlaskClient) -> None:
    wrong = {"website": "javascript:alert(1)", "contact_name": "", "contact_email": "不是邮箱", "sectors": [],
             "summary_zh": "长" * 501, "areas": ["nowhere"], "size": "huge"}  # fmt: skip
    answer = _post(partner, _path(world, "/edit"), PROFILE | wrong)
    assert answer.status_code == 422
    for name in ("website", "contact_name", "contact_email", "sectors", "summary_zh", "areas", "size"):
        assert f'href="#{name}"' in answer.text, name
    assert "javascript:alert(1)" in answer.text and "长" * 501 in answer.text and "不是邮箱" in answer.text
    with world.database.read() as session:
        assert session.scalar(select(func.count()).select_from(PartnerProfile)) == 0


@pytest.mark.parametrize("website", ["ftp://example.com", "//example.com", "https://", "https://a b.cn", "data:,x"])
def test_only_web_addresses_are_linked(world: World, partner: FlaskClient, website: str) -> None:
    answer = _post(partner, _path(world, "/edit"), PROFILE | {"website": website})
    assert answer.status_code == 422 and 'href="#website"' in answer.text


def test_two_windows_show_both_versions(world: World, partner: FlaskClient) -> None:
    first = partner.get(_path(world, "/edit"))
    version = re.search(r'name="version"[^>]*value="(\d+)"', first.text)
    assert version
    _post(partner, _path(world, "/edit"), PROFILE)
    stale = PROFILE | {"summary_zh": "另一个说法", "version": version[1], "csrf_token": csrf_of(first)}
    answer = partner.post(_path(world, "/edit"), data=stale)
    assert answer.status_code == 409
    assert "办过三季夜市" in answer.text and "另一个说法" in answer.text
    with world.database.read() as session:
        assert load(session, Organisation, world.partners[0]).summary_zh == "办过三季夜市"


PAGES = ("", "/edit", "/registration", "/licences", "/past-works")


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_finds_nothing(world: World, partner: FlaskClient, rival: FlaskClient, page: str) -> None:
    _post(partner, _path(world, "/edit"), PROFILE)
    answer = rival.get(_path(world, page))
    assert answer.status_code == 404 and "0477-0000000" not in answer.text
    token = csrf_of(rival.get(f"/partner/profile/{world.partners[1]}/edit"))
    if page:
        assert rival.post(_path(world, page), data={"csrf_token": token, **PROFILE}).status_code == 404


def test_what_is_not_asked_for_is_ignored(world: World, partner: FlaskClient) -> None:
    extra = {"name_zh": "换了名字", "state": "suspended", "registration_number": NUMBER, "is_example": "1"}
    assert _post(partner, _path(world, "/edit"), PROFILE | extra).status_code == 303
    with world.database.read() as session:
        row = load(session, Organisation, world.partners[0])
        assert (row.name_zh, row.state, row.registration_number) == ("示例企业1", "verified", None)


# licences


def test_a_licence_comes_with_its_scan_and_goes(world: World, partner: FlaskClient) -> None:
    path = _path(world, "/licences")
    ends = (world.clock.now() + timedelta(days=10)).date().isoformat()
    data = {"licence": "food", "number": "JY-001", "expires_on": ends, "file": (BytesIO(samples.PDF), "许可证.pdf")}
    assert _post(partner, path, data).status_code == 303
    page = partner.get(path).text
    assert LICENCES["food"].label in page and "快到期" in page and "JY-001" in page and "扫描件" in page
    with world.database.read() as session:
        row = session.scalars(select(Licence)).one()
        assert row.issued_by == LICENCES["food"].issuer and row.file_id is not None
    edit = f"{path}/{row.public_id}"
    shown = partner.get(edit).text
    kept = re.search(r'name="file-kept" value="([^"]+)"', shown)
    assert kept and "许可证.pdf" in shown
    changed = {"licence": "food", "number": "JY-002", "expires_on": "2030-01-01", "file-kept": kept[1]}
    assert _post(partner, edit, changed).status_code == 303
    with world.database.read() as session:
        again = session.scalars(select(Licence)).one()
        assert (again.number, again.file_id) == ("JY-002", row.file_id)
    assert "确认移除" in partner.get(f"{edit}/remove").text
    assert _post(partner, f"{edit}/remove", {}).status_code == 303
    with world.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Licence)) == 0


def test_every_problem_of_a_licence_is_said_and_the_file_kept(world: World, partner: FlaskClient) -> None:
    data = {"licence": "", "number": "九" * 61, "expires_on": "明年", "file": (BytesIO(samples.PDF), "许可证.pdf")}
    answer = _post(partner, _path(world, "/licences"), data)
    assert answer.status_code == 422
    for name in ("licence", "number", "expires_on"):
        assert f'href="#{name}"' in answer.text, name
    assert "明年" in answer.text and "许可证.pdf" in answer.text and "file-kept" in answer.text


def test_a_licence_of_another_is_not_found(world: World, partner: FlaskClient, rival: FlaskClient) -> None:
    _post(partner, _path(world, "/licences"), {"licence": "business"})
    with world.database.read() as session:
        licence = session.scalars(select(Licence)).one().public_id
    theirs = f"/partner/profile/{world.partners[1]}/licences/{licence}"
    token = csrf_of(rival.get(f"/partner/profile/{world.partners[1]}/licences"))
    assert rival.get(theirs).status_code == 404
    assert rival.post(f"{theirs}/remove", data={"csrf_token": token}).status_code == 404
    with world.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Licence)) == 1


# past work


def test_past_work_is_added_changed_and_removed(world: World, partner: FlaskClient) -> None:
    path = _path(world, "/past-works")
    work = {"title": "某小区夜市", "year": "2025", "place": "示例市", "amount_fen": "12万", "summary": "两季"}
    assert _post(partner, path, work).status_code == 303
    with world.database.read() as session:
        row = session.scalars(select(PastWork)).one()
        assert (row.amount_fen, row.year) == (12_000_000, 2025)
    assert _post(partner, f"{path}/{row.public_id}", work | {"title": "某小区夏季夜市"}).status_code == 303
    assert "某小区夏季夜市" in partner.get(path).text
    assert _post(partner, f"{path}/{row.public_id}/remove", {}).status_code == 303
    assert "某小区夏季夜市" not in partner.get(path).text


def test_every_problem_of_past_work_is_said_at_once(world: World, partner: FlaskClient) -> None:
    wrong = {"title": "", "year": "2099", "amount_fen": "很多", "summary": "长" * 501}
    answer = _post(partner, _path(world, "/past-works"), wrong)
    assert answer.status_code == 422
    for name in ("title", "year", "amount_fen", "summary"):
        assert f'href="#{name}"' in answer.text, name
    assert 'value="2099"' in answer.text and 'value="很多"' in answer.text


# registration


def test_a_returned_registration_is_corrected_and_sent_again(world: World, partner: FlaskClient) -> None:
    _return(world)
    page = partner.get("/partner/profile").text
    assert "名称与证照不一致" in page and "补正并重新提交" in page
    data = {"kind": "enterprise", "name_zh": "示例企业一有限公司", "registration_number": NUMBER,
            "territory": "street-示例街道", "contact_name": "联系岗", "contact_phone": "0477-0000000"}  # fmt: skip
    answer = _post(partner, _path(world, "/registration"), data)
    assert answer.status_code == 303, answer.text[:500]
    with world.database.read() as session:
        row = load(session, Organisation, world.partners[0])
        assert (row.state, row.name_zh, row.registration_kind) == ("pending", "示例企业一有限公司", "uscc")
        assert row.territory_path == world.street_path
        assert session.scalar(select(OutboxRow.event).where(OutboxRow.event == "organisation.resubmitted"))


def test_every_problem_of_a_registration_is_said_at_once(world: World, partner: FlaskClient) -> None:
    _return(world)
    wrong = {"kind": "street_office", "name_zh": " ", "registration_number": "123", "territory": "city-示例市",
             "contact_name": "", "contact_phone": ""}  # fmt: skip
    answer = _post(partner, _path(world, "/registration"), wrong)
    assert answer.status_code == 422
    for name in ("kind", "name_zh", "registration_number", "territory", "contact_name", "contact_phone"):
        assert f'href="#{name}"' in answer.text, name
    with world.database.read() as session:
        assert load(session, Organisation, world.partners[0]).state == "returned"


def test_a_number_that_another_bears_is_refused(world: World, partner: FlaskClient) -> None:
    with world.uow() as uow:
        load(uow.session, Organisation, world.partners[1]).registration_number = NUMBER
    _return(world)
    data = {"kind": "enterprise", "name_zh": "示例企业一", "registration_number": NUMBER, "territory": "street-示例街道",
            "contact_name": "联系岗", "contact_phone": "0477-0000000"}  # fmt: skip
    answer = _post(partner, _path(world, "/registration"), data)
    assert answer.status_code == 422 and 'href="#registration_number"' in answer.text
    assert "示例企业2" not in answer.text


def test_a_verified_organisation_cannot_rename_itself(world: World, partner: FlaskClient) -> None:
    assert partner.get(_path(world, "/registration")).status_code == 409
    token = csrf_of(partner.get(_path(world, "/edit")))
    data = {"csrf_token": token, "name_zh": "换了名字", "kind": "enterprise", "registration_number": NUMBER}
    assert partner.post(_path(world, "/registration"), data=data).status_code == 409
    with world.database.read() as session:
        assert load(session, Organisation, world.partners[0]).name_zh == "示例企业1"


# several organisations, none, statements


def test_who_works_for_several_can_switch(app: Flask, world: World) -> None:
    actor = world.partner_actors[0]
    with world.uow() as uow:
        second = load(uow.session, Organisation, world.partners[1])
        uow.session.add(
            HeldRoleRow(user_id=actor.user_id, role=Role.PARTNER, organisation_id=second.id, granted_at=uow.now)
        )
    client = client_of(app, actor)
    page = client.get("/partner/profile").text
    assert "示例企业1" in page and f"/partner/profile/{world.partners[1]}" in page
    assert "<h1>示例企业2</h1>" in client.get(f"/partner/profile/{world.partners[1]}").text


def test_the_page_takes_the_same_statements_for_one_and_three(app: Flask, world: World, partner: FlaskClient) -> None:
    market: Market = app.extensions["market"]
    seen: list[str] = []
    event.listen(market.database.engine, "before_cursor_execute", lambda _c, _k, text, *_rest: seen.append(text))
    counts = []
    for keys in (("business",), ("food", "express")):
        for key in keys:
            _post(partner, _path(world, "/licences"), {"licence": key})
            _post(partner, _path(world, "/past-works"), {"title": key, "year": "2024"})
        partner.get(_path(world))
        seen.clear()
        partner.get(_path(world))
        counts.append(len(seen))
    assert counts[0] == counts[1]
