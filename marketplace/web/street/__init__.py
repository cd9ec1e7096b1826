"""The street office's desk: verify, review, publish, open, shortlist.

Each noun has a module here with a blueprint of its own, registered below; openings are spread over three modules.
"""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from marketplace.access.actions import Action
from marketplace.web.gate import needs
from marketplace.web.street import choosing, openings, organisations, project_steps, projects, proposals

#: Imported for the pages that they hang on the blueprints of other modules.
SPREAD = (
    choosing,
    project_steps,
    proposals,
)

blueprint = Blueprint("street", __name__, url_prefix="/street")
for _noun in (projects, organisations, openings):
    blueprint.register_blueprint(_noun.blueprint)


@blueprint.get("", endpoint="home")
@needs(Action.PROJECT_REVIEW)
def home() -> Response:
    """Lead to the desk's first list."""
    return redirect(url_for("street.projects.list"), 303)
