"""People with passwords, and browsers in which they are signed in."""

from __future__ import annotations

import re
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from marketplace.access.actor import SYSTEM, Actor, Role
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.identity.actors import token_hash
from marketplace.identity.models import HeldRoleRow, Organisation, SignIn, User
from marketplace.identity.passwords import hash_password
from marketplace.kernel.ids import new_public_id, new_secret
from marketplace.web.context import Market

PASSWORD = "午夜的灯笼挂在槐树上"
EMAIL = "lin@mail.example"
#: Hashing is slow on purpose; once is enough for all tests of a process.
_HASHES: dict[str, str] = {}


def make_person(uow: UnitOfWork, email: str = EMAIL, password: str = PASSWORD, **over: object) -> User:
    """Add a person who can sign in."""
    if password not in _HASHES:
        _HASHES[password] = hash_password(password)
    facts: dict[str, object] = {
        "email": email, "name": "林示例", "password_hash": _HASHES[password], "created_at": uow.now, **over,
    }  # fmt: skip
    user = User(**facts)
    uow.session.add(user)
    uow.session.flush()
    return user


def give_role(uow: UnitOfWork, user: User, role: Role, organisation: str = "", territory_id: int | None = None) -> None:
    """Let a person hold a role for an organisation, by its public id, or over a territory."""
    row = uow.session.scalar(select(Organisation.id).where(Organisation.public_id == organisation))
    uow.session.add(
        HeldRoleRow(user_id=user.id, role=role, organisation_id=row, territory_id=territory_id, granted_at=uow.now)
    )


def client_of(app: Flask, actor: Actor | None = None) -> FlaskClient:
    """Return a browser in which this person is signed in, by a session row: no slow password, no event of a sign-in."""
    client = app.test_client()
    if actor is None:
        return client
    market: Market = app.extensions["market"]
    token = new_secret()
    with UnitOfWork(market.database, SYSTEM, market.clock) as uow:
        uow.session.add(
            SignIn(
                public_id=new_public_id(), user_id=actor.user_id, token_hash=token_hash(token), created_at=uow.now,
                last_seen_at=uow.now, expires_at=uow.now + timedelta(days=30),
            )
        )  # fmt: skip
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = token, True
    return client


def csrf_of(page: TestResponse) -> str:
    """Return the token of the first form on a page."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert found, f"no form on this page:\n{page.text[:2000]}"
    return found[1]


def post(client: FlaskClient, path: str, data: dict[str, object] | None = None, form_at: str = "") -> TestResponse:
    """Fetch a page with a form, `form_at` or the path itself, and post with its token as a browser would."""
    token = csrf_of(client.get(form_at or path))
    return client.post(path, data={"csrf_token": token, **(data or {})})


def sign_in(client: FlaskClient, email: str = EMAIL, password: str = PASSWORD, target: str = "") -> TestResponse:
    """Sign in through the page."""
    return post(client, "/sign-in", {"email": email, "password": password, "next": target})
