"""The gate: every endpoint says who may come in principle; one that says nothing is refused, and stops the start."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from flask import Flask, current_app, g, request
from flask_login import current_user

from marketplace.access.actions import Action
from marketplace.access.actor import VISITOR
from marketplace.access.matrix import could_ever
from marketplace.kernel.errors import NotAllowed, NotSignedIn

View = TypeVar("View", bound=Callable[..., object])
#: Attribute of a view: an Action, or None for `@public`.
_MARK = "market_access"


def needs(action: Action) -> Callable[[View], View]:
    """Let in only those who could ever hold this right; the service asks again with the subject."""

    def mark(view: View) -> View:
        setattr(view, _MARK, action)
        return view

    return mark


def public(view: View) -> View:
    """Let everybody in."""
    setattr(view, _MARK, None)
    return view


def access_of(view: object) -> Action | None:
    """Return what a view needs; None for everybody.

    :raises LookupError: where the view does not say.
    """
    if not hasattr(view, _MARK):
        raise LookupError(f"{view!r} says neither @needs nor @public")
    return cast("Action | None", getattr(view, _MARK))


def init(app: Flask) -> None:
    """Guard all endpoints of an app."""
    app.before_request(_guard)


def check(app: Flask) -> None:
    """Refuse to start with an endpoint that does not say who may come.

    :raises LookupError: naming the endpoint.
    """
    for endpoint, view in app.view_functions.items():
        try:
            access_of(view)
        except LookupError as error:
            raise LookupError(f"{endpoint}: {error}") from error


def _guard() -> None:
    if request.endpoint is None:
        return
    view = current_app.view_functions[request.endpoint]
    g.actor = current_user.actor if current_user.is_authenticated else VISITOR
    action = access_of(view)
    if action is None or could_ever(g.actor, action):
        return
    raise NotAllowed() if g.actor.signed_in else NotSignedIn()
