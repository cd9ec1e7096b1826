"""The asset register over HTTP: nothing typed is lost, nothing foreign is seen."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from sqlalchemy import select

from marketplace.access.actor import Actor
from marketplace.assets.models import Asset, AssetPhoto
from marketplace.assets.service import AssetFacts, edit_asset, register_asset
from tests.factories.desk import Form, Sheet, neighbour_of
from tests.factories.world import World, listed_asset
from tests.files.samples import picture

NEW = {
    "name_zh": "幸福里小广场", "kind": "plaza", "tenure": "committee", "address": "幸福路 1 号", "area_m2": "1,200.50",
    "latitude": "39.822145", "longitude": "110.006823",
}  # fmt: skip


def stored(world: World, public_id: str) -> Asset:
    with world.database.read() as session:
        return session.scalars(select(Asset).where(Asset.public_id == public_id)).one()


def test_registering_keeps_everything_that_was_typed_until_it_is_right(clerk: Sheet, world: World) -> None:
    wrong = NEW | {"name_zh": " ", "area_m2": "一千", "longitude": "", "tenure": ""}
    values = Form(clerk.get("/community/assets/new"), "name_zh").values | {key: [text] for key, text in wrong.items()}
    photo = {"photos": (BytesIO(picture("JPEG")), "广场.jpg")}
    answer = clerk.client.post("/community/assets/new", data={**values, **photo}, content_type="multipart/form-data")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for anchor in ("#name_zh", "#tenure", "#area_m2", "#latitude"):
        assert f'href="{anchor}"' in page
    kept = Form(page, "name_zh").values
    assert kept["area_m2"] == ["一千"]
    assert kept["address"] == ["幸福路 1 号"]
    assert kept["kind"] == ["plaza"]
    assert len(kept["photos-kept"]) == 1

    alt = next(name for name in kept if name.startswith("alt-"))
    sent = clerk.send("/community/assets/new", NEW | {alt: "广场东侧"}, page=page, has="name_zh")
    asset = stored(world, sent.headers["Location"].rpartition("/")[2])
    assert (asset.name_zh, str(asset.area_m2), asset.state) == ("幸福里小广场", "1200.50", "registered")
    with world.database.read() as session:
        photos = session.scalars(select(AssetPhoto).where(AssetPhoto.asset_id == asset.id)).all()
    assert [photo.alt for photo in photos] == ["广场东侧"]
    assert "广场东侧" in clerk.get(sent.headers["Location"])


@pytest.mark.parametrize("typed", ["NaN", "1e309", "-5", "0", "99999999999", "१२", "１２，３"])
def test_an_area_that_is_none_is_refused_and_stays(clerk: Sheet, typed: str) -> None:
    answer = clerk.send("/community/assets/new", NEW | {"area_m2": typed}, has="name_zh", status=422)
    page = answer.get_data(as_text=True)
    assert 'href="#area_m2"' in page
    assert Form(page, "name_zh").values["area_m2"] == [typed]


def test_two_people_edit_and_neither_loses_anything(clerk: Sheet, world: World) -> None:
    public_id = listed_asset(world)
    path = f"/community/assets/{public_id}/edit"
    before = clerk.get(path)
    with world.uow(world.clerk) as uow:
        edit_asset(uow, public_id, AssetFacts("plaza", "committee", "别人改的名字", "示例路 1 号"))
    page = clerk.send(path, {"name_zh": "我改的名字"}, page=before, has="name_zh", status=409).get_data(as_text=True)
    assert "别人改的名字" in page
    assert "我改的名字" in page
    assert stored(world, public_id).name_zh == "别人改的名字"
    clerk.send(path, {}, page=page, has="name_zh")
    assert stored(world, public_id).name_zh == "我改的名字"


def test_a_change_of_the_photographs_alone_is_noticed_too(clerk: Sheet, world: World) -> None:
    public_id = listed_asset(world)
    before = stored(world, public_id).version
    with world.uow(world.clerk) as uow:
        edit_asset(uow, public_id, AssetFacts("plaza", "committee", "示例广场", "示例路 1 号"))
    assert stored(world, public_id).version == before + 1


def test_unclear_tenure_is_registered_and_never_offered(clerk: Sheet, world: World) -> None:
    sent = clerk.send("/community/assets/new", NEW | {"tenure": "unclear"}, has="name_zh")
    public_id = sent.headers["Location"].rpartition("/")[2]
    page = clerk.get(sent.headers["Location"])
    assert "权属不清，暂时不能招商" in page
    assert "/move/list" not in page
    page = clerk.send(f"/community/assets/{public_id}/move/list", {}, status=422).get_data(as_text=True)
    assert "请先厘清权属" in page
    assert stored(world, public_id).state == "registered"


def test_steps_of_its_life_ask_for_their_reason(clerk: Sheet, world: World) -> None:
    public_id = listed_asset(world)
    path = f"/community/assets/{public_id}/move/suspend"
    page = clerk.send(path, {"reason": "  "}, status=422).get_data(as_text=True)
    assert 'href="#reason"' in page
    clerk.send(path, {"reason": "正在修水管"})
    assert stored(world, public_id).state == "suspended"
    assert "正在修水管" in clerk.get(f"/community/assets/{public_id}")
    clerk.get(path, 409)
    clerk.get(f"/community/assets/{public_id}/move/nonsense", 409)


def test_strangers_see_no_asset(sheet: Callable[[Actor | None], Sheet], world: World) -> None:
    public_id = listed_asset(world)
    stranger = sheet(neighbour_of(world))
    for path in ("", "/edit", "/move/suspend"):
        stranger.get(f"/community/assets/{public_id}{path}", 404)
    assert "示例广场" not in stranger.get("/community/assets")
    assert "还没有登记资产" in stranger.get("/community/assets")
    sheet(world.officer).get("/community/assets", 403)
    answer = sheet(None).client.get(f"/community/assets/{public_id}")
    assert answer.status_code == 303
    assert "/sign-in" in answer.headers["Location"]


def test_the_list_asks_the_same_for_one_and_for_three(clerk: Sheet, world: World) -> None:
    listed_asset(world)
    one = clerk.statements("/community/assets")
    for name in ("二号场地", "三号场地"):
        with world.uow(world.clerk) as uow:
            register_asset(uow, world.community, AssetFacts("land", "street", name, "示例路 2 号"))
    assert clerk.statements("/community/assets") == one
    assert "三号场地" in clerk.get("/community/assets")
