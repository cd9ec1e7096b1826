"""What is not public is in no list, page, count, feed, map, search or API, in either language."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace.access.actor import Actor
from marketplace.search.lifecycle import rebuild
from marketplace.search.port import RebuildableEngine, SearchDocument, SearchUnavailable
from tests.factories.market import hidden_projects, make_expert, make_organisation, make_project
from tests.factories.world import World, open_project, opened_project, submitted

EVERYWHERE = (
    "/", "/projects", "/projects?sort=deadline", "/projects?sort=title", "/projects?state=upcoming",
    "/projects?state=ended", "/projects?q=机密", "/search?q=机密", "/search?q=机密&kind=project",
    "/feeds/projects.atom", "/sitemap.xml", "/api/v1/projects", "/api/v1/projects?state=upcoming",
    "/api/v1/search?q=机密", "/partners", "/partners?q=机密", "/experts", "/experts?q=机密",
    "/search?q=机密&kind=organisation", "/search?q=机密&kind=expert", "/api/v1/organisations",
    "/api/v1/search?q=机密&kind=expert",
)  # fmt: skip


@pytest.fixture
def secrets(world: World, app: Flask) -> list[str]:
    """Make something of every kind that nobody may see, and put all of it into the index as if it were public."""
    projects = hidden_projects(world, "机密项目")
    units = [make_organisation(world, name_zh=f"机密单位{state}", state=state)
             for state in ("pending", "returned", "suspended")]  # fmt: skip
    experts = [make_expert(world, name_zh="机密专家", is_published=False)]
    documents = [
        SearchDocument(kind, public_id, 1, "机密", audience=frozenset({"public"}))
        for kind, ids in (("project", projects), ("organisation", units), ("expert", experts))
        for public_id in ids
    ]
    engine = app.extensions["market"].search
    assert isinstance(engine, RebuildableEngine)
    rebuild(engine, iter(documents))
    return [*projects, *units, *experts]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_nothing_hidden_is_anywhere(secrets: list[str], world: World, client: FlaskClient, language: str) -> None:
    seen = make_project(world, title_zh="公开的")
    for path in EVERYWHERE:
        answer = client.get(path, headers={"Accept-Language": language})
        assert answer.status_code == 200, path
        assert [secret for secret in secrets if secret in answer.text] == [], path
        assert "机密项目" not in answer.text, path
        assert "机密单位" not in answer.text, path
        assert "机密专家" not in answer.text, path
    assert seen in client.get("/projects").text


def test_hidden_things_are_not_counted(secrets: list[str], world: World, client: FlaskClient) -> None:
    make_project(world, title_zh="公开的")
    found = client.get("/api/v1/search?q=机密").json
    assert found is not None
    assert found["counts"] == {"project": 0, "organisation": 0, "expert": 0}
    assert found["results"] == []
    assert "没有找到" in client.get("/search?q=机密", headers={"Accept-Language": "zh"}).text
    home = client.get("/", headers={"Accept-Language": "zh"}).text
    assert '<p class="stat__value">1</p><p class="stat__label">公开过的项目</p>' in home


def test_pages_of_hidden_things_are_not_found(secrets: list[str], client: FlaskClient) -> None:
    for secret in secrets:
        for path in ("/projects/", "/partners/", "/experts/", "/api/v1/projects/"):
            assert client.get(path + secret).status_code == 404


def test_the_owner_sees_the_page_and_the_list_stays_public(
    secrets: list[str], world: World, browse: Callable[[Actor | None], FlaskClient]
) -> None:
    own = browse(world.clerk)
    assert own.get(f"/projects/{secrets[0]}").status_code == 200
    assert secrets[0] not in own.get("/projects").text
    assert secrets[0] not in own.get("/search?q=机密").text


def test_before_the_opening_nothing_tells_of_proposals(
    world: World, app: Flask, browse: Callable[[Actor | None], FlaskClient]
) -> None:
    project = open_project(world)
    own = (f"/projects/{project}", f"/api/v1/projects/{project}")
    paths = (*own, "/projects", "/api/v1/projects", "/feeds/projects.atom")
    people = (None, world.clerk, world.officer, world.partner_actors[1], world.resident)
    before = {(path, who): browse(who).get(path).data for path in paths for who in people if who is None}
    _proposal, receipt = submitted(world, project, 0)
    for path in paths:
        for who in people:
            page = browse(who).get(path)
            assert page.status_code == 200
            for secret in (receipt.commitment, receipt.public_id, "机密方案0", world.partners[0], "示例企业1"):
                assert secret not in page.text, (path, secret)
        assert browse(None).get(path).data == before[path, None], path


def test_a_sealed_proposal_changes_no_tag(world: World, app: Flask) -> None:
    project = open_project(world)
    tags = {path: app.test_client().get(path).headers["ETag"] for path in ("/projects", f"/projects/{project}", "/")}
    submitted(world, project, 0)
    for path, tag in tags.items():
        assert app.test_client().get(path, headers={"If-None-Match": tag}).status_code == 304


def test_after_the_opening_all_are_named_and_results_wait_for_the_announcement(
    world: World, client: FlaskClient
) -> None:
    project, _ids = opened_project(world)
    page = client.get(f"/projects/{project}", headers={"Accept-Language": "zh"}).text
    assert "示例企业1" in page
    assert "示例企业2" in page
    assert "开标时逐份核对了封签" in page
    body = client.get(f"/api/v1/projects/{project}").json
    assert body is not None
    assert [row["result"] for row in body["proposals"]] == [None, None]
    assert all(len(row["commitment"]) == 64 for row in body["proposals"])
    assert "机密方案" not in page


def test_contact_data_is_in_no_page(world: World, client: FlaskClient) -> None:
    unit = make_organisation(
        world, contact_name="联系人甲", contact_phone="13800000000", contact_email="a@contact.example",
        state_reason="内部理由",
    )  # fmt: skip
    for path in (f"/partners/{unit}", "/partners", "/api/v1/organisations", "/search?q=示例单位"):
        page = client.get(path)
        assert page.status_code == 200
        for secret in ("联系人甲", "13800000000", "a@contact.example", "内部理由"):
            assert secret not in page.text


def test_without_an_index_the_database_answers_and_says_so(
    world: World, app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden_projects(world, "机密夜市")
    make_project(world, title_zh="河畔夜市")

    def broken(_query: object) -> None:
        raise SearchUnavailable

    monkeypatch.setattr(app.extensions["market"].search, "ask", broken)
    for path in ("/search?q=夜市", "/projects?q=夜市"):
        page = client.get(path, headers={"Accept-Language": "zh"})
        assert page.status_code == 200
        assert "河畔" in page.text
        assert "机密" not in page.text
        assert "搜索索引正在恢复" in page.text
    assert (client.get("/api/v1/search?q=夜市").json or {})["degraded"] is True
