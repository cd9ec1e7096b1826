"""A real server with the demo world and a real browser for the journeys."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.e2e.support import browser as browsers
from tests.e2e.support.pages import DESKTOP, PHONE, watch
from tests.e2e.support.site import Site, demo_world, running_site

HERE = Path(__file__).parent

#: Opens a page: ``open_page(phone=True, language="en")``.
OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the journeys, and give real browsers more time than the rest."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            if item.get_closest_marker("timeout") is None:
                item.add_marker(pytest.mark.timeout(240))


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo world, loaded once for all test processes; copy it, never write into it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    return demo_world(shared / "demo")


@pytest.fixture(scope="session")
def site(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site for journeys that only read; those that write ask for `own_site`."""
    with running_site(tmp_path_factory.mktemp("site"), world) as running:
        yield running


@pytest.fixture
def own_site(world: Path, tmp_path: Path) -> Iterator[Site]:
    """A site that this journey may change as it likes."""
    with running_site(tmp_path / "site", world) as running:
        yield running


@pytest.fixture
def clocked_site(world: Path, tmp_path: Path) -> Iterator[Site]:
    """A site of this journey's own whose clock it may put forward."""
    with running_site(tmp_path / "site", world, clocked=True) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, started once."""
    path = browsers.chromium()
    if path is None:
        pytest.fail(browsers.ADVICE, pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=browsers.FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[OpenPage]:
    """Open pages of a new visitor; everything is closed after the journey."""
    contexts: list[BrowserContext] = []

    def open_one(at: Site, *, phone: bool = False, script: bool = True, **options: Any) -> Page:
        context = chromium.new_context(
            base_url=at.url,
            viewport=PHONE if phone else DESKTOP,
            has_touch=phone,
            is_mobile=phone,
            java_script_enabled=script,
            timezone_id="Asia/Shanghai",
            locale=options.pop("language", "zh-CN"),
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        watch(page, at.url)
        return page

    yield open_one
    for context in contexts:
        context.close()
