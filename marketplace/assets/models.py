"""Assets and their photographs."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base, Identified, UtcDateTime, Versioned, one_of, state_check, state_column
from marketplace.workflow.asset import ASSET
from marketplace.workflow.vocabulary import ASSET_KINDS, TENURES


class Asset(Identified, Versioned, Base):
    """Something that a community owns or manages."""

    __tablename__ = "assets"
    __table_args__ = (
        one_of("kind", tuple(ASSET_KINDS)),
        one_of("tenure", tuple(TENURES)),
        state_check(ASSET),
        Index("ix_assets_territory_path", "territory_path"),
    )

    #: Printed number, such as `ZC-2026-0001`; given at registration, never reused.
    number: Mapped[str] = mapped_column(String(20), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    territory_id: Mapped[int] = mapped_column(ForeignKey("territories.id"))
    territory_path: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    tenure: Mapped[str] = mapped_column(String(20))
    name_zh: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(200), default="")
    #: Square metres, two places; absent for what has no area.
    area_m2: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    address: Mapped[str] = mapped_column(String(200))
    #: WGS 84 degrees.
    latitude: Mapped[Decimal | None] = mapped_column(Numeric(9, 6))
    longitude: Mapped[Decimal | None] = mapped_column(Numeric(9, 6))
    condition: Mapped[str] = mapped_column(Text, default="")
    utilities: Mapped[str] = mapped_column(Text, default="")
    restrictions: Mapped[str] = mapped_column(Text, default="")
    current_use: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[str] = state_column(ASSET)
    state_reason: Mapped[str] = mapped_column(Text, default="")
    state_changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_example: Mapped[bool] = mapped_column(default=False)


class AssetPhoto(Base):
    """A photograph of an asset, in order."""

    __tablename__ = "asset_photos"

    id: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    alt: Mapped[str] = mapped_column(String(160), default="")
    position: Mapped[int] = mapped_column(default=0)
