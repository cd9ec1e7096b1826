"""Every address, every role: nothing breaks, nothing leaks, no GET writes, no POST passes without its token."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from marketplace.access.actor import Actor
from marketplace.db.engine import Database
from marketplace.files.models import StoredFile
from marketplace.identity.models import Organisation, User
from marketplace.kernel.clock import FixedClock
from marketplace.migrations.schema import metadata
from marketplace.partners.models import Expert
from marketplace.reactions.healing import rebuild
from marketplace.territory.models import Territory
from marketplace.web.security import HEADERS
from tests.factories.browsing import browser_of
from tests.factories.world import (
    World,
    draft_project,
    listed_asset,
    make_world,
    open_project,
    opened_project,
    scheduled_project,
    started,
    submitted,
)

#: Words that the factories write into proposals.
SECRET = "机密方案"


@dataclass
class Scene:
    """A world with something in every state that could leak, and the addresses to try."""

    app: Flask
    world: World
    sealed_project: str
    sealed: str
    opened: list[str]
    ids: list[str]
    #: Which ids are worth trying in which addresses; all of them elsewhere.
    about: dict[str, list[str]]

    def addresses(self) -> Iterator[str]:
        """Yield every GET address, with every id in every place."""
        adapter = self.app.url_map.bind("localhost")
        for rule in self.app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()):
                continue
            if not rule.arguments:
                yield adapter.build(rule.endpoint)
                continue
            about = [public_id for part, ids in self.about.items() if part in rule.rule for public_id in ids]
            for public_id in about or self.ids:
                values = {
                    name: public_id if name in ("public_id", "project_id", "proposal_id", "id") else _value(name)
                    for name in rule.arguments
                }
                yield adapter.build(rule.endpoint, values)

    def roles(self) -> dict[str, Actor | None]:
        """Return one person for each role, and nobody."""
        world = self.world
        return {
            "nobody": None, "resident": world.resident, "community": world.clerk, "street": world.officer,
            "other street": world.rival_officer, "applicant": world.partner_actors[0],
            "rival": world.partner_actors[1], "supervisor": world.supervisor, "operator": world.operator,
        }  # fmt: skip


def _value(name: str) -> str | int:
    return {"number": 1, "size": "card", "name": "x.pdf", "token": "t" * 43, "verb": "cancel", "noun": "project"}.get(
        name, "basics"
    )


@pytest.fixture
def scene(app: Flask, database: Database, clock: FixedClock) -> Scene:
    world = make_world(database, clock, partners=3)
    market = app.extensions["market"]
    rebuild(market.database, market.clock, market.search)
    opened, proposals = opened_project(world)
    sealed_project = open_project(world, title="密封中的项目", asset=listed_asset(world, name="另一广场"))
    sealed, _receipt = submitted(world, sealed_project)
    draft = draft_project(world, asset=listed_asset(world, name="草稿广场"))
    waiting = scheduled_project(world, asset=listed_asset(world, name="待发布广场"))
    asset = listed_asset(world)
    market.worker.run_once()
    with database.read() as session:
        others = [
            session.scalars(select(kind.public_id).limit(1)).first()
            for kind in (Organisation, User, Territory, Expert, StoredFile)
        ]
    ids = [
        opened,
        proposals[0],
        sealed_project,
        sealed,
        draft,
        waiting,
        asset,
        world.partners[0],
        *filter(None, others),
    ]
    projects = [opened, sealed_project, draft, waiting]
    about = {
        "/projects/": projects,
        "/openings/": projects,
        "/proposals/<": [sealed, proposals[0]],
        "/assets/": [asset],
    }
    return Scene(app, world, sealed_project, sealed, proposals, [*ids, "0" * 12], about)


def _rows(database: Database) -> str:
    digest = hashlib.sha256()
    with database.read() as session:
        for table in metadata().sorted_tables:
            for row in session.execute(select(table)):
                digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


def test_every_page_answers_every_role_without_breaking_leaking_or_writing(scene: Scene, database: Database) -> None:
    browsers = {name: browser_of(scene.app, scene.world, actor) for name, actor in scene.roles().items()}
    before, broken, leaking, bare = _rows(database), [], [], []
    for address in scene.addresses():
        for name, browser in browsers.items():
            answer = browser.get(address)
            if answer.status_code >= 500:
                broken.append((address, name, str(answer.status_code)))
            if name != "applicant" and f"{SECRET}0" in answer.text and not _may_read(name, answer.text, scene):
                leaking.append((address, name))
            if any(answer.headers.get(header) is None for header in HEADERS):
                bare.append((address, name))
    assert (_first(broken), _first(leaking), _first(bare)) == ([], [], [])
    assert _rows(database) == before


def _first(found: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return few enough to read."""
    return found[:20]


def _may_read(name: str, page: str, scene: Scene) -> bool:
    """Whether the page may show a proposal's words: it is about an opened one, and the role chooses or watches."""
    return name in ("street", "community", "supervisor") and scene.sealed not in page and "密封中的项目" not in page


def test_no_post_passes_without_its_token(scene: Scene, database: Database) -> None:
    scene.app.config["WTF_CSRF_ENABLED"] = True
    adapter = scene.app.url_map.bind("localhost")
    before, passed = _rows(database), []
    for name, actor in scene.roles().items():
        browser = browser_of(scene.app, scene.world, actor)
        tokenless = _rows(database)
        for rule in scene.app.url_map.iter_rules():
            for method in {"POST", "PUT", "PATCH", "DELETE"} & set(rule.methods or ()):
                for public_id in (scene.sealed_project, scene.sealed, scene.opened[0]):
                    values = {key: public_id if key == "public_id" else _value(key) for key in rule.arguments}
                    answer = browser.open(adapter.build(rule.endpoint, values), method=method, data={"reason": "x" * 9})
                    sent_away = actor is None and "/sign-in" in answer.headers.get("Location", "")
                    if answer.status_code not in (400, 401, 403, 404, 405, 413) and not sent_away:
                        passed.append((rule.endpoint, name, str(answer.status_code)))
        assert _rows(database) == tokenless
    assert _first(passed) == []
    assert before


def _page(browser: FlaskClient, address: str) -> str:
    answer = browser.get(address)
    if answer.status_code >= 400:
        return str(answer.status_code)  # the page of an error carries the number of its request
    text = re.sub(r'name="csrf_token" value="[^"]+"', "", answer.text)
    return f"{answer.status_code} {answer.headers.get('ETag', '')} {text}"


def test_pages_of_an_open_project_do_not_change_when_somebody_submits(scene: Scene) -> None:
    names = [name for name in scene.roles() if name not in ("applicant", "rival")]
    browsers = {name: browser_of(scene.app, scene.world, scene.roles()[name]) for name in names}
    addresses = [
        address for address in scene.addresses()
        if scene.sealed_project in address or address in ("/", "/projects", "/todo", "/inbox", "/api/v1/projects",
                                                          "/feeds/projects.atom", "/search", "/partners")
    ]  # fmt: skip
    before = {(name, address): _page(browsers[name], address) for name in names for address in addresses}
    submitted(scene.world, scene.sealed_project, 1)
    started(scene.world, scene.sealed_project, 2)
    scene.app.extensions["market"].worker.run_once()
    changed = [key for key, page in before.items() if _page(browsers[key[0]], key[1]) != page]
    assert _first(changed) == []
