"""The tree of territories and the published figures about them."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, validates

from marketplace.db.base import Base, Identified, one_of
from marketplace.kernel.sorting import sort_key
from marketplace.workflow.vocabulary import TERRITORY_LEVELS


class Territory(Identified, Base):
    """One node; `path` is the ids from the root, each followed by `/`, so that a prefix is a branch."""

    __tablename__ = "territories"
    __table_args__ = (
        one_of("level", tuple(TERRITORY_LEVELS)),
        UniqueConstraint("parent_id", "name_zh"),
        Index("ix_territories_path", "path"),
    )

    parent_id: Mapped[int | None] = mapped_column(ForeignKey("territories.id"))
    level: Mapped[str] = mapped_column(String(12))
    #: Stable short name from the data, such as `dongsheng`; part of filter addresses.
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name_zh: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(120), default="")
    path: Mapped[str] = mapped_column(String(200))
    #: Pinyin of the name: the order in lists.
    sort_key: Mapped[str] = mapped_column(String(160), default="")
    note_zh: Mapped[str] = mapped_column(String(400), default="")
    note_en: Mapped[str] = mapped_column(String(400), default="")

    @validates("name_zh")
    def _sort_by_name(self, _name: str, name: str) -> str:
        self.sort_key = sort_key(name)
        return name


class TerritoryFigure(Base):
    """One published figure about a territory, with the day or period it speaks of."""

    __tablename__ = "territory_figures"
    __table_args__ = (UniqueConstraint("territory_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    territory_id: Mapped[int] = mapped_column(ForeignKey("territories.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(60))
    label_zh: Mapped[str] = mapped_column(String(80))
    label_en: Mapped[str] = mapped_column(String(120), default="")
    value: Mapped[int] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"))
    as_of: Mapped[str] = mapped_column(String(40), default="")
    position: Mapped[int] = mapped_column(default=0)
