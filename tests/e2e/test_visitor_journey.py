"""A visitor, signed out: from the home page to a project, its community, the search, and the ways to read."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage
from tests.e2e.support.acts import say
from tests.e2e.support.pages import check_page
from tests.e2e.support.site import Site

BOTH = pytest.mark.parametrize(
    ("language", "phone"), [("zh-CN", True), ("en-GB", False)], ids=["zh-phone", "en-desktop"]
)


@BOTH
def test_a_visitor_finds_what_is_open_and_whose_it_is(
    site: Site, open_page: OpenPage, language: str, phone: bool
) -> None:
    page = open_page(site, phone=phone, language=language)
    page.goto("/")
    check_page(page)
    page.locator("main a[href^='/projects']").first.click()
    page.goto("/projects")
    _filter(page, sector="night_market", state="open")
    expect(page.locator("main .filter-chip").first).to_be_visible()
    titles = page.locator("main h3 a[href^='/projects/'], main h2 a[href^='/projects/']")
    expect(titles.first).to_be_visible()
    check_page(page)
    titles.first.click()
    expect(page.locator("main [data-countdown]").first).to_be_visible()
    check_page(page)
    page.locator("main a[href^='/partners/']").first.click()
    expect(page.locator("h1")).to_have_count(1)
    check_page(page)


@BOTH
@pytest.mark.parametrize("words", ["夜市", "yeshi"])
def test_a_visitor_searches(site: Site, open_page: OpenPage, language: str, phone: bool, words: str) -> None:
    page = open_page(site, phone=phone, language=language)
    page.goto("/search")
    box = page.locator("main [name=q]")
    box.fill(words)
    box.press("Enter")
    expect(page.locator("main .result__title").first).to_be_visible()
    expect(page.locator("main .result__title a[href^='/projects/']").first).to_be_visible()
    check_page(page)


@BOTH
def test_a_visitor_reads_as_he_likes(site: Site, open_page: OpenPage, language: str, phone: bool) -> None:
    page = open_page(site, phone=phone, language=language)
    page.goto("/projects?sector=childcare")
    html, foot = page.locator("html"), page.locator(".site-footer")
    other = "zh-Hans" if language == "en-GB" else "en"
    foot.locator(f"a.switch[hreflang={other}]").click()
    expect(html).to_have_attribute("lang", other)
    expect(page).to_have_url(f"{site.url}/projects?sector=childcare")
    foot.get_by_role("link", name=say(page, "长者模式")).click()
    expect(html).to_have_attribute("data-text-size", "large")
    check_page(page)
    foot.get_by_role("link", name=say(page, "深色")).click()
    expect(html).to_have_attribute("data-theme", "dark")
    page.locator("main a[href^='/projects/']").first.click()
    expect(html).to_have_attribute("data-text-size", "large")
    check_page(page)


@BOTH
def test_a_visitor_needs_no_script(site: Site, open_page: OpenPage, language: str, phone: bool) -> None:
    page = open_page(site, phone=phone, language=language, script=False)
    page.goto("/projects")
    _filter(page, q="夜市")
    page.locator("main a[href^='/projects/']").first.click()
    expect(page.locator("h1")).to_be_visible()
    for part in ("#about", "#money", "#criteria", "#documents", "#questions"):
        expect(page.locator(part)).to_be_visible()
    page.locator("main a[href^='/partners/']").first.click()
    expect(page.locator("h1")).to_be_visible()
    page.goto("/search?q=yeshi")
    expect(page.locator("main .result").first).to_be_visible()
    page.locator(".site-footer a[href*='text_size=large']").click()
    expect(page.locator("html")).to_have_attribute("data-text-size", "large")


def _filter(page: Page, **values: str) -> None:
    """Set filters of a list, opening them first where they are folded."""
    bar = page.locator("details[data-filter-bar]")
    if bar.get_attribute("open") is None:
        bar.locator("summary").click()
    for name, value in values.items():
        field = bar.locator(f"[name={name}]")
        if name == "q":
            field.fill(value)
        else:
            field.select_option(value)
    bar.locator("button[type=submit]").click()
    expect(page.locator("main .filter-chip").first).to_be_visible()
