"""Markup that people type come out as text on every page, in feeds, JSON and tables."""

from __future__ import annotations

import re

from flask import Flask
from sqlalchemy import select

from marketplace.db.engine import Database
from marketplace.identity.models import Organisation, User
from marketplace.kernel.clock import FixedClock
from marketplace.projects.models import Project
from marketplace.reactions.healing import rebuild
from tests.factories.browsing import browser_of
from tests.factories.world import make_world, opened_project

EVIL = "<script>x=1</script>\"'><img src=x onerror=alert(1)>{{7*7}}"
#: What only a browser that was fooled would see.
TELLTALES = re.compile(
    r"<script>x=1|<img src=x|<b onclick|href=[\"']?\s*javascript:|src=[\"']?data:text|>49<", re.IGNORECASE
)


def test_typed_markup_is_text_on_every_page(app: Flask, database: Database, clock: FixedClock) -> None:
    world = make_world(database, clock)
    project, proposals = opened_project(world)
    with database.write() as session:
        for organisation in session.scalars(select(Organisation)):
            organisation.name_zh = organisation.name_en = f"{EVIL}{organisation.id}"[:120]
            organisation.summary_zh = organisation.summary_en = EVIL
        for user in session.scalars(select(User)):
            user.name = EVIL[:80]
        row = session.scalars(select(Project).where(Project.public_id == project)).one()
        row.title_zh, row.title_en, row.summary_zh, row.summary_en = EVIL, EVIL, EVIL, EVIL
        row.answers = {key: EVIL if isinstance(value, str) else value for key, value in row.answers.items()}
        session.commit()
    market = app.extensions["market"]
    rebuild(market.database, market.clock, market.search)
    market.worker.run_once()
    places = [
        "/", "/projects", f"/projects/{project}", "/partners", f"/partners/{world.partners[0]}", "/search?q=script",
        "/ledger", "/ledger/ledger.csv", "/feeds/projects.atom", "/sitemap.xml", "/todo", "/inbox", "/settings",
        "/admin/audit", "/admin/users", f"/community/projects/{project}", f"/community/projects/{project}/preview",
        f"/street/projects/{project}", f"/street/openings/{project}", f"/street/openings/{project}/compare",
        f"/street/openings/{project}/proposals/{proposals[0]}", f"/street/organisations/{world.partners[0]}",
        f"/supervisor/projects/{project}", f"/supervisor/projects/{project}/compare", "/partner/proposals",
        f"/partner/proposals/{proposals[0]}", "/partner/profile", "/search?q=" + EVIL, "/projects?q=" + EVIL,
    ]  # fmt: skip
    people = [None, world.clerk, world.officer, world.partner_actors[0], world.operator]
    seen = 0
    for actor in people:
        browser = browser_of(app, world, actor)
        for place in places:
            answer = browser.get(place)
            assert answer.status_code < 500, place
            found = TELLTALES.search(answer.text)
            assert found is None, (place, found)
            seen += "&lt;script&gt;x=1" in answer.text
    assert seen > 20
    for place in (
        f"/api/v1/projects/{project}",
        "/api/v1/projects",
        "/api/v1/organisations",
        "/api/v1/search?q=script",
    ):
        answer = browser_of(app, world, None).get(place)
        assert (answer.status_code, answer.mimetype) == (200, "application/json")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
