"""One search over projects, organisations and experts. The index finds, the database decides what may be shown.

Every hit is read again through the reader's rights, and only what passes is counted. Without an index the database
itself looks into titles and summaries, and the page says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for

from marketplace.kernel.paging import Page
from marketplace.kernel.words import N_
from marketplace.partners.queries import (
    ExpertRow,
    OrganisationFilter,
    OrganisationRow,
    expert_page,
    experts_by_public_id,
    organisation_page,
    organisations_by_public_id,
)
from marketplace.projects.queries import ProjectFilter, ProjectRow, project_page, projects_by_public_id
from marketplace.search.asking import Segment, highlight, parse_query, snippet
from marketplace.search.port import SearchUnavailable
from marketplace.web import context, i18n
from marketplace.web.gate import public
from marketplace.web.public import lists
from marketplace.web.public.cards import STATES, sector_label
from marketplace.web.public.lists import address, chosen
from marketplace.web.public.words import place_name, say
from marketplace.workflow.vocabulary import ORGANISATION_KINDS

KINDS = {"project": N_("项目"), "organisation": N_("单位"), "expert": N_("专家")}
PER_PAGE = 20
#: Hits of one kind that are read again; more are told as "200+".
MOST = 200
Row = ProjectRow | OrganisationRow | ExpertRow


@dataclass(frozen=True)
class Found:
    """What a question brought: for each kind the rows that the reader may see, the best first."""

    rows: Mapping[str, Sequence[Row]]
    terms: Mapping[str, tuple[str, ...]]
    more: frozenset[str]
    understood: tuple[str, ...]
    degraded: bool


@dataclass(frozen=True)
class Result:
    """One line of the answer."""

    kind: str
    kind_label: str
    title: tuple[Segment, ...]
    text: tuple[Segment, ...]
    href: str
    meta: tuple[str, ...]
    state_label: str = ""
    state_tone: str = "neutral"


def find(words: str) -> Found:
    """Ask the index for each kind, and the database for what the reader may see of it."""
    readers: dict[str, Callable[..., Mapping[str, Any]]] = {
        "project": projects_by_public_id,
        "organisation": organisations_by_public_id,
        "expert": experts_by_public_id,
    }
    engine, session, actor, now = context.market().search, context.read_session(), context.actor(), context.now()
    rows: dict[str, list[Row]] = {}
    terms: dict[str, tuple[str, ...]] = {}
    more: set[str] = set()
    understood: tuple[str, ...] = ()
    try:
        for kind, read in readers.items():
            query = parse_query(words, audience=lists.audience(actor), kinds=(kind,), per_page=MOST, now=now)
            answer = engine.ask(query)
            seen = read(session, actor, now, [hit.public_id for hit in answer.hits])
            rows[kind] = [seen[hit.public_id] for hit in answer.hits if hit.public_id in seen]
            terms |= {hit.public_id: hit.snippet_terms for hit in answer.hits}
            more |= {kind} if answer.total > MOST else set()
            understood = answer.understood or understood
    except SearchUnavailable:
        return _from_the_database(words)
    return Found(rows, terms, frozenset(more), understood, False)


def _from_the_database(words: str) -> Found:
    session, actor, now = context.read_session(), context.actor(), context.now()
    projects = project_page(session, actor, now, ProjectFilter(words=words), limit=MOST)
    organisations = organisation_page(session, actor, now, OrganisationFilter(words=words), limit=MOST)
    experts = expert_page(session, actor, now, words=words, limit=MOST)
    pages: dict[str, Page[Any]] = {"project": projects, "organisation": organisations, "expert": experts}
    rows: dict[str, Sequence[Row]] = {kind: page.rows for kind, page in pages.items()}
    more = frozenset(kind for kind, page in pages.items() if page.next_cursor)
    terms = dict.fromkeys((row.public_id for found in rows.values() for row in found), tuple(words.split()))
    return Found(rows, terms, more, (), True)


@public
def search() -> str:
    """Answer a question, one tab for each kind of thing."""
    words, kind = lists.typed(), chosen("kind", KINDS)
    found = find(words) if words else Found({}, {}, frozenset(), (), False)
    kind = kind or next((name for name in KINDS if found.rows.get(name)), "project")
    number = page_number()
    rows = found.rows.get(kind, ())
    here, params = url_for("public.search"), {"q": words, "kind": kind}
    places = lists.tree()
    first = (number - 1) * PER_PAGE
    return render_template(
        "pages/public/search.html",
        search_query=words,
        words=words,
        results=[_result(kind, row, found, places) for row in rows[first : first + PER_PAGE]],
        tabs=[
            (name, say(label), address(here, params, kind=name), _count(found, name)) for name, label in KINDS.items()
        ],
        kind=kind,
        total=sum(len(each) for each in found.rows.values()),
        degraded=found.degraded,
        understood=[word for word in found.understood if word not in words][:8],
        previous=address(here, params, page=str(number - 1)) if number > 1 else "",
        following=address(here, params, page=str(number + 1)) if len(rows) > first + PER_PAGE else "",
    )


def page_number() -> int:
    """Return the page asked for, 1 where it is none."""
    typed = request.args.get("page", "")
    return min(max(int(typed), 1), MOST // PER_PAGE) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 1


def _count(found: Found, kind: str) -> str:
    return f"{len(found.rows.get(kind, ()))}{'+' if kind in found.more else ''}"


def _result(kind: str, row: Any, found: Found, places: Any) -> Result:
    terms = found.terms.get(row.public_id, ())
    where = place_name(places, row.territory_id)
    label = say(KINDS[kind])
    if kind == "project":
        state = STATES[row.state]
        return Result(
            kind, label, highlight(i18n.localised(row, "title"), terms), snippet(i18n.localised(row, "summary"), terms),
            url_for("public.projects.detail", public_id=row.public_id), (sector_label(row.sector), where),
            say(state.public_label), state.tone,
        )  # fmt: skip
    name = highlight(i18n.localised(row, "name"), terms)
    if kind == "organisation":
        text = snippet(i18n.localised(row, "summary"), terms)
        href = url_for("public.organisations.detail", public_id=row.public_id)
        return Result(kind, label, name, text, href, (say(ORGANISATION_KINDS[row.kind]), where))
    text = snippet(i18n.localised(row, "bio"), terms)
    href = url_for("public.experts.detail", public_id=row.public_id)
    return Result(kind, label, name, text, href, tuple(part for part in (i18n.localised(row, "title"), where) if part))
