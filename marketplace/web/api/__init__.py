"""The JSON API, version 1.

Each noun has a module here with a blueprint of its own, registered below.
"""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
