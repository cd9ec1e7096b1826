"""Find the browser for the journeys; a machine without one is told how to get it.

Run as ``python tests/e2e/support/browser.py`` to check. It must never download a browser: Debian's Chromium is used.
"""

import os
import shutil
import sys

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
]
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ADVICE = """\
没有找到 Chromium，浏览器测试无法运行。
No Chromium was found, so the browser tests cannot run. Either install it:
    apt-get update && apt-get install -y --no-install-recommends chromium fonts-noto-cjk
or name one with CHROMIUM=/path/to/chromium, or run the rest alone with:
    make test E2E=0
"""


def chromium() -> str | None:
    """Return the path of a Chromium: the variable CHROMIUM, or the first one on the path."""
    named = os.environ.get("CHROMIUM")
    return named or next((path for name in _NAMES if (path := shutil.which(name))), None)


if __name__ == "__main__":
    if chromium() is None:
        sys.exit(ADVICE)
