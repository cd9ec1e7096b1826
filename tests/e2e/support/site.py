"""Start the real site on the demo world: its own process, its own folder, a free port.

The world is loaded once for a test run and copied for each server, so that no journey sees another's changes.
"""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
_START_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Site:
    """A running server; `folder` holds its database, files, index and log."""

    url: str
    folder: Path

    @property
    def log(self) -> str:
        """What the server has printed so far."""
        return (self.folder / "server.log").read_text("utf-8", errors="replace")

    def put_forward(self, **shift: float) -> None:
        """Put the clock of a clocked site forward by a `timedelta` given in keywords."""
        passed = self.folder / "clock.new"
        passed.write_text(str(timedelta(**shift).total_seconds()))
        passed.replace(self.folder / "clock")

    def flask(self, *arguments: str, typed: str = "") -> str:
        """Run a ``flask --app wsgi`` command on this site's world and return what it printed."""
        return _flask(environment(self.folder), *arguments, typed=typed)


def environment(folder: Path) -> dict[str, str]:
    """Return the settings of a site that writes nowhere but into its folder."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("MARKETPLACE_", "FLASK_"))}
    for name in ("DATABASE_URL", "SECRET_KEY", "REDIS_URL", "SEARCH_BACKEND", "MAIL_URL", "JOBS_INLINE"):
        inherited.pop(name, None)
    return inherited | {
        "MARKETPLACE_MODE": "demo",
        "MARKETPLACE_VAR_DIR": str(folder / "var"),
        "SEARCH_INDEX_DIR": str(folder / "search_index"),
        "FILES_DIR": str(folder / "files"),
        "PYTHONWARNINGS": "default",
    }


def _flask(env: dict[str, str], *arguments: str, typed: str = "") -> str:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=env, input=typed, capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        raise RuntimeError(f"flask {' '.join(arguments)} failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    return done.stdout


def demo_world(shared: Path) -> Path:
    """Load the demo world into `shared` once, whatever number of test processes ask for it; return its folder."""
    shared.mkdir(parents=True, exist_ok=True)
    world = shared / "world"
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (world / "complete").exists():
            shutil.rmtree(world, ignore_errors=True)
            world.mkdir()
            _flask(environment(world), "db", "upgrade")
            _flask(environment(world), "demo", "load")
            (world / "complete").touch()
    return world


@contextmanager
def running_site(folder: Path, world: Path | None = None, *, clocked: bool = False) -> Iterator[Site]:
    """Run the site in `folder`, starting from a copy of `world`, until the block ends."""
    if world is not None:
        shutil.copytree(world, folder, dirs_exist_ok=True)
    port = free_port()
    env = environment(folder) | {"PORT": str(port), "MARKETPLACE_BASE_URL": f"http://127.0.0.1:{port}"}
    env["E2E_CLOCK"] = str(folder / "clock")
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--no-control-socket"]
    command += ["--worker-class", "gthread", "--threads", "8", "--log-level", "warning"]
    command.append("tests.e2e.support.clocked:app" if clocked else "wsgi:app")
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=subprocess.STDOUT)
    site = Site(f"http://127.0.0.1:{port}", folder)
    try:
        _wait(site, process)
        yield site
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(site: Site, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(site.url + "/healthz", timeout=2):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"the server did not start:\n{site.log[-4000:]}")
