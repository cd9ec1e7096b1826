"""Alive, and ready to serve: names of what is wrong, never details."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, jsonify
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from marketplace.db.outbox import PENDING, OutboxRow
from marketplace.web import context
from marketplace.web.gate import public

blueprint = Blueprint("health", __name__)
#: A queue that waits longer than this is reported.
QUEUE_LAG = timedelta(minutes=2)


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
    parts = {"database": _database(), "queue": _queue(), "index": installation.search.check().ok}
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
        oldest = context.read_session().scalar(
            select(func.min(OutboxRow.available_at)).where(OutboxRow.status == PENDING)
        )
    except SQLAlchemyError:
        return False
    return oldest is None or context.now() - oldest < QUEUE_LAG
