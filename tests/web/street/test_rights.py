"""Every address of the offices against every role: who is let in, who is turned away, who may not know it exists."""

from __future__ import annotations

import pytest
from flask import Flask

from marketplace.db.engine import Database
from marketplace.kernel.clock import FixedClock
from marketplace.web.gate import access_of
from tests.factories.offices import statuses
from tests.factories.people import client_of
from tests.factories.world import World, make_world, open_project, opened_project, submitted

#: People whom the gate of the street's desk turns away with 403.
OUTSIDE = {"resident": 403, "clerk": 403, "partner": 403, "supervisor": 403, "operator": 403, "visitor": 401}


@pytest.fixture
def world(database: Database, clock: FixedClock) -> World:
    return make_world(database, clock, partners=3)


def test_lists_are_the_street_offices_alone(app: Flask, world: World) -> None:
    for path in ("/street/projects", "/street/organisations", "/street/openings"):
        assert statuses(app, world, path) == {**OUTSIDE, "officer": 200, "rival": 200}, path


def test_nobody_but_the_own_street_office_finds_its_pages(app: Flask, world: World) -> None:
    project, ids = opened_project(world, 2)
    here = f"/street/openings/{project}"
    own = [
        f"/street/projects/{project}", here, f"{here}/proposals", f"{here}/compare", f"{here}/proposals/{ids[0]}",
        f"{here}/shortlist", f"{here}/fail", f"/street/projects/{project}/move/begin_evaluation",
        f"{here}/proposals/{ids[0]}/disqualify", f"/street/organisations/{world.community}",
    ]  # fmt: skip
    for path in own:
        assert statuses(app, world, path) == {**OUTSIDE, "officer": 200, "rival": 404}, path


def test_no_post_of_the_street_is_anybody_elses(app: Flask, world: World) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    project, ids = opened_project(world, 2)
    here = f"/street/openings/{project}"
    posts = [
        f"/street/projects/{project}/review", f"/street/projects/{project}/publish",
        f"/street/projects/{project}/cancel", f"/street/projects/{project}/move/begin_evaluation", f"{here}/open",
        f"{here}/shortlist", f"{here}/candidates", f"{here}/award", f"{here}/fail",
        f"{here}/proposals/{ids[0]}/fixing", f"{here}/proposals/{ids[0]}/disqualify",
        f"/street/organisations/{world.community}/move/suspend",
    ]  # fmt: skip
    for path in posts:
        got = statuses(app, world, path, "POST")
        got.pop("officer")
        assert got == {**OUTSIDE, "rival": 404}, path


def test_every_unsafe_address_refuses_a_missing_token(app: Flask, world: World) -> None:
    client = client_of(app, world.officer)
    unsafe = [
        rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("street.") and "POST" in (rule.methods or ())
    ]
    assert len(unsafe) >= 11
    for rule in unsafe:
        path = rule.rule.replace("<public_id>", "0" * 12).replace("<proposal_id>", "0" * 12).replace("<verb>", "verify")
        assert client.post(path, data={}).status_code == 400, rule.rule


@pytest.mark.parametrize("audience", ["street", "supervisor", "admin"])
def test_no_page_of_an_office_is_for_everybody(app: Flask, audience: str) -> None:
    for endpoint, view in app.view_functions.items():
        if endpoint.startswith(f"{audience}."):
            assert access_of(view) is not None, endpoint


def test_nonsense_in_addresses_is_not_found(app: Flask, world: World) -> None:
    client = client_of(app, world.officer)
    for path in (
        "/street/projects/..%2f",
        "/street/projects/x'--",
        "/street/openings/%00",
        "/street/organisations/示例",
    ):
        assert client.get(path).status_code == 404, path


def test_a_proposal_of_another_project_is_not_found(app: Flask, world: World) -> None:
    first, ids = opened_project(world, 1)
    second = open_project(world, title="另一个")
    sealed = submitted(world, second, 1)[0]
    client = client_of(app, world.officer)
    assert client.get(f"/street/openings/{first}/proposals/{sealed}").status_code == 404
    assert client.get(f"/street/openings/{second}/proposals/{ids[0]}").status_code == 404
