"""The other public pages, full and empty, and the files for machines."""

from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from marketplace.db import site_version
from marketplace.identity.models import Organisation
from marketplace.kernel.clock import local_today
from marketplace.projects.models import Project
from marketplace.roadshows.models import Roadshow, RoadshowProject
from tests.factories.market import hidden_projects, make_account, make_expert, make_organisation, make_project
from tests.factories.world import World

ZH = {"Accept-Language": "zh-CN"}
PAGES = ("/", "/projects", "/partners", "/experts", "/roadshows", "/ledger", "/search", "/about", "/gallery")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_stands_on_an_empty_site(client: FlaskClient, path: str) -> None:
    page = client.get(path, headers=ZH)
    assert page.status_code == 200
    assert page.text.count("<h1") == 1
    assert '<meta name="description" content="' in page.text


def test_the_ledger_shows_where_the_money_went_to_the_fen(world: World, client: FlaskClient) -> None:
    make_account(world, 2023, 100_01, [
        {"label_zh": "居民分红", "label_en": "Residents", "weight_bp": 7000},
        {"label_zh": "=公司积累", "label_en": "", "weight_bp": 3000},
    ])  # fmt: skip
    page = client.get("/ledger", headers=ZH).text
    assert "居民分红" in page
    assert "70%" in page
    table = client.get("/ledger/ledger.csv", headers=ZH)
    assert table.headers["Content-Disposition"] == 'attachment; filename="ledger.csv"'
    lines = table.text.lstrip("\ufeff").splitlines()
    assert len(lines) == 3
    assert lines[1].endswith("100.01,居民分红,70.00,70.01")
    assert lines[2].endswith("100.01,'=公司积累,30.00,30.00")
    assert "居民分红" in client.get("/ledger?year=2023", headers=ZH).text


def test_roadshows_name_only_public_projects(world: World, client: FlaskClient) -> None:
    hidden = hidden_projects(world, "机密")
    seen = make_project(world, title_zh="公开亮相")
    with world.uow() as uow:
        show = Roadshow(
            kind="launch", title_zh="招商发布会", territory_id=world.community_territory, created_at=uow.now,
            held_on=local_today(uow.now), figures=[{"label_zh": "签约", "label_en": "", "value": 3}],
        )  # fmt: skip
        uow.session.add(show)
        uow.session.flush()
        for row in uow.session.scalars(select(Project)):
            uow.session.add(RoadshowProject(roadshow_id=show.id, project_id=row.id))
        site_version.bump(uow.session)
    page = client.get("/roadshows", headers=ZH).text
    assert "招商发布会" in page
    assert "即将举行" in page
    assert seen in page
    assert "机密" not in page
    assert not any(each in page for each in hidden)


def test_an_organisation_shows_its_projects(world: World, client: FlaskClient) -> None:
    hidden_projects(world, "机密")
    project = make_project(world, title_zh="自己的项目")
    page = client.get(f"/partners/{world.community}", headers=ZH)
    assert page.status_code == 200
    assert project in page.text
    assert "机密" not in page.text


def test_organisations_and_experts_are_found_by_sector_and_place(world: World, client: FlaskClient) -> None:
    make_organisation(world, name_zh="甲单位", kind="co_building_unit")
    make_expert(world, name_zh="乙专家", sectors=["childcare"])
    assert "甲单位" in client.get("/partners?kind=unit", headers=ZH).text
    assert "甲单位" not in client.get("/partners?kind=street_office", headers=ZH).text
    assert "乙专家" in client.get("/experts?sector=childcare", headers=ZH).text
    assert "乙专家" not in client.get("/experts?sector=catering", headers=ZH).text
    assert "乙专家" in client.get("/experts?territory=street-示例街道", headers=ZH).text
    assert "乙专家" not in client.get("/experts?territory=street-示例二街道", headers=ZH).text


def test_the_feed_and_the_map_are_valid_and_never_trust_the_host(world: World, client: FlaskClient) -> None:
    make_project(world, title_zh="A & B <c>")
    for path in ("/feeds/projects.atom", "/sitemap.xml"):
        answer = client.get(path, headers=ZH | {"Host": "evil.example"})
        ElementTree.fromstring(answer.data)
        assert "evil.example" not in answer.text
        assert "/projects/" in answer.text


def test_robots_are_kept_from_desks(client: FlaskClient) -> None:
    text = client.get("/robots.txt").text
    assert "Disallow: /admin" in text
    assert "Sitemap: http" in text


def test_the_help_page_tells_the_life_cycles_that_the_site_obeys(client: FlaskClient) -> None:
    page = client.get("/about", headers=ZH).text
    assert "街道审核中" in page
    assert "项目向所有人公开，开始征集方案。" in page


def test_long_lists_of_organisations_turn_pages(world: World, client: FlaskClient) -> None:
    for number in range(30):
        make_organisation(world, name_zh=f"单位{number:02d}")
    first = client.get("/partners", headers=ZH).text
    href = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = client.get(href, headers=ZH).text
    with world.database.read() as session:
        ids = list(session.scalars(select(Organisation.public_id).where(Organisation.state == "verified")))
    shown = [(each in first, each in second) for each in ids]
    assert all(one != two for one, two in shown)
