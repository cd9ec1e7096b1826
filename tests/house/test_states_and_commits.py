"""A state moves only by `Machine.fire`; only the unit of work commits; SQL is never glued together."""

import ast

from tests.house import source

STATE_SETTER = "marketplace/kernel/machine.py"
#: The unit of work, and Alembic's own transaction.
COMMITTERS = {"marketplace/db/unit_of_work.py", "marketplace/migrations/run.py"}


def _sets_state(node: ast.AST) -> bool:
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AnnAssign | ast.AugAssign):
        # A class body that declares `state: str` sets nothing.
        targets = [node.target] if node.value is not None else []
    elif isinstance(node, ast.Call) and source.called_name(node) == "setattr":
        return len(node.args) > 1 and isinstance(node.args[1], ast.Constant) and node.args[1].value == "state"
    elif isinstance(node, ast.Call) and source.called_name(node) == "values":
        return any(keyword.arg == "state" for keyword in node.keywords)
    return any(isinstance(target, ast.Attribute) and target.attr == "state" for target in targets)


def test_only_machine_fire_sets_a_state() -> None:
    setters = {
        f"{path}:{node.lineno}"  # type: ignore[attr-defined]
        for path, tree in source.modules().items()
        if path != STATE_SETTER and "/migrations/" not in path
        for node in ast.walk(tree)
        if _sets_state(node)
    }
    assert setters == set()


def test_only_the_unit_of_work_commits() -> None:
    commits = [
        f"{path}:{call.lineno}"
        for path, tree in source.modules().items()
        # The index writer of Whoosh commits too, but no rows.
        if path not in COMMITTERS and not path.startswith("marketplace/search/backends/")
        for call in source.calls(tree, "commit")
    ]
    assert commits == []


def test_no_sql_text_is_built_from_pieces() -> None:
    built = [
        f"{path}:{call.lineno}"
        for path, tree in source.modules().items()
        if "/migrations/" not in path
        for call in source.calls(tree, "text", "exec_driver_sql")
        if call.args and isinstance(call.args[0], ast.JoinedStr | ast.BinOp)
    ]
    assert built == []


def test_no_shell_eval_or_template_from_a_string() -> None:
    forbidden = [
        f"{path}:{call.lineno}"
        for path, tree in source.modules().items()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and (
            source.called_name(call) in {"eval", "exec", "render_template_string", "system", "popen"}
            or any(word.arg == "shell" for word in call.keywords)
        )
    ]
    assert forbidden == []
