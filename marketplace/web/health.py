"""Alive, and ready to serve: names of what is wrong, never details."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from marketplace.db.outbox_queries import queue_state
from marketplace.reactions.healing import answers
from marketplace.web import context
from marketplace.web.gate import public

blueprint = Blueprint("health", __name__)
#: A queue whose oldest job is later than this is reported.
QUEUE_LAG_SECONDS = 120.0


@blueprint.get("/healthz")
@public
def alive() -> Response:
    """Answer as long as the process does."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@public
def ready() -> tuple[Response, int]:
    """Answer 503 with the names of the parts that do not work."""
    installation = context.market()
    parts = {"database": _database(), "queue": _queue(), "index": answers(installation.search)}
    status = 200 if all(parts.values()) else 503
    return jsonify({name: "ok" if good else "failing" for name, good in parts.items()}), status


def _database() -> bool:
    try:
        context.read_session().execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True


def _queue() -> bool:
    try:
        state = queue_state(context.read_session(), context.now())
    except SQLAlchemyError:
        return False
    return state.late_seconds < QUEUE_LAG_SECONDS
