"""What machines read beside the API: robots, site map, feed, icon. All of it lists only what everybody may see."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from flask import Response, current_app, render_template, request, url_for

from marketplace.access.actor import VISITOR
from marketplace.partners.queries import OrganisationFilter, expert_page, organisation_page
from marketplace.projects.queries import ProjectFilter, project_page
from marketplace.web import context
from marketplace.web.gate import public
from marketplace.web.public import lists
from marketplace.web.public.cache import kept
from marketplace.web.public.cards import project_cards

#: The protocol allows 50,000 addresses in a file; the newest projects go first.
MOST_PROJECTS, MOST_OTHERS = 20_000, 5_000
FEED_ROWS = 50
_PAGES = (
    "public.home", "public.projects.list", "public.organisations.list", "public.experts.list", "public.roadshows.list",
    "public.ledger.list", "public.about",
)  # fmt: skip
_PRIVATE = ("/account", "/admin", "/community", "/partner/", "/street", "/supervisor", "/expert/", "/preferences")


def outside(endpoint: str, **values: str) -> str:
    """Return an address for use outside the site: made of the setting, never of the request's Host."""
    return context.market().settings.base_url + url_for(endpoint, **values)  # type: ignore[arg-type]


@public
@kept()
def robots() -> Response:
    """Say what robots need not look at."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _PRIVATE), f"Sitemap: {outside('public.sitemap')}", ""]
    return Response("\n".join(lines), content_type="text/plain; charset=utf-8")


@public
@kept()
def sitemap() -> Response:
    """List the address of every public page."""
    session, now = context.read_session(), context.now()
    rows: list[tuple[str, datetime | None]] = [(outside(endpoint), None) for endpoint in _PAGES]
    projects = project_page(session, VISITOR, now, ProjectFilter(), limit=MOST_PROJECTS)
    rows += [(outside("public.projects.detail", public_id=row.public_id), row.published_at) for row in projects.rows]
    organisations = organisation_page(session, VISITOR, now, OrganisationFilter(), limit=MOST_OTHERS)
    rows += [(outside("public.organisations.detail", public_id=row.public_id), None) for row in organisations.rows]
    experts = expert_page(session, VISITOR, now, limit=MOST_OTHERS)
    rows += [(outside("public.experts.detail", public_id=row.public_id), None) for row in experts.rows]
    return Response(
        render_template("pages/public/feeds/sitemap.xml", rows=rows), content_type="application/xml; charset=utf-8"
    )


@public
@kept()
def projects_atom() -> Response:
    """Answer with the newest projects as an Atom feed."""
    session, now = context.read_session(), context.now()
    page = project_page(session, VISITOR, now, ProjectFilter(), limit=FEED_ROWS)
    cards = project_cards(page.rows, lists.tree(), now)
    entries = [
        (row, card, outside("public.projects.detail", public_id=row.public_id))
        for row, card in zip(page.rows, cards, strict=True)
    ]
    updated = max((row.published_at for row in page.rows), default=now)
    text = render_template(
        "pages/public/feeds/projects.xml", entries=entries, updated=updated, home=outside("public.home"),
        self_href=outside("public.projects_atom"), list_href=outside("public.projects.list"),
    )  # fmt: skip
    return Response(text, content_type="application/atom+xml; charset=utf-8")


@public
def favicon() -> Response:
    """Answer the address that browsers guess."""
    path = Path(current_app.root_path) / "static" / "img" / "favicon.svg"
    response = Response(path.read_bytes(), content_type="image/svg+xml")
    response.headers["Cache-Control"] = "public, max-age=86400"
    response.add_etag()
    response.make_conditional(request)
    return response
