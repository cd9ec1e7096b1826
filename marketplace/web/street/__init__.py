"""The street office's desk: verify, review, publish, open, shortlist.

Each noun has a module here with a blueprint of its own, registered below.
"""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("street", __name__, url_prefix="/street")
