"""明白账: what communities earned in a year and how it was shared, for everybody to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.identity.models import Organisation
from marketplace.kernel.money import split_fen
from marketplace.operation.models import LedgerYear


@dataclass(frozen=True)
class Share:
    """One part of a year's income."""

    label_zh: str
    label_en: str
    weight_bp: int
    amount_fen: int


@dataclass(frozen=True)
class LedgerRow:
    """A community's year; the shares always sum to the income."""

    public_id: str
    organisation_public_id: str
    organisation_zh: str
    organisation_en: str
    organisation_is_public: bool
    territory_id: int
    year: int
    income_fen: int
    shares: tuple[Share, ...]
    note_zh: str
    note_en: str
    is_example: bool


def ledger_rows(session: Session, *, year: int = 0, territory_path: str = "", limit: int = 500) -> list[LedgerRow]:
    """Return the accounts, the latest year first, the largest income first within it; in one statement."""
    query = (
        select(
            LedgerYear.public_id, Organisation.public_id.label("organisation"), Organisation.name_zh,
            Organisation.name_en, Organisation.state, Organisation.territory_id, LedgerYear.year,
            LedgerYear.income_fen, LedgerYear.split, LedgerYear.note_zh, LedgerYear.note_en, LedgerYear.is_example,
        )
        .join(Organisation, Organisation.id == LedgerYear.organisation_id)
        .order_by(LedgerYear.year.desc(), LedgerYear.income_fen.desc(), LedgerYear.id)
        .limit(limit)
    )  # fmt: skip
    if year:
        query = query.where(LedgerYear.year == year)
    if territory_path:
        query = query.where(Organisation.territory_path.startswith(territory_path, autoescape=True))
    return [
        LedgerRow(
            row.public_id, row.organisation, row.name_zh, row.name_en, row.state == "verified", row.territory_id,
            row.year, row.income_fen, _shares(row.income_fen, row.split or ()), row.note_zh, row.note_en,
            row.is_example,
        )
        for row in session.execute(query)
    ]  # fmt: skip


def ledger_years(session: Session) -> list[int]:
    """Return the years for which there are accounts, the latest first."""
    return list(session.scalars(select(LedgerYear.year).distinct().order_by(LedgerYear.year.desc())))


def _shares(income_fen: int, split: Sequence[Any]) -> tuple[Share, ...]:
    weights = tuple(int(part["weight_bp"]) for part in split)
    if sum(weights) != 10_000:
        return ()
    amounts = split_fen(income_fen, weights)
    return tuple(
        Share(str(part.get("label_zh", "")), str(part.get("label_en", "")), int(part["weight_bp"]), amount)
        for part, amount in zip(split, amounts, strict=True)
    )
