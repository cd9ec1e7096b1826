"""The list and the page of a project: filters in the address, facts in words, questions by the clock."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace.access.actor import Actor
from marketplace.kernel.clock import FixedClock
from marketplace.kernel.errors import NotAllowed, NotFound, TooLate, WrongState
from marketplace.projects import questions
from marketplace.projects.models import Question
from tests.factories.desk import Sheet
from tests.factories.market import hidden_projects, make_project
from tests.factories.world import World, open_project, opened_project

ZH = {"Accept-Language": "zh-CN"}


def test_filters_stand_in_the_address_and_can_be_taken_away(world: World, client: FlaskClient) -> None:
    make_project(world, title_zh="夜里的集市")
    make_project(world, title_zh="白天的托育", sector="childcare")
    page = client.get("/projects?sector=childcare&state=open&sort=title", headers=ZH).text
    assert "白天的托育" in page
    assert "夜里的集市" not in page
    assert 'href="/projects?state=open&amp;sort=title"' in page
    assert 'href="/projects?sector=childcare&amp;sort=title"' in page
    assert '<option value="childcare" selected>' in page
    assert '<input type="hidden" name="sort" value="title">' in page


def test_nonsense_in_the_address_is_ignored(world: World, client: FlaskClient) -> None:
    make_project(world, title_zh="夜里的集市")
    page = client.get("/projects?sector=x&state=y&within=abc&money=%00&territory=zz&sort=q", headers=ZH)
    assert page.status_code == 200
    assert "夜里的集市" in page.text


def test_an_empty_list_says_what_to_relax(world: World, client: FlaskClient) -> None:
    make_project(world)
    page = client.get("/projects?sector=eldercare&within=3", headers=ZH).text
    assert "没有符合这些条件的项目" in page
    assert "可以去掉：" in page
    assert 'href="/projects?within=3"' in page


def test_pages_link_forward_and_back(world: World, client: FlaskClient) -> None:
    for number in range(25):
        make_project(world, title_zh=f"第{number}号", published_at=world.clock.now() - timedelta(hours=number))
    first = client.get("/projects?state=open", headers=ZH).text
    assert "第0号" in first
    assert "第20号" not in first
    href = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "state=open" in href
    second = client.get(href, headers=ZH).text
    assert "第20号" in second
    assert "第19号" not in second
    back = second.split('rel="prev" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "第0号" in client.get(back, headers=ZH).text


@pytest.mark.parametrize(("language", "words"), [("zh-CN", "怎么评"), ("en", "How proposals are judged")])
def test_the_page_shows_everything_public(world: World, client: FlaskClient, language: str, words: str) -> None:
    project = open_project(world)
    page = client.get(f"/projects/{project}", headers={"Accept-Language": language}).text
    assert words in page
    assert "XM-2026-0001" in page
    assert "详细介绍" in page
    assert "示例广场" in page
    assert "材料齐全" not in page, "the street office's reason for approving stays inside"
    assert page.count("<h1") == 1
    assert "%(" not in page


def test_a_question_is_asked_once_answered_and_nameless(
    world: World, app: Flask, browse: Callable[[Actor | None], FlaskClient]
) -> None:
    project = open_project(world)
    sheet = Sheet(browse(world.resident))
    for _click in range(2):
        page = sheet.get(f"/projects/{project}")
        sheet.send(f"/projects/{project}/questions", {"text": "几点收摊？会不会吵？"}, page=page)
    page = app.test_client().get(f"/projects/{project}", headers=ZH).text
    assert page.count("几点收摊？会不会吵？") == 1
    assert "提问 1" in page
    assert world.resident.name not in page
    with world.uow(world.clerk) as uow:
        questions.answer(uow, project, 1, "晚上十点收摊。")
    assert "晚上十点收摊。" in app.test_client().get(f"/projects/{project}", headers=ZH).text
    with world.database.read() as session:
        assert session.query(Question).count() == 1


def test_a_bad_question_keeps_what_was_typed(world: World, browse: Callable[[Actor | None], FlaskClient]) -> None:
    project = open_project(world)
    sheet = Sheet(browse(world.resident))
    page = sheet.get(f"/projects/{project}")
    answer = sheet.send(f"/projects/{project}/questions", {"text": "短"}, page=page, status=422)
    assert ">短</textarea>" in answer.text.replace("\r\n", "").replace("\n", "")


def test_signed_out_people_are_asked_to_sign_in(world: World, client: FlaskClient) -> None:
    project = open_project(world)
    assert "登录后提问" in client.get(f"/projects/{project}", headers=ZH).text
    assert client.post(f"/projects/{project}/questions", data={"text": "可以吗？可以吗？"}).status_code in (303, 400)
    with world.database.read() as session:
        assert session.query(Question).count() == 0


def test_the_clock_ends_the_questions(world: World, clock: FixedClock) -> None:
    project = make_project(world, questions_until=clock.now() + timedelta(minutes=1))
    clock.advance(minutes=1)
    with pytest.raises(TooLate), world.uow(world.resident) as uow:
        questions.ask(uow, project, "还来得及问吗？")
    with world.database.read() as session:
        assert session.query(Question).count() == 0


def test_who_may_ask_and_answer(world: World) -> None:
    hidden = hidden_projects(world, "机密")[0]
    with pytest.raises(NotFound), world.uow(world.resident) as uow:
        questions.ask(uow, hidden, "有这个项目吗？")
    closed, _ids = opened_project(world)
    with pytest.raises((TooLate, WrongState)), world.uow(world.resident) as uow:
        questions.ask(uow, closed, "还能问吗，还能问吗？")
    project = make_project(world)
    with world.uow(world.resident) as uow:
        questions.ask(uow, project, "可以问这个吗？")
    with pytest.raises(NotAllowed), world.uow(world.resident) as uow:
        questions.answer(uow, project, 1, "我来答")
    with pytest.raises(NotFound), world.uow(world.clerk) as uow:
        questions.answer(uow, project, 7, "没有这个问题")


def test_markup_in_what_people_type_is_text(world: World, client: FlaskClient) -> None:
    evil = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    typed = {"title_zh": evil[:80], "summary_zh": evil, "offers": [evil], "asks": [{"zh": evil}], "eligibility": [evil]}
    project = make_project(world, **typed)
    searches = (f"/projects?q={evil}", f"/search?q={evil}")
    for path in (f"/projects/{project}", "/projects", "/", "/feeds/projects.atom", *searches):
        page = client.get(path, headers=ZH).text
        assert "<script>alert" not in page, path
        assert "<img src=x" not in page, path
