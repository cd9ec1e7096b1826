"""The partner's desk: profile and proposals.

Each noun has a module here with a blueprint of its own, registered below.
"""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("partner", __name__, url_prefix="/partner")
