"""What every template may use; no session, no row of the database, no role comparison."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Flask, g, request, url_for
from flask_wtf.csrf import generate_csrf
from jinja2 import StrictUndefined
from markupsafe import Markup

from marketplace.access.actions import Action
from marketplace.access.actor import Actor
from marketplace.access.matrix import could_ever
from marketplace.config import Settings
from marketplace.identity.messages import unread_count
from marketplace.web import context, i18n
from marketplace.web.account.todo import waiting_items
from marketplace.web.assets import asset
from marketplace.web.navigation import nav_items


@dataclass(frozen=True)
class ActorView:
    """The person as templates see it."""

    signed_in: bool
    name: str
    roles: frozenset[str]
    can: Callable[[str], bool]


def view_of(actor: Actor) -> ActorView:
    """Return what templates may know of an actor."""
    return ActorView(
        actor.signed_in,
        actor.name,
        frozenset(str(role) for role in actor.roles),
        lambda action: could_ever(actor, Action(action)),
    )


def csrf_field() -> Markup:
    """Return the hidden field with the token; asking for it starts a session, so only forms that change things do."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


def _menu() -> list[Any]:
    actor = context.actor()
    return nav_items(actor, badges(actor)) if actor.signed_in else []


def badges(actor: Actor) -> dict[str, int]:
    """Return the counts beside menu entries; asked once in a request."""
    if not actor.signed_in or actor.user_id is None:
        return {}
    if "badges" not in g:
        g.badges = {
            "account.todo": len(waiting_items()),
            "account.inbox": unread_count(context.read_session(), actor.user_id),
        }
    counts: dict[str, int] = g.badges
    return counts


def _address(endpoint: str, **values: Any) -> str:
    """Return an address; the same one is built once for each mount point."""
    if endpoint.startswith(".") or any(
        type(value) is not str or name.startswith("_") for name, value in values.items()
    ):
        return url_for(endpoint, **values)
    return _built(endpoint, request.script_root, tuple(values.items()))


@lru_cache(maxsize=4096)
def _built(endpoint: str, _mount: str, values: tuple[tuple[str, Any], ...]) -> str:
    return url_for(endpoint, **dict(values))


def init(app: Flask, settings: Settings) -> None:
    """Attach to an app."""
    env = app.jinja_env
    env.undefined = StrictUndefined
    env.trim_blocks = env.lstrip_blocks = True
    env.globals.update(
        url_for=_address,
        asset=asset,
        csrf_field=csrf_field,
        nav_items=_menu,
        demo_mode=settings.demo,
        #: Of the setting, never of the request's Host: a kept page must not show what one reader sent.
        site_url=settings.base_url,
    )

    @app.context_processor
    def common() -> dict[str, Any]:
        return {
            "current_actor": view_of(context.actor()),
            "locale": i18n.locale(),
            "text_size": i18n.preference("text_size", i18n.TEXT_SIZES),
            "theme": i18n.preference("theme", i18n.THEMES),
            "now": context.now(),
        }
