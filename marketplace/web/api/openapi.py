"""The API described as OpenAPI 3.1; a test holds it to the addresses that exist and to what they answer."""

from __future__ import annotations

from typing import Any

from marketplace.projects.queries import SORTS, STATE_GROUPS
from marketplace.web.public.search import KINDS
from marketplace.workflow.money_models import MONEY_MODELS
from marketplace.workflow.project import PUBLIC_STATES
from marketplace.workflow.sectors import SECTORS
from marketplace.workflow.vocabulary import ORGANISATION_KINDS

VERSION = "1.0.0"
_STRING: dict[str, Any] = {"type": "string"}
_INSTANT: dict[str, Any] = {"type": ["string", "null"], "format": "date-time"}
_WORDS: dict[str, Any] = {"$ref": "#/components/schemas/Words"}


def document(base_url: str) -> dict[str, Any]:
    """Return the whole description."""
    rows = {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}
    paging = [_query("after", _STRING, "cursor from `next` or `previous`"), _query("limit", rows, "rows of a page")]
    place, sector = _query("territory", _STRING, "slug of a branch"), _query("sector", _enum(SECTORS), "sector")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "共建集市 · Co-build Market",
            "version": VERSION,
            "description": "Public data of the market, without personal data. Instants are UTC, money is whole fen.",
        },
        "servers": [{"url": base_url}],
        "paths": {
            "/api/v1/openapi.json": _get("openapi", "This description", [], {"type": "object"}),
            "/api/v1/projects": _get(
                "listProjects", "Projects, newest first", [
                    place, sector, _query("money", _enum(MONEY_MODELS), "money model"),
                    _query("state", _enum(STATE_GROUPS), "group of states"), _query("q", _STRING, "free words"),
                    _query("within", _enum(("3", "7", "30")), "days until the deadline"),
                    _query("sort", _enum(SORTS), "order"), *paging,
                ], _page("projects", "Project"),
            ),
            "/api/v1/projects/{public_id}": _get(
                "getProject", "One project in full", [_path("public_id")],
                {"$ref": "#/components/schemas/ProjectInFull"},
            ),
            "/api/v1/organisations": _get(
                "listOrganisations", "Verified organisations by name",
                [place, sector, _query("kind", _enum(ORGANISATION_KINDS), "kind"), *paging],
                _page("organisations", "Organisation"),
            ),
            "/api/v1/search": _get(
                "search", "Projects, organisations and experts", [
                    _query("q", _STRING, "what to find"), _query("kind", _enum(KINDS), "kind of thing"),
                    _query("page", {"type": "integer", "minimum": 1, "maximum": 10}, "page"),
                ], {"type": "object", "required": ["query", "kind", "counts", "results"]},
            ),
        },
        "components": {"schemas": _schemas()},
    }  # fmt: skip


def _schemas() -> dict[str, Any]:
    project = {
        "id": _STRING, "number": _STRING, "title": _WORDS, "summary": _WORDS, "sector": _enum(SECTORS),
        "money_model": _enum(MONEY_MODELS), "state": _enum((*PUBLIC_STATES, "scheduled")),
        "territory": {"type": "array", "items": {"$ref": "#/components/schemas/Territory"}},
        "organisation": {"type": "object"}, "partner": {"type": ["object", "null"]}, "published_at": _INSTANT,
        "opens_at": _INSTANT, "questions_until": _INSTANT, "deadline_at": _INSTANT, "example": {"type": "boolean"},
    }  # fmt: skip
    full = {name: kind for name, kind in project.items() if not name.endswith(("_at", "_until"))}
    organisation = {
        "id": _STRING, "kind": _enum(ORGANISATION_KINDS), "name": _WORDS, "summary": _WORDS,
        "sectors": {"type": "array", "items": _STRING}, "verified": {"type": "boolean"},
        "territory": {"type": "array", "items": {"$ref": "#/components/schemas/Territory"}},
        "example": {"type": "boolean"},
    }  # fmt: skip
    return {
        "Words": _object({"zh": _STRING, "en": _STRING}),
        "Territory": _object({"slug": _STRING, "level": _STRING, "name": _WORDS}),
        "Project": _object(project),
        "ProjectInFull": _object(full),
        "Organisation": _object(organisation),
        "Error": _object({"error": _STRING, "message": _STRING, "request_id": _STRING}),
    }


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


def _page(name: str, schema: str) -> dict[str, Any]:
    rows = {"type": "array", "items": {"$ref": f"#/components/schemas/{schema}"}}
    cursor = {"type": ["string", "null"]}
    return _object({name: rows, "next": cursor, "previous": cursor})


def _enum(keys: Any) -> dict[str, Any]:
    return {"type": "string", "enum": list(keys)}


def _query(name: str, schema: dict[str, Any], what: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": what}


def _path(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": _STRING}


def _get(operation: str, what: str, parameters: list[dict[str, Any]], schema: dict[str, Any]) -> dict[str, Any]:
    wrong = {
        "description": "error",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
    }
    return {
        "get": {
            "operationId": operation,
            "summary": what,
            "parameters": parameters,
            "responses": {
                "200": {"description": what, "content": {"application/json": {"schema": schema}}},
                "404": wrong,
                "422": wrong,
            },
        }
    }
