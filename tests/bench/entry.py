"""The three applications that `make bench` serves, each made in a server of its own."""

from flask import Flask

from marketplace.app import create_app
from marketplace.web.public.cache import PageCache


def hello() -> Flask:
    """Bare Flask, the yardstick."""
    app = Flask("hello")

    @app.get("/")
    def _hello() -> str:
        return "hello"

    return app


def warm() -> Flask:
    """The site as it is."""
    return create_app()


def cold() -> Flask:
    """The site without a page kept: every answer is made anew."""
    app = create_app()
    app.extensions["page_cache"] = PageCache(most_bytes=0)
    return app
