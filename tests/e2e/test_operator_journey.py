"""The operator keeps people, territories, the log and the jobs; experts and supervisors have a short way of their own."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage
from tests.e2e.support.acts import (
    expecting,
    fill,
    follow,
    holds,
    in_english,
    press,
    refused,
    say,
    send,
    shows,
    told,
)
from tests.e2e.support.pages import check_page
from tests.e2e.support.people import sign_in
from tests.e2e.support.site import Site

EMAIL, PASSWORD = "second.clerk@demo.example", "seven lamps along the river"
BOTH = pytest.mark.parametrize(("language", "phone"), [("zh", True), ("en", False)], ids=["zh-phone", "en-desktop"])


@pytest.mark.timeout(300)
@BOTH
def test_an_operator_keeps_people_territories_log_and_jobs(
    own_site: Site, open_page: OpenPage, language: str, phone: bool
) -> None:
    page = open_page(own_site, phone=phone)
    _come_in(page, "operator", language)
    _create_user(page)
    _disable_while_at_work(page, open_page(own_site, phone=not phone))
    _territory(page)
    page.goto("/admin/audit")
    check_page(page)
    press(page, "核对整条日志")
    shows(page, say(page, "日志完整"))
    check_page(page)
    page.goto("/admin/jobs")
    check_page(page)
    assert own_site.flask("audit", "verify")


def _come_in(page: Page, who: str, language: str) -> None:
    if language == "en":
        in_english(page)
    sign_in(page, who)
    expecting(page, 422)
    page.goto("/todo")
    check_page(page)


def _create_user(page: Page) -> None:
    page.goto("/admin/users")
    check_page(page)
    follow(page, "新建账号")
    check_page(page)
    fill(page, {"email": "没有邮箱", "password": "123", "role": "community", "organisation": "没有这家单位"})
    send(page)
    refused(page, "name", "email", "password", "organisation")
    holds(page, {"email": "没有邮箱", "organisation": "没有这家单位"})
    fill(
        page,
        {"name": "示例 第二位项目员", "email": EMAIL, "password": PASSWORD, "organisation": "示例河畔社区居民委员会"},
    )
    send(page)
    told(page, "账号已建立，可以登录了。")
    check_page(page)


def _disable_while_at_work(page: Page, clerk: Page) -> None:
    """The new clerk signs in and works; the next click after being disabled asks to sign in."""
    clerk.goto("/sign-in")
    fill(clerk, {"email": EMAIL, "password": PASSWORD})
    send(clerk)
    clerk.goto("/community/projects")
    shows(clerk, "河畔")
    check_page(clerk)
    page.locator("main a[href$='/move/disable']").click()
    check_page(page)
    press(page, "停用账号")
    expect(page.locator("main .badge--bad").first).to_be_visible()
    clerk.goto("/community/projects")
    expect(clerk.locator("main [name=password]")).to_be_visible()
    fill(clerk, {"email": EMAIL, "password": PASSWORD})
    expecting(clerk, 401, 403, 422)
    send(clerk)
    expect(clerk.locator("main [name=password]")).to_be_visible()


def _territory(page: Page) -> None:
    page.goto("/admin/territories")
    check_page(page)
    follow(page, "增加区划")
    check_page(page)
    fill(page, {"slug": "有 空格", "parent": "ex-street", "level": "community"})
    send(page)
    refused(page, "name_zh", "slug")
    fill(page, {"name_zh": "示例新桥社区", "slug": "ex-xinqiao"})
    send(page)
    told(page, "区划已增加。")
    shows(page, "示例新桥社区")


@BOTH
def test_an_expert_keeps_a_profile(own_site: Site, open_page: OpenPage, language: str, phone: bool) -> None:
    page = open_page(own_site, phone=phone)
    _come_in(page, "expert", language)
    page.goto("/expert/profile")
    check_page(page)
    page.goto("/expert/profile/edit")
    check_page(page)
    fill(page, {"name_zh": "", "availability": "每周三下午，线上"})
    send(page)
    refused(page, "name_zh")
    holds(page, {"availability": "每周三下午，线上"})
    fill(page, {"name_zh": "示例专家"})
    send(page)
    shows(page, "每周三下午，线上")
    check_page(page)


@BOTH
def test_a_supervisor_reads_and_changes_nothing(site: Site, open_page: OpenPage, language: str, phone: bool) -> None:
    page = open_page(site, phone=phone)
    _come_in(page, "supervisor", language)
    page.goto("/supervisor/projects?tab=choose")
    check_page(page)
    page.locator("main h2 a[href^='/supervisor/projects/']").first.click()
    expect(page.locator("#minutes, #proposals").first).to_be_visible()
    expect(page.locator("main form[method=post]")).to_have_count(0)
    check_page(page)
    page.goto("/admin/audit")
    check_page(page)
    expecting(page, 403, 404)
    page.goto("/admin/users")
    check_page(page, status=403)
