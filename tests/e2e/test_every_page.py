"""Every page that a role can reach by links passes every check: in Chinese on a phone, in English on a desk."""

import re
from collections import deque
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import OpenPage
from tests.e2e.support.acts import in_english
from tests.e2e.support.pages import check_page
from tests.e2e.support.people import sign_in
from tests.e2e.support.site import Site

#: Where a role begins to walk.
STARTS = {
    "visitor": "/",
    "resident": "/todo",
    "community": "/todo",
    "partner": "/todo",
    "expert": "/todo",
    "street": "/todo",
    "supervisor": "/todo",
    "operator": "/todo",
}
_LEAVE_OUT = re.compile(r"^/(files|static|feeds|api|ocds)/|\.(csv|xml|txt|json|atom|ics|xlsx|pdf|png|svg)$|^/sign-out")
#: Pages that are the same for everybody; the visitor's walk sees them.
_FOR_ALL = re.compile(r"^/($|projects$|partners|experts|roadshows|ledger|about|search|preferences)")
_LINKS = "() => [...document.querySelectorAll('a[href]')].filter(a => !a.download).map(a => a.href)"
#: Different kinds of pages are looked at, not every record: this many of a kind.
_OF_A_KIND = 1
_MOST_PAGES = 60


def _kind(path: str) -> str:
    """Return the path with every record's id taken out."""
    return re.sub(r"/(?=[^/]*\d)[A-Za-z0-9_-]{8,}", "/*", path)


def _walk(page: Page, start: str, host: str) -> tuple[list[str], list[str]]:
    """Visit one page of every kind that links lead to; return the kinds and all complaints."""
    waiting, seen, complaints = deque([start]), {_kind(start): 1}, []
    visited: list[str] = []
    while waiting and len(visited) < _MOST_PAGES:
        path = waiting.popleft()
        page.goto(path)
        visited.append(path)
        try:
            check_page(page)
        except AssertionError as error:
            complaints.append(str(error))
        for link in page.evaluate(_LINKS):
            address = urlsplit(link)
            kind = _kind(address.path)
            if address.netloc != host or _LEAVE_OUT.search(address.path) or seen.get(kind, 0) >= _OF_A_KIND:
                continue
            if start != "/" and _FOR_ALL.search(address.path):
                continue
            seen[kind] = seen.get(kind, 0) + 1
            waiting.append(address.path)
    return visited, complaints


@pytest.mark.timeout(420)
@pytest.mark.parametrize("role", STARTS)
@pytest.mark.parametrize(("language", "phone"), [("zh-CN", True), ("en-GB", False)], ids=["zh-phone", "en-desktop"])
def test_every_page_passes_every_check(site: Site, open_page: OpenPage, role: str, language: str, phone: bool) -> None:
    page = open_page(site, phone=phone, language=language)
    if language == "en-GB":
        in_english(page)  # an account's own language goes before the browser's
    if role != "visitor":
        sign_in(page, role)
    visited, complaints = _walk(page, STARTS[role], urlsplit(site.url).netloc)
    if complaints:
        pytest.fail("\n\n".join(complaints), pytrace=False)
    assert len(visited) >= 5, visited
