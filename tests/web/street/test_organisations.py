"""Verification through the pages: what the office sees, what it may do, what stays private."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from marketplace.db.engine import Database
from marketplace.db.loading import load
from marketplace.identity.models import Organisation
from marketplace.kernel.clock import FixedClock
from marketplace.territory.models import Territory
from tests.factories.people import client_of, post
from tests.factories.world import World, make_world

VALID = "91110105MA00FHX53W"


@pytest.fixture
def world(database: Database, clock: FixedClock) -> World:
    return make_world(database, clock)


@pytest.fixture
def officer(app: Flask, world: World) -> FlaskClient:
    return client_of(app, world.officer)


def pending(world: World, name: str = "示例绿野服务队", **facts: object) -> str:
    with world.uow() as uow:
        home = uow.session.get_one(Territory, world.community_territory)
        row = Organisation(
            created_at=uow.now, kind="social_organisation", name_zh=name, territory_id=home.id,
            territory_path=home.path, contact_name="联系人某", contact_phone="0477-0000001", **facts,
        )  # fmt: skip
        uow.session.add(row)
        uow.session.flush()
        return row.public_id


def state(world: World, public_id: str) -> tuple[str, str]:
    with world.database.read() as session:
        row = load(session, Organisation, public_id)
        return row.state, row.state_reason


def test_the_list_holds_the_own_street_only_under_its_tab(app: Flask, world: World, officer: FlaskClient) -> None:
    pending(world)
    assert "示例绿野服务队" in officer.get("/street/organisations").text
    assert "示例绿野服务队" not in officer.get("/street/organisations?tab=verified").text
    assert "示例绿野服务队" not in client_of(app, world.rival_officer).get("/street/organisations").text
    assert officer.get("/street/organisations?tab=nonsense").status_code == 200
    assert officer.get("/street/organisations?after=nonsense").status_code == 422


def test_the_page_shows_private_data_and_the_check_of_the_number(world: World, officer: FlaskClient) -> None:
    page = officer.get(f"/street/organisations/{pending(world)}").text
    assert "0477-0000001" in page and "没有编号，请核对其他证明" in page
    legacy = pending(world, "旧证单位", registration_number="150602000012345", registration_kind="legacy")
    assert "旧注册号，请对照原证照人工核对" in officer.get(f"/street/organisations/{legacy}").text
    broken = pending(world, "错号单位", registration_number="91110105MA00FHX53A", registration_kind="uscc")
    assert "不是有效的统一社会信用代码" in officer.get(f"/street/organisations/{broken}").text


def test_likely_doubles_are_named_with_the_reason(world: World, officer: FlaskClient) -> None:
    pending(world, "示例绿叶服务队")
    page = officer.get(f"/street/organisations/{pending(world, '示例绿叶服务队有限公司')}").text
    assert "有相似的单位" in page and "名称相近" in page and "联系电话相同" in page
    assert "没有发现相似的单位" in officer.get(f"/street/organisations/{world.street_office}").text


def test_verifying_sending_back_suspending_and_reinstating(world: World, officer: FlaskClient) -> None:
    public_id = pending(world)
    here = f"/street/organisations/{public_id}/move"
    version = _version(officer.get(f"{here}/verify").text)
    assert post(officer, f"{here}/verify", {"version": version}).status_code == 303
    assert state(world, public_id) == ("verified", "")
    wrong = post(officer, f"{here}/suspend", {"version": _version(officer.get(f"{here}/suspend").text), "reason": " "})
    assert wrong.status_code == 422 and "请填写这一项" in wrong.text
    data = {"version": _version(officer.get(f"{here}/suspend").text), "reason": "证照过期"}
    assert post(officer, f"{here}/suspend", data).status_code == 303
    assert state(world, public_id) == ("suspended", "证照过期")
    data = {"version": _version(officer.get(f"{here}/reinstate").text), "reason": "已换证"}
    assert post(officer, f"{here}/reinstate", data).status_code == 303
    assert state(world, public_id) == ("verified", "")
    assert officer.get(f"{here}/verify").status_code == 409
    assert officer.get(f"{here}/resubmit").status_code == 409


def test_sending_back_needs_a_reason_and_keeps_what_was_typed(world: World, officer: FlaskClient) -> None:
    public_id = pending(world)
    here = f"/street/organisations/{public_id}/move/send_back"
    version = _version(officer.get(here).text)
    long = post(officer, here, {"version": version, "reason": "缺" * 1001})
    assert long.status_code == 422 and "缺" * 1001 in long.text and state(world, public_id)[0] == "pending"
    assert post(officer, here, {"version": version, "reason": "缺营业执照"}).status_code == 303
    assert state(world, public_id) == ("returned", "缺营业执照")


def test_a_change_in_between_is_shown_before_it_is_verified(world: World, officer: FlaskClient) -> None:
    public_id = pending(world)
    here = f"/street/organisations/{public_id}/move/verify"
    version = _version(officer.get(here).text)
    with world.uow() as uow:
        change = update(Organisation).where(Organisation.public_id == public_id)
        uow.session.execute(change.values(address="换了的地址", version=Organisation.version + 1))
    late = post(officer, here, {"version": version})
    assert late.status_code == 409 and "换了的地址" in late.text
    assert state(world, public_id)[0] == "pending"
    assert post(officer, here, {"version": _version(late.text)}).status_code == 303


def test_a_stored_script_stays_text(world: World, officer: FlaskClient) -> None:
    evil = "<script>alert(1)</script>"
    public_id = pending(world, evil, address=evil)
    for path in (
        "/street/organisations",
        f"/street/organisations/{public_id}",
        f"/street/organisations/{public_id}/move/verify",
    ):
        page = officer.get(path).text
        assert evil not in page and "&lt;script&gt;" in page


def _version(page: str) -> str:
    return page.split('name="version"')[1].split('value="')[1].split('"')[0]
