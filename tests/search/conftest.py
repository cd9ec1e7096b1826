"""Every engine of the house, empty and ready, under one name."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from marketplace.search.backends.memory import MemoryEngine
from marketplace.search.backends.whoosh_ import WhooshEngine
from marketplace.search.lifecycle import rebuild
from marketplace.search.port import RebuildableEngine


def _memory(_: Path) -> RebuildableEngine:
    return MemoryEngine()


def _whoosh(folder: Path) -> RebuildableEngine:
    engine = WhooshEngine(folder / "index")
    rebuild(engine, ())
    return engine


ENGINES: dict[str, Callable[[Path], RebuildableEngine]] = {"memory": _memory, "whoosh": _whoosh}


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RebuildableEngine]:
    made = ENGINES[request.param](tmp_path)
    yield made
    made.close()


@pytest.fixture
def index_dir(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def whoosh(index_dir: Path) -> Iterator[WhooshEngine]:
    """An embedded engine with an empty index."""
    made = WhooshEngine(index_dir, lock_seconds=0.3)
    rebuild(made, ())
    yield made
    made.close()
