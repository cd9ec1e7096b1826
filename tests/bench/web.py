"""Measure the pages against a bare Flask on the same machine in the same run; writes `var/bench/web.json`.

Run as ``make bench``. Ratios matter, not the figures: see docs/benchmarks.md.
"""

import contextlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import event, insert, select

from marketplace.app import create_app
from marketplace.config import load as load_settings
from marketplace.db.engine import Database
from marketplace.kernel.ids import new_public_id
from marketplace.projects.models import Project
from tests.bench.load import Connection, rate
from tests.e2e.support.site import ROOT, demo_world, environment, free_port

PROJECTS = 10_000
TARGET = ROOT / "var" / "bench" / "web.json"
LIST = "/projects"
LANGUAGE = {"Accept-Language": "zh-CN", "Accept-Encoding": "identity"}


def fill(database_url: str) -> None:
    """Copy one public project of the demo world until there are 10,000, all different in title, sector and date."""
    database = Database(database_url)
    table = Project.__table__
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
        for _attempt in range(200):
            with contextlib.suppress(OSError):
                Connection(url + "/").close()
                break
            time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(15)


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


def main() -> int:
    """Measure everything and write the figures."""
    with tempfile.TemporaryDirectory() as folder:
        world = demo_world(Path(folder))
        env = environment(world)
        fill(load_settings(env).database_url)
        figures: dict[str, float] = {"list_statements": statements(env)}
        with serving("tests.bench.entry:hello()", env) as url:
            figures["hello_rps"] = rate(url + "/", expect=200)
        with serving("tests.bench.entry:cold()", env) as url:
            figures["list_cold_rps"] = rate(url + LIST, expect=200, headers=LANGUAGE)
            figures["json_rps"] = rate(url + "/api/v1/projects", expect=200, headers=LANGUAGE)
        with serving("tests.bench.entry:warm()", env) as url:
            figures["list_warm_rps"] = rate(url + LIST, expect=200, headers=LANGUAGE)
            tag = Connection(url + LIST, LANGUAGE).ask().headers.get("etag", "")
            figures["list_304_rps"] = rate(url + LIST, expect=304, headers=LANGUAGE | {"If-None-Match": tag})
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps({key: round(value, 1) for key, value in sorted(figures.items())}, indent=2) + "\n")
    for key, value in sorted(figures.items()):
        share = f"  {value / figures['hello_rps']:6.1%} of hello" if key.endswith("_rps") else ""
        print(f"{key:16} {value:9.1f}{share}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
