"""Flask-Login over session rows: the cookie carries a random token, the database says whose it is and whether it holds."""

from __future__ import annotations

from datetime import datetime

from flask import Flask, session
from flask_login import LoginManager, UserMixin

from marketplace.access.actor import Actor
from marketplace.identity.actors import SignedIn, signed_in
from marketplace.identity.sign_ins import TOUCH_EVERY
from marketplace.web import context


class Person(UserMixin):  # type: ignore[misc]
    """The signed-in person of a request; its id is the session token, never the row's id."""

    def __init__(self, token: str, found: SignedIn) -> None:
        """Wrap a valid session."""
        self._token, self._found = token, found

    def get_id(self) -> str:
        """Return the session token."""
        return self._token

    @property
    def actor(self) -> Actor:
        """The person with roles."""
        return self._found.actor

    @property
    def locale(self) -> str:
        """The language the person chose: `zh` or `en`."""
        return self._found.locale

    @property
    def email(self) -> str:
        """The address the person signs in with."""
        return self._found.email

    @property
    def sign_in_id(self) -> int:
        """The row of this session."""
        return self._found.sign_in_id

    def is_idle(self, now: datetime) -> bool:
        """Whether the time of the last act is old enough to be written anew."""
        return now - self._found.last_seen_at > TOUCH_EVERY


def init(app: Flask) -> None:
    """Attach to an app."""
    manager = LoginManager(app)
    manager.session_protection = None

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load(token: str) -> Person | None:
        found = signed_in(context.read_session(), token, context.now())
        return Person(token, found) if found else None


def forget() -> None:
    """Empty the cookie's session, so that nothing from before a sign-in or sign-out lives on."""
    session.clear()
