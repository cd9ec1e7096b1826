"""Measure the pages against a bare Flask on the same machine in the same run; writes `var/bench/web.json`.

Run as ``make bench``. Ratios matter, not the figures: see docs/benchmarks.md.
"""

import contextlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import cast
from urllib.parse import urlencode

from sqlalchemy import Table, event, insert, select

from marketplace.app import create_app
from marketplace.config import load as load_settings
from marketplace.db.engine import Database
from marketplace.db.keyset import FORWARD, write_cursor
from marketplace.kernel.ids import new_public_id
from marketplace.projects.models import Project
from marketplace.projects.queries import sort_keys
from tests.bench.load import Connection, rate, rate_of_each
from tests.e2e.support.site import ROOT, demo_world, environment, free_port

PROJECTS = 10_000
ROUNDS = 3
TARGET = ROOT / "var" / "bench" / "web.json"
LIST = "/projects"
LANGUAGE = {"Accept-Language": "zh-CN", "Accept-Encoding": "identity"}


def fill(database_url: str) -> None:
    """Copy one public project of the demo world until there are 10,000, all different in title, sector and date."""
    database = Database(database_url)
    table = cast(Table, Project.__table__)
    with database.write_engine.begin() as connection:
        rows = connection.execute(select(table).where(table.c.state == "open")).mappings().all()
        now = datetime.now(UTC)
        copies = []
        for number in range(PROJECTS):
            row = dict(rows[number % len(rows)])
            del row["id"]
            row |= {
                "public_id": new_public_id(),
                "number": f"BENCH-{number:06}",
                "title_zh": f"{row['title_zh']} {number}"[:80],
                "published_at": now - timedelta(minutes=number),
                "deadline_at": now + timedelta(days=20, minutes=number),
            }
            copies.append(row)
        connection.execute(insert(table), copies)
    database.dispose()


@contextlib.contextmanager
def serving(application: str, env: dict[str, str]) -> Iterator[str]:
    """Serve an application with the settings of `make run` until the block ends."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--no-control-socket"]
    command += ["--worker-class", "gthread", "--threads", "8", "--log-level", "warning", application]
    process = subprocess.Popen(command, cwd=ROOT, env=env)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url)
        yield url
    finally:
        process.terminate()
        process.wait(15)


def _wait(url: str) -> None:
    for _attempt in range(300):
        with contextlib.suppress(OSError):
            Connection(url + "/").ask()
            return
        time.sleep(0.1)
    raise RuntimeError("the server did not start")


def statements(env: dict[str, str]) -> int:
    """Count the SQL statements of one cold list page, without those that begin and end transactions."""
    app = create_app(load_settings(env))
    client = app.test_client()
    client.get("/healthz")
    seen: list[str] = []
    engine = app.extensions["market"].database.engine
    event.listen(engine, "before_cursor_execute", lambda _c, _k, statement, *_rest: seen.append(statement))
    client.get(LIST, headers=LANGUAGE)
    return sum(not text.upper().startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")) for text in seen)


def cursors(env: dict[str, str], count: int) -> list[str]:
    """Return the addresses of list pages that begin at different rows, for answers that nobody asked for before."""
    database = Database(load_settings(env).database_url)
    with database.read() as session:
        wanted = select(Project.published_at, Project.public_id).where(Project.number.startswith("BENCH-"))
        rows = session.execute(wanted.order_by(Project.published_at.desc()).limit(count)).all()
    database.dispose()
    keys = sort_keys("newest")
    return [f"{LIST}?{urlencode({'after': write_cursor(row, 'newest', keys, FORWARD)})}" for row in rows]


def tag(warm: str) -> str:
    """Return the present tag of the list: words such as "3 hours left" change it now and then."""
    return Connection(warm + LIST, LANGUAGE).ask().headers.get("etag", "")


def measure(hello: str, cold: str, warm: str, env: dict[str, str]) -> dict[str, float]:
    """Measure all servers in turn, several times over, and return the medians."""
    squeezed = LANGUAGE | {"Accept-Encoding": "gzip"}
    unseen = iter(cursors(env, PROJECTS - 100))
    runs: dict[str, Callable[[], float]] = {
        "hello_rps": lambda: rate(hello + "/", expect=200),
        "list_cold_rps": lambda: rate(cold + LIST, expect=200, headers=LANGUAGE),
        "list_first_rps": lambda: rate_of_each(warm, unseen, headers=LANGUAGE),
        "list_warm_rps": lambda: rate(warm + LIST, expect=200, headers=LANGUAGE),
        "list_warm_gzip_rps": lambda: rate(warm + LIST, expect=200, headers=squeezed),
        "list_304_rps": lambda: rate(warm + LIST, expect=304, headers=LANGUAGE | {"If-None-Match": tag(warm)}),
        "json_rps": lambda: rate(cold + "/api/v1/projects", expect=200, headers=LANGUAGE),
    }
    seen: dict[str, list[float]] = {name: [] for name in runs}
    for _round in range(ROUNDS):
        for name, run in runs.items():
            seen[name].append(run())
    return {name: median(values) for name, values in seen.items()}


def main() -> int:
    """Measure everything and write the figures."""
    with tempfile.TemporaryDirectory() as folder:
        world = demo_world(Path(folder))
        # The worker would index ten thousand new projects while we measure.
        env = environment(world) | {"MARKETPLACE_WORKER": "0"}
        fill(load_settings(env).database_url)
        figures: dict[str, float] = {"list_statements": statements(env)}
        with (
            serving("tests.bench.entry:hello()", env) as hello,
            serving("tests.bench.entry:cold()", env) as cold,
            serving("tests.bench.entry:warm()", env) as warm,
        ):
            figures |= measure(hello, cold, warm, env)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps({key: round(value, 1) for key, value in sorted(figures.items())}, indent=2) + "\n")
    for key, value in sorted(figures.items()):
        share = f"  {value / figures['hello_rps']:6.1%} of hello" if key.endswith("_rps") else ""
        print(f"{key:20} {value:9.1f}{share}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
