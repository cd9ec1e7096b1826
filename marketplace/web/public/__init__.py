"""What anybody may see.

Each noun has a module here with a blueprint of its own, registered below; pages without a noun hang on this one.
"""

from __future__ import annotations

from flask import Blueprint

from marketplace.web.public import (
    experts,
    feeds,
    home,
    ledger,
    organisations,
    preferences,
    projects,
    roadshows,
    search,
)

blueprint = Blueprint("public", __name__)
for _noun in (projects, organisations, experts, roadshows, ledger):
    blueprint.register_blueprint(_noun.blueprint)

blueprint.add_url_rule("/", "home", home.home)
blueprint.add_url_rule("/about", "about", home.about)
blueprint.add_url_rule("/gallery", "gallery", home.gallery)
blueprint.add_url_rule("/search", "search", search.search)
blueprint.add_url_rule("/preferences", "preferences", preferences.preferences)
blueprint.add_url_rule("/robots.txt", "robots", feeds.robots)
blueprint.add_url_rule("/sitemap.xml", "sitemap", feeds.sitemap)
blueprint.add_url_rule("/favicon.ico", "favicon", feeds.favicon)
blueprint.add_url_rule("/feeds/projects.atom", "projects_atom", feeds.projects_atom)
