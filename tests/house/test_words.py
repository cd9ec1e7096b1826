"""Every visible word can be translated, and has been."""

import ast
import re
from collections.abc import Iterator

from jinja2 import nodes

from marketplace.translations import build
from tests.house import source

_MARKS = {"_", "N_", "gettext", "lazy_gettext", "ngettext", "lazy_ngettext", "pgettext", "npgettext"}
#: Names that stay the same in every language.
_UNTRANSLATED = {"中文", "简体中文", "共建集市", "共建集市 · Co-build Market"}
#: Data and language analysis, not words of the site: what they hold is stored, matched or compared.
_DATA = re.compile(
    r"^marketplace/(translations/|migrations/|search/|cli/demo|kernel/money\.py|workflow/typed_input\.py|web/i18n\.py|identity/passwords\.py)|gallery_samples|/(data|demo)(/|\.py)"
)


def _python_texts() -> Iterator[tuple[str, ast.Constant]]:
    for path, tree in source.modules().items():
        if _DATA.search(path):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and source.CHINESE.search(node.value):
                yield path, node


def _is_free(node: ast.Constant) -> bool:
    """Whether nobody is meant to read it: a docstring, a pattern, or a text that is marked."""
    for parent in source.ancestors(node):
        if isinstance(parent, ast.Expr):
            return True
        if isinstance(parent, ast.Call) and source.called_name(parent) in _MARKS | {"compile", "maketrans", "Regexp"}:
            return True
        if isinstance(parent, ast.stmt):
            return False
    return False


def test_no_text_in_python_is_unmarked() -> None:
    unmarked = [
        f"{path}:{node.lineno} {str(node.value)[:30]!r}"
        for path, node in _python_texts()
        if node.value not in _UNTRANSLATED and not _is_free(node)
    ]
    assert unmarked == []


def test_no_marked_text_is_built_from_pieces() -> None:
    built = [
        f"{path}:{call.lineno}"
        for path, tree in source.modules().items()
        for call in source.calls(tree, *_MARKS)
        if any(isinstance(argument, ast.JoinedStr | ast.BinOp) for argument in call.args[:1])
    ]
    assert built == []


def _walk(node: nodes.Node, marked: bool = False) -> Iterator[tuple[int, str]]:
    """Yield texts of a template that no mark encloses."""
    if isinstance(node, nodes.TemplateData) and source.CHINESE.search(node.data):
        yield from ((node.lineno, line.strip()) for line in node.data.split("\n") if source.CHINESE.search(line))
    if (
        isinstance(node, nodes.Const)
        and isinstance(node.value, str)
        and not marked
        and source.CHINESE.search(node.value)
    ):
        yield node.lineno, node.value
    calls_mark = isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in _MARKS
    for child in node.iter_child_nodes():
        yield from _walk(child, marked or calls_mark)


def test_no_text_in_a_template_is_unmarked() -> None:
    unmarked = [
        f"{name}:{line} {text[:40]}"
        for name, tree in source.template_trees().items()
        for line, text in _walk(tree)
        if re.sub(r"<[^>]+>", "", text).strip() not in _UNTRANSLATED
    ]
    assert unmarked == []


def test_every_text_has_english() -> None:
    report = build.check(build.extract_sources(), build.read_fragments())
    assert report.problems == []
