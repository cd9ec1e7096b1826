"""Settings: what is unknown or weak stops the start, by the variable's name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from marketplace import config
from marketplace.app import create_app
from marketplace.cli.demo.loader import load
from marketplace.config import BadSetting, Settings
from marketplace.db.engine import Database
from marketplace.files.store import FileStore
from marketplace.kernel.clock import FixedClock

GOOD = {
    "MARKETPLACE_MODE": "production",
    "SECRET_KEY": "kX9v2mQ7rT4wZ8bN3cL6pJ1hG5fD0sAyUeIoRtWq",
    "MARKETPLACE_BASE_URL": "https://market.example",
    "DATABASE_URL": "sqlite:////nowhere/market.sqlite3",
}


def test_good_settings_start(tmp_path: Path) -> None:
    settings = config.load(GOOD, tmp_path)
    assert settings.production and settings.tls and not settings.demo
    assert not settings.worker_thread


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MARKETPLACE_MODE", "live"),
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 64),
        ("SECRET_KEY", "please-change-me-please-change-me-0123456789"),
        ("MARKETPLACE_BASE_URL", ""),
        ("MARKETPLACE_BASE_URL", "market.example"),
        ("DATABASE_URL", "mysql://somewhere/market"),
        ("SEARCH_BACKEND", "elastic"),
        ("MAIL_URL", "carrier-pigeon:"),
        ("MARKETPLACE_PROXIES", "many"),
        ("MARKETPLACE_UPLOAD_MB", "-1"),
        ("MARKETPLACE_TLS", "perhaps"),
        ("MARKETPLACE_COLOUR", "blue"),
        ("FLASK_DEBUG", "1"),
    ],
)
def test_a_bad_value_stops_the_start_with_its_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(BadSetting) as caught:
        config.load({**GOOD, name: value}, tmp_path)
    assert str(caught.value).startswith(f"{name}:")


def test_no_secret_is_shown_with_the_settings(tmp_path: Path) -> None:
    assert GOOD["SECRET_KEY"] not in repr(config.load(GOOD, tmp_path))


def test_development_makes_a_secret_of_its_own_and_keeps_it(tmp_path: Path) -> None:
    first, second = config.load({}, tmp_path), config.load({}, tmp_path)
    assert first.secret_key == second.secret_key and len(first.secret_key) >= 32
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o077 == 0


def test_production_does_not_start_on_a_database_with_demo_accounts(
    database: Database, settings: Settings, clock: FixedClock, tmp_path: Path
) -> None:
    production = replace(settings, mode="production", base_url="https://market.example")
    create_app(production).extensions["market"].database.dispose()
    load(database, FileStore(tmp_path / "files"), replace(settings, mode="demo"), clock, lambda done, total: None)
    with pytest.raises(BadSetting, match="demo accounts"):
        create_app(production)
