"""The decision steps on the desk: rules in plain words, wrong numbers named at once, what was counted stays."""

from __future__ import annotations

from datetime import timedelta

from marketplace.kernel.clock import local_today
from tests.factories.desk import Form, Sheet
from tests.factories.world import World, deciding_project, draft_project, listed_asset

HOME = "/community/projects"


def test_wrong_numbers_are_all_named_and_stay(clerk: Sheet, world: World) -> None:
    path = f"{HOME}/{deciding_project(world)}/decisions"
    tomorrow = (local_today(world.clock.now()) + timedelta(days=1)).isoformat()
    wrong = {"held_on": tomorrow, "called": "9", "present": "12", "votes_for": "十", "summary": " "}
    page = clerk.send(path, wrong, has="step", status=422).get_data(as_text=True)
    for name in ("held_on", "present", "votes_for", "summary"):
        assert f'href="#{name}"' in page, name
    kept = Form(page, "step").values
    assert kept["votes_for"] == ["十"]
    assert kept["present"] == ["12"]


def test_a_vote_that_fails_is_shown_and_can_be_taken_again(clerk: Sheet, world: World) -> None:
    path = f"{HOME}/{deciding_project(world)}/decisions"
    today = local_today(world.clock.now()).isoformat()
    numbers = {
        "held_on": today,
        "called": "10",
        "present": "6",
        "votes_for": "3",
        "votes_against": "3",
        "summary": "没过",
    }
    clerk.send(f"{path}?step=residents", numbers, has="step")
    page = clerk.get(path)
    assert "没有通过" in page
    assert "表决没有通过，需要重新召开。" in page
    clerk.send(f"{path}?step=residents", numbers | {"votes_for": "4", "votes_against": "2"}, has="step")
    assert "表决没有通过" not in clerk.get(path)


def test_owners_common_property_asks_for_areas(clerk: Sheet, world: World) -> None:
    path = f"{HOME}/{deciding_project(world, asset=listed_asset(world, 'owners_common'))}/decisions"
    today = local_today(world.clock.now()).isoformat()
    assert "业主共同决定" in clerk.get(path)
    numbers = {"held_on": today, "called": "300", "present": "200", "votes_for": "150", "summary": "同意"}
    page = clerk.send(f"{path}?step=owners_vote", numbers, has="step", status=422).get_data(as_text=True)
    assert 'href="#area_total_m2"' in page
    areas = {"area_total_m2": "30000", "area_present_m2": "20000", "area_for_m2": "15000"}
    clerk.send(f"{path}?step=owners_vote", areas, page=page, has="step")
    assert "同意 15000 ㎡" in clerk.get(path)


def test_publication_counts_its_days_down(clerk: Sheet, world: World) -> None:
    path = f"{HOME}/{deciding_project(world)}/decisions"
    day = (local_today(world.clock.now()) - timedelta(days=3)).isoformat()
    clerk.send(f"{path}?step=decision_published", {"held_on": day, "summary": "已张贴"}, has="step")
    assert "还差 4 天" in clerk.get(path)
    world.clock.advance(days=4)
    assert "还差" not in clerk.get(path)


def test_a_draft_records_no_meeting(clerk: Sheet, world: World) -> None:
    path = f"{HOME}/{draft_project(world)}/decisions"
    assert "进入民主决策后才能登记" in clerk.get(path)
    token = Form(clerk.get(f"{HOME}/new"), "title_zh").values["csrf_token"]
    assert clerk.client.post(path, data={"csrf_token": token, "step": "residents"}).status_code == 409
