"""Keep the bytes of public pages, so that a page that did not change costs one look at the site's version.

Only views that say `@kept(...)` are kept, only for signed-out readers without a session cookie, only whole answers of
200 without a cookie of their own. An entry lives as long as the version of the site, until the clock next changes what
is shown, and never longer than half a minute. It decides nothing about rights: the gate has done so.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from flask import Flask, Response, current_app, g, request

from marketplace.db import site_version
from marketplace.projects.queries import next_change
from marketplace.web import context, i18n

View = TypeVar("View", bound=Callable[..., object])
Key = tuple[str, tuple[tuple[str, str], ...], str, str, str]

LONGEST = timedelta(seconds=30)
MOST_BYTES = 32 * 1024 * 1024
LARGEST_PAGE = 1024 * 1024
#: Smaller answers are not worth compressing.
SMALLEST_GZIP = 1024
_MARK = "market_kept"
VARY = "Accept-Encoding, Cookie, Accept-Language"


def kept(*params: str) -> Callable[[View], View]:
    """Let a public view's answers be kept; `params` are all the query parameters that it reads."""

    def mark(view: View) -> View:
        setattr(view, _MARK, frozenset(params))
        return view

    return mark


@dataclass
class Entry:
    """One page as it was sent."""

    version: int
    until: datetime
    body: bytes
    content_type: str
    etag: str
    squeezed: bytes = field(default=b"")

    @property
    def size(self) -> int:
        """Bytes held."""
        return len(self.body) + len(self.squeezed)

    def gzipped(self) -> bytes:
        """Return the compressed body, made when somebody first asks for it."""
        if not self.squeezed:
            self.squeezed = gzip.compress(self.body, 5, mtime=0)
        return self.squeezed


class PageCache:
    """Pages by key, the least recently used leaving first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        """Start empty."""
        self._most, self._bytes = most_bytes, 0
        self._entries: OrderedDict[Key, tuple[Entry, int]] = OrderedDict()
        self._lock = threading.Lock()
        self._change: tuple[int, datetime | None] | None = None

    def get(self, key: Key, version: int, now: datetime) -> Entry | None:
        """Return the entry that is still true."""
        with self._lock:
            found = self._entries.get(key)
            if found is None:
                return None
            entry = found[0]
            if entry.version != version or now >= entry.until:
                self._drop(key)
                return None
            self._entries.move_to_end(key)
            return entry

    def put(self, key: Key, entry: Entry) -> None:
        """Keep an entry; count its compressed copy in advance."""
        size = entry.size + len(entry.body) // 3
        if size > min(LARGEST_PAGE, self._most):
            return
        with self._lock:
            self._drop(key)
            self._entries[key] = (entry, size)
            self._bytes += size
            while self._bytes > self._most:
                self._drop(next(iter(self._entries)))

    def _drop(self, key: Key) -> None:
        found = self._entries.pop(key, None)
        if found is not None:
            self._bytes -= found[1]

    def changes_at(self, version: int, now: datetime) -> datetime | None:
        """Return when the clock next changes a public page; asked of the database once for each version."""
        known = self._change
        if known is None or known[0] != version or (known[1] is not None and known[1] <= now):
            known = self._change = (version, next_change(context.read_session(), now))
        return known[1]

    @property
    def held_bytes(self) -> int:
        """How much is held."""
        return self._bytes

    def __len__(self) -> int:
        """How many pages are held."""
        return len(self._entries)


def init(app: Flask) -> None:
    """Attach to an app: after the gate, before the headers of security, so that what is kept has them all."""
    app.extensions["page_cache"] = PageCache()
    app.before_request(_serve)
    app.after_request(_keep)


def page_cache() -> PageCache:
    """Return the pages of the current app."""
    return cast(PageCache, current_app.extensions["page_cache"])


def version() -> int:
    """Return the site's version, read once in a request."""
    if "site_version" not in g:
        g.site_version = site_version.current(context.read_session())
    return int(g.site_version)


def _key() -> Key | None:
    """Return the key of the present request, or None where its answer is not to be kept."""
    if request.method not in ("GET", "HEAD") or request.endpoint is None:
        return None
    params = getattr(current_app.view_functions[request.endpoint], _MARK, None)
    if params is None or context.actor().signed_in:
        return None
    cookies = request.cookies
    if current_app.config["SESSION_COOKIE_NAME"] in cookies or _REMEMBER in cookies:
        return None
    given: list[tuple[str, str]] = []
    for name, values in request.args.lists():
        # An unknown or doubled parameter may stand in links of the page: such a page is made anew each time.
        if name not in params or len(values) != 1:
            return None
        if values[0]:
            given.append((name, values[0]))
    text_size, theme = i18n.preference("text_size", i18n.TEXT_SIZES), i18n.preference("theme", i18n.THEMES)
    return (request.path, tuple(sorted(given)), i18n.locale(), text_size, theme)


_REMEMBER = "remember_token"


def _serve() -> Response | None:
    key = _key()
    if key is None:
        return None
    g.page_key = key
    entry = page_cache().get(key, version(), context.now())
    if entry is None:
        return None
    g.page_key = None
    return _answer(entry)


def _keep(response: Response) -> Response:
    key: Key | None = g.get("page_key")
    if key is None or response.status_code != 200 or response.direct_passthrough or "Set-Cookie" in response.headers:
        return response
    if request.method != "GET" or "Content-Encoding" in response.headers:
        return response
    pages, now = page_cache(), context.now()
    change = pages.changes_at(version(), now)
    until = now + LONGEST if change is None else min(now + LONGEST, change)
    body = response.get_data()
    etag = hashlib.sha256(body).hexdigest()[:24]
    entry = Entry(version(), until, body, response.headers["Content-Type"], etag)
    pages.put(key, entry)
    fresh = _answer(entry)
    for name, value in response.headers.items():
        if name not in ("Content-Type", "Content-Length", "Vary"):
            fresh.headers.setdefault(name, value)
    return fresh


def _answer(entry: Entry) -> Response:
    """Return the entry as this reader's browser wants it: compressed, or only the word that nothing changed."""
    accepted = request.environ.get("HTTP_ACCEPT_ENCODING", "")
    squeeze = "gzip" in accepted and "gzip;q=0" not in accepted.replace(" ", "") and len(entry.body) >= SMALLEST_GZIP
    etag = f'"{entry.etag}-gz"' if squeeze else f'"{entry.etag}"'
    headers: list[tuple[str, Any]] = [("ETag", etag), ("Cache-Control", "no-cache"), ("Vary", VARY)]
    known = request.environ.get("HTTP_IF_NONE_MATCH", "")
    if known and (etag in known or known.strip() == "*"):
        response = Response(status=304, headers=headers)
        response.headers.remove("Content-Type")
        return response
    if squeeze:
        headers.append(("Content-Encoding", "gzip"))
    return Response(entry.gzipped() if squeeze else entry.body, headers=headers, content_type=entry.content_type)
