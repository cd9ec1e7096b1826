"""A project from its template to the street office, over HTTP, part by part."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from marketplace.access.actor import Actor
from marketplace.kernel.clock import local, local_today
from marketplace.projects import drafting
from marketplace.projects.commands import CreateProject
from marketplace.projects.models import Criterion, Project
from marketplace.review.choosing import fail_project
from marketplace.workflow.decisions import ORDER
from marketplace.workflow.sectors import SECTORS
from tests.factories.desk import Form, Sheet, neighbour_of, returned_project
from tests.factories.world import (
    World,
    deciding_project,
    draft_project,
    listed_asset,
    open_project,
    opened_project,
    raw_value,
)

HOME = "/community/projects"


def stored(world: World, public_id: str) -> Project:
    with world.database.read() as session:
        return session.scalars(select(Project).where(Project.public_id == public_id)).one()


def empty_draft(world: World, sector: str = "night_market") -> str:
    with world.uow(world.clerk) as uow:
        return drafting.create_project(uow, CreateProject(world.community, sector, "示例草稿")).public_id


def test_the_main_road_from_the_template_to_the_street_office(clerk: Sheet, world: World) -> None:
    asset = listed_asset(world)
    assert "还没有项目" in clerk.get(HOME)
    values = {"sector": "night_market", "title_zh": "阳光广场夜市", "assets": [asset]}
    sent = clerk.send(f"{HOME}/new", values, has="title_zh")
    home = sent.headers["Location"]
    public_id = home.rpartition("/")[2]
    assert "任务清单" in clerk.get(home)

    basics = {"summary_zh": "周末夜市", "description_zh": "## 背景\n\n居民想有夜市。"}
    sent = clerk.send(f"{home}/basics", basics | {"act": "next"}, has="version")
    assert sent.headers["Location"] == f"{home}/answers"
    fields = SECTORS["night_market"].fields
    clerk.send(f"{home}/answers", {f"answer-{field.key}": raw_value(field) for field in fields}, has="version")
    clerk.send(f"{home}/lists", {"offers": "场地\n\n 水电 ", "asks": "守时", "min_proposals": "2"}, has="version")
    terms = {"money_model": "rent", "rent-term_months": "24", "rent-rent_per_year": "1.2万"}
    clerk.send(f"{home}/terms", terms, has="version")
    deadline = local(world.clock.now() + timedelta(days=30)).strftime("%Y-%m-%dT18:00")
    sent = clerk.send(f"{home}/dates", {"deadline_at": deadline, "act": "next"}, has="version")
    assert sent.headers["Location"] == home
    row = stored(world, public_id)
    assert (row.offers, row.min_proposals, row.terms["rent_per_year"]) == (["场地", "水电"], 2, 1_200_000)
    assert row.deadline_at is not None
    assert local(row.deadline_at).hour == 18

    clerk.send(f"{home}/send", {}, has="verb")
    assert stored(world, public_id).state == "deciding"
    page = clerk.get(f"{home}/send?verb=send_to_street")
    assert "还差 5 处" in page
    for place, step in enumerate(ORDER):
        held_on = (local_today(world.clock.now()) - timedelta(days=20 - 2 * place)).isoformat()
        numbers = {"called": "9", "present": "9", "votes_for": "8", "votes_against": "1", "abstained": "0"}
        clerk.send(f"{home}/decisions?step={step}", {"held_on": held_on, "summary": "同意", **numbers}, has="step")
    clerk.send(f"{home}/send?verb=send_to_street", {}, has="verb")
    assert stored(world, public_id).state == "street_review"
    assert "街道正在审核" in clerk.get(HOME)
    clerk.get(f"{home}/basics", 409)
    clerk.get(f"{home}/send", 409)


def test_a_new_project_names_all_that_is_missing(clerk: Sheet) -> None:
    page = clerk.send(f"{HOME}/new", {"title_en": "Night market"}, has="title_zh", status=422).get_data(as_text=True)
    assert 'href="#sector"' in page
    assert 'href="#title_zh"' in page
    assert Form(page, "title_zh").values["title_en"] == ["Night market"]


def test_all_wrong_answers_are_named_at_once_and_stay(clerk: Sheet, world: World) -> None:
    home = f"{HOME}/{empty_draft(world, 'catering')}"
    wrong = {"answer-area": "很大", "answer-meals_per_day": "12.5", "answer-form": "palace", "answer-meals": ["lunch"]}
    page = clerk.send(f"{home}/answers", wrong, has="version", status=422).get_data(as_text=True)
    for key in ("area", "meals_per_day", "form", "gas_exhaust", "open_kitchen"):
        assert f'href="#answer-{key}"' in page, key
    kept = Form(page, "version").values
    assert kept["answer-area"] == ["很大"]
    assert kept["answer-meals"] == ["lunch"]


def test_changing_the_money_model_loses_nothing_and_needs_no_script(clerk: Sheet, world: World) -> None:
    home = f"{HOME}/{empty_draft(world)}"
    typed = {"money_model": "rent", "rent-rent_per_year": "abc", "act": "switch"}
    first = clerk.send(f"{home}/terms", typed, has="version", status=200).get_data(as_text=True)
    assert 'id="rent-rent_per_year"' in first
    second = clerk.send(
        f"{home}/terms", {"money_model": "revenue_share", "act": "switch"}, page=first, has="version", status=200
    ).get_data(as_text=True)
    assert 'id="revenue_share-share_percent"' in second
    assert 'id="rent-rent_per_year"' not in second
    assert Form(second, "version").values["rent-rent_per_year"] == ["abc"]
    third = clerk.send(f"{home}/terms", {}, page=second, has="version", status=422).get_data(as_text=True)
    assert 'href="#revenue_share-share_percent"' in third
    assert 'href="#revenue_share-term_months"' in third
    assert Form(third, "version").values["rent-rent_per_year"] == ["abc"]
    typed = {"revenue_share-share_percent": "12.5", "revenue_share-term_months": "36"}
    clerk.send(f"{home}/terms", typed, page=third, has="version")
    assert stored(world, home.rpartition("/")[2]).terms["share_bp"] == 1250


def test_criteria_are_added_removed_and_must_sum_to_all(clerk: Sheet, world: World) -> None:
    public_id = empty_draft(world)
    path = f"{HOME}/{public_id}/criteria"
    page = clerk.send(path, {"act": "add"}, has="key-0", status=200).get_data(as_text=True)
    assert 'name="label-7"' in page
    page = clerk.send(path, {"label-7": "无障碍", "weight-7": "5", "weight-0": "很多", "minimum-1": "101"}, page=page,
                      has="key-0", status=422).get_data(as_text=True)  # fmt: skip
    for anchor in ("weight-0", "minimum-1", "criteria"):
        assert f'href="#{anchor}"' in page, anchor
    assert Form(page, "key-0").values["weight-0"] == ["很多"]
    page = clerk.send(path, {"act": "remove-1"}, page=page, has="key-0", status=200).get_data(as_text=True)
    assert "在地性" not in page
    assert "无障碍" in page
    count = len([name for name in Form(page, "key-0").values if name.startswith("key-")])
    weights = {f"weight-{place}": "0.01" for place in range(count)} | {"weight-0": "99.94"}
    clerk.send(path, weights, page=page, has="key-0")
    with world.database.read() as session:
        rows = session.scalars(
            select(Criterion).join(Project, Project.id == Criterion.project_id).where(Project.public_id == public_id)
        ).all()
        assert sum(row.weight_bp for row in rows) == 10_000
        assert len(rows) == 7


def test_two_people_change_the_criteria(clerk: Sheet, world: World) -> None:
    public_id = empty_draft(world)
    path = f"{HOME}/{public_id}/criteria"
    mine = clerk.get(path)
    clerk.send(path, {"label-0": "别人的评分项"}, has="key-0")
    page = clerk.send(path, {"label-0": "我的评分项"}, page=mine, has="key-0", status=409).get_data(as_text=True)
    assert "别人的评分项" in page
    assert "我的评分项" in page
    clerk.send(path, {}, page=page, has="key-0")
    assert "我的评分项" in clerk.get(path)


@pytest.mark.parametrize(("part", "field", "mine", "theirs"), [
    ("basics", "title_zh", "我的名字", "别人的名字"), ("lists", "offers", "我的场地", "别人的场地"),
])  # fmt: skip
def test_an_older_version_shows_both(clerk: Sheet, world: World, part: str, field: str, mine: str, theirs: str) -> None:
    path = f"{HOME}/{draft_project(world)}/{part}"
    before = clerk.get(path)
    clerk.send(path, {field: theirs}, has="version")
    page = clerk.send(path, {field: mine}, page=before, has="version", status=409).get_data(as_text=True)
    assert mine in page
    assert theirs in page
    clerk.send(path, {}, page=page, has="version")
    assert mine in clerk.get(path)


def test_dates_are_local_and_all_wrong_ones_are_named(clerk: Sheet, world: World) -> None:
    path = f"{HOME}/{empty_draft(world)}/dates"
    page = clerk.send(path, {"deadline_at": "明天", "questions_until": "2026-13-40T99:99"}, has="version", status=422)
    text = page.get_data(as_text=True)
    assert 'href="#deadline_at"' in text
    assert 'href="#questions_until"' in text
    assert 'value="明天"' in text
    page = clerk.send(path, {"deadline_at": "2026-12-01T18:00", "questions_until": "2026-12-02 09:00"}, has="version",
                      status=422)  # fmt: skip
    assert "提问截止不能晚于方案截止" in page.get_data(as_text=True)
    clerk.send(path, {"deadline_at": "2026-12-01T18:00", "questions_until": ""}, has="version")
    assert stored(world, path.split("/")[3]).deadline_at == datetime(2026, 12, 1, 10, 0, tzinfo=UTC)


def test_an_incomplete_draft_is_not_sent_and_says_where_to_go(clerk: Sheet, world: World) -> None:
    public_id = empty_draft(world)
    page = clerk.get(f"{HOME}/{public_id}/send")
    assert f'href="{HOME}/{public_id}/terms"' in page
    assert f'href="{HOME}/{public_id}/dates"' in page
    token = Form(clerk.get(f"{HOME}/{public_id}/dates")).values["csrf_token"]
    answer = clerk.client.post(f"{HOME}/{public_id}/send", data={"csrf_token": token, "verb": "start_deciding"})
    assert answer.status_code == 422
    assert f"{HOME}/{public_id}/terms" in answer.get_data(as_text=True)
    assert stored(world, public_id).state == "draft"


def test_the_reason_of_the_street_office_stands_first(clerk: Sheet, world: World) -> None:
    public_id = returned_project(world, "请补充噪声控制要求")
    page = clerk.get(f"{HOME}/{public_id}")
    assert page.index("请补充噪声控制要求") < page.index("任务清单")
    assert "请补充噪声控制要求" in clerk.get(HOME)


def test_going_back_to_the_draft_voids_the_decision(clerk: Sheet, world: World) -> None:
    public_id = deciding_project(world)
    clerk.send(f"{HOME}/{public_id}/send?verb=back_to_draft", {}, has="verb")
    assert stored(world, public_id).state == "draft"


def test_an_unsuccessful_project_is_offered_again_with_its_text(clerk: Sheet, world: World) -> None:
    public_id = open_project(world)
    clerk.get(f"{HOME}/{public_id}/repeat", 409)
    world.clock.advance(days=11)
    with world.uow(world.officer) as uow:
        fail_project(uow, public_id, "too_few", "没有收到方案")
    sent = clerk.send(f"{HOME}/{public_id}/repeat", {"title_zh": "示例夜市（第二次）"}, has="title_zh")
    again = stored(world, sent.headers["Location"].rpartition("/")[2])
    earlier = stored(world, public_id)
    assert (again.attempt_of_id, again.state) == (earlier.id, "draft")
    for name in ("description_zh", "terms", "answers"):
        assert getattr(again, name) == getattr(earlier, name)
    assert again.deadline_at is None
    assert clerk.client.get(f"{HOME}/{public_id}/repeat").headers["Location"].endswith(again.public_id)


def test_the_preview_is_the_public_page_and_sends_nothing(clerk: Sheet, world: World) -> None:
    public_id = draft_project(world)
    page = clerk.get(f"{HOME}/{public_id}/preview")
    assert "这是预览" in page
    assert "详细介绍" in page


def test_strangers_find_nothing_on_this_desk(sheet: Callable[[Actor | None], Sheet], world: World) -> None:
    draft, public = draft_project(world), open_project(world)
    pages = ("", "/basics", "/answers", "/lists", "/terms", "/criteria", "/dates", "/documents", "/preview",
             "/decisions", "/send", "/questions", "/cancel", "/operate", "/repeat", "/proposals")  # fmt: skip
    neighbour = sheet(neighbour_of(world))
    for public_id in (draft, public):
        for path in pages:
            neighbour.get(f"{HOME}/{public_id}{path}", 404)
    assert "示例夜市" not in neighbour.get(HOME)
    for path in pages:
        answer = sheet(None).client.get(f"{HOME}/{public}{path}")
        assert answer.status_code == 303
        assert "/sign-in" in answer.headers["Location"]
        assert sheet(world.officer).client.get(f"{HOME}/{public}{path}").status_code in (403, 404)


def test_the_list_asks_the_same_for_one_and_for_three(clerk: Sheet, world: World) -> None:
    asset = listed_asset(world)
    draft_project(world, title="第一个", asset=asset)
    deciding_project(world, title="第二个", asset=asset)
    one = clerk.statements(HOME)
    for title in ("第三个", "第四个"):
        draft_project(world, title=title, asset=asset)
        deciding_project(world, title=title, asset=asset)
    assert clerk.statements(HOME) == one


def test_proposals_are_read_after_the_opening_only(clerk: Sheet, world: World) -> None:
    project, proposals = opened_project(world)
    page = clerk.get(f"{HOME}/{project}/proposals")
    assert "示例企业1" in page
    assert "示例企业2" in page
    assert "机密方案0" in clerk.get(f"{HOME}/{project}/proposals/{proposals[0]}")
    other = open_project(world, title="还没开标")
    clerk.get(f"{HOME}/{other}/proposals", 404)
    clerk.get(f"{HOME}/{other}/proposals/{proposals[0]}", 404)
