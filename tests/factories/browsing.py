"""Browsers without scripts, for people of the small world."""

from flask import Flask
from flask.testing import FlaskClient

from marketplace.access.actor import Actor
from tests.factories.people import client_of
from tests.factories.world import World


def browser_of(app: Flask, _world: World, actor: Actor | None) -> FlaskClient:
    """Return a browser in which this person of the world has signed in; None for nobody."""
    return client_of(app, actor)
