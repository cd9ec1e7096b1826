"""Read the source once for all house tests: syntax trees, templates, style sheets, tracked files."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, nodes

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "marketplace"
TEMPLATES = ROOT / "templates"
CSS = ROOT / "static" / "css"

CHINESE = re.compile(r"[\u3400-\u9fff]")


def relative(path: Path) -> str:
    """Return the path as people write it."""
    return path.relative_to(ROOT).as_posix()


@cache
def modules() -> dict[str, ast.Module]:
    """Return every module of the package with its syntax tree; each node knows its `parent`."""
    trees: dict[str, ast.Module] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"), filename=str(path))
        for node in ast.walk(tree):
            for child in ast.iter_child_nodes(node):
                child.parent = node  # type: ignore[attr-defined]
        trees[relative(path)] = tree
    return trees


def ancestors(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what encloses a node, from the inside out."""
    while (parent := getattr(node, "parent", None)) is not None:
        yield parent
        node = parent


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def called_name(node: ast.Call) -> str:
    """Return the last name of what is called: `commit` for `session.commit()`."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


@cache
def templates() -> dict[str, str]:
    """Return every template's text by the name that Jinja loads it by."""
    if not TEMPLATES.is_dir():
        return {}
    return {
        path.relative_to(TEMPLATES).as_posix(): path.read_text("utf-8")
        for path in sorted(TEMPLATES.rglob("*"))
        if path.suffix in {".html", ".txt", ".xml", ".svg", ".css"}
    }


@cache
def template_trees() -> dict[str, nodes.Template]:
    """Return every template parsed; a broken one raises with its name."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), extensions=["jinja2.ext.i18n"], autoescape=True, trim_blocks=True
    )
    return {name: environment.parse(text, name=name, filename=name) for name, text in templates().items()}


@cache
def tracked_files() -> tuple[Path, ...]:
    """Return the files under version control and those new ones that are not ignored."""
    done = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = done.stdout.decode().split("\0")
    return tuple(ROOT / name for name in names if name and (ROOT / name).is_file())


def calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    """Yield the calls of functions or methods of these names."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call) and called_name(node) in names)
