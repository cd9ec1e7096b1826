"""Alive and ready: names of what fails, and nothing else."""

from __future__ import annotations

import shutil
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from marketplace.db import outbox
from marketplace.db.engine import Database
from marketplace.kernel.clock import FixedClock
from marketplace.kernel.events import Event
from marketplace.reactions.healing import rebuild


def test_alive_needs_nothing(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}


def test_ready_names_a_missing_index_and_recovers(app: Flask, client: FlaskClient) -> None:
    market = app.extensions["market"]
    rebuild(market.database, market.clock, market.search)
    assert client.get("/readyz").status_code == 200
    market.search.close()
    shutil.rmtree(market.settings.search_index_dir)
    fresh = type(market.search)(market.settings.search_index_dir)
    market.search = fresh
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"database": "ok", "index": "failing", "queue": "ok"})
    rebuild(market.database, market.clock, fresh)
    assert client.get("/readyz").status_code == 200


def test_ready_names_a_queue_that_does_not_move(
    client: FlaskClient, app: Flask, database: Database, clock: FixedClock
) -> None:
    market = app.extensions["market"]
    rebuild(market.database, market.clock, market.search)
    with database.write() as session:
        outbox.put(session, [Event("expert.edited", "expert", 1, "x")], None, clock.now() - timedelta(minutes=5))
        session.commit()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json and answer.json["queue"]) == (503, "failing")
