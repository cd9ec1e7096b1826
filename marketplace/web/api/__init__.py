"""The JSON API, version 1: public data, read only, the same rows as the pages."""

from __future__ import annotations

from flask import Blueprint

from marketplace.web.api import lists

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
blueprint.add_url_rule("/openapi.json", "openapi", lists.openapi)
blueprint.add_url_rule("/projects", "projects", lists.projects)
blueprint.add_url_rule("/projects/<public_id>", "project", lists.project)
blueprint.add_url_rule("/organisations", "organisations", lists.organisations)
blueprint.add_url_rule("/search", "search", lists.search)
