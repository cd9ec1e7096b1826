"""Roadshows that were held or are announced."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base, Identified, one_of

ROADSHOW_KINDS = ("roadshow", "launch", "matchmaking", "pledging", "open_day")


class Roadshow(Identified, Base):
    """An event at which projects are shown."""

    __tablename__ = "roadshows"
    __table_args__ = (one_of("kind", ROADSHOW_KINDS), Index("ix_roadshows_held_on", "held_on", "id"))

    kind: Mapped[str] = mapped_column(String(16))
    title_zh: Mapped[str] = mapped_column(String(120))
    title_en: Mapped[str] = mapped_column(String(200), default="")
    territory_id: Mapped[int] = mapped_column(ForeignKey("territories.id"))
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(160), default="")
    summary_zh: Mapped[str] = mapped_column(Text, default="")
    summary_en: Mapped[str] = mapped_column(Text, default="")
    #: [{label_zh, label_en, value}] as published afterwards.
    figures: Mapped[list[Any]] = mapped_column(JSON, default=list)
    is_example: Mapped[bool] = mapped_column(default=False)


class RoadshowProject(Base):
    """A project that was shown."""

    __tablename__ = "roadshow_projects"

    roadshow_id: Mapped[int] = mapped_column(ForeignKey("roadshows.id", ondelete="CASCADE"), primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), primary_key=True, index=True)
