"""Every endpoint says who may come; a GET never opens a unit of work; names follow the house."""

import ast
import inspect
import textwrap
from collections.abc import Callable

from flask import Flask

from marketplace.web.gate import access_of
from tests.house import source

_READING = {"GET", "HEAD", "OPTIONS"}
#: What opens a write transaction.
_WRITERS = {"unit_of_work", "UnitOfWork", "write"}


def _tree(view: Callable[..., object]) -> ast.Module:
    return ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(view))))


def test_every_endpoint_says_needs_or_public(app: Flask) -> None:
    silent: list[str] = []
    for endpoint, view in app.view_functions.items():
        try:
            access_of(view)
        except LookupError:
            silent.append(endpoint)
    assert silent == []


def test_no_get_view_opens_a_unit_of_work(app: Flask) -> None:
    writing = [
        f"{rule.endpoint} {rule.rule}"
        for rule in app.url_map.iter_rules()
        if (rule.methods or set()) <= _READING and rule.endpoint != "static"
        if any(source.calls(_tree(app.view_functions[rule.endpoint]), *_WRITERS))
    ]
    assert writing == []


def test_a_view_for_both_writes_only_after_a_post_was_checked(app: Flask) -> None:
    """A view of GET and POST may open a unit of work only inside an `if` that asks for the method or the form."""
    loose: list[str] = []
    for rule in app.url_map.iter_rules():
        methods = rule.methods or set()
        if not ("GET" in methods and methods - _READING):
            continue
        tree = _tree(app.view_functions[rule.endpoint])
        for node in ast.walk(tree):
            for child in ast.iter_child_nodes(node):
                child.parent = node  # type: ignore[attr-defined]
        for call in source.calls(tree, *_WRITERS):
            asks = [ast.unparse(up.test) for up in source.ancestors(call) if isinstance(up, ast.If)]
            before = [ast.unparse(node.test) for node in ast.walk(tree) if isinstance(node, ast.If | ast.IfExp)]
            if not any("valid" in test or "method" in test for test in asks + before):
                loose.append(f"{rule.endpoint}:{call.lineno}")
    assert loose == []


def test_addresses_are_lower_case_and_never_carry_the_inner_id(app: Flask) -> None:
    odd = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.rule != rule.rule.lower() or "<int:id>" in rule.rule or "_" in rule.rule.split("<")[0]
    ]
    assert odd == []
