"""Documents of a project: typed, kept over a wrong form, internal ones not public."""

from __future__ import annotations

from io import BytesIO

from tests.factories.desk import Form, Sheet
from tests.factories.world import World, deciding_project, draft_project
from tests.files.samples import PDF

HOME = "/community/projects"


def test_a_file_is_kept_until_the_rest_is_right_and_can_be_taken_off(clerk: Sheet, world: World) -> None:
    path = f"{HOME}/{draft_project(world)}/documents"
    values = Form(clerk.get(path), "title").values | {"title": [""], "kind": [""]}
    sent = {**values, "file": (BytesIO(PDF), "平面图.pdf")}
    answer = clerk.client.post(path, data=sent, content_type="multipart/form-data")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'href="#kind"' in page
    assert 'href="#title"' in page
    assert "平面图.pdf" in page
    clerk.send(path, {"kind": "site_plan", "title": "摊位平面图", "is_internal": "y"}, page=page, has="title")
    page = clerk.get(path)
    assert "摊位平面图" in page
    assert "平面图、点位图 · 内部" in page
    assert "摊位平面图" not in clerk.get(path.replace("/documents", "/preview"))

    address = next(part for part in page.split('"') if part.endswith("/remove"))
    token = Form(page).values["csrf_token"]
    assert clerk.client.post(address, data={"csrf_token": token}).status_code == 303
    assert "摊位平面图" not in clerk.get(path)


def test_nothing_is_attached_once_the_draft_was_closed(clerk: Sheet, world: World) -> None:
    path = f"{HOME}/{deciding_project(world)}/documents"
    page = clerk.get(path)
    assert "材料不能再改" in page
    token = Form(clerk.get(f"{HOME}/new"), "title_zh").values["csrf_token"]
    assert clerk.client.post(path, data={"csrf_token": token, "title": "晚了"}).status_code == 409
