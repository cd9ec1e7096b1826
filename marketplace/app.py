"""The composition root: builds an installation from settings and hangs the pages and commands on it."""

from __future__ import annotations

import logging
from importlib import import_module
from pathlib import Path

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
from marketplace.web import errors, files, gate, health, i18n, limits, security, sign_in, templating
from marketplace.web.context import Market
from marketplace.web.public import cache as page_cache
from marketplace.web.public import fragments

ROOT = Path(__file__).resolve().parent.parent
#: Audiences with pages; each package has a `blueprint` with its nouns registered on it.
AUDIENCES = ("public", "account", "community", "partner", "expert", "street", "supervisor", "admin", "api")


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
    app.register_blueprint(health.blueprint)
    app.register_blueprint(files.blueprint)
    for audience in AUDIENCES:
        app.register_blueprint(import_module(f"marketplace.web.{audience}").blueprint)
    gate.check(app)
    cli.register(app)
    if settings.production:
        refuse_demo_accounts(app.extensions["market"].database)

    app.before_request(lambda: app.extensions["market"].worker.ensure_running())

    @app.teardown_appcontext
    def close_read_session(_error: BaseException | None) -> None:
        from marketplace.web.context import release_read_session

        release_read_session()

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
    return {
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

    def headers(headers: object, path: str, url: str) -> None:
        headers["X-Content-Type-Options"] = "nosniff"  # type: ignore[index]
        headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"  # type: ignore[index]

    wrapped = WhiteNoise(
        app.wsgi_app,
        autorefresh=settings.mode == "development",
        immutable_file_test=lambda path, url: url.startswith("/static/build/"),
        add_headers_function=headers,
    )
    for folder in ("build", "img"):
        path = ROOT / "static" / folder
        if path.is_dir():
            wrapped.add_files(str(path), prefix=f"static/{folder}/")
    app.wsgi_app = wrapped  # type: ignore[method-assign]


logging.getLogger("whoosh").setLevel(logging.WARNING)
