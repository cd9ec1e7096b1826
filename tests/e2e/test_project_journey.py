"""From an empty plaza to a public project: a community registers, writes, decides and sends; its street office verifies,
returns, approves and publishes. Every form is first sent with wrong input.
"""

from datetime import datetime, timedelta
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from marketplace.workflow.decisions import ORDER
from marketplace.workflow.vocabulary import DECISION_STEPS
from tests.e2e.conftest import OpenPage
from tests.e2e.support.acts import (
    act,
    arrives,
    expecting,
    fill,
    follow,
    holds,
    in_english,
    press,
    record_id,
    refused,
    row_of,
    say,
    send,
    shows,
    told,
)
from tests.e2e.support.pages import check_page
from tests.e2e.support.people import sign_in
from tests.e2e.support.site import Site
from tests.e2e.support.things import hidden_data, paper, photograph, programme

TITLE = "向阳西广场周末夜市"
RETURNED_FOR = "请写清楚收摊以后谁来打扫，几点以前扫完。"
APPROVED_FOR = "需求清楚，时间合理，同意发布。"
ANSWERS: dict[str, str | list[str]] = {
    "fixed_stalls": "40", "opening_hours": "18:00-23:00", "season": ["summer", "autumn"], "trades": ["food", "heritage"],
    "power_kw": "80", "water_drain": "yes", "cleaning": "partner",
}  # fmt: skip


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("language", "phone"), [("zh", True), ("en", False)], ids=["zh-community-on-phone", "en-community-on-desktop"]
)
def test_a_community_and_its_street_office_bring_a_project_to_the_public(
    own_site: Site, open_page: OpenPage, language: str, phone: bool
) -> None:
    community, street = open_page(own_site, phone=phone), open_page(own_site, phone=not phone)
    _come_in(community, "community", language)
    _come_in(street, "street", "en" if language == "zh" else "zh")

    _register_asset(community)
    project = _write_project(community)
    _decide(community, project)
    _send(community, project)

    _verify_an_organisation(street)
    _return(street, project)
    _see_and_correct(community, project)
    _decide(community, project)
    _send(community, project)
    _approve(street, project)
    _publish(street, project)

    visitor = open_page(own_site, phone=phone)
    visitor.goto(f"/projects/{project}")
    shows(visitor, TITLE, "收摊后一小时内扫净")
    check_page(visitor)


def _come_in(page: Page, who: str, language: str) -> None:
    if language == "en":
        in_english(page)
    sign_in(page, who)
    expecting(page, 409, 422)
    page.goto("/todo")
    check_page(page)


def _in(**shift: int) -> str:
    """Return a time of the wall clock in China as the browser's own control writes it."""
    return (datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(**shift)).strftime("%Y-%m-%dT%H:%M")


def _day(shift: int) -> str:
    return _in(days=shift)[:10]


def _register_asset(page: Page) -> None:
    page.goto("/community/assets")
    check_page(page)
    page.goto("/community/assets/new")
    check_page(page)
    fill(page, {"area_m2": "很大", "current_use": "晚上空着", "photos": [photograph()]})
    send(page)
    refused(page, "name_zh", "kind", "tenure", "address", "area_m2")
    holds(page, {"area_m2": "很大", "current_use": "晚上空着"})
    kept = page.locator("main [name=photos-kept]")
    expect(kept).to_have_count(1)
    page.locator("main input[name^='alt-']").fill("广场东侧，可摆 40 个摊位")
    fill(
        page,
        {
            "name_zh": "向阳西广场",
            "kind": "plaza",
            "tenure": "committee",
            "address": "向阳路 8 号",
            "area_m2": "1800.5",
        },
    )
    send(page)
    shows(page, "向阳西广场", "1,800.5")
    check_page(page)
    picture = page.locator("main img.photo")
    expect(picture).to_have_attribute("alt", "广场东侧，可摆 40 个摊位")
    for size in ("thumb", "card", "page", "full"):
        address = (picture.get_attribute("src") or "").replace("card", size)
        served = page.request.get(urljoin(page.url, address))
        assert served.ok, address
        assert hidden_data(served.body()) == [], address
    page.locator("main a[href$='/move/list']").click()
    check_page(page)
    send(page)
    told(page, "已更新，现在的状态是“%(state)s”。", state=say(page, "可招商"))


def _write_project(page: Page) -> str:
    page.goto("/community/projects/new")
    check_page(page)
    send(page)
    refused(page, "sector", "title_zh")
    fill(page, {"sector": "night_market", "title_zh": TITLE})
    page.get_by_label("向阳西广场").check()
    send(page)
    project = record_id(page, "projects")
    page.goto(f"/community/projects/{project}")
    check_page(page)
    _basics(page, project)
    _answers_and_lists(page)
    _terms(page)
    _criteria_and_dates(page)
    _document(page, project)
    page.goto(f"/community/projects/{project}/preview")
    shows(page, TITLE, "418 位居民")
    check_page(page)
    return project


def _basics(page: Page, project: str) -> None:
    page.goto(f"/community/projects/{project}/basics")
    check_page(page)
    fill(page, {"title_zh": " ", "description_zh": "418 位居民想有地方吃夜宵。"})
    act(page, "next")
    refused(page, "title_zh")
    holds(page, {"description_zh": "418 位居民想有地方吃夜宵。"})
    fill(page, {"title_zh": TITLE, "summary_zh": "广场晚上空着，请一家单位把夜市办起来。"})
    act(page, "next")
    expect(page).to_have_url(f"{page.url.split('/community')[0]}/community/projects/{project}/answers")


def _answers_and_lists(page: Page) -> None:
    fill(page, {"answer-fixed_stalls": "很多", "answer-opening_hours": "晚上", "answer-season": ["summer"]})
    act(page, "next")
    missing = ("trades", "power_kw", "water_drain", "cleaning")
    refused(page, "answer-fixed_stalls", "answer-opening_hours", *(f"answer-{key}" for key in missing))
    holds(page, {"answer-fixed_stalls": "很多", "answer-opening_hours": "晚上"})
    expect(page.locator("[name=answer-season][value=summer]")).to_be_checked()
    for key, value in ANSWERS.items():
        fill(page, {f"answer-{key}": value})
    act(page, "next")
    fill(page, {"asks": "收摊后一小时内扫净\n22 点后不扩音", "min_proposals": "0"})
    act(page, "next")
    refused(page, "min_proposals")
    holds(page, {"asks": "收摊后一小时内扫净\n22 点后不扩音"})
    fill(page, {"min_proposals": "1"})
    act(page, "next")


def _terms(page: Page) -> None:
    expect(page.locator("main [name=money_model]").first).to_be_attached()
    fill(page, {"money_model": "rent", "rent-term_months": "三年", "rent-rent_per_year": ""})
    act(page, "next")
    refused(page, "rent-term_months", "rent-rent_per_year")
    fill(page, {"rent-term_months": "36", "rent-rent_per_year": "6.5万", "money_model": "revenue_share"})
    act(page, "switch")
    expect(page.locator("main [name=revenue_share-share_percent]")).to_be_visible()
    check_page(page)
    fill(page, {"money_model": "rent"})
    act(page, "switch")
    holds(page, {"rent-term_months": "36", "rent-rent_per_year": "6.5万"})
    act(page, "next")


def _criteria_and_dates(page: Page) -> None:
    fill(page, {"weight-0": "50"})
    act(page, "next")
    expect(page.locator("main [data-error-summary] a[href='#criteria']")).to_be_visible()
    expect(page.locator("main .weights__sum--off")).to_be_visible()
    check_page(page, status=422)
    fill(page, {"weight-0": "20"})
    act(page, "next")
    fill(page, {"questions_until": _in(days=30), "deadline_at": _in(days=-1)})
    act(page, "next")
    refused(page, "questions_until", "deadline_at")
    fill(page, {"questions_until": _in(days=10), "deadline_at": _in(days=20)})
    act(page, "next")


def _document(page: Page, project: str) -> None:
    page.goto(f"/community/projects/{project}/documents")
    check_page(page)
    fill(page, {"file": [programme()]})
    send(page)
    refused(page, "kind", "title", "file")
    fill(page, {"file": [paper("场地说明.txt")], "kind": "site_plan"})
    send(page)
    refused(page, "title")
    expect(page.locator("main [name=file-kept]")).to_have_count(1)
    fill(page, {"title": "场地与用电说明"})
    send(page)
    told(page, "文件已添加。")
    shows(page, "场地与用电说明")


def _decide(page: Page, project: str) -> None:
    """Begin the decisions and record the meetings of the last weeks."""
    page.goto(f"/community/projects/{project}/send")
    check_page(page)
    send(page)
    page.goto(f"/community/projects/{project}/decisions")
    fill(page, {"held_on": _day(3), "called": "9", "present": "10", "votes_for": "11"})
    send(page)
    refused(page, "held_on", "present", "votes_for", "summary")
    holds(page, {"called": "9", "present": "10"})
    for place, step in enumerate(ORDER):
        page.goto(f"/community/projects/{project}/decisions?step={step}")
        values = {"held_on": _day(-30 + 5 * place), "summary": "到会的人都同意。"}
        if step != "decision_published":
            values |= {"called": "50", "present": "41", "votes_for": "39", "votes_against": "1", "abstained": "1"}
        fill(page, values)
        send(page)
        told(page, "已登记：%(step)s，通过。", step=say(page, DECISION_STEPS[step]))
    check_page(page)


def _send(page: Page, project: str) -> None:
    follow(page, "送街道审核")
    check_page(page)
    send(page)
    told(page, "已送街道审核，结果会通知你。")
    shows(page, say(page, "街道正在审核，审核期间内容不能修改。"))
    check_page(page)
    page.goto(f"/community/projects/{project}/basics")
    expect(page.locator("h1")).to_be_visible()
    check_page(page, status=409)


def _verify_an_organisation(page: Page) -> None:
    page.goto("/street/organisations?tab=pending")
    check_page(page)
    page.locator("main h2 a[href^='/street/organisations/']").first.click()
    check_page(page)
    page.locator("main a[href$='/move/verify']").click()
    check_page(page)
    send(page)
    expect(page.locator("[role=status]").first).to_be_visible()


def _review(page: Page, project: str) -> None:
    page.goto("/todo")
    row_of(page, TITLE).locator("a").first.click()
    page.goto(f"/street/projects/{project}")
    shows(page, TITLE)
    check_page(page)
    page.locator("main a[href$='/review']").first.click()
    check_page(page)


def _return(page: Page, project: str) -> None:
    _review(page, project)
    fill(page, {"verb": "return"})
    send(page)
    refused(page, "reason")
    expect(page.locator("[name=verb][value=return]")).to_be_checked()
    fill(page, {"reason": RETURNED_FOR})
    send(page)
    told(page, "已退回社区修改。")
    check_page(page)


def _see_and_correct(page: Page, project: str) -> None:
    page.goto("/todo")
    expect(row_of(page, TITLE)).to_be_visible()
    arrives(page, "/inbox", TITLE)
    check_page(page)
    page.goto(f"/community/projects/{project}")
    shows(page, RETURNED_FOR)
    check_page(page)
    page.goto(f"/community/projects/{project}/basics")
    fill(page, {"description_zh": "418 位居民想有地方吃夜宵。合作方负责收摊后一小时内扫净。"})
    act(page, "next")


def _approve(page: Page, project: str) -> None:
    _review(page, project)
    send(page)
    refused(page, "verb", "reason")
    fill(page, {"verb": "approve", "reason": APPROVED_FOR})
    send(page)
    told(page, "已审核通过，可以发布了。")


def _publish(page: Page, project: str) -> None:
    page.goto(f"/street/projects/{project}/publish")
    check_page(page)
    fill(page, {"questions_until": _in(days=30), "deadline_at": _in(days=-1)})
    act(page, "preview")
    refused(page, "questions_until", "deadline_at")
    fill(page, {"questions_until": _in(days=10), "deadline_at": _in(days=20)})
    act(page, "preview")
    press(page, "确认发布")
    told(page, "已发布，现在向所有人开放。")
    check_page(page)


def test_what_two_people_wrote_at_once_is_shown_side_by_side(own_site: Site, open_page: OpenPage) -> None:
    """The slower of two sees both versions, loses nothing, and keeps one on purpose by saving again."""
    quick, slow = open_page(own_site), open_page(own_site, phone=True)
    for page in (quick, slow):
        sign_in(page, "community-2")
        expecting(page, 409)
        page.goto("/community/projects")
        page.locator("main h2 a").filter(has_text="快递驿站").click()
        page.wait_for_url("**/community/projects/*")
        page.goto(f"/community/projects/{record_id(page, 'projects')}/basics")
    fill(quick, {"summary_zh": "快的人写的一句。"})
    act(quick, "next")
    expect(quick.locator("main [name=summary_zh]")).to_have_count(0)
    fill(slow, {"summary_zh": "慢的人写的一句。"})
    act(slow, "next")
    shows(slow, "快的人写的一句。", "慢的人写的一句。")
    holds(slow, {"summary_zh": "慢的人写的一句。"})
    check_page(slow, status=409)
    act(slow, "next")
    expect(slow.locator("main [name=summary_zh]")).to_have_count(0)
    quick.goto(f"/community/projects/{record_id(slow, 'projects')}/preview")
    shows(quick, "慢的人写的一句。")
