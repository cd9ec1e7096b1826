"""The record of an opening."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base, Identified, UtcDateTime


class Opening(Identified, Base):
    """The moment the seals of a project were broken; there is one for each project."""

    __tablename__ = "openings"

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), unique=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    #: One line for each receipt: {proposal, organisation, commitment, recomputed, outcome, reason}; shown as minutes.
    lines: Mapped[list[Any]] = mapped_column(JSON, default=list)
