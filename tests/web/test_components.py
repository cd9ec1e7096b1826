"""The look holds its promises: contrast, two dark sets alike, budget, one bundle, every component in both languages."""

import gzip
import itertools
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from marketplace.web import assets
from marketplace.web.public import gallery_samples

TOKENS = (assets.STATIC / "css" / "tokens.css").read_text("utf-8")
#: (text, grounds it stands on); 4.5 in every theme.
TEXT_PAIRS = [
    (
        "--ink",
        (
            "--ground",
            "--surface",
            "--sunken",
            "--lantern-wash",
            "--quiet-wash",
            "--trust-wash",
            "--warn-wash",
            "--bad-wash",
        ),
    ),
    ("--ink-soft", ("--ground", "--surface", "--sunken", "--trust-wash", "--quiet-wash")),
    ("--link", ("--ground", "--surface", "--sunken", "--lantern-wash")),
    ("--lantern-ink", ("--lantern", "--lantern-strong")),
    ("--trust", ("--trust-wash", "--surface", "--ground")),
    ("--warn", ("--warn-wash", "--surface")),
    ("--bad", ("--bad-wash", "--surface", "--ground")),
    ("--open", ("--open-wash", "--surface", "--ground")),
    ("--dusk-ink", ("--dusk", "--dusk-deep", "--dusk-soft")),
    ("--dusk-ink-soft", ("--dusk", "--dusk-deep")),
    ("--amber", ("--dusk", "--dusk-deep")),
    ("--amber-ink", ("--amber", "--amber-strong")),
]
#: Borders of inputs and rings of focus: 3.
LINE_PAIRS = [
    ("--line-strong", ("--surface", "--ground")),
    ("--focus", ("--surface", "--ground")),
    ("--dusk-line", ("--dusk",)),
]


def _block(selector: str) -> dict[str, str]:
    start = TOKENS.index(selector + " {")
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", TOKENS[start : TOKENS.index("}", start)]))


LIGHT = _block(":root")
DARK = _block('html[data-theme="dark"]')


def _luminance(colour: str) -> float:
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(first: str, second: str) -> float:
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXT_PAIRS, 4.5), (LINE_PAIRS, 3.0)], ids=["text", "lines"])
def test_token_pairs_keep_their_contrast(theme: str, pairs: list[tuple[str, tuple[str, ...]]], least: float) -> None:
    tokens = LIGHT if theme == "light" else {**LIGHT, **DARK}
    weak = {
        f"{text} on {ground}": round(_contrast(tokens[text], tokens[ground]), 2)
        for text, grounds in pairs
        for ground in grounds
        if _contrast(tokens[text], tokens[ground]) < least
    }
    assert weak == {}


def test_the_two_dark_sets_are_alike() -> None:
    assert _block('html[data-theme="auto"]') == DARK


def test_dark_changes_only_tokens_that_light_has() -> None:
    assert DARK.keys() - LIGHT.keys() == set()


def test_every_token_that_is_used_exists() -> None:
    sheets = [path.read_text("utf-8") for path in (assets.STATIC / "css").rglob("*.css")]
    used = set(itertools.chain.from_iterable(re.findall(r"var\((--[\w-]+)", sheet) for sheet in sheets))
    assert used - LIGHT.keys() == set()


def test_the_bundles_stay_within_their_budget() -> None:
    assets.build()
    sizes = {
        name: len(gzip.compress((assets.BUILD / assets.asset(name).rsplit("/", 1)[1]).read_bytes()))
        for name in ("site.css", "site.js")
    }
    assert sizes["site.css"] <= 40_000
    assert sizes["site.js"] <= 60_000


def test_a_second_build_does_nothing() -> None:
    assets.build()
    before = assets.MANIFEST.stat().st_mtime_ns
    assert assets.build() is False
    assert assets.MANIFEST.stat().st_mtime_ns == before


def test_the_bundle_holds_no_layer_and_no_foreign_address() -> None:
    assets.build()
    css = (assets.BUILD / assets.asset("site.css").rsplit("/", 1)[1]).read_text("utf-8")
    assert "@layer" not in css
    assert "@import" not in css
    assert re.findall(r"url\((?!data:)[^)]*//", css) == []
    assert css.index("--ground:") < css.index(".site-header") < css.index("@media print")


def test_an_unknown_asset_still_has_an_address() -> None:
    assert assets.asset("img/never-drawn.svg") == "/static/img/never-drawn.svg"


def test_minifying_keeps_what_matters() -> None:
    css = 'a::after { content: "; }"; width: calc(1rem + 2px); } /* gone */'
    assert "calc(1rem + 2px)" in assets.minify_css(css)
    assert "gone" not in assets.minify_css(css)


def test_the_lock_names_no_registry() -> None:
    assert '"resolved"' not in (assets.ROOT / "requirements" / "package-lock.json").read_text("utf-8")


@pytest.mark.parametrize("sector", [name for name, _ in gallery_samples.SECTORS])
def test_every_sector_has_a_scene(sector: str) -> None:
    path = assets.STATIC / "img" / "sectors" / f"{sector}.svg"
    root = ElementTree.fromstring(path.read_text("utf-8"))
    assert root.get("viewBox") == "0 0 480 300"
    assert path.stat().st_size < 16_000


@pytest.mark.parametrize("path", sorted((assets.STATIC / "img").rglob("*.svg")), ids=lambda path: path.stem)
def test_a_drawing_is_only_a_drawing(path: Path) -> None:
    text = path.read_text("utf-8")
    assert re.findall(r"<script|<foreignObject|\son\w+=|style=|(?:xlink:)?href=|<text", text) == []
