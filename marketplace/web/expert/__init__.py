"""The expert's desk: profile.

Each noun has a module here with a blueprint of its own, registered below.
"""

from __future__ import annotations

from flask import Blueprint

from marketplace.web.expert import profile

blueprint = Blueprint("expert", __name__, url_prefix="/expert")
blueprint.register_blueprint(profile.blueprint)
