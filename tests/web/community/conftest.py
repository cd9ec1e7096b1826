"""What the tests of the community's desk share: a small world, and browsers of its people."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace.access.actor import Actor
from marketplace.db.engine import Database
from marketplace.kernel.clock import FixedClock
from tests.factories.browsing import browser_of
from tests.factories.desk import Sheet
from tests.factories.world import World, make_world


@pytest.fixture
def world(database: Database, clock: FixedClock) -> World:
    """The small world of this test."""
    return make_world(database, clock)


@pytest.fixture
def sheet(app: Flask, world: World) -> Callable[[Actor | None], Sheet]:
    """Open a browser for a person; a sheet reads pages and sends their forms with their tokens."""

    def open_for(actor: Actor | None) -> Sheet:
        client: FlaskClient = browser_of(app, world, actor)
        return Sheet(client)

    return open_for


@pytest.fixture
def clerk(sheet: Callable[[Actor | None], Sheet], world: World) -> Sheet:
    """The browser of the community's own clerk."""
    return sheet(world.clerk)
