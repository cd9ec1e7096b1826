"""The yearly account of a community's collective economy."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base, Identified


class LedgerYear(Identified, Base):
    """Income of one year and how it was shared."""

    __tablename__ = "ledger_years"
    __table_args__ = (UniqueConstraint("organisation_id", "year"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    year: Mapped[int]
    income_fen: Mapped[int] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"))
    #: [{label_zh, label_en, weight_bp}]; weights sum to 10,000.
    split: Mapped[list[Any]] = mapped_column(JSON, default=list)
    note_zh: Mapped[str] = mapped_column(String(400), default="")
    note_en: Mapped[str] = mapped_column(String(400), default="")
    is_example: Mapped[bool] = mapped_column(default=False)
