"""Input that no form sends: cursors, filters and bodies that are broken on purpose end in an answer, never in a 500."""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from marketplace.db.engine import Database
from marketplace.identity.models import User
from marketplace.kernel.clock import FixedClock
from marketplace.reactions.healing import rebuild
from tests.factories.browsing import browser_of
from tests.factories.world import World, draft_project, make_world, open_project, started

REQUESTS = 250
CURSORS = tuple(
    base64.urlsafe_b64encode(raw).decode().rstrip("=")
    for raw in (
        b"[1000000000000000000000000000000]", b"[-1]", b"[1e308]", b"[1e999]", b"[NaN]", b"[null]", b"[true]", b"[]", b"{}",
        b'["x"]', b'["\\u0000"]', b'["\\ud800"]', b"[" * 2000, b"9" * 5000, b"\xff\xfe", b"5", b"null", b'[["n"]]',
        b'["n","new","0001-01-01T00:00:00+08:00","x"]', b'["n","deadline","9999-12-31T23:59:59-08:00","x"]',
        b'["n","published","0001-01-01T00:00:00+08:00","x"]', b'["p","deadline","2026-01-01","\\u0000"]',
    )
)  # fmt: skip
VALUES = (
    *CURSORS, "", " ", "a\x00b", "NaN", "Infinity", "1e309", "-0", "-1", "1e18", "9" * 40, "９９", "٣", "😀", "\u202eabc",
    "x" * 5000, "0001-01-01", "9999-12-31", "2026-02-30", "0001-01-01T00:00", "9999-12-31T23:59", "2026-11-30T10:00 CST",
    "<script>", "{{7*7}}", "%(name)s%s", "=1+1", "a\r\nX: 1", "//evil.example", "*", '"', "(", "a AND", "[a TO", "a~9", "^",
    " ".join(f"t{number}" for number in range(2000)),
)  # fmt: skip
NAMES = (
    "after", "q", "sector", "state", "territory", "kind", "sort", "event", "who", "subject", "on", "status", "next", "job",
    "version", "reason", "act", "previewed", "summary", "note", "name", "deadline_at", "opens_at", "file-kept", "verb",
    "title_zh", "term-rent_per_year", "min_proposals", "organisation", "role", "go", "lang", "theme", "text_size", "step",
)  # fmt: skip


@pytest.mark.parametrize("path", ["/admin/audit", "/admin/jobs", "/inbox", "/partner/proposals", "/projects", "/partners",
                                  "/experts", "/community/projects", "/community/assets", "/street/projects",
                                  "/street/organisations", "/admin/users", "/api/v1/projects",
                                  "/api/v1/organisations"])  # fmt: skip
def test_broken_cursor_is_refused_on_every_list(app: Flask, database: Database, clock: FixedClock, path: str) -> None:
    world = make_world(database, clock)
    started(world, open_project(world))
    people = {"/admin": world.operator, "/partner/": world.partner_actors[0], "/community": world.clerk,
              "/street": world.officer}  # fmt: skip
    actor = next((actor for start, actor in people.items() if path.startswith(start)), world.resident)
    browser = browser_of(app, world, actor)
    for cursor in CURSORS:
        assert browser.get(path, query_string={"after": cursor}).status_code < 500, cursor


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "-1", "2026-11-30T10:00"])
def test_day_at_the_end_of_time_is_no_filter(app: Flask, database: Database, clock: FixedClock, day: str) -> None:
    browser = browser_of(app, (world := make_world(database, clock)), world.operator)
    assert browser.get("/admin/audit", query_string={"on": day}).status_code == 200


def test_no_input_breaks_a_page(app: Flask, database: Database, clock: FixedClock) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    world = make_world(database, clock)
    market = app.extensions["market"]
    rebuild(market.database, market.clock, market.search)
    ids = _ids(world)
    dice = random.Random(20261123)  # the same attacks every time
    browsers = _browsers(app, world)
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint not in ("account.sign_out", "static")]
    adapter = app.url_map.bind("localhost")
    broken = []
    for _ in range(REQUESTS):
        rule = dice.choice(rules)
        address = adapter.build(rule.endpoint, dict(_values(rule, dice, ids)))
        sent = [(dice.choice(NAMES), dice.choice(VALUES)) for _ in range(6)]
        who, browser = dice.choice(browsers)
        if "POST" in (rule.methods or ()) and dice.random() < 0.6:
            answer = browser.post(address, data=dict(sent))
        else:
            answer = browser.open(address, method=dice.choice(("GET", "GET", "HEAD", "OPTIONS")), query_string=sent,
                                  headers={"Accept-Language": "zh;q=a,,;;*", "Range": "bytes=9-1"})  # fmt: skip
        if answer.status_code >= 500:
            broken.append((who, rule.endpoint, answer.status_code, [(name, value[:40]) for name, value in sent]))
    assert broken == []


def _browsers(app: Flask, world: World) -> list[tuple[str, FlaskClient]]:
    people = {"clerk": world.clerk, "officer": world.officer, "partner": world.partner_actors[0],
              "supervisor": world.supervisor, "operator": world.operator}  # fmt: skip
    return [(name, browser_of(app, world, actor)) for name, actor in people.items()]


def _ids(world: World) -> list[str]:
    project = open_project(world)
    with world.database.read() as session:
        user = session.query(User.public_id).first()
    return [project, started(world, project), draft_project(world), world.partners[0], user[0] if user else "x"]


def _values(rule: Rule, dice: random.Random, ids: list[str]) -> Iterator[tuple[str, str | int]]:
    for name in rule.arguments:
        if "_id" in name:
            yield name, dice.choice([*ids, *ids, "0" * 12, "é", "x" * 300, "a\x00"])
        elif name == "number":
            yield name, dice.choice([0, 1, 99, 10**30])
        else:
            yield name, dice.choice(["basics", "list", "cancel", "verify", "__class__", "full.jpg", "t" * 43])
