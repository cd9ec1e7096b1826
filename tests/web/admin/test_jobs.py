"""Background jobs through the page: what failed is shown with its error and tried again, by a POST."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from marketplace.db.engine import Database
from marketplace.db.outbox import DEAD, PENDING, OutboxRow
from marketplace.kernel.clock import FixedClock
from tests.factories.people import client_of, post
from tests.factories.world import World, make_world, open_project, submitted

HERE = "/admin/jobs"


@pytest.fixture
def world(database: Database, clock: FixedClock) -> World:
    return make_world(database, clock)


@pytest.fixture
def operator(app: Flask, world: World) -> FlaskClient:
    return client_of(app, world.operator)


def kill(world: World, event: str) -> int:
    with world.uow() as uow:
        found = uow.session.scalars(select(OutboxRow.id).where(OutboxRow.event == event)).first()
        change = update(OutboxRow).where(OutboxRow.id == found)
        uow.session.execute(change.values(status=DEAD, last_error=f"<b>boom {event}</b>", attempts=10))
        return int(found or 0)


def status(world: World, job: int) -> str:
    with world.database.read() as session:
        return session.get_one(OutboxRow, job).status


def test_dead_jobs_come_first_with_their_error(world: World, operator: FlaskClient) -> None:
    assert "没有失败的任务" in operator.get(f"{HERE}?status=dead").text
    open_project(world)
    job = kill(world, "project.published")
    page = operator.get(HERE).text
    assert "&lt;b&gt;boom project.published" in page and 'name="job"' in page
    assert operator.get(f"{HERE}/retry").status_code == 405 and status(world, job) == DEAD


def test_one_or_all_are_tried_again(world: World, operator: FlaskClient) -> None:
    open_project(world)
    first, second = kill(world, "project.published"), kill(world, "project.created")
    assert post(operator, f"{HERE}/retry", {"job": "12x"}, form_at=HERE).status_code == 303
    assert (status(world, first), status(world, second)) == (DEAD, DEAD)
    assert post(operator, f"{HERE}/retry", {"job": first}, form_at=HERE).status_code == 303
    assert status(world, first) != DEAD and status(world, second) == DEAD
    assert post(operator, f"{HERE}/retry", {}, form_at=HERE).status_code == 303
    assert status(world, second) in (PENDING, "done")


def test_jobs_of_sealed_proposals_are_neither_shown_nor_counted(world: World, operator: FlaskClient) -> None:
    project = open_project(world)
    proposal, _receipt = submitted(world, project)
    kill(world, "proposal.submitted")
    page = operator.get(f"{HERE}?status=dead").text
    assert proposal not in page and "boom" not in page and '>失败<span class="count">0</span>' in page
