"""The addresses of the API: the same queries as the pages, so that both show the same rows to the same reader."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from marketplace.kernel.errors import Invalid, NotFound
from marketplace.kernel.words import N_
from marketplace.partners.queries import OrganisationFilter, organisation_page
from marketplace.projects.queries import SORTS, project_page
from marketplace.projects.reading import project_view
from marketplace.proposals.results import opened_proposals
from marketplace.web import context
from marketplace.web.api import answers
from marketplace.web.api.openapi import document
from marketplace.web.gate import public
from marketplace.web.public import lists
from marketplace.web.public.cache import kept
from marketplace.web.public.projects import wanted
from marketplace.web.public.search import KINDS, PER_PAGE, find, page_number
from marketplace.workflow.sectors import SECTORS
from marketplace.workflow.vocabulary import ORGANISATION_KINDS

DEFAULT_LIMIT, MOST_LIMIT = 20, 100


@public
@kept()
def openapi() -> Response:
    """Describe the API."""
    return answers.answer(document(context.market().settings.base_url))


@public
@kept("territory", "sector", "money", "state", "within", "sort", "after", "limit")
def projects() -> Response:
    """List projects."""
    places = lists.tree()
    choices = wanted(places)
    page = project_page(
        context.read_session(), context.actor(), context.now(), choices.filter,
        sort=lists.chosen("sort", SORTS) or "newest", after=request.args.get("after", ""), limit=_limit(),
    )  # fmt: skip
    rows = [answers.project(row, places) for row in page.rows]
    return answers.answer({"projects": rows, "next": page.next_cursor, "previous": page.previous_cursor})


@public
@kept()
def project(public_id: str) -> Response:
    """Tell everything about one project.

    :raises NotFound: where there is none for this reader.
    """
    if not public_id.isascii() or not public_id.isalnum():
        raise NotFound()
    session = context.read_session()
    view = project_view(session, context.actor(), context.now(), public_id)
    opened = opened_proposals(session, view.row_id, view.state, view.opened_at)
    return answers.answer(answers.project_in_full(view, lists.tree(), opened))


@public
@kept("kind", "sector", "territory", "after", "limit")
def organisations() -> Response:
    """List verified organisations."""
    places = lists.tree()
    node, kind = lists.territory(places), lists.chosen("kind", ORGANISATION_KINDS)
    narrowed = OrganisationFilter(
        kinds=(kind,) if kind else (), sector=lists.chosen("sector", SECTORS), territory_path=node.path if node else ""
    )
    page = organisation_page(
        context.read_session(), context.actor(), context.now(), narrowed, after=request.args.get("after", ""),
        limit=_limit(),
    )  # fmt: skip
    rows = [answers.organisation(row, places) for row in page.rows]
    return answers.answer({"organisations": rows, "next": page.next_cursor, "previous": page.previous_cursor})


@public
def search() -> Response:
    """Find projects, organisations and experts."""
    words, kind, places = lists.typed(), lists.chosen("kind", KINDS), lists.tree()
    found = find(words) if words else None
    shown = {"project": answers.project, "organisation": answers.organisation, "expert": answers.expert}
    rows: dict[str, Any] = {name: found.rows.get(name, ()) for name in KINDS} if found else {}
    first = (page_number() - 1) * PER_PAGE
    kind = kind or next((name for name in KINDS if rows.get(name)), "project")
    page = rows.get(kind, ())[first : first + PER_PAGE]
    body = {
        "query": words,
        "kind": kind,
        "page": page_number(),
        "counts": {name: len(rows.get(name, ())) for name in KINDS},
        "more": sorted(found.more) if found else [],
        "degraded": found.degraded if found else False,
        "results": [shown[kind](row, places) for row in page],  # type: ignore[operator]
    }
    return answers.answer(body)


def _limit() -> int:
    """Return how many rows are wanted.

    :raises Invalid: where the number is none, or too large.
    """
    typed = request.args.get("limit", "")
    if not typed:
        return DEFAULT_LIMIT
    if not typed.isascii() or not typed.isdigit() or len(typed) > 4 or not 1 <= int(typed) <= MOST_LIMIT:
        raise Invalid.one("limit", N_("limit 要在 1 到 %(most)d 之间。"), most=MOST_LIMIT)
    return int(typed)
