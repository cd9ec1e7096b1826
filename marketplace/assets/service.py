"""Register, change and move assets."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import delete, select
from sqlalchemy.orm.attributes import flag_modified

from marketplace.access.actions import Action
from marketplace.access.actor import Role
from marketplace.assets.models import Asset, AssetPhoto
from marketplace.assets.rights import RIGHTS
from marketplace.db.loading import load, same_version
from marketplace.db.numbers import next_number
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.files.models import IMAGE, StoredFile
from marketplace.identity.models import Organisation
from marketplace.kernel.errors import Invalid, NotAllowed, Problem
from marketplace.kernel.events import Event
from marketplace.kernel.words import N_
from marketplace.workflow.asset import ASSET
from marketplace.workflow.vocabulary import ASSET_KINDS, OWNER_KINDS, TENURES

MAX_PHOTOS = 12


@dataclass(frozen=True)
class Photo:
    """A photograph by the public id of its stored file, with its alternative text."""

    file: str
    alt: str = ""


@dataclass(frozen=True)
class AssetFacts:
    """What is said about an asset; `version` is the one that was edited, absent for a new asset."""

    kind: str
    tenure: str
    name_zh: str
    address: str
    name_en: str = ""
    area_m2: Decimal | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    condition: str = ""
    utilities: str = ""
    restrictions: str = ""
    current_use: str = ""
    photos: tuple[Photo, ...] = ()
    version: int | None = None


def register_asset(uow: UnitOfWork, organisation_id: str, facts: AssetFacts) -> Asset:
    """Enter an asset of an organisation in the register.

    :raises NotAllowed: where the actor does not work for the organisation.
    :raises Invalid: naming every field that is wrong.
    """
    organisation = load(uow.session, Organisation, organisation_id)
    if not uow.actor.is_system and organisation.id not in uow.actor.organisation_ids(Role.COMMUNITY):
        raise NotAllowed()
    if organisation.kind not in OWNER_KINDS:
        raise Invalid.one("organisation", N_("只有社区居委会和社区社会企业可以登记资产。"))
    _check(facts)
    asset = Asset(
        number=next_number(uow, "ZC"),
        organisation_id=organisation.id,
        territory_id=organisation.territory_id,
        territory_path=organisation.territory_path,
        created_at=uow.now,
    )
    _apply(asset, facts)
    uow.session.add(asset)
    uow.session.flush()
    _set_photos(uow, asset, facts.photos)
    uow.record(Event("asset.registered", "asset", asset.id, asset.public_id, {"tenure": asset.tenure}))
    return asset


def edit_asset(uow: UnitOfWork, public_id: str, facts: AssetFacts) -> Asset:
    """Change what is said about an asset.

    :raises EditedMeanwhile: where somebody saved another version first.
    :raises Invalid: naming every field that is wrong.
    :raises WrongState: where the asset is in use or retired.
    """
    asset = load(uow.session, Asset, public_id, lock=True)
    RIGHTS.require(uow.actor, Action.ASSET_EDIT, asset, uow.now)
    same_version(asset.version, facts.version)
    _check(facts, listed=asset.state == "listed")
    _apply(asset, facts)
    # A change of the photographs alone is a new version too.
    flag_modified(asset, "name_zh")
    _set_photos(uow, asset, facts.photos)
    uow.record(Event("asset.edited", "asset", asset.id, asset.public_id, {"tenure": asset.tenure}))
    return asset


def move_asset(uow: UnitOfWork, public_id: str, verb: str, reason: str = "") -> Asset:
    """Take one step of the asset's life cycle.

    :raises WrongState: where there is no such step now.
    :raises Invalid: where a reason is missing, or the tenure does not allow the step.
    """
    asset = load(uow.session, Asset, public_id, lock=True)
    RIGHTS.require(uow.actor, Action.ASSET_MANAGE, asset, uow.now)
    if verb in ("list", "resume") and asset.tenure == "unclear":
        raise Invalid.one("tenure", N_("权属不清的资产可以登记，不能列入可招商。请先厘清权属。"))
    source = asset.state
    move = ASSET.fire(asset, verb, reason=reason)
    asset.state_reason, asset.state_changed_at = reason.strip(), uow.now
    data = {"from": source, "to": asset.state, "reason": asset.state_reason}
    uow.record(Event(move.event, "asset", asset.id, asset.public_id, data))
    return asset


def _check(facts: AssetFacts, *, listed: bool = False) -> None:
    problems = problems_of(facts, listed=listed)
    if problems:
        raise Invalid(problems)


def problems_of(facts: AssetFacts, *, listed: bool = False) -> list[Problem]:
    """Return everything that is wrong with what is said about an asset."""
    problems = []
    if facts.kind not in ASSET_KINDS:
        problems.append(Problem("kind", N_("请选择资产类型。")))
    if facts.tenure not in TENURES:
        problems.append(Problem("tenure", N_("请选择权属。")))
    elif listed and facts.tenure == "unclear":
        problems.append(Problem("tenure", N_("已列入可招商的资产不能改为权属不清，请先暂停招商。")))
    if not facts.name_zh.strip():
        problems.append(Problem("name_zh", N_("请填写资产名称。")))
    if not facts.address.strip():
        problems.append(Problem("address", N_("请填写地址。")))
    if facts.area_m2 is not None and not Decimal(0) < facts.area_m2 <= Decimal("9999999.99"):
        problems.append(Problem("area_m2", N_("面积应大于 0，不超过 9,999,999.99 平方米。")))
    if (facts.latitude is None) != (facts.longitude is None):
        problems.append(Problem("latitude", N_("经度和纬度要么都填，要么都不填。")))
    if facts.latitude is not None and not -90 <= facts.latitude <= 90:
        problems.append(Problem("latitude", N_("纬度应在 -90 到 90 之间。")))
    if facts.longitude is not None and not -180 <= facts.longitude <= 180:
        problems.append(Problem("longitude", N_("经度应在 -180 到 180 之间。")))
    if len(facts.photos) > MAX_PHOTOS:
        problems.append(Problem("photos", N_("最多 %(max)s 张照片。"), {"max": MAX_PHOTOS}))
    return problems


def _apply(asset: Asset, facts: AssetFacts) -> None:
    for name in (
        "kind", "tenure", "name_zh", "name_en", "address", "area_m2", "latitude", "longitude", "condition", "utilities",
        "restrictions", "current_use",
    ):  # fmt: skip
        value = getattr(facts, name)
        setattr(asset, name, value.strip() if isinstance(value, str) else value)


def _set_photos(uow: UnitOfWork, asset: Asset, photos: tuple[Photo, ...]) -> None:
    known = dict(
        uow.session.execute(
            select(StoredFile.public_id, StoredFile.id).where(
                StoredFile.public_id.in_([photo.file for photo in photos]), StoredFile.kind == IMAGE
            )
        ).all()
    )
    if len(known) != len({photo.file for photo in photos}):
        raise Invalid.one("photos", N_("有照片没有上传成功，请重新选择。"))
    uow.session.execute(delete(AssetPhoto).where(AssetPhoto.asset_id == asset.id))
    uow.session.add_all(
        AssetPhoto(asset_id=asset.id, file_id=known[photo.file], alt=photo.alt.strip(), position=place)
        for place, photo in enumerate(photos)
    )
