"""Keep the index in step with the database: which rows are findable, and by whom.

Only what a signed-out visitor may read is ever written, so the index holds no secret; proposals are not read at all.
Rows are read fresh, never taken from an event, so running twice or in another order ends the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from marketplace.access.actor import VISITOR
from marketplace.assets.models import Asset
from marketplace.identity.models import Organisation
from marketplace.identity.rights import RIGHTS as ORGANISATION_RIGHTS
from marketplace.partners.models import Expert, PartnerProfile
from marketplace.projects.models import Project, ProjectAsset
from marketplace.projects.rights import RIGHTS as PROJECT_RIGHTS
from marketplace.reactions import documents as written
from marketplace.reactions.registry import OutboxEvent, Tools, reacts_outside
from marketplace.search.port import DocumentKey, SearchDocument, SearchEngine

#: Rows read at a time, so that a rebuild needs little memory.
CHUNK = 500
KINDS = ("project", "organisation", "expert")
_SUBJECTS = {"project": "project", "organisation": "organisation", "partner": "organisation", "expert": "expert"}


@reacts_outside("project.*", "organisation.*", "partner.*", "expert.*", "asset.*", name="index", together=True)
def index(session: Session, events: Sequence[OutboxEvent], tools: Tools) -> None:
    """Write or remove what the events speak of."""
    keys: dict[DocumentKey, None] = {}
    assets = {event.subject_id for event in events if event.subject_kind == "asset"}
    for event in events:
        if event.subject_kind in _SUBJECTS:
            keys[DocumentKey(_SUBJECTS[event.subject_kind], event.public_id)] = None
    if assets:
        offering = (
            select(Project.public_id)
            .join(ProjectAsset, ProjectAsset.project_id == Project.id)
            .where(ProjectAsset.asset_id.in_(assets))
        )
        keys |= {DocumentKey("project", public_id): None for public_id in session.scalars(offering)}
    refresh(session, tools.search, list(keys), tools.clock.now())


def refresh(session: Session, engine: SearchEngine, keys: Collection[DocumentKey], now: datetime) -> None:
    """Bring these documents to what the database says.

    What was written is looked at once more: where it stopped being public meanwhile, and its removal came before our
    write, it is removed again.
    """
    found = {document.key: document for document in _named(session, keys, now)}
    gone = [key for key in keys if key not in found]
    if found:
        engine.put(found.values())
        session.rollback()
        gone += [key for key in found if key not in set(_public_keys(session, found, now))]
    if gone:
        engine.remove(gone)


def documents(session: Session, now: datetime) -> Iterator[SearchDocument]:
    """Yield every document there should be, reading as it goes."""
    for kind in KINDS:
        last = 0
        while chunk := _ids(session, kind, now, last):
            yield from _write(session, kind, chunk, now)
            last = chunk[-1]


def expected(session: Session, now: datetime) -> Iterator[tuple[DocumentKey, int]]:
    """Yield the key and version of every document there should be."""
    for row in session.execute(select(Project.public_id, Project.version).where(_public("project", now))):
        yield DocumentKey("project", row.public_id), row.version
    organisations = select(Organisation.public_id, Organisation.version, PartnerProfile.version).outerjoin(
        PartnerProfile, PartnerProfile.organisation_id == Organisation.id
    )
    for public_id, version, profile in session.execute(organisations.where(_public("organisation", now))):
        yield DocumentKey("organisation", public_id), version + (profile or 0)
    for row in session.execute(select(Expert.public_id, Expert.version).where(_public("expert", now))):
        yield DocumentKey("expert", row.public_id), row.version


_MODELS: dict[str, type[Project] | type[Organisation] | type[Expert]] = {
    "project": Project, "organisation": Organisation, "expert": Expert,
}  # fmt: skip


def _public(kind: str, now: datetime) -> ColumnElement[bool]:
    """Return the filter of what a visitor may read: the matrix decides, not this module."""
    clauses: dict[str, Callable[[], ColumnElement[bool]]] = {
        "project": lambda: PROJECT_RIGHTS.visible(VISITOR, now),
        "organisation": lambda: ORGANISATION_RIGHTS.visible(VISITOR, now),
        "expert": lambda: Expert.is_published.is_(True),
    }
    return clauses[kind]()


def _ids(session: Session, kind: str, now: datetime, after: int) -> list[int]:
    model = _MODELS[kind]
    query = select(model.id).where(model.id > after, _public(kind, now)).order_by(model.id).limit(CHUNK)
    return list(session.scalars(query))


def _public_keys(session: Session, keys: Iterable[DocumentKey], now: datetime) -> Iterator[DocumentKey]:
    for kind in KINDS:
        wanted, model = [key.public_id for key in keys if key.kind == kind], _MODELS[kind]
        if wanted:
            query = select(model.public_id).where(model.public_id.in_(wanted), _public(kind, now))
            yield from (DocumentKey(kind, public_id) for public_id in session.scalars(query))


def _named(session: Session, keys: Iterable[DocumentKey], now: datetime) -> Iterator[SearchDocument]:
    for kind in KINDS:
        wanted, model = [key.public_id for key in keys if key.kind == kind], _MODELS[kind]
        for start in range(0, len(wanted), CHUNK):
            some = wanted[start : start + CHUNK]
            ids = session.scalars(select(model.id).where(model.public_id.in_(some), _public(kind, now)))
            yield from _write(session, kind, list(ids), now)


def _write(session: Session, kind: str, ids: Collection[int], now: datetime) -> Iterator[SearchDocument]:
    if kind == "project":
        projects = session.scalars(select(Project).where(Project.id.in_(ids)).order_by(Project.id)).all()
        pairs = session.execute(
            select(ProjectAsset.project_id, Asset.name_zh, Asset.name_en, Asset.kind)
            .join(Asset, Asset.id == ProjectAsset.asset_id)
            .where(ProjectAsset.project_id.in_(ids))
        ).all()
        yield from written.of_projects(session, projects, pairs, now)
    elif kind == "organisation":
        organisations = select(Organisation).where(Organisation.id.in_(ids)).order_by(Organisation.id)
        yield from written.of_organisations(session, session.scalars(organisations).all())
    else:
        experts = select(Expert).where(Expert.id.in_(ids)).order_by(Expert.id)
        yield from written.of_experts(session, session.scalars(experts).all())
    # A rebuild walks over everything: nothing read stays in memory.
    session.expunge_all()
