"""A new partner: a person registers, then an organisation; its street office verifies it; it writes, seals, takes back and
seals again. Once without script, and once too late.
"""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage
from tests.e2e.support.acts import (
    act,
    arrives,
    expecting,
    fill,
    follow,
    holds,
    in_english,
    is_english,
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
from tests.e2e.support.things import credit_code, paper
from tests.e2e.support.writing import SUMMARY, begin, fields, recompute, seal

NAME = "示例新来的夜市运营有限公司"
EMAIL, PASSWORD = "newcomer@demo.example", "nine lanterns over the old gate"
NIGHT_MARKET = "向阳广场夏夜集市"
REQUIRED = ("need_fit", "feasibility", "sustainability", "budget", "jobs", "noise_plan", "offered_stall_fee")


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("language", "phone"), [("zh-CN", True), ("en-GB", False)], ids=["zh-partner-on-phone", "en-partner-on-desktop"]
)
def test_a_new_partner_registers_and_seals_a_proposal(
    own_site: Site, open_page: OpenPage, language: str, phone: bool
) -> None:
    page = open_page(own_site, phone=phone, language=language, accept_downloads=True)
    expecting(page, 422)
    _register_person(page)
    _register_organisation(page)
    project = _too_early(page)
    _verified_by(open_page(own_site, phone=not phone))
    proposal = _write(page, project)
    _attach(page, proposal)
    first = _seal_and_verify(page, proposal)
    page.goto(f"/partner/proposals/{proposal}")
    page.locator("main a[href$='/withdraw']").click()
    check_page(page)
    send_danger = page.locator("main form[method=post] button.button--danger")
    send_danger.click()
    holds(page, {"summary": SUMMARY})
    fill(page, {"summary": f"{SUMMARY}困难居民八个免费摊位。"})
    second = seal(page)
    assert second != first
    page.goto(f"/partner/proposals/{proposal}")
    shows(page, first, second, say(page, "已密封"))
    check_page(page)


def _register_person(page: Page) -> None:
    page.goto("/register")
    check_page(page)
    fill(page, {"email": "没有邮箱", "password": "12345"})
    send(page)
    refused(page, "name", "email", "password", "agree")
    holds(page, {"email": "没有邮箱"})
    fill(page, {"name": "示例 申报员", "email": EMAIL, "password": PASSWORD, "agree": True})
    send(page)
    holds(page, {"email": EMAIL})
    check_page(page)
    fill(page, {"password": PASSWORD})
    send(page)


def _register_organisation(page: Page) -> None:
    expect(page.locator("main [name=registration_number]")).to_be_visible()
    check_page(page)
    good = credit_code(20261123)
    bad = good[:-1] + ("A" if good[-1] != "A" else "B")
    fill(page, {"registration_number": bad, "contact_phone": "打电话"})
    send(page)
    refused(page, "kind", "name_zh", "registration_number", "territory", "sectors", "contact_phone")
    holds(page, {"registration_number": bad, "contact_phone": "打电话", "contact_name": "示例 申报员"})
    fill(page, {"kind": "enterprise", "name_zh": NAME, "registration_number": good.lower(), "territory": "ex-xiangyang",
                "sectors": ["night_market", "leisure"], "contact_phone": "0477-1234567"})  # fmt: skip
    send(page)
    shows(page, NAME, good, say(page, "已送街道核验"))
    check_page(page)


def _night_market(page: Page) -> str:
    """Find the project by its name and return its id."""
    page.goto(f"/projects?q={NIGHT_MARKET}&state=open")
    page.locator("main a[href^='/projects/']").first.click()
    page.wait_for_url("**/projects/*")
    return urlsplit(page.url).path.removeprefix("/projects/")


def _too_early(page: Page) -> str:
    """Find a project; before the street office has looked, its conditions say what is missing."""
    project = _night_market(page)
    follow(page, "写方案")
    shows(page, say(page, "单位还没有通过核验"))
    expect(page.locator("main form[method=post]")).to_have_count(0)
    check_page(page)
    return project


def _write(page: Page, project: str) -> str:
    """Begin; what was typed is kept without a button."""
    proposal = begin(page, project)
    check_page(page)
    act(page, "check")
    refused(page, "summary", *(f"answer-{key}" for key in REQUIRED), "term-term_months", "term-rent_per_year")
    with page.expect_response(lambda answer: answer.url.endswith("/autosave")) as saved:
        fill(page, {"summary": SUMMARY})
    assert saved.value.ok
    expect(page.locator("[data-autosave-status]")).to_contain_text("Saved" if is_english(page) else "已保存")
    page.goto(f"/partner/proposals/{proposal}/edit")
    holds(page, {"summary": SUMMARY})
    fill(page, fields(rent_per_year="8万", escalation_percent="1", term_months="60"))
    act(page, "check")
    refused(page, "term-term_months", "term-rent_per_year", "term-escalation_percent")
    holds(page, {"term-rent_per_year": "8万", "answer-jobs": "18"})
    fill(page, fields())
    act(page, "save")
    told(page, "草稿已保存。")
    return proposal


def _verified_by(page: Page) -> None:
    """Find the newcomer among what waits, and verify it."""
    sign_in(page, "street")
    page.goto("/todo")
    expect(row_of(page, NAME)).to_be_visible()
    page.goto("/street/organisations?tab=pending")
    page.get_by_role("link", name=NAME).click()
    shows(page, credit_code(20261123))
    check_page(page)
    page.locator("main a[href$='/move/verify']").click()
    send(page)


def _attach(page: Page, proposal: str) -> None:
    arrives(page, "/inbox", NAME)
    check_page(page)
    page.goto(f"/partner/proposals/{proposal}/edit")
    fill(page, {"file": [paper("运营计划.txt", "示例：运营计划。")]})
    act(page, "attach")
    refused(page, "kind")
    expect(page.locator("main [name=file-kept]")).to_have_count(1)
    page.locator("main select[name=kind]").select_option(index=1)
    act(page, "attach")
    told(page, "附件已添加，草稿已保存。")
    expect(page.locator("#attachments")).to_contain_text("运营计划")


def _seal_and_verify(page: Page, proposal: str) -> str:
    """Seal; recompute the commitment from the copy with nothing of the site's code."""
    act(page, "check")
    shows(page, SUMMARY, "运营计划")
    check_page(page)
    page.goto(f"/partner/proposals/{proposal}/edit")
    commitment = seal(page)
    check_page(page)
    with page.expect_download() as download:
        page.locator("main a[href$='/sealed-copy.json']").click()
    counted, sealed = recompute(download.value.path())
    assert counted == commitment
    assert sealed["summary"] == SUMMARY
    assert len(sealed["attachments"]) == 1  # type: ignore[arg-type]
    return commitment


def test_a_partner_seals_without_script(own_site: Site, open_page: OpenPage) -> None:
    page = open_page(own_site, phone=True, script=False)
    sign_in(page, "partner")
    project = _night_market(page)
    proposal = begin(page, project)
    act(page, "check")
    expect(page.locator("main [data-error-summary]")).to_be_visible()
    fill(page, fields())
    assert len(seal(page)) == 64
    page.goto(f"/partner/proposals/{proposal}")
    shows(page, say(page, "已密封"))


def test_after_the_deadline_nothing_is_taken_and_the_draft_is_kept(clocked_site: Site, open_page: OpenPage) -> None:
    page = open_page(clocked_site, phone=True)
    sign_in(page, "partner")
    expecting(page, 409)
    project = _night_market(page)
    proposal = begin(page, project)
    fill(page, fields("保存过的一句。"))
    act(page, "save")
    told(page, "草稿已保存。")
    clocked_site.put_forward(days=19)
    sign_in(page, "partner")
    page.goto(f"/projects/{project}")
    shows(page, "已截止，待开标")
    expect(page.get_by_role("link", name="写方案")).to_have_count(0)
    check_page(page)
    page.goto(f"/partner/proposals/{proposal}/edit")
    shows(page, "截止时间已过，系统不再接收", "保存过的一句。")
    check_page(page)
    page.goto(f"/partner/proposals/{proposal}/check")
    expect(page.locator("main form[action$='/submit']")).to_have_count(0)
    check_page(page)


def test_what_is_typed_while_the_deadline_passes_stays_on_the_page(clocked_site: Site, open_page: OpenPage) -> None:
    page = open_page(clocked_site, language="en-GB")
    in_english(page)
    sign_in(page, "partner")
    expecting(page, 409)
    proposal = begin(page, _night_market(page))
    fill(page, fields("Saved in time."))
    act(page, "save")
    told(page, "草稿已保存。")
    clocked_site.put_forward(days=15)
    sign_in(page, "partner")
    page.goto(f"/partner/proposals/{proposal}/edit")
    fill(page, {"summary": "Typed a second too late."})
    clocked_site.put_forward(days=19)
    act(page, "check")
    shows(page, say(page, "截止时间已过，系统不再接收"), "Typed a second too late.", "Saved in time.")
    check_page(page, status=409)
    page.goto(f"/partner/proposals/{proposal}")
    check_page(page)
