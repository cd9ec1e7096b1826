"""The first look: home, list and one project open in both languages, on a phone and on a desk, and pass every check."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenPage
from tests.e2e.support.pages import check_page
from tests.e2e.support.site import Site


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_a_visitor_finds_a_project(site: Site, open_page: OpenPage, phone: bool, language: str) -> None:
    page = open_page(site, phone=phone, language=language)
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "en" if language == "en-GB" else "zh-Hans")
    check_page(page)
    page.goto("/projects")
    check_page(page)
    page.locator("main a[href^='/projects/']").first.click()
    expect(page.locator("h1")).to_have_count(1)
    check_page(page)


def test_everything_is_there_without_script(site: Site, open_page: OpenPage) -> None:
    page = open_page(site, script=False)
    page.goto("/projects")
    page.locator("main a[href^='/projects/']").first.click()
    expect(page.locator("h1")).to_be_visible()


def test_an_unknown_address_is_told_kindly(site: Site, open_page: OpenPage) -> None:
    page = open_page(site)
    page.goto("/no-such-page")
    expect(page.locator("h1")).to_be_visible()
