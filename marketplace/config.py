"""Typed settings from environment variables; in production an unknown or weak value stops the start with its name."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

MODES = ("demo", "development", "production")
#: Every variable that this site reads; others that look like ours are refused in production.
KNOWN = {
    "DATABASE_URL", "REDIS_URL", "SEARCH_BACKEND", "SEARCH_INDEX_DIR", "FILES_DIR", "SECRET_KEY", "MARKETPLACE_MODE",
    "PORT", "JOBS_INLINE", "MARKETPLACE_WORKER", "MARKETPLACE_VAR_DIR", "MARKETPLACE_BASE_URL", "MARKETPLACE_PROXIES",
    "MARKETPLACE_TLS", "MAIL_URL", "MAIL_FROM", "MARKETPLACE_UPLOAD_MB",
}  # fmt: skip
MIN_SECRET_BYTES = 32
WEAK_SECRETS = ("change", "secret", "password", "demo", "test", "12345")


class BadSetting(Exception):
    """A setting that the site refuses to start with; the message begins with the variable's name."""


@dataclass(frozen=True)
class Settings:
    """What differs between installations."""

    mode: str
    secret_key: str = field(repr=False)
    database_url: str = field(repr=False)
    var_dir: Path
    files_dir: Path
    search_index_dir: Path
    search_backend: str = "whoosh"
    #: `file:` writes messages under var/mail, `console:` prints them, `smtp://user:password@host:port` sends them.
    mail_url: str = field(default="file:", repr=False)
    mail_from: str = "no-reply@localhost"
    base_url: str = "http://localhost:8000"
    #: How many proxies in front may be believed about the client's address.
    proxies: int = 0
    tls: bool = False
    jobs_inline: bool = False
    #: Run the worker as a thread of the web process; the embedded default.
    worker_thread: bool = True
    upload_limit_bytes: int = 20 * 1024 * 1024

    @property
    def production(self) -> bool:
        """Whether strict rules hold."""
        return self.mode == "production"

    @property
    def demo(self) -> bool:
        """Whether demo accounts may exist."""
        return self.mode == "demo"


def load(environ: Mapping[str, str] | None = None, root: Path | None = None) -> Settings:
    """Read the settings.

    :raises BadSetting: naming the variable, where a value is missing, unknown or weak.
    """
    env = os.environ if environ is None else environ
    top = root or Path(__file__).resolve().parent.parent
    mode = env.get("MARKETPLACE_MODE", "development")
    if mode not in MODES:
        raise BadSetting(f"MARKETPLACE_MODE: '{mode}' is none of {', '.join(MODES)}")
    production = mode == "production"
    if production:
        unknown = sorted(key for key in env if key.startswith("MARKETPLACE_") and key not in KNOWN)
        if unknown:
            raise BadSetting(f"{unknown[0]}: this setting does not exist")
        if env.get("FLASK_DEBUG", "0") not in ("", "0", "false"):
            raise BadSetting("FLASK_DEBUG: debugging must be off in production")
    var_dir = Path(env.get("MARKETPLACE_VAR_DIR", str(top / "var")))
    backend = env.get("SEARCH_BACKEND", "whoosh")
    if backend not in ("whoosh", "memory"):
        raise BadSetting(f"SEARCH_BACKEND: '{backend}' is not available; choose whoosh")
    return Settings(
        mode=mode,
        secret_key=_secret(env, var_dir, production),
        database_url=_database_url(env, var_dir, production),
        var_dir=var_dir,
        files_dir=Path(env.get("FILES_DIR", str(var_dir / "files"))),
        search_index_dir=Path(env.get("SEARCH_INDEX_DIR", str(top / "search_index"))),
        search_backend=backend,
        mail_url=_mail_url(env),
        mail_from=env.get("MAIL_FROM", "no-reply@localhost"),
        base_url=_base_url(env, production),
        proxies=_whole(env, "MARKETPLACE_PROXIES", 0, 0, 9),
        tls=_flag(env, "MARKETPLACE_TLS", production),
        jobs_inline=_flag(env, "JOBS_INLINE", False),
        worker_thread=_flag(env, "MARKETPLACE_WORKER", not production),
        upload_limit_bytes=_whole(env, "MARKETPLACE_UPLOAD_MB", 20, 1, 200) * 1024 * 1024,
    )


def _secret(env: Mapping[str, str], var_dir: Path, production: bool) -> str:
    value = env.get("SECRET_KEY", "")
    if production:
        if len(value.encode()) < MIN_SECRET_BYTES or len(set(value)) < 10:
            raise BadSetting(f"SECRET_KEY: needs at least {MIN_SECRET_BYTES} random bytes in production")
        if any(weak in value.lower() for weak in WEAK_SECRETS):
            raise BadSetting("SECRET_KEY: looks like a placeholder; make one with `python -c 'import secrets; "
                             "print(secrets.token_urlsafe(48))'`")  # fmt: skip
        return value
    if value:
        return value
    path = var_dir / "secret_key"
    if not path.exists():
        var_dir.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()


def _database_url(env: Mapping[str, str], var_dir: Path, production: bool) -> str:
    value = env.get("DATABASE_URL", "")
    if not value:
        return f"sqlite:///{var_dir / 'marketplace.sqlite3'}"
    if not value.startswith(("sqlite:", "postgresql:", "postgresql+psycopg:")):
        raise BadSetting("DATABASE_URL: only sqlite and postgresql are supported")
    return value


def _mail_url(env: Mapping[str, str]) -> str:
    value = env.get("MAIL_URL", "file:")
    if not value.startswith(("file:", "console:", "smtp://", "smtps://")):
        raise BadSetting("MAIL_URL: must begin with file:, console:, smtp:// or smtps://")
    return value


def _base_url(env: Mapping[str, str], production: bool) -> str:
    value = env.get("MARKETPLACE_BASE_URL", "").rstrip("/")
    if not value:
        if production:
            raise BadSetting("MARKETPLACE_BASE_URL: the public address is needed for links in mail")
        return f"http://localhost:{env.get('PORT', '8000')}"
    if not value.startswith(("http://", "https://")):
        raise BadSetting("MARKETPLACE_BASE_URL: must begin with http:// or https://")
    return value


def _whole(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    value = env.get(name, "")
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        raise BadSetting(f"{name}: must be a whole number from {low} to {high}")
    return int(value)


def _flag(env: Mapping[str, str], name: str, default: bool) -> bool:
    value = env.get(name, "").lower()
    if not value:
        return default
    if value in ("1", "true", "yes", "on", "thread"):
        return True
    if value in ("0", "false", "no", "off", "process"):
        return False
    raise BadSetting(f"{name}: must be 1 or 0")
