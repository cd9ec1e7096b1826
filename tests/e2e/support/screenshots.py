"""Take the pictures of docs/screenshots: the demo world as people see it, on a desk and on a phone, in both languages.

Run as ``make screenshots``. It must show demo data only.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.e2e.support.browser import FLAGS, chromium
from tests.e2e.support.people import sign_in
from tests.e2e.support.site import ROOT, Site, demo_world, running_site

TARGET = ROOT / "docs" / "screenshots"
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}


@dataclass(frozen=True, slots=True)
class Shot:
    """One page as one person sees it; `follow` names a link to click first."""

    name: str
    path: str
    role: str | None = None
    follow: str | None = None
    sizes: tuple[str, ...] = ("desktop", "phone")
    languages: tuple[str, ...] = ("zh",)
    dark: bool = False


SHOTS = (
    Shot("home", "/", languages=("zh", "en")),
    Shot("home-dark", "/", dark=True, sizes=("desktop",)),
    Shot("projects", "/projects", languages=("zh", "en")),
    Shot("project", "/projects", follow="main a[href^='/projects/']", languages=("zh", "en")),
    Shot("partners", "/partners"),
    Shot("search", "/search?q=夜市", sizes=("desktop",)),
    Shot("community-todo", "/todo", role="community"),
    Shot("street-todo", "/todo", role="street"),
    Shot("partner-todo", "/todo", role="partner"),
    Shot("ledger", "/ledger", sizes=("desktop",)),
    Shot("operator", "/admin/users", role="operator", sizes=("desktop",)),
)


def _open(browser: Browser, site: Site, shot: Shot, size: str, language: str) -> Page:
    context = browser.new_context(
        base_url=site.url,
        viewport=DESKTOP if size == "desktop" else PHONE,
        device_scale_factor=1,
        is_mobile=size == "phone",
        locale="zh-CN" if language == "zh" else "en-GB",
        timezone_id="Asia/Shanghai",
        color_scheme="dark" if shot.dark else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    if shot.role:
        sign_in(page, shot.role)
    answer = page.goto(shot.path)
    if answer is None or answer.status != 200:
        raise RuntimeError(f"{shot.name}: {shot.path} answered {answer and answer.status}")
    if shot.follow:
        page.locator(shot.follow).first.click()
        page.wait_for_load_state("load")
    return page


def _shrink(path: Path) -> None:
    """Keep 256 colours: a third of the bytes, and no eye sees it."""
    with Image.open(path) as image:
        image.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


def take(browser: Browser, site: Site, target: Path) -> None:
    """Write every picture; a page that does not answer is reported and left out."""
    for shot in SHOTS:
        for language in shot.languages:
            for size in shot.sizes:
                name = f"{shot.name}-{size}-{language}.png"
                try:
                    page = _open(browser, site, shot, size, language)
                except RuntimeError as error:
                    print(f"left out  {error}")
                    continue
                page.screenshot(path=target / name)
                _shrink(target / name)
                page.context.close()
                print(name)


def main() -> None:
    """Start the demo world and take all pictures."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        world = demo_world(Path(folder) / "demo")
        with running_site(Path(folder) / "site", world) as site:
            browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
            take(browser, site, TARGET)
            browser.close()


if __name__ == "__main__":
    main()
