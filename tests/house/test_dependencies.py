"""What is locked is used, what is used is locked, and the locks name no host."""

import ast
import re
import sys
from importlib.metadata import packages_distributions

from tests.house import source

REQUIREMENTS = source.ROOT / "requirements"
#: Run by name, loaded by another package, or needed to build: no import shows it.
UNSEEN = {"gunicorn", "psycopg", "email-validator", "setuptools"}
#: Brought by the packages we name and part of their face.
COME_ALONG = {"werkzeug", "jinja2", "babel", "click", "markupsafe"}


def _named(name: str) -> set[str]:
    lines = (REQUIREMENTS / name).read_text("utf-8").splitlines()
    found = (re.match(r"[A-Za-z0-9._-]+", line) for line in lines if not line.startswith(("#", "-")))
    return {match[0].lower().replace("_", "-") for match in found if match}


def _imported() -> set[str]:
    roots: set[str] = set()
    for tree in source.modules().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                roots |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                roots.add(node.module.split(".")[0])
    distributions = packages_distributions()
    foreign = roots - set(sys.stdlib_module_names) - {"marketplace"}
    return {name.lower().replace("_", "-") for root in foreign for name in distributions.get(root, [root])}


def test_everything_imported_is_named() -> None:
    assert _imported() - _named("run.in") - COME_ALONG == set()


def test_everything_named_is_used() -> None:
    assert _named("run.in") - _imported() - UNSEEN == set()


def test_every_locked_package_has_an_exact_version_and_hashes() -> None:
    loose = []
    for lock in REQUIREMENTS.glob("*.txt"):
        blocks = re.split(r"\n(?=\S)", lock.read_text("utf-8"))
        loose += [f"{lock.name}: {b.splitlines()[0]}" for b in blocks if "==" not in b or "--hash=sha256:" not in b]
    assert loose == []
