"""The supervisor's desk: read everything that is open, change nothing. No page here opens a unit of work."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from marketplace.access.actions import Action
from marketplace.web.gate import needs
from marketplace.web.supervisor import projects

blueprint = Blueprint("supervisor", __name__, url_prefix="/supervisor")
blueprint.register_blueprint(projects.blueprint)


@blueprint.get("", endpoint="home")
@needs(Action.PROJECT_SUPERVISE)
def home() -> Response:
    """Lead to the desk's first list."""
    return redirect(url_for("supervisor.projects.list"), 303)
