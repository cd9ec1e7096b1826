"""The community's desk: assets, projects, answers.

Each noun has a module here with a blueprint of its own, registered below.
"""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("community", __name__, url_prefix="/community")
