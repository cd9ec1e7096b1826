"""Signing in, one's own settings, to-do list and messages.

Each noun has a module here with a blueprint of its own, registered below.
"""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("account", __name__)
