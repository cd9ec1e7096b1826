"""The operator's desk: people, territories, audit, jobs. Supervisors read the log of their territory here too.

Each noun has a module here with a blueprint of its own, registered below.
"""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from marketplace.access.actions import Action
from marketplace.web.admin import audit, jobs, territories, user_roles, users
from marketplace.web.gate import needs

#: Imported for the pages that they hang on the blueprints of other modules.
SPREAD = (user_roles,)

blueprint = Blueprint("admin", __name__, url_prefix="/admin")
for _noun in (users, territories, audit, jobs):
    blueprint.register_blueprint(_noun.blueprint)


@blueprint.get("", endpoint="home")
@needs(Action.USER_MANAGE)
def home() -> Response:
    """Lead to the desk's first list."""
    return redirect(url_for("admin.users.list"), 303)
