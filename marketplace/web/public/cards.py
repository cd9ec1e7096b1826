"""Rows as cards: what the card components read, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from marketplace.partners.queries import ExpertRow, OrganisationRow
from marketplace.projects.queries import ProjectRow
from marketplace.territory.queries import TerritoryTree
from marketplace.web import i18n
from marketplace.web.files import PhotoView
from marketplace.web.public.words import place_name, say, time_left
from marketplace.workflow.money_models import MONEY_MODELS
from marketplace.workflow.project import PROJECT
from marketplace.workflow.sectors import SECTORS
from marketplace.workflow.vocabulary import ORGANISATION_KINDS

STATES = {state.key: state for state in PROJECT.states}
#: In these a deadline is still ahead.
WAITING = ("scheduled", "open")


@dataclass(frozen=True)
class ProjectCard:
    """A project in a list."""

    public_id: str
    title_zh: str
    title_en: str
    sector: str
    sector_label: str
    territory: str
    state_label: str
    state_tone: str
    money_label: str
    deadline_at: datetime | None
    deadline_words: str | None
    organisation: str
    area: str | None
    photo: PhotoView | None
    partner: str
    is_example: bool


@dataclass(frozen=True)
class WhoCard:
    """An organisation or an expert in a list."""

    public_id: str
    name_zh: str
    name_en: str
    title_zh: str
    title_en: str
    kind_label: str
    territory: str
    organisation: str
    verified: bool
    summary_zh: str
    summary_en: str
    sectors: tuple[str, ...]
    fields: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    photo: None = None
    is_example: bool = False


def project_card(row: ProjectRow, tree: TerritoryTree, now: datetime) -> ProjectCard:
    """Return the card of a project."""
    state = STATES[row.state]
    waiting = row.deadline_at if row.state in WAITING else None
    partner = ""
    if row.partner_zh:
        partner = (row.partner_en if i18n.locale() == "en" else "") or row.partner_zh
    return ProjectCard(
        row.public_id, row.title_zh, row.title_en, row.sector, sector_label(row.sector),
        place_name(tree, row.territory_id), say(state.public_label), state.tone, money_label(row.money_model), waiting,
        time_left(waiting, now) if waiting else None,
        (row.organisation_en if i18n.locale() == "en" else "") or row.organisation_zh, None,
        PhotoView(row.photo) if row.photo else None, partner, row.is_example,
    )  # fmt: skip


def project_cards(rows: Sequence[ProjectRow], tree: TerritoryTree, now: datetime) -> list[ProjectCard]:
    """Return the cards of a page."""
    return [project_card(row, tree, now) for row in rows]


def sector_label(key: str) -> str:
    """Return the name of a sector."""
    return say(SECTORS[key].label) if key in SECTORS else key


def money_label(key: str) -> str:
    """Return the name of a money model."""
    return say(MONEY_MODELS[key].label) if key in MONEY_MODELS else ""


def organisation_card(row: OrganisationRow, tree: TerritoryTree) -> WhoCard:
    """Return the card of an organisation."""
    return WhoCard(
        row.public_id, row.name_zh, row.name_en, "", "", say(ORGANISATION_KINDS[row.kind]),
        place_name(tree, row.territory_id), "", row.verified, row.summary_zh, row.summary_en,
        tuple(sector_label(key) for key in row.sectors), (), (), None, row.is_example,
    )  # fmt: skip


def expert_card(row: ExpertRow, tree: TerritoryTree) -> WhoCard:
    """Return the card of an expert."""
    return WhoCard(
        row.public_id, row.name_zh, row.name_en, row.title_zh, row.title_en, "", place_name(tree, row.territory_id),
        place_name(tree, row.territory_id), False, row.bio_zh, row.bio_en, (),
        tuple(sector_label(key) for key in row.sectors), (), None, row.is_example,
    )  # fmt: skip
