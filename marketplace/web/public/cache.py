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
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from flask import Flask, Response, current_app, g, request

from marketplace.db import site_version
from marketplace.projects.queries import next_change
from marketplace.web import context, i18n

View = TypeVar("View", bound=Callable[..., object])
Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]
Key = tuple[str, tuple[tuple[str, str], ...], str, str, str]
Request = tuple[str, str, str, str, str]

LONGEST = timedelta(seconds=30)
MOST_BYTES = 32 * 1024 * 1024
LARGEST_PAGE = 1024 * 1024
MOST_KNOWN = 8192
#: Where the shortcut leaves the version that it saw: what is read after it can only be newer.
_SEEN = "market.site_version"
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


Answer = tuple[str, list[tuple[str, str]], bytes]


@dataclass
class Entry:
    """One page as it was sent; `headers` are those that all its forms share."""

    version: int
    until: datetime
    body: bytes
    content_type: str
    etag: str
    headers: list[tuple[str, str]] = field(default_factory=list)
    forms: dict[tuple[bool, bool], Answer] = field(default_factory=dict)

    def answer(self, accepted: str, known: str) -> Answer:
        """Return status, headers and body: compressed where that is accepted, empty where it is known."""
        squeeze = len(self.body) >= SMALLEST_GZIP and "gzip" in accepted and "gzip;q=0" not in accepted.replace(" ", "")
        etag = f'"{self.etag}-gz"' if squeeze else f'"{self.etag}"'
        unchanged = bool(known) and (etag in known or known.strip() == "*")
        form = self.forms.get((squeeze, unchanged))
        if form is None:
            form = self.forms[squeeze, unchanged] = self._form(squeeze, unchanged, etag)
        return form

    def _form(self, squeeze: bool, unchanged: bool, etag: str) -> Answer:
        headers = [("ETag", etag), ("Cache-Control", "no-cache"), ("Vary", VARY), *self.headers]
        if unchanged:
            return "304 NOT MODIFIED", headers, b""
        body = gzip.compress(self.body, 5, mtime=0) if squeeze else self.body
        headers += [("Content-Type", self.content_type), ("Content-Length", str(len(body)))]
        return "200 OK", [*headers, ("Content-Encoding", "gzip")] if squeeze else headers, body


class PageCache:
    """Pages by key, the least recently used leaving first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        """Start empty."""
        self._most, self._bytes = most_bytes, 0
        self._entries: OrderedDict[Key, tuple[Entry, int]] = OrderedDict()
        self._lock = threading.Lock()
        self._change: tuple[int, datetime | None] | None = None
        #: What the shortcut knows: requests, as they came in, that may be answered with the page of a key.
        self.known: dict[Request, Key] = {}

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
        size = len(entry.body) * 4 // 3
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


class Shortcut:
    """Answer a request that came in before, byte for byte alike, without waking Flask.

    The same request went through the gate as a visitor's, to a view that is public and kept; nothing else in a request
    changes such a page. Everything that is not known goes the long way.
    """

    def __init__(self, app: Flask, inner: Wsgi) -> None:
        """Stand before `inner`."""
        self._app, self._inner = app, inner

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer, or pass on."""
        if environ["REQUEST_METHOD"] != "GET":
            return self._inner(environ, start_response)
        pages: PageCache = self._app.extensions["page_cache"]
        key = pages.known.get(as_it_came(environ))
        if key is None:
            return self._inner(environ, start_response)
        installation: context.Market = self._app.extensions["market"]
        try:
            present = site_version.glance(installation.database.engine)
        except Exception:
            # The long way says that the database is away.
            return self._inner(environ, start_response)
        entry = pages.get(key, present, installation.clock.now())
        if entry is None:
            environ[_SEEN] = present
            return self._inner(environ, start_response)
        accepted, known = environ.get("HTTP_ACCEPT_ENCODING", ""), environ.get("HTTP_IF_NONE_MATCH", "")
        status, headers, body = entry.answer(accepted, known)
        start_response(status, headers)
        return (body,)


def as_it_came(environ: Mapping[str, Any]) -> Request:
    """Return all of a request that can change a kept page."""
    return (
        environ.get("SCRIPT_NAME", ""), environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", ""),
        environ.get("HTTP_ACCEPT_LANGUAGE", ""), environ.get("HTTP_COOKIE", ""),
    )  # fmt: skip


def init(app: Flask) -> None:
    """Attach to an app: after the gate, before the headers of security, so that what is kept has them all."""
    app.extensions["page_cache"] = PageCache()
    app.before_request(_serve)
    app.after_request(_keep)
    app.wsgi_app = Shortcut(app, app.wsgi_app)  # type: ignore[method-assign]


def page_cache() -> PageCache:
    """Return the pages of the current app."""
    return cast(PageCache, current_app.extensions["page_cache"])


def version() -> int:
    """Return the site's version, read once in a request."""
    if "site_version" not in g:
        seen = request.environ.get(_SEEN)
        g.site_version = site_version.current(context.read_session()) if seen is None else seen
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
    pages = page_cache()
    if len(pages.known) >= MOST_KNOWN:
        pages.known.clear()
    pages.known[as_it_came(request.environ)] = key
    entry = pages.get(key, version(), context.now())
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
    others = [(name, value) for name, value in response.headers.items() if name not in _OWN_HEADERS]
    entry = Entry(version(), until, body, response.headers["Content-Type"], etag, others)
    pages.put(key, entry)
    return _answer(entry)


_OWN_HEADERS = {"Content-Type", "Content-Length", "Vary", "ETag", "Cache-Control"}


def _answer(entry: Entry) -> Response:
    """Return the entry as this reader's browser wants it."""
    accepted = request.environ.get("HTTP_ACCEPT_ENCODING", "")
    status, headers, body = entry.answer(accepted, request.environ.get("HTTP_IF_NONE_MATCH", ""))
    response = Response(body, status)
    response.headers.clear()
    response.headers.extend(headers)
    return response
