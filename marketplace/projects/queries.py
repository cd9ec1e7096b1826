"""Lists of projects as anybody may see them: filtered, sorted, in keyset pages, with a constant number of statements.

Rows are columns, never mapped objects; what a viewer may not read is not in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, literal, null, or_, select
from sqlalchemy.orm import Session, aliased

from marketplace.access.actor import VISITOR, Actor
from marketplace.assets.models import AssetPhoto
from marketplace.db import keyset
from marketplace.db.base import UtcDateTime
from marketplace.db.keyset import SortKey
from marketplace.files.models import StoredFile
from marketplace.identity.models import Organisation
from marketplace.kernel.paging import Page
from marketplace.kernel.words import N_
from marketplace.projects.models import Project, ProjectAsset
from marketplace.projects.rights import RIGHTS, in_states, shown_column

PAGE_SIZE = 20
#: Later than any deadline: where those without one stand when the nearest come first.
NEVER = datetime(9999, 12, 31, tzinfo=UTC)
#: What people look for, and the states that it means.
STATE_GROUPS: dict[str, tuple[str, frozenset[str]]] = {
    "open": (N_("征集方案中"), frozenset({"open"})),
    "upcoming": (N_("即将开放"), frozenset({"scheduled"})),
    "choosing": (N_("评选中"), frozenset({"closed", "opened", "evaluating", "shortlisted", "roadshow", "proposed"})),
    "decided": (N_("已确定合作方"), frozenset({"awarded", "contracted"})),
    "operating": (N_("运营中"), frozenset({"operating"})),
    "ended": (N_("已结束"), frozenset({"completed", "unsuccessful", "cancelled", "terminated"})),
}
SORTS = {"newest": N_("最新发布"), "deadline": N_("截止最近"), "title": N_("按名称")}


@dataclass(frozen=True)
class ProjectFilter:
    """What a list is narrowed to; empty means everything.

    `found` are the public ids that a search brought, None where nothing was searched; `words` are looked up in titles
    and summaries by the database itself.
    """

    territory_path: str = ""
    sector: str = ""
    money_model: str = ""
    state: str = ""
    due_within_days: int = 0
    organisation_id: int = 0
    partner_id: int = 0
    found: tuple[str, ...] | None = None
    words: str = ""


class ProjectRow(NamedTuple):
    """A project in a list."""

    public_id: str
    number: str
    title_zh: str
    title_en: str
    summary_zh: str
    summary_en: str
    sector: str
    money_model: str
    territory_id: int
    state: str
    opens_at: datetime | None
    questions_until: datetime | None
    deadline_at: datetime | None
    published_at: datetime
    organisation_zh: str
    organisation_en: str
    organisation_public_id: str
    partner_zh: str | None
    partner_en: str | None
    photo: str | None
    is_example: bool
    sort_key: str
    #: Set only in the order by deadline, which needs it for its cursor.
    due: datetime | None


_NOW: Any = bindparam("now", type_=UtcDateTime())
_PARTNER = aliased(Organisation)
_PHOTO = (
    select(StoredFile.public_id)
    .join(AssetPhoto, AssetPhoto.file_id == StoredFile.id)
    .join(ProjectAsset, ProjectAsset.asset_id == AssetPhoto.asset_id)
    .where(ProjectAsset.project_id == Project.id)
    .order_by(AssetPhoto.position, AssetPhoto.id)
    .limit(1)
    .correlate(Project)
    .scalar_subquery()
)


def sort_keys(sort: str) -> tuple[SortKey, ...]:
    """Return the keys of an order; the nearest deadline is told from the statement's `as_of`."""
    last = SortKey("public_id", cast("ColumnElement[Any]", Project.public_id), descending=sort == "newest")
    if sort == "title":
        return (SortKey("sort_key", cast("ColumnElement[Any]", Project.sort_key)), last)
    published = SortKey("published_at", cast("ColumnElement[Any]", Project.published_at), True, True)
    if sort == "deadline":
        return (SortKey("due", _due(), is_instant=True), published, last)
    return (published, last)


def _due() -> ColumnElement[Any]:
    """A deadline that was still ahead when the first page was asked for; NEVER for all others."""
    as_of = bindparam("as_of", type_=UtcDateTime())
    waiting = and_(Project.deadline_at > as_of, Project.state.in_(("open", "scheduled")))
    return case((waiting, Project.deadline_at), else_=literal(NEVER, UtcDateTime()))


def listed(actor: Actor, now: Any) -> ColumnElement[bool]:
    """Return the filter of projects that stand in public lists for this actor: visible and ever published."""
    return and_(RIGHTS.visible(actor, now), Project.published_at.is_not(None))


@lru_cache(maxsize=1)
def _listed_for_visitors() -> ColumnElement[bool]:
    return listed(VISITOR, _NOW)


def _narrow(wanted: ProjectFilter, now: Any) -> tuple[list[ColumnElement[bool]], dict[str, Any]]:
    clauses: list[ColumnElement[bool]] = []
    values: dict[str, Any] = {}
    plain: tuple[tuple[str, Any], ...] = (
        ("sector", Project.sector), ("money_model", Project.money_model), ("organisation_id", Project.organisation_id),
        ("partner_id", Project.partner_id),
    )  # fmt: skip
    for name, column in plain:
        if value := getattr(wanted, name):
            clauses.append(column == bindparam(f"f_{name}"))
            values[f"f_{name}"] = value
    if wanted.territory_path:
        clauses.append(Project.territory_path.startswith(wanted.territory_path, autoescape=True))
    if wanted.state:
        clauses.append(in_states(STATE_GROUPS[wanted.state][1], now))
    if wanted.due_within_days:
        clauses.append(Project.deadline_at > now)
        clauses.append(Project.deadline_at <= bindparam("due_by", type_=UtcDateTime()))
    if wanted.found is not None:
        clauses.append(Project.public_id.in_(wanted.found))
    for place, word in enumerate(wanted.words.split()[:5]):
        held = [column.contains(bindparam(f"w_{place}"), autoescape=False) for column in (
            Project.title_zh, Project.title_en, Project.summary_zh, Project.summary_en)]  # fmt: skip
        clauses.append(or_(*held))
        values[f"w_{place}"] = word.replace("%", "").replace("_", "")
    return clauses, values


@lru_cache(maxsize=256)
def _statement(wanted: ProjectFilter, sort: str, cut: bool, backward: bool, limit: int) -> Select[Any]:
    """Build the statement for visitors once for each shape."""
    return _build(_listed_for_visitors(), wanted, sort, cut, backward, limit)


def _build(
    allowed: ColumnElement[bool], wanted: ProjectFilter, sort: str, cut: bool, backward: bool, limit: int
) -> Select[Any]:
    keys = sort_keys(sort)
    clauses, _values = _narrow(wanted, _NOW)
    if cut:
        instants = [UtcDateTime() if key.is_instant else None for key in keys]
        bound = [bindparam(f"k_{place}", type_=kind) for place, kind in enumerate(instants)]
        clauses.append(keyset.beyond(keys, bound, backward))
    # The page is cut first, so that names and pictures are looked up for its rows only.
    page = select(Project.id).where(allowed, *clauses).order_by(*keyset.order_by(keys, backward)).limit(limit)
    chosen = page.subquery("page")
    columns: tuple[Any, ...] = (
        Project.public_id, Project.number, Project.title_zh, Project.title_en, Project.summary_zh,
        Project.summary_en, Project.sector, Project.money_model, Project.territory_id,
        shown_column(_NOW).label("state"), Project.opens_at, Project.questions_until, Project.deadline_at,
        Project.published_at, Organisation.name_zh.label("organisation_zh"),
        Organisation.name_en.label("organisation_en"),
        Organisation.public_id.label("organisation_public_id"),
        _PARTNER.name_zh.label("partner_zh"), _PARTNER.name_en.label("partner_en"),
        _PHOTO.label("photo"), Project.is_example, Project.sort_key, (_due() if sort == "deadline" else null()).label("due"),
    )  # fmt: skip
    return (
        select(*columns)
        .join(chosen, chosen.c.id == Project.id)
        .join(Organisation, Organisation.id == Project.organisation_id)
        .outerjoin(_PARTNER, _PARTNER.id == Project.partner_id)
        .order_by(*keyset.order_by(keys, backward))
    )


def project_page(
    session: Session, actor: Actor, now: datetime, wanted: ProjectFilter, *, sort: str = "newest", after: str = "",
    limit: int = PAGE_SIZE,
) -> Page[ProjectRow]:  # fmt: skip
    """Return a page of the projects that the actor may see, in one statement.

    The order by deadline keeps the instant of its first page in the cursor, so that time passing while somebody turns
    pages neither repeats a row nor drops one.

    :raises Invalid: where the cursor is none.
    """
    as_of, after = _as_of(sort, after, now)
    keys = sort_keys(sort)
    cursor = keyset.read_cursor(after, sort, keys)
    backward = cursor is not None and cursor.backward
    if actor == VISITOR and wanted.found is None:
        query = _statement(wanted, sort, cursor is not None, backward, limit + 1)
    else:
        query = _build(listed(actor, _NOW), wanted, sort, cursor is not None, backward, limit + 1)
    values: dict[str, Any] = {"now": now, "as_of": as_of, "due_by": now + timedelta(days=wanted.due_within_days)}
    values |= _narrow(wanted, _NOW)[1]
    if cursor is not None:
        values |= {f"k_{place}": value for place, value in enumerate(cursor.values)}
    # Columns need nothing of the session but its connection.
    rows = [ProjectRow(*row) for row in session.connection().execute(query, values).all()]
    return _page(rows, sort, keys, cursor, limit, as_of)


def _as_of(sort: str, after: str, now: datetime) -> tuple[datetime, str]:
    """Return the instant from which deadlines are ahead, and the cursor without it."""
    if sort != "deadline" or "." not in after:
        return now.replace(microsecond=0), after
    stamp, _dot, rest = after.partition(".")
    seconds = int(stamp) if stamp.isascii() and stamp.isdigit() and len(stamp) <= 10 else 0
    return datetime.fromtimestamp(seconds, UTC), rest


def _page(
    rows: Sequence[ProjectRow],
    sort: str,
    keys: Sequence[SortKey],
    cursor: keyset.Cursor | None,
    limit: int,
    as_of: datetime,
) -> Page[ProjectRow]:
    backward = cursor is not None and cursor.backward
    more, kept = len(rows) > limit, list(rows[:limit])
    if backward:
        kept.reverse()
    prefix = f"{int(as_of.timestamp())}." if sort == "deadline" else ""

    def cursor_of(row: ProjectRow, direction: str) -> str:
        return prefix + keyset.write_cursor(row, sort, keys, direction)

    ahead, behind = (True, more) if backward else (more, cursor is not None)
    return Page(
        kept,
        cursor_of(kept[-1], keyset.FORWARD) if kept and ahead else None,
        cursor_of(kept[0], keyset.BACKWARD) if kept and behind else None,
    )


def projects_by_public_id(
    session: Session, actor: Actor, now: datetime, public_ids: Sequence[str]
) -> dict[str, ProjectRow]:
    """Return those of these projects that the actor may see; what a search found is read again here."""
    if not public_ids:
        return {}
    wanted = ProjectFilter(found=tuple(public_ids))
    query = _build(listed(actor, _NOW), wanted, "newest", False, False, len(public_ids))
    rows = session.execute(query, {"now": now, "as_of": now, **_narrow(wanted, _NOW)[1]})
    return {row.public_id: ProjectRow(*row) for row in rows}


@dataclass(frozen=True)
class Tally:
    """How many projects of a sector stand in a territory in a state."""

    sector: str
    territory_id: int
    state: str
    count: int


def tallies(session: Session, actor: Actor, now: datetime) -> list[Tally]:
    """Return the counts of visible projects, from which a page adds up what it shows."""
    state = shown_column(_NOW).label("state")
    query = (
        select(Project.sector, Project.territory_id, state, func.count())
        .where(listed(actor, _NOW))
        .group_by(Project.sector, Project.territory_id, state)
    )
    return [Tally(*row) for row in session.execute(query, {"now": now})]


def next_change(session: Session, now: datetime) -> datetime | None:
    """Return the next instant at which the clock alone changes what a public page shows."""
    found = session.execute(_NEXT_CHANGE, {"now": now}).one()
    return min((at for at in found if at is not None), default=None)


def _first(column: Any, *states: str) -> Any:
    return select(func.min(column)).where(column > _NOW, Project.state.in_(states)).scalar_subquery()


_NEXT_CHANGE = select(
    _first(Project.opens_at, "scheduled"),
    _first(Project.deadline_at, "scheduled", "open"),
    select(func.min(Project.questions_until)).where(Project.questions_until > _NOW).scalar_subquery(),
)
