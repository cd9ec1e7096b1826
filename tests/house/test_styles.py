"""Components and pages use tokens, never a raw colour; nothing is used that the oldest browsers lack."""

import re

from tests.house import source

_RAW_COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(rgb|rgba|hsl|hsla|oklch|lab|color-mix)\(", re.IGNORECASE)
_TOO_NEW = re.compile(r":has\(|oklch\(|@container|&\s*[:.>\[{]|\bcolor-mix\(", re.IGNORECASE)
_FOREIGN = re.compile(r"url\(\s*[\"']?(https?:)?//", re.IGNORECASE)


def _lines(folder: str, pattern: re.Pattern[str]) -> list[str]:
    found: list[str] = []
    for path in sorted((source.CSS / folder).rglob("*.css")):
        text = re.sub(r"/\*.*?\*/", lambda match: "\n" * match[0].count("\n"), path.read_text("utf-8"), flags=re.DOTALL)
        text = text.replace("rgba(0, 0, 0, 0)", "transparent")
        text = re.sub(r"url\([^)]*\)", lambda match: match[0] if pattern is _FOREIGN else "url()", text)
        found += [
            f"{source.relative(path)}:{n} {line.strip()}"
            for n, line in enumerate(text.split("\n"), 1)
            if pattern.search(line)
        ]
    return found


def test_components_and_pages_use_no_raw_colour() -> None:
    assert _lines("components", _RAW_COLOUR) + _lines("pages", _RAW_COLOUR) == []


def test_nothing_newer_than_the_browser_floor() -> None:
    assert _lines(".", _TOO_NEW) == []


def test_no_style_sheet_asks_another_host() -> None:
    assert _lines(".", _FOREIGN) == []
