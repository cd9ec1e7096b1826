"""The small world behind the pages, and browsers of nobody and of its people."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace.access.actor import Actor
from marketplace.db.engine import Database
from marketplace.kernel.clock import FixedClock
from tests.factories.browsing import browser_of
from tests.factories.world import World, make_world


@pytest.fixture
def world(database: Database, clock: FixedClock) -> World:
    """A small world without projects."""
    return make_world(database, clock)


@pytest.fixture
def browse(app: Flask, world: World) -> Callable[[Actor | None], FlaskClient]:
    """Open a browser for somebody."""
    return lambda actor=None: browser_of(app, world, actor)
