"""The partner's desk: profile and proposals.

Each noun has a module here with a blueprint of its own, registered below.
"""

from __future__ import annotations

from flask import Blueprint

from marketplace.web.partner import profile, proposals

blueprint = Blueprint("partner", __name__, url_prefix="/partner")
blueprint.register_blueprint(proposals.blueprint)
blueprint.register_blueprint(profile.blueprint)
