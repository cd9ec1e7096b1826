"""The asset register as its owner reads it: rows, never mapped objects, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from marketplace.access.actions import Action
from marketplace.access.actor import Actor, Role
from marketplace.assets.models import Asset, AssetPhoto
from marketplace.assets.rights import RIGHTS
from marketplace.files.models import StoredFile
from marketplace.files.queries import FileRow, file_rows
from marketplace.identity.models import Organisation
from marketplace.kernel.errors import NotFound
from marketplace.kernel.paging import Page, encode_cursor, number_of_cursor
from marketplace.workflow.asset import ASSET
from marketplace.workflow.vocabulary import OWNER_KINDS

PAGE_SIZE = 30


class OwnOrganisation(NamedTuple):
    """An organisation for which somebody may register assets and publish projects."""

    id: int
    public_id: str
    name_zh: str
    name_en: str


class AssetRow(NamedTuple):
    """An asset in the owner's list."""

    id: int
    public_id: str
    number: str
    name_zh: str
    name_en: str
    kind: str
    tenure: str
    state: str
    area_m2: Decimal | None
    address: str
    organisation_zh: str
    organisation_en: str
    photo: str | None


@dataclass(frozen=True)
class RecordPhoto:
    """A photograph of an asset with its description."""

    file: FileRow
    alt: str


@dataclass(frozen=True)
class AssetRecord:
    """All that is known of an asset. `verbs` are the steps that this person may take now."""

    id: int
    public_id: str
    number: str
    organisation_zh: str
    organisation_en: str
    name_zh: str
    name_en: str
    kind: str
    tenure: str
    address: str
    area_m2: Decimal | None
    latitude: Decimal | None
    longitude: Decimal | None
    condition: str
    utilities: str
    restrictions: str
    current_use: str
    state: str
    state_reason: str
    state_changed_at: datetime | None
    created_at: datetime
    version: int
    photos: tuple[RecordPhoto, ...]
    verbs: tuple[str, ...]
    may_edit: bool


class Choice(NamedTuple):
    """An asset to pick for a project."""

    public_id: str
    organisation_id: int
    name_zh: str
    name_en: str
    state: str


def own_organisations(session: Session, actor: Actor) -> list[OwnOrganisation]:
    """Return the organisations for which the actor may register assets, by name."""
    rows = session.execute(
        select(Organisation.id, Organisation.public_id, Organisation.name_zh, Organisation.name_en)
        .where(Organisation.id.in_(sorted(actor.organisation_ids(Role.COMMUNITY))), Organisation.kind.in_(OWNER_KINDS))
        .order_by(Organisation.sort_key, Organisation.id)
    )
    return [OwnOrganisation(*row) for row in rows]


def asset_page(
    session: Session, actor: Actor, now: datetime, after: str = "", limit: int = PAGE_SIZE
) -> Page[AssetRow]:
    """Return a page of the assets that the actor manages, the newest first, in one statement.

    :raises Invalid: where the cursor is none.
    """
    cover = (
        select(StoredFile.public_id)
        .join(AssetPhoto, AssetPhoto.file_id == StoredFile.id)
        .where(AssetPhoto.asset_id == Asset.id)
        .order_by(AssetPhoto.position, AssetPhoto.id)
        .limit(1)
        .correlate(Asset)
        .scalar_subquery()
    )
    columns: tuple[Any, ...] = (
        Asset.id, Asset.public_id, Asset.number, Asset.name_zh, Asset.name_en, Asset.kind, Asset.tenure, Asset.state,
        Asset.area_m2, Asset.address, Organisation.name_zh, Organisation.name_en, cover,
    )  # fmt: skip
    query = (
        select(*columns)
        .join(Organisation, Organisation.id == Asset.organisation_id)
        .where(managed(actor, now))
        .order_by(Asset.id.desc())
        .limit(limit + 1)
    )
    if after:
        query = query.where(Asset.id < number_of_cursor(after))
    rows = [AssetRow(*row) for row in session.execute(query)]
    return Page(rows[:limit], encode_cursor([rows[limit - 1].id]) if len(rows) > limit else None)


def managed(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """Return the filter of assets that the actor manages."""
    return RIGHTS.visible(actor, now, Action.ASSET_MANAGE)


def asset_counts(session: Session, actor: Actor, now: datetime) -> Mapping[str, int]:
    """Return how many of the actor's assets are in each state."""
    query = select(Asset.state, func.count()).where(managed(actor, now)).group_by(Asset.state)
    return {row.state: row[1] for row in session.execute(query)}


def asset_record(session: Session, actor: Actor, now: datetime, public_id: str) -> AssetRecord:
    """Return one asset that the actor manages.

    :raises NotFound: where there is none for this actor.
    """
    found = session.execute(
        select(Asset, Organisation.name_zh, Organisation.name_en)
        .join(Organisation, Organisation.id == Asset.organisation_id)
        .where(Asset.public_id == public_id, managed(actor, now))
    ).one_or_none()
    if found is None:
        raise NotFound()
    asset, organisation_zh, organisation_en = found
    pictures = session.execute(
        select(AssetPhoto.file_id, AssetPhoto.alt)
        .where(AssetPhoto.asset_id == asset.id)
        .order_by(AssetPhoto.position, AssetPhoto.id)
    ).all()
    files = file_rows(session, [file_id for file_id, _alt in pictures])
    verbs = [
        move.verb
        for move in RIGHTS.moves(actor, ASSET, asset, now)
        if not (asset.tenure == "unclear" and move.target == "listed")
    ]
    return AssetRecord(
        **{name: getattr(asset, name) for name in _COPIED},
        organisation_zh=organisation_zh,
        organisation_en=organisation_en,
        photos=tuple(RecordPhoto(files[file_id], alt) for file_id, alt in pictures if file_id in files),
        verbs=tuple(verbs),
        may_edit=RIGHTS.can(actor, Action.ASSET_EDIT, asset, now),
    )


_COPIED = (
    "id", "public_id", "number", "name_zh", "name_en", "kind", "tenure", "address", "area_m2", "latitude", "longitude",
    "condition", "utilities", "restrictions", "current_use", "state", "state_reason", "state_changed_at", "created_at",
    "version",
)  # fmt: skip


def asset_choices(session: Session, actor: Actor, now: datetime) -> list[Choice]:
    """Return the actor's assets that are not retired, those that can be offered first."""
    rows = session.execute(
        select(Asset.public_id, Asset.organisation_id, Asset.name_zh, Asset.name_en, Asset.state)
        .where(managed(actor, now), Asset.state != "retired")
        .order_by((Asset.state != "listed"), Asset.id.desc())
        .limit(300)
    )
    return [Choice(*row) for row in rows]
