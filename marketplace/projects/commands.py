"""What can be asked of the projects room, as frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class CreateProject:
    """Start a draft from a sector template."""

    organisation: str
    sector: str
    title_zh: str
    title_en: str = ""
    assets: tuple[str, ...] = ()
    #: Public id of the unsuccessful project that is offered again.
    attempt_of: str = ""


@dataclass(frozen=True)
class EditBasics:
    """Titles, summary, description and assets."""

    title_zh: str
    title_en: str
    summary_zh: str
    summary_en: str
    description_zh: str
    description_en: str
    assets: tuple[str, ...]
    version: int


@dataclass(frozen=True)
class EditLists:
    """What is offered, what is asked, who may answer; one line each."""

    offers: tuple[str, ...]
    asks: tuple[str, ...]
    eligibility: tuple[str, ...]
    min_proposals: int
    version: int


@dataclass(frozen=True)
class EditAnswers:
    """Raw answers to the sector template's fields."""

    answers: Mapping[str, str]
    version: int


@dataclass(frozen=True)
class EditTerms:
    """The money model and the raw values of its terms."""

    money_model: str
    terms: Mapping[str, str]
    version: int


@dataclass(frozen=True)
class CriterionLine:
    """One criterion; `key` stays, the words may change."""

    key: str
    label_zh: str
    weight_bp: int
    minimum: int
    label_en: str = ""


@dataclass(frozen=True)
class EditCriteria:
    """All criteria of a project."""

    criteria: tuple[CriterionLine, ...]
    version: int


@dataclass(frozen=True)
class EditDates:
    """The dates that the community wishes; the street office settles them when it publishes."""

    questions_until: datetime | None
    deadline_at: datetime | None
    version: int


@dataclass(frozen=True)
class AddDocument:
    """A typed document."""

    file: str
    kind: str
    title: str
    is_internal: bool = False


@dataclass(frozen=True)
class Publish:
    """Open a project to the market, now or at an instant to come."""

    opens_at: datetime | None
    questions_until: datetime
    deadline_at: datetime
