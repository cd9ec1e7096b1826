"""The supervisor's desk: read what is open, follow the trail.

Each noun has a module here with a blueprint of its own, registered below.
"""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("supervisor", __name__, url_prefix="/supervisor")
