"""Kept pages: true, small, fresh, and never anybody's own."""

import gzip
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, get_template_attribute
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from marketplace.access.actor import Actor
from marketplace.db import site_version
from marketplace.kernel.clock import FixedClock
from marketplace.projects.models import Project
from marketplace.web.files import PhotoView
from marketplace.web.public import moulds
from marketplace.web.public.cache import Entry, PageCache, page_cache
from marketplace.web.public.cards import ProjectCard
from marketplace.web.public.fragments import Fragments
from tests.factories.market import make_project
from tests.factories.world import World

ZH = {"Accept-Language": "zh-CN"}


def held(app: Flask) -> int:
    """Return how many pages are kept."""
    with app.app_context():
        return len(page_cache())


def test_the_second_reader_costs_a_glance_at_the_version(app: Flask, world: World, client: FlaskClient) -> None:
    make_project(world, title_zh="看得见")
    seen: list[str] = []
    engine = app.extensions["market"].database.engine
    event.listen(engine, "before_cursor_execute", lambda _c, _k, statement, *_rest: seen.append(statement))
    first = client.get("/projects", headers=ZH)
    cold = [each for each in seen if not each.startswith("BEGIN")]
    seen.clear()
    second = client.get("/projects", headers=ZH)
    warm = [each for each in seen if not each.startswith("BEGIN")]
    assert first.data == second.data
    assert len(cold) <= 4
    # The glance goes past SQLAlchemy, so that its events do not see it.
    assert warm == []


def test_a_list_never_costs_more_than_four_statements(app: Flask, world: World, client: FlaskClient) -> None:
    seen: list[str] = []
    engine = app.extensions["market"].database.engine
    event.listen(engine, "before_cursor_execute", lambda _c, _k, statement, *_rest: seen.append(statement))
    for _more in range(3):
        make_project(world)
        seen.clear()
        assert client.get("/projects", headers=ZH).status_code == 200
        assert len([each for each in seen if not each.startswith("BEGIN")]) <= 4


def test_an_unchanged_page_is_not_sent_again(world: World, client: FlaskClient) -> None:
    make_project(world)
    first = client.get("/projects", headers=ZH)
    etag = first.headers["ETag"]
    again = client.get("/projects", headers=ZH | {"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == etag
    assert "Content-Security-Policy" in again.headers
    assert not etag.startswith("W/")
    make_project(world)
    assert client.get("/projects", headers=ZH | {"If-None-Match": etag}).status_code == 200


def test_compressed_and_plain_are_the_same_page_under_different_tags(world: World, client: FlaskClient) -> None:
    make_project(world)
    plain = client.get("/projects", headers=ZH)
    squeezed = client.get("/projects", headers=ZH | {"Accept-Encoding": "br, gzip"})
    refused = client.get("/projects", headers=ZH | {"Accept-Encoding": "gzip;q=0"})
    assert squeezed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(squeezed.data) == plain.data == refused.data
    assert squeezed.headers["ETag"] != plain.headers["ETag"]
    assert {"Accept-Encoding", "Cookie", "Accept-Language"} <= {
        name.strip() for name in squeezed.headers["Vary"].split(",")
    }


def test_a_change_is_seen_at_once(world: World, client: FlaskClient) -> None:
    make_project(world, title_zh="先来的")
    assert "后来的" not in client.get("/projects", headers=ZH).text
    make_project(world, title_zh="后来的")
    assert "后来的" in client.get("/projects", headers=ZH).text


def test_a_deadline_is_seen_at_its_instant(world: World, client: FlaskClient, clock: FixedClock) -> None:
    make_project(world, title_zh="将要截止", questions_until=None, deadline_at=clock.now() + timedelta(seconds=5))
    assert "将要截止" in client.get("/projects?state=open", headers=ZH).text
    clock.advance(seconds=4.9)
    assert "将要截止" in client.get("/projects?state=open", headers=ZH).text
    clock.advance(seconds=0.1)
    assert "将要截止" not in client.get("/projects?state=open", headers=ZH).text


def test_an_opening_is_seen_at_its_instant(world: World, client: FlaskClient, clock: FixedClock) -> None:
    make_project(world, title_zh="将要开放", state="scheduled", opens_at=clock.now() + timedelta(seconds=5))
    assert "将要开放" not in client.get("/projects?state=open", headers=ZH).text
    clock.advance(seconds=5)
    assert "将要开放" in client.get("/projects?state=open", headers=ZH).text


def test_signed_in_people_neither_fill_nor_read_it(
    app: Flask, world: World, browse: Callable[[Actor | None], FlaskClient], client: FlaskClient
) -> None:
    project = make_project(world)
    own = browse(world.clerk).get(f"/projects/{project}", headers=ZH)
    assert world.clerk.name in own.text
    assert held(app) == 0
    assert own.headers["Cache-Control"] == "no-store"
    assert world.clerk.name not in client.get(f"/projects/{project}", headers=ZH).text
    assert held(app) == 1
    assert world.clerk.name in browse(world.clerk).get(f"/projects/{project}", headers=ZH).text


def test_the_short_way_ends_with_the_first_cookie_of_a_session(
    app: Flask, world: World, browse: Callable[[Actor | None], FlaskClient]
) -> None:
    project = make_project(world)
    path = f"/projects/{project}"
    reader, own = app.test_client(), browse(world.clerk)
    for _again in range(3):
        assert world.clerk.name not in reader.get(path, headers=ZH).text
        assert world.clerk.name in own.get(path, headers=ZH).text
    with reader.session_transaction() as session:
        session["_flashes"] = [("good", "只给这一个人看")]
    assert "只给这一个人看" in reader.get(path, headers=ZH).text
    assert "只给这一个人看" not in app.test_client().get(path, headers=ZH).text


def test_the_short_and_the_long_way_answer_alike(app: Flask, world: World) -> None:
    make_project(world)
    long, short = app.test_client().get("/projects", headers=ZH), app.test_client().get("/projects", headers=ZH)
    assert (long.status, long.data) == (short.status, short.data)
    names = {name for name, _value in long.headers}
    assert names == {name for name, _value in short.headers}
    assert all(long.headers[name] == short.headers[name] for name in names - {"Date", "Vary"})
    head = app.test_client().head("/projects", headers=ZH)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", short.headers["ETag"])


def test_without_the_database_the_short_way_gives_up_too(
    app: Flask, world: World, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_project(world)
    client.get("/about", headers=ZH)

    def away(*_arguments: object) -> None:
        raise OperationalError("away", {}, OSError())

    monkeypatch.setattr(app.extensions["market"].database.engine, "raw_connection", away)
    assert client.get("/about", headers=ZH).status_code == 503


def test_a_session_cookie_alone_passes_it_by(app: Flask, world: World, client: FlaskClient) -> None:
    make_project(world)
    with client.session_transaction() as session:
        session["_flashes"] = [("good", "只给这一个人看")]
    assert "只给这一个人看" in client.get("/projects", headers=ZH).text
    assert held(app) == 0
    assert "只给这一个人看" not in app.test_client().get("/projects", headers=ZH).text


def test_pages_differ_by_language_size_and_theme(app: Flask, world: World) -> None:
    make_project(world)
    pages = set()
    for cookies in ({}, {"lang": "en"}, {"text_size": "large"}, {"theme": "dark"}):
        reader = app.test_client()
        for name, value in cookies.items():
            reader.set_cookie(name, value)
        pages.add(reader.get("/projects", headers=ZH).data)
        assert reader.get("/projects", headers=ZH).data in pages
    pages.add(app.test_client().get("/projects", headers={"Accept-Language": "en"}).data)
    assert len(pages) == 4
    assert held(app) == 4


@pytest.mark.parametrize("path", ["/projects?utm=1", "/projects?sort=title&sort=title", "/search?q=x", "/projects?q=y"])
def test_addresses_that_the_page_does_not_know_are_not_kept(app: Flask, client: FlaskClient, path: str) -> None:
    assert client.get(path, headers=ZH).status_code == 200
    assert held(app) == 0


def test_parameters_are_kept_in_any_order_and_empty_ones_are_none(app: Flask, client: FlaskClient) -> None:
    client.get("/projects?sort=title&state=open", headers=ZH)
    client.get("/projects?state=open&sort=title&sector=", headers=ZH)
    assert held(app) == 1


def test_errors_and_redirects_are_not_kept(app: Flask, client: FlaskClient) -> None:
    assert client.get("/projects/nothere", headers=ZH).status_code == 404
    assert client.get("/projects?after=garbage", headers=ZH).status_code == 422
    assert client.get("/preferences?lang=en").status_code == 303
    assert held(app) == 0


def test_no_public_page_sets_a_cookie(world: World, client: FlaskClient) -> None:
    project = make_project(world)
    for path in ("/", "/projects", f"/projects/{project}", "/partners", "/experts", "/roadshows", "/ledger", "/about"):
        assert client.get(path, headers=ZH).headers.getlist("Set-Cookie") == [], path


def test_it_forgets_the_oldest_and_never_grows_over_its_limit(clock: FixedClock) -> None:
    pages = PageCache(most_bytes=10_000)
    for number in range(50):
        entry = Entry(1, clock.now() + timedelta(seconds=9), bytes(1000), "text/html", "x")
        pages.put((f"/{number}", (), "zh", "", ""), entry)
    assert 0 < pages.held_bytes <= 10_000
    assert pages.get(("/0", (), "zh", "", ""), 1, clock.now()) is None
    assert pages.get(("/49", (), "zh", "", ""), 1, clock.now()) is not None
    assert pages.get(("/49", (), "zh", "", ""), 2, clock.now()) is None
    pages.put(("/big", (), "zh", "", ""), Entry(1, clock.now(), bytes(20_000), "text/html", "x"))
    assert pages.get(("/big", (), "zh", "", ""), 1, clock.now()) is None


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_framed_page_is_what_the_whole_template_gives(app: Flask, world: World, language: str) -> None:
    project = make_project(world, title_zh='"A & B" <i>')
    paths = (
        "/",
        "/projects?sort=title&state=open",
        f"/projects/{project}",
        "/partners",
        f"/partners/{world.community}",
    )
    asked = {"Accept-Language": language, "Host": "evil.example"}
    plain = {
        path: app.test_client().get(path, headers=asked).text for path in (*paths, "/about", "/ledger", "/experts")
    }
    app.extensions["fragments"] = Fragments()
    app.extensions["page_cache"] = PageCache()
    for path, text in plain.items():
        for _again in range(2):
            assert app.test_client().get(path, headers=asked).text == text, path
        assert "evil.example" not in text, path


def test_a_card_from_the_mould_is_what_the_component_draws(app: Flask) -> None:
    at = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
    full = ProjectCard(
        "abc123abc123", "夜市 <b>&", "Night \"market\"", "night_market", "夜市",
        "示例街道 & 社区", "征集方案中", "open", "租金", at,
        "还剩 3 天", "居委会 <i>", None, PhotoView("def456def456"), "合作方", True,
    )  # fmt: skip
    bare = replace(full, photo=None, deadline_at=None, deadline_words=None, organisation="", territory="", partner="")
    other = replace(
        full, title_zh="另一个", public_id="zzz", photo=PhotoView("yyy"), deadline_at=at + timedelta(days=1)
    )
    for language in ("zh-CN", "en"):
        with app.test_request_context("/projects", headers={"Accept-Language": language}):
            app.extensions["fragments"] = Fragments()
            component = get_template_attribute("components/project_card.html", "project_card")
            for card in (full, bare, other, replace(bare, sector="childcare"), full):
                assert str(moulds.draw(card)) == str(component(card))


def test_drawn_pieces_show_what_changed(app: Flask, world: World) -> None:
    app.extensions["fragments"] = Fragments()
    project = make_project(world, title_zh="旧名")
    assert "旧名" in app.test_client().get("/projects", headers=ZH).text
    with world.uow() as uow:
        uow.session.query(Project).filter_by(public_id=project).one().title_zh = "新名"
        site_version.bump(uow.session)
    page = app.test_client().get("/projects", headers=ZH).text
    assert "新名" in page
    assert "旧名" not in page
    assert len(app.extensions["fragments"]) == 4, "two cards, and the filters of two versions"
