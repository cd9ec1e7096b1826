"""Run a command with TEST_DATABASE_URL set: the one given, a local server's, or one that pgserver starts for it.

Run as ``python tests/on_postgresql.py COMMAND…``. Tests create and drop databases of their own names only.
"""

import getpass
import os
import subprocess
import sys
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[1]
_LOCAL = tuple(
    f"postgresql://{user}@127.0.0.1:5432/{name}"
    for user in dict.fromkeys((getpass.getuser(), "postgres"))
    for name in ("test", "postgres")
)


def _may_create(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            row = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.OperationalError:
        return False
    return bool(row and row[0])


def main(command: list[str]) -> int:
    """Find a server, run the command, return its exit code."""
    given = os.environ.get("TEST_DATABASE_URL")
    url = given or next((url for url in _LOCAL if _may_create(url)), None)
    if url is not None:
        print(f"PostgreSQL: {'TEST_DATABASE_URL' if given else url}", flush=True)
        return subprocess.run(command, env={**os.environ, "TEST_DATABASE_URL": url}).returncode
    try:
        from pgserver import get_server  # type: ignore[attr-defined]  # noqa: PLC0415  (only without a server)
    except ImportError:
        print("没有可用的 PostgreSQL。 No PostgreSQL at hand: set TEST_DATABASE_URL.", file=sys.stderr)
        return 1
    folder = ROOT / "var" / "postgresql-test"
    folder.mkdir(parents=True, exist_ok=True)
    with get_server(folder, cleanup_mode="stop") as server:
        print("PostgreSQL: started by pgserver", flush=True)
        return subprocess.run(command, env={**os.environ, "TEST_DATABASE_URL": server.get_uri()}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
