"""Signing in, one's own settings, to-do list and messages. These endpoints have two words: `account.sign_in`."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from marketplace.web.account import activity, inbox, organisations, passwords, registration, settings, sign_in, todo

blueprint = Blueprint("account", __name__)

#: endpoint, path, view, methods.
ROUTES: tuple[tuple[str, str, Callable[..., ResponseReturnValue], tuple[str, ...]], ...] = (
    ("sign_in", "/sign-in", sign_in.sign_in, ("GET", "POST")),
    ("sign_in_demo", "/sign-in/demo", sign_in.sign_in_demo, ("POST",)),
    ("sign_out", "/sign-out", sign_in.sign_out, ("POST",)),
    ("register", "/register", registration.register, ("GET", "POST")),
    ("register_organisation", "/register/organisation", organisations.register_organisation, ("GET", "POST")),
    ("registration", "/register/organisation/<public_id>", organisations.registration, ("GET",)),
    ("password_forgotten", "/password/forgotten", passwords.forgotten, ("GET", "POST")),
    ("password_reset", "/password/reset/<token>", passwords.reset, ("GET", "POST")),
    ("settings", "/settings", settings.settings, ("GET", "POST")),
    ("change_password", "/settings/password", settings.change_password, ("GET", "POST")),
    ("revoke_session", "/settings/sessions/<public_id>/revoke", settings.revoke_session, ("POST",)),
    ("revoke_other_sessions", "/settings/sessions/revoke-others", settings.revoke_other_sessions, ("POST",)),
    ("todo", "/todo", todo.show, ("GET",)),
    ("inbox", "/inbox", inbox.show, ("GET",)),
    ("inbox_read_all", "/inbox/read", inbox.read_all, ("POST",)),
    ("inbox_read", "/inbox/<public_id>/read", inbox.read_one, ("POST",)),
)

for _endpoint, _path, _view, _methods in ROUTES:
    blueprint.add_url_rule(_path, _endpoint, _view, methods=_methods)

blueprint.after_app_request(activity.note)


@blueprint.after_request
def keep_nowhere(response: Response) -> Response:
    """Forbid keeping these pages: they hold tokens, or are one person's."""
    response.headers["Cache-Control"] = "no-store"
    return response
