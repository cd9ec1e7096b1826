"""Small rooms: about 400 lines a module, 60 a function, 150 a template; the list of exceptions only shrinks."""

from collections.abc import Iterator

from tests.house import source

MODULE, FUNCTION, TEMPLATE, CONFTEST = 400, 60, 150, 150


def _sizes() -> Iterator[tuple[str, int, int]]:
    for path, tree in source.modules().items():
        if "/migrations/versions/" in path:
            continue
        yield path, len((source.ROOT / path).read_text("utf-8").splitlines()), MODULE
        for function in source.functions(tree):
            yield f"{path}:{function.name}", (function.end_lineno or 0) - function.lineno + 1, FUNCTION
    for name, text in source.templates().items():
        yield f"templates/{name}", len(text.splitlines()), TEMPLATE
    for conftest in (source.ROOT / "tests").rglob("conftest.py"):
        yield source.relative(conftest), len(conftest.read_text("utf-8").splitlines()), CONFTEST


def _exceptions() -> dict[str, int]:
    lines = (source.ROOT / "tests/house/exceptions.txt").read_text("utf-8").splitlines()
    rows = (line.split() for line in lines if line and not line.startswith("#"))
    return {path: int(size) for size, path in rows}


def test_nothing_is_too_large_but_the_known_exceptions() -> None:
    known = _exceptions()
    too_large = [f"{n} {name}" for name, n, most in _sizes() if n > most and n > known.get(name, 0)]
    assert too_large == []


def test_the_exceptions_only_shrink() -> None:
    sizes: dict[str, tuple[int, int]] = {}
    for name, size, most in _sizes():
        sizes[name] = max(sizes.get(name, (0, most)), (size, most))
    stale = [
        f"{name}: listed {listed}, is {sizes.get(name, (0, 0))[0]}"
        for name, listed in _exceptions().items()
        if sizes.get(name, (0, 0))[0] < listed or sizes[name][0] <= sizes[name][1]
    ]
    assert stale == []
