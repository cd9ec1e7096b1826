"""What organisations and experts can do."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, validates

from marketplace.db.base import Base, Identified, Versioned
from marketplace.kernel.sorting import sort_key


class PartnerProfile(Versioned, Base):
    """The capability profile of an organisation."""

    __tablename__ = "partner_profiles"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True)
    #: Business scope or duties, in the organisation's own words.
    capabilities_zh: Mapped[str] = mapped_column(Text, default="")
    capabilities_en: Mapped[str] = mapped_column(Text, default="")
    #: What it can bring: venue, funds, people, orders, expertise, equipment.
    resources: Mapped[str] = mapped_column(Text, default="")
    #: Key of `vocabulary.PARTNER_SIZES`, or empty.
    size: Mapped[str] = mapped_column(String(10), default="")
    website: Mapped[str] = mapped_column(String(200), default="")


class OrganisationSector(Base):
    """A sector in which an organisation works."""

    __tablename__ = "organisation_sectors"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True)
    sector: Mapped[str] = mapped_column(String(24), primary_key=True, index=True)


class ServiceArea(Base):
    """A territory in which an organisation offers its services."""

    __tablename__ = "service_areas"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True)
    territory_id: Mapped[int] = mapped_column(ForeignKey("territories.id", ondelete="CASCADE"), primary_key=True)


class Licence(Identified, Base):
    """A licence or certificate with its expiry."""

    __tablename__ = "licences"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    number: Mapped[str] = mapped_column(String(60), default="")
    issued_by: Mapped[str] = mapped_column(String(120), default="")
    #: Absent where it has no expiry.
    expires_on: Mapped[date | None]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))


class PastWork(Identified, Base):
    """Something that an organisation has done before."""

    __tablename__ = "past_works"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    place: Mapped[str] = mapped_column(String(120), default="")
    year: Mapped[int]
    summary: Mapped[str] = mapped_column(Text, default="")
    amount_fen: Mapped[int | None] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"))


class Expert(Identified, Versioned, Base):
    """A person or post who advises."""

    __tablename__ = "experts"
    __table_args__ = (Index("ix_experts_list", "is_published", "sort_key", "id"), UniqueConstraint("user_id"))

    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    name_zh: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(120), default="")
    title_zh: Mapped[str] = mapped_column(String(120), default="")
    title_en: Mapped[str] = mapped_column(String(200), default="")
    territory_id: Mapped[int] = mapped_column(ForeignKey("territories.id"))
    #: Sector keys, in the expert's own order.
    sectors: Mapped[list[Any]] = mapped_column(JSON, default=list)
    #: Language keys such as `zh`, `en`, `mn`.
    languages: Mapped[list[Any]] = mapped_column(JSON, default=list)
    bio_zh: Mapped[str] = mapped_column(Text, default="")
    bio_en: Mapped[str] = mapped_column(Text, default="")
    availability: Mapped[str] = mapped_column(String(200), default="")
    #: Declared ties to organisations; shown to street offices.
    conflicts: Mapped[str] = mapped_column(Text, default="")
    is_published: Mapped[bool] = mapped_column(default=True)
    sort_key: Mapped[str] = mapped_column(String(160), default="")
    is_example: Mapped[bool] = mapped_column(default=False)

    @validates("name_zh")
    def _sort_by_name(self, _name: str, name: str) -> str:
        self.sort_key = sort_key(name)
        return name
