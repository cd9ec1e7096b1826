"""What people do on pages: press, follow, fill in; and what a refused form must look like.

Words are asked for by their Chinese text and looked up in the catalogue, so that one journey runs in both languages.
Nothing here waits by the clock: Playwright waits until what is asked for is there.
"""

import gettext
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import cast

from playwright.sync_api import Error, FilePayload, Locator, Page, expect

from marketplace.translations.build import COMPILED
from tests.e2e.support.pages import check_page, heard

#: What is put into a field: text, or what to tick, or files.
Value = str | bool | list[str] | FilePayload | list[FilePayload]


@cache
def _english() -> gettext.NullTranslations:
    with COMPILED.open("rb") as catalogue:
        return gettext.GNUTranslations(catalogue)


def is_english(page: Page) -> bool:
    """Whether the page before us is in English."""
    return page.locator("html").get_attribute("lang") == "en"


def say(page: Page, message: str, **params: object) -> str:
    """Return a word of the site in the language of the page before us."""
    found = _english().gettext(message) if is_english(page) else message
    return found % params if params else found


def in_english(page: Page) -> None:
    """Choose English as the switch of every page does; the choice goes before that of the account."""
    page.goto("/preferences?lang=en&next=/about")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def press(page: Page, message: str, **params: object) -> None:
    """Press the button of this name."""
    page.locator("main").get_by_role("button", name=say(page, message, **params), exact=True).click()


def follow(page: Page, message: str, **params: object) -> None:
    """Follow the link, or the button that is one, of this name."""
    page.locator("main").get_by_role("link", name=say(page, message, **params), exact=True).first.click()


def act(page: Page, value: str) -> None:
    """Press the submit button that sends `act` or `step` with this value."""
    page.locator(f"main button[value='{value}']:not([tabindex='-1'])").click()


def send(page: Page) -> None:
    """Press the one primary button of the form."""
    page.locator("main form[method=post] button.button--primary").click()


def fill(page: Page, values: Mapping[str, Value]) -> None:
    """Fill fields by name, whatever kind they are; a list ticks exactly its choices."""
    for name, value in values.items():
        fields = page.locator(f"main [name='{name}']:not([type=hidden])")
        kind = fields.first.evaluate("e => e.tagName === 'INPUT' ? e.type : e.tagName.toLowerCase()")
        if kind == "file":
            fields.set_input_files(cast(list[FilePayload], value))
        elif kind == "select":
            fields.select_option(str(value))
        elif kind == "checkbox" and isinstance(value, bool):
            fields.set_checked(value)
        elif kind in ("checkbox", "radio"):
            wanted = value if isinstance(value, list) else [value]
            for field in fields.all():
                if kind == "checkbox" or field.get_attribute("value") in wanted:
                    field.set_checked(field.get_attribute("value") in wanted)
        else:
            fields.fill(str(value))


def holds(page: Page, values: Mapping[str, str]) -> None:
    """See that text fields still hold what was typed."""
    for name, value in values.items():
        expect(page.locator(f"main [name='{name}']:not([type=hidden])")).to_have_value(value)


def refused(page: Page, *names: str) -> None:
    """See a refused form: every problem at the top, linked to its field, and at the field; all checks pass."""
    summary = page.locator("main [data-error-summary]")
    expect(summary).to_be_visible()
    for name in names:
        expect(summary.locator(f"a[href='#{name}']").first).to_be_visible()
        field = page.locator(f"main [id='{name}']")
        said = (field.get_attribute("aria-describedby") or "").split()
        error = next((each for each in said if each.endswith("-error")), "")
        assert error, f"{page.url}: {name} does not say what is wrong with it"
        expect(page.locator(f"[id='{error}']")).to_be_visible()
    linked = {(link.get_attribute("href") or "")[1:] for link in summary.locator("a").all()}
    assert linked == set(names), f"{page.url}: problems at {sorted(linked)}, not {sorted(names)}"
    check_page(page, status=422)


def expecting(page: Page, *statuses: int) -> None:
    """Say that pages with these statuses will come on purpose."""
    heard(page).expected_statuses.update(statuses)


def told(page: Page, message: str, **params: object) -> None:
    """See what the site says after something was done."""
    notices = page.locator("[role=status], [role=alert]")
    expect(notices.filter(has_text=say(page, message, **params)).first).to_be_visible()


def shows(page: Page, *texts: str) -> None:
    """See texts in the main part of the page."""
    for text in texts:
        expect(page.locator("main")).to_contain_text(text)


def arrives(page: Page, path: str, text: str) -> None:
    """Ask for a page until a text stands on it: notices and search come a moment after what they tell."""
    for _try in range(20):
        page.goto(path)
        try:
            page.locator("main").get_by_text(text).first.wait_for(timeout=500)
        except Error:
            continue
        return
    raise AssertionError(f"{page.url}: “{text}” has not come")


def row_of(page: Page, text: str) -> Locator:
    """Return the row or card of a list that holds a text."""
    return page.locator("main li, main article, main tr").filter(has_text=text).last


def record_id(page: Page, noun: str) -> str:
    """Return the outer id of the record whose page this is."""
    found = re.search(rf"/{noun}/([A-Za-z0-9]{{8,}})", page.url)
    assert found, page.url
    return found.group(1)


def words_of(rows: Sequence[Locator]) -> list[str]:
    """Return the trimmed texts of several places."""
    return [row.inner_text().strip() for row in rows]
