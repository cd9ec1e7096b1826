"""The community's desk: assets, projects, answers.

The nouns' blueprints are registered below; the many pages of a project hang themselves on its blueprint when imported.
"""

from __future__ import annotations

from flask import Blueprint

from marketplace.web.community import (
    assets,
    criteria,  # noqa: F401
    decisions,  # noqa: F401
    documents,  # noqa: F401
    lifecycle,  # noqa: F401
    projects,
    proposals,  # noqa: F401
    questions,  # noqa: F401
    sections,  # noqa: F401
)

blueprint = Blueprint("community", __name__, url_prefix="/community")
blueprint.register_blueprint(assets.blueprint)
blueprint.register_blueprint(projects.blueprint)
