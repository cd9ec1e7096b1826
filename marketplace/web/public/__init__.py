"""What anybody may see.

Each noun has a module here with a blueprint of its own, registered below.
"""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("public", __name__)
