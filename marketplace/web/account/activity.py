"""Remember when a session last did something, for its owner's list; reading writes nothing, so only acts count."""

from __future__ import annotations

from flask import Response, current_app, request
from flask_login import current_user
from sqlalchemy.exc import OperationalError

from marketplace.identity import sign_ins
from marketplace.web import context


def note(response: Response) -> Response:
    """After an act that succeeded, write its time to the session, seldom enough not to matter."""
    if request.method in ("GET", "HEAD", "OPTIONS") or response.status_code >= 400:
        return response
    if not current_user.is_authenticated or not current_user.is_idle(context.now()):
        return response
    try:
        with context.unit_of_work() as uow:
            sign_ins.touch(uow, current_user.sign_in_id)
    except OperationalError:
        # The act itself is done; its time in a list is worth no error page.
        current_app.logger.warning("the time of the last act was not written")
    return response
