"""Ways round the seal that are no page of a proposal: logs, cursors, filters, jobs, answers to guesses."""

from __future__ import annotations

import base64
import io
import json
import logging
import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select, text
from sqlalchemy.exc import DBAPIError

from marketplace.db.engine import Database
from marketplace.db.outbox import DEAD, OutboxRow
from marketplace.identity.messages import messages
from marketplace.kernel.clock import FixedClock
from marketplace.kernel.paging import decode_cursor
from marketplace.proposals.queries import own_proposals
from tests.factories.browsing import browser_of
from tests.factories.world import listed_asset, make_world, open_project, started, submitted


def test_log_of_a_failed_save_does_not_repeat_what_was_typed(
    app: Flask, database: Database, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    world = make_world(database, clock)
    proposal = started(world, open_project(world))
    browser = browser_of(app, world, world.partner_actors[0])
    market = app.extensions["market"]

    def fail(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("UPDATE proposal_contents"):
            raise market.database.engine.dialect.loaded_dbapi.OperationalError("the disk is full")

    event.listen(market.database.engine, "before_cursor_execute", fail)
    try:
        with caplog.at_level(logging.DEBUG):
            answer = browser.post(f"/partner/proposals/{proposal}/edit", data={"summary": "绝密概要", "version": "1"})
    finally:
        event.remove(market.database.engine, "before_cursor_execute", fail)
    assert answer.status_code == 503
    assert "绝密概要" not in answer.text
    assert caplog.text
    assert "绝密概要" not in caplog.text
    assert "机密方案" not in caplog.text


def test_error_of_a_statement_does_not_repeat_its_values(database: Database) -> None:
    with database.read() as session, pytest.raises(DBAPIError) as caught:
        session.execute(text("SELECT nothing FROM nowhere WHERE summary = :summary"), {"summary": "绝密概要"})
    assert "绝密概要" not in str(caught.value)


def test_cursors_of_lists_do_not_count_what_the_list_hides(app: Flask, database: Database, clock: FixedClock) -> None:
    world = make_world(database, clock)
    project = open_project(world)
    submitted(world, project, 0)
    submitted(world, open_project(world, asset=listed_asset(world, name="另一广场")), 0)
    app.extensions["market"].worker.run_once()
    browser = browser_of(app, world, world.operator)
    for number in range(1, 60):
        guess = base64.urlsafe_b64encode(json.dumps([number]).encode()).decode().rstrip("=")
        assert browser.get("/admin/audit", query_string={"after": guess}).status_code == 422
    with database.read() as session:
        actor = world.partner_actors[0]
        cursor = own_proposals(session, actor, clock.now(), limit=1).next_cursor
        assert cursor is not None
        assert isinstance(decode_cursor(cursor, 1)[0], str)
        assert len(own_proposals(session, actor, clock.now(), after=cursor).rows) == 1
        assert actor.user_id is not None
        cursor = messages(session, actor.user_id, limit=1).next_cursor
        assert cursor is not None
        assert isinstance(decode_cursor(cursor, 1)[0], str)
        assert messages(session, actor.user_id, after=cursor).rows


def test_audit_log_answers_any_question_about_a_sealed_proposal_as_about_none(
    app: Flask, database: Database, clock: FixedClock
) -> None:
    world = make_world(database, clock)
    project = open_project(world)
    clock.advance(days=1)
    proposal, receipt = submitted(world, project)
    app.extensions["market"].worker.run_once()
    for actor in (world.operator, world.supervisor):
        browser = browser_of(app, world, actor)
        day = (clock.now() + timedelta(hours=8)).date().isoformat()
        for asked in (
            {"event": "proposal.*"}, {"event": "proposal.submitted"}, {"subject": proposal}, {"who": "partner0"},
            {"who": "partner0", "on": day}, {"on": day},
        ):  # fmt: skip
            page = browser.get("/admin/audit", query_string=asked)
            assert page.status_code == 200
            for secret in (receipt.commitment, receipt.public_id, "proposal.submitted", "proposal.draft_started"):
                assert secret in asked.values() or secret not in page.text  # the page repeats the question
            if asked.get("subject") != proposal:
                assert proposal not in page.text


def test_retrying_a_job_about_a_sealed_proposal_leaves_no_trace_that_tells_of_it(
    app: Flask, database: Database, clock: FixedClock
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    world = make_world(database, clock)
    submitted(world, open_project(world))
    with database.write() as session:
        row = session.scalars(select(OutboxRow).where(OutboxRow.event == "proposal.submitted")).one()
        row.status = DEAD
        session.commit()
        number = row.id
    browser = browser_of(app, world, world.operator)
    assert "proposal." not in browser.get("/admin/jobs?status=dead").text
    for data in ({}, {"job": str(number)}):
        assert browser.post("/admin/jobs/retry", data=data).status_code == 303
    page = browser.get("/admin/audit").text
    assert "job.retried" not in page
    assert "proposal.submitted" not in page
    with database.read() as session:
        assert session.get_one(OutboxRow, number).status != DEAD


@pytest.mark.parametrize("role", ["clerk", "officer", "supervisor", "operator", "rival"])
def test_file_of_a_sealed_proposal_answers_like_no_file(
    app: Flask, database: Database, clock: FixedClock, role: str
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    world = make_world(database, clock)
    proposal = started(world, open_project(world))
    owner = browser_of(app, world, world.partner_actors[0])
    sent = {
        "summary": "概要", "version": "1", "act": "attach", "kind": "plan", "title": "绝密附件",
        "file": (io.BytesIO(b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"), "绝密.pdf"),
    }  # fmt: skip
    owner.post(f"/partner/proposals/{proposal}/edit", data=sent, content_type="multipart/form-data")
    with database.read() as session:
        found = session.execute(text("SELECT public_id, name FROM stored_files")).one()
    address = f"/files/{found.public_id}/{found.name}"
    assert owner.get(address).status_code == 200
    people = {
        "clerk": world.clerk, "officer": world.officer, "supervisor": world.supervisor, "operator": world.operator,
        "rival": world.partner_actors[1],
    }  # fmt: skip
    browser = browser_of(app, world, people[role])
    pages = []
    for public_id in (found.public_id, "0" * 12):
        answer = browser.get(f"/files/{public_id}/{found.name}")
        assert answer.status_code == 404
        assert "ETag" not in answer.headers
        # The number of the request and the form's token, which holds the second, differ by themselves.
        pages.append(
            re.sub(r'<code>\w+</code>|name="csrf_token" value="[^"]+"', "", answer.text.replace(public_id, ""))
        )
    assert pages[0] == pages[1]
