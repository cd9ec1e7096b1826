"""The JSON API: the rows of the pages, an allow-list of fields, errors as JSON, and a description that is true."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories.market import make_organisation, make_project
from tests.factories.world import World, open_project


def body(client: FlaskClient, path: str, status: int = 200) -> Any:
    """Return the JSON of an answer."""
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.mimetype == "application/json"
    return answer.json


def test_pages_of_projects_hold_each_once(world: World, client: FlaskClient) -> None:
    made = {make_project(world) for _number in range(7)}
    seen: list[str] = []
    path: str | None = "/api/v1/projects?limit=3"
    while path:
        page = body(client, path)
        seen += [row["id"] for row in page["projects"]]
        path = f"/api/v1/projects?limit=3&after={page['next']}" if page["next"] else None
    assert sorted(seen) == sorted(made)


def test_fields_are_exactly_those_described(world: World, client: FlaskClient) -> None:
    make_project(world)
    make_organisation(world)
    schemas = body(client, "/api/v1/openapi.json")["components"]["schemas"]
    assert set(body(client, "/api/v1/projects")["projects"][0]) == set(schemas["Project"]["properties"])
    assert set(body(client, "/api/v1/organisations")["organisations"][0]) == set(schemas["Organisation"]["properties"])
    full = body(client, f"/api/v1/projects/{open_project(world)}")
    assert set(schemas["ProjectInFull"]["required"]) <= set(full)


def test_every_address_is_described_and_every_description_has_an_address(app: Flask, client: FlaskClient) -> None:
    rules = {
        rule.rule.replace("<", "{").replace(">", "}")
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
    }
    assert set(body(client, "/api/v1/openapi.json")["paths"]) == rules


@pytest.mark.parametrize("limit", ["0", "101", "x", "-1", "1e3", "٣"])
def test_a_wrong_limit_is_told_as_json(client: FlaskClient, limit: str) -> None:
    wrong = body(client, f"/api/v1/projects?limit={limit}", 422)
    assert wrong["error"] == "invalid"
    assert wrong["request_id"]


def test_what_is_not_there_is_told_as_json(client: FlaskClient) -> None:
    assert body(client, "/api/v1/projects/nothere", 404)["error"] == "not_found"
    assert body(client, "/api/v1/nothing", 404)["error"] == "404"
    assert body(client, "/api/v1/projects?after=garbage", 422)["error"] == "invalid"


def test_filters_are_those_of_the_page(world: World, client: FlaskClient) -> None:
    care = make_project(world, sector="childcare")
    make_project(world)
    assert [row["id"] for row in body(client, "/api/v1/projects?sector=childcare")["projects"]] == [care]


def test_instants_are_utc(world: World, client: FlaskClient) -> None:
    make_project(world)
    assert body(client, "/api/v1/projects")["projects"][0]["deadline_at"] == "2026-12-03T02:00:00Z"


def test_unchanged_data_is_not_sent_again(world: World, client: FlaskClient) -> None:
    make_project(world)
    tag = client.get("/api/v1/projects").headers["ETag"]
    assert client.get("/api/v1/projects", headers={"If-None-Match": tag}).status_code == 304
