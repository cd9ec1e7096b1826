"""Templates parse, carry no inline script or style, and hold no macro that nobody uses."""

import re

import pytest
from jinja2 import nodes

from tests.house import source

_INLINE = {
    "a script without src": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/(ld\+)?json)", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "an event attribute": re.compile(r"\son[a-z]+\s*=\s*[\"'{]", re.IGNORECASE),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
    "an unescaped value": re.compile(r"\|\s*safe\b|autoescape\s+false"),
    "a foreign address": re.compile(r"(src|href|action)\s*=\s*[\"'](https?:)?//", re.IGNORECASE),
}


def test_every_template_parses() -> None:
    assert source.template_trees().keys() == source.templates().keys()


@pytest.mark.parametrize("what", _INLINE)
def test_no_page_contains(what: str) -> None:
    # Mail programs know no style sheets; they alone may carry style attributes.
    pages = {name: text for name, text in source.templates().items() if "mail" not in name}
    guilty = [
        f"{name}:{text[: match.start()].count(chr(10)) + 1}"
        for name, text in pages.items()
        for match in _INLINE[what].finditer(re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL))
    ]
    assert guilty == []


def test_a_component_file_holds_the_macro_of_its_name() -> None:
    missing = [
        name
        for name, tree in source.template_trees().items()
        if name.startswith("components/") and name.count("/") == 1 and not name.split("/")[1].startswith("_")
        if name.removeprefix("components/").removesuffix(".html") not in {m.name for m in tree.find_all(nodes.Macro)}
    ]
    assert missing == []


def test_no_macro_is_unused() -> None:
    defined: dict[str, set[str]] = {}
    used: set[str] = set()
    for name, tree in source.template_trees().items():
        for macro in tree.find_all(nodes.Macro):
            defined.setdefault(macro.name, set()).add(name)
        used |= {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}
        used |= {node.attr for node in tree.find_all(nodes.Getattr)}
        for load in tree.find_all(nodes.FromImport):
            used |= {item if isinstance(item, str) else item[0] for item in load.names}
    unused = {macro: sorted(where) for macro, where in defined.items() if macro not in used}
    assert unused == {}


def _references(tree: nodes.Template) -> list[nodes.FromImport | nodes.Import | nodes.Include | nodes.Extends]:
    found: list[nodes.FromImport | nodes.Import | nodes.Include | nodes.Extends] = []
    for kind in (nodes.FromImport, nodes.Import, nodes.Include, nodes.Extends):
        found += tree.find_all(kind)
    return found


def test_every_import_and_include_exists() -> None:
    known = source.templates().keys()
    missing = [
        f"{name}:{node.lineno} → {node.template.value}"
        for name, tree in source.template_trees().items()
        for node in _references(tree)
        if isinstance(node.template, nodes.Const) and node.template.value not in known
    ]
    assert missing == []


def test_every_imported_macro_exists() -> None:
    trees = source.template_trees()
    missing = [
        f"{name}:{load.lineno} → {wanted}"
        for name, tree in trees.items()
        for load in tree.find_all(nodes.FromImport)
        if isinstance(load.template, nodes.Const) and load.template.value in trees
        for wanted in (item if isinstance(item, str) else item[0] for item in load.names)
        if wanted not in {macro.name for macro in trees[load.template.value].find_all(nodes.Macro)}
    ]
    assert missing == []
