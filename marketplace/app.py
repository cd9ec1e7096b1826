"""The composition root: builds an installation from settings and hangs the pages and commands on it."""

from __future__ import annotations

import logging
from pathlib import Path
from urllib.parse import urlsplit
from wsgiref.headers import Headers

from flask import Flask
from flask_wtf import CSRFProtect
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError, ProgrammingError
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from marketplace import cli, config
from marketplace.config import Settings
from marketplace.db.engine import Database
from marketplace.files.store import FileStore
from marketplace.identity.models import User
from marketplace.kernel.clock import Clock, SystemClock
from marketplace.reactions.worker import Worker
from marketplace.search.backends.memory import MemoryEngine
from marketplace.search.backends.whoosh_ import WhooshEngine
from marketplace.search.port import SearchEngine
from marketplace.web import (
    account,
    admin,
    api,
    community,
    errors,
    expert,
    files,
    gate,
    health,
    i18n,
    limits,
    partner,
    public,
    security,
    sign_in,
    street,
    supervisor,
    templating,
)
from marketplace.web.context import Market, release_read_session
from marketplace.web.public import cache as page_cache
from marketplace.web.public import fragments

ROOT = Path(__file__).resolve().parent.parent
#: Rooms with pages; an audience's blueprint has those of its nouns registered on it.
ROOMS = (health, files, public, account, community, partner, expert, street, supervisor, admin, api)


def create_app(settings: Settings | None = None, clock: Clock | None = None) -> Flask:
    """Build the site.

    :raises config.BadSetting: where a setting is missing, unknown or weak.
    """
    settings = settings or config.load()
    app = Flask("marketplace", root_path=str(ROOT), static_folder=None, template_folder=str(ROOT / "templates"))
    app.config.update(_flask_settings(settings))
    app.extensions["market"] = build_market(settings, clock or SystemClock())
    errors.init(app)
    limits.init(app, settings)
    sign_in.init(app)
    gate.init(app)
    page_cache.init(app)
    fragments.init(app)
    security.init(app, settings.tls)
    i18n.init(app)
    templating.init(app, settings)
    CSRFProtect(app)
    for room in ROOMS:
        app.register_blueprint(room.blueprint)
    gate.check(app)
    cli.register(app)
    if settings.production:
        refuse_demo_accounts(app.extensions["market"].database)

    app.before_request(app.extensions["market"].worker.ensure_running)
    app.teardown_appcontext(lambda _error: release_read_session())
    _serve_static(app, settings)
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=0
        )
    return app


def build_market(settings: Settings, clock: Clock) -> Market:
    """Open the parts of an installation; nothing is written and no thread is started."""
    database = Database(settings.database_url)
    store = FileStore(settings.files_dir)
    search: SearchEngine = (
        MemoryEngine() if settings.search_backend == "memory" else WhooshEngine(settings.search_index_dir)
    )
    worker = Worker(database, clock, settings, search, store)
    return Market(settings, database, clock, store, search, worker)


def refuse_demo_accounts(database: Database) -> None:
    """Stop the start of a production site on a database with demo accounts: their password is public.

    :raises config.BadSetting: where there are any.
    """
    try:
        with database.read() as session:
            found = session.scalar(select(func.count()).select_from(User).where(User.is_demo))
    except (OperationalError, ProgrammingError):
        return  # no schema yet, or the database is away: then nobody signs in either
    if found:
        raise config.BadSetting("DATABASE_URL: this database holds demo accounts; production needs one without them")


def _flask_settings(settings: Settings) -> dict[str, object]:
    hosts = [urlsplit(settings.base_url).hostname, "localhost", "127.0.0.1", "[::1]"] if settings.production else None
    return {
        # A request for another host is refused: links in pages must not carry what a stranger wrote into a header.
        "TRUSTED_HOSTS": hosts,
        "SECRET_KEY": settings.secret_key,
        "SESSION_COOKIE_NAME": "__Host-session" if settings.tls else "session",
        "SESSION_COOKIE_SECURE": settings.tls,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": 12 * 3600,
        "WTF_CSRF_SSL_STRICT": False,
        "BABEL_DEFAULT_LOCALE": "zh_Hans_CN",
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "marketplace" / "translations"),
        "TEMPLATES_AUTO_RELOAD": settings.mode == "development",
    }


def _serve_static(app: Flask, settings: Settings) -> None:
    """Serve built files and drawings under /static/, hashed ones for a year."""

    def protect(headers: Headers, _path: str, _url: str) -> None:
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"

    wrapped = WhiteNoise(
        app.wsgi_app,
        autorefresh=settings.mode == "development",
        immutable_file_test=lambda path, url: url.startswith("/static/build/"),
        add_headers_function=protect,
    )
    for folder in ("build", "img"):
        path = ROOT / "static" / folder
        if path.is_dir():
            wrapped.add_files(str(path), prefix=f"static/{folder}/")
    app.wsgi_app = wrapped  # type: ignore[method-assign]


logging.getLogger("whoosh").setLevel(logging.WARNING)
