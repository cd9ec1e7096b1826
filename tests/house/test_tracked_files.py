"""What is committed names no machine, no registry and no third party's code."""

import re

from tests.house import source

_BINARY = {".png", ".jpg", ".jpeg", ".webp", ".ico", ".pdf", ".woff2"}
_REGISTRY = re.compile(
    r"(registry\.npmjs|registry\.yarnpkg|files\.pythonhosted|pypi\.org|npmmirror|deb\.debian|/simple/)", re.IGNORECASE
)
_MACHINE = re.compile(r"(?<![\w.*:/])/(?:root|home|Users|work)/\w")
_THIRD_PARTY = re.compile(r"(^|/)(vendor|node_modules|third_party)/|\.min\.(js|css)$")
_HERE = "tests/house/test_tracked_files.py"


def _guilty(pattern: re.Pattern[str]) -> list[str]:
    found: list[str] = []
    for path in source.tracked_files():
        name = source.relative(path)
        if path.suffix in _BINARY or name == _HERE:
            continue
        text = path.read_text("utf-8", errors="replace")
        found += [f"{name}:{n}" for n, line in enumerate(text.splitlines(), 1) if pattern.search(line)]
    return found


def test_no_file_names_a_registry() -> None:
    assert _guilty(_REGISTRY) == []


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    assert _guilty(_MACHINE) == []


def test_no_third_party_file_is_committed() -> None:
    names = [source.relative(path) for path in source.tracked_files()]
    assert [name for name in names if _THIRD_PARTY.search(name)] == []


def test_no_committed_file_is_huge() -> None:
    assert [source.relative(p) for p in source.tracked_files() if p.stat().st_size > 1_000_000] == []
