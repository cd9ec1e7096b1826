"""Browsers without scripts, for people of the small world."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from marketplace.access.actor import Actor
from marketplace.identity.actors import token_hash
from marketplace.identity.models import SignIn
from marketplace.kernel.ids import new_public_id, new_secret
from tests.factories.world import World


def browser_of(app: Flask, world: World, actor: Actor | None) -> FlaskClient:
    """Return a browser in which this person has signed in; None for nobody."""
    client = app.test_client()
    if actor is None:
        return client
    token = new_secret()
    with world.uow() as uow:
        uow.session.add(
            SignIn(
                public_id=new_public_id(), user_id=actor.user_id, token_hash=token_hash(token), created_at=uow.now,
                last_seen_at=uow.now, expires_at=uow.now + timedelta(days=30),
            )
        )  # fmt: skip
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
    return client
