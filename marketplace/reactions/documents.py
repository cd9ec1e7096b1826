"""What a project, an organisation or an expert says in the index: title, tags, text and facets.

It decides nothing about who may find it, and it never sees contact data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from marketplace.identity.models import Organisation
from marketplace.partners.models import Expert, Licence, OrganisationSector, PartnerProfile, PastWork, ServiceArea
from marketplace.projects.models import Project
from marketplace.projects.rights import shown
from marketplace.search.port import SearchDocument
from marketplace.territory.models import Territory
from marketplace.workflow.money_fields import MONEY_MODELS
from marketplace.workflow.sectors import SECTORS, show_answer
from marketplace.workflow.vocabulary import ASSET_KINDS, ORGANISATION_KINDS

#: The only token there is: what a signed-out visitor may read.
PUBLIC = frozenset({"public"})


@dataclass(frozen=True)
class Place:
    """A node of the tree as a facet and as words: slugs and names of itself and all above."""

    slugs: tuple[str, ...]
    names: tuple[str, ...]


class Places:
    """All places, read once; the tree is small."""

    def __init__(self, session: Session) -> None:
        """Read the tree."""
        rows = session.execute(select(Territory.id, Territory.slug, Territory.name_zh, Territory.name_en))
        self._nodes = {row.id: (row.slug, row.name_zh, row.name_en) for row in rows}

    def of(self, path: str) -> Place:
        """Return the place of a path such as `1/4/9/`."""
        nodes = [self._nodes[int(part)] for part in path.split("/") if part and int(part) in self._nodes]
        return Place(
            tuple(slug for slug, _, _ in nodes), tuple(name for _, zh, en in nodes for name in (zh, en) if name)
        )

    def of_id(self, territory_id: int) -> str:
        """Return the Chinese name of a node."""
        return str(self._nodes.get(territory_id, ("", "", ""))[1])


def of_projects(
    session: Session, projects: Sequence[Project], assets: Sequence[Row[int, str, str, str]], now: datetime
) -> Iterator[SearchDocument]:
    """Write projects; `assets` are rows of (project_id, name_zh, name_en, kind)."""
    places = Places(session)
    owners = {project.organisation_id for project in projects} | {project.partner_id for project in projects}
    names = {
        row.id: (row.name_zh, row.name_en)
        for row in session.execute(
            select(Organisation.id, Organisation.name_zh, Organisation.name_en).where(Organisation.id.in_(owners))
        )
    }
    for project in projects:
        place = places.of(project.territory_path)
        offered = [row for row in assets if row.project_id == project.id]
        money = MONEY_MODELS.get(project.money_model)
        yield SearchDocument(
            kind="project",
            public_id=project.public_id,
            version=project.version,
            title=project.title_zh,
            tags=_texts(
                project.title_en, project.number, *_sector_words([project.sector]), money.label if money else "",
                *names.get(project.organisation_id, ()), *names.get(project.partner_id or 0, ()), *place.names,
                *(ASSET_KINDS.get(row.kind, "") for row in offered),
            ),
            body="\n".join(_texts(
                project.summary_zh, project.summary_en, *_leaves(project.offers), *_leaves(project.asks),
                *_leaves(project.eligibility), *_answers(project), project.description_zh, project.description_en,
                *(name for row in offered for name in (row.name_zh, row.name_en)),
            )),
            facets={
                "sector": project.sector,
                "money_model": project.money_model,
                "state": shown(project, now),
                "territory": place.slugs,
            },
            audience=PUBLIC,
            published_at=project.published_at,
            deadline_at=project.deadline_at,
        )  # fmt: skip


def of_organisations(session: Session, organisations: Sequence[Organisation]) -> Iterator[SearchDocument]:
    """Write organisations with what their profiles say."""
    ids, places = [organisation.id for organisation in organisations], Places(session)
    profiles = {
        profile.organisation_id: profile
        for profile in session.scalars(select(PartnerProfile).where(PartnerProfile.organisation_id.in_(ids)))
    }
    sectors = _grouped(session.scalars(select(OrganisationSector).where(OrganisationSector.organisation_id.in_(ids))))
    areas = _grouped(session.scalars(select(ServiceArea).where(ServiceArea.organisation_id.in_(ids))))
    licences = _grouped(session.scalars(select(Licence).where(Licence.organisation_id.in_(ids))))
    works = _grouped(session.scalars(select(PastWork).where(PastWork.organisation_id.in_(ids))))
    for organisation in organisations:
        profile, place = profiles.get(organisation.id), places.of(organisation.territory_path)
        trades = [row.sector for row in sectors.get(organisation.id, ())]
        yield SearchDocument(
            kind="organisation",
            public_id=organisation.public_id,
            version=organisation.version + (profile.version if profile else 0),
            title=organisation.name_zh,
            tags=_texts(
                organisation.name_en, ORGANISATION_KINDS.get(organisation.kind, ""), *_sector_words(trades),
                *place.names,
            ),
            body="\n".join(_texts(
                organisation.summary_zh, organisation.summary_en,
                *((profile.capabilities_zh, profile.capabilities_en, profile.resources) if profile else ()),
                *(licence.name for licence in licences.get(organisation.id, ())),
                *(text for work in works.get(organisation.id, ()) for text in (work.title, work.place, work.summary)),
                *(places.of_id(area.territory_id) for area in areas.get(organisation.id, ())),
            )),
            facets={"kind": organisation.kind, "sector": tuple(trades), "territory": place.slugs},
            audience=PUBLIC,
            published_at=organisation.created_at,
        )  # fmt: skip


def of_experts(session: Session, experts: Sequence[Expert]) -> Iterator[SearchDocument]:
    """Write experts; declared ties are for street offices only and stay out."""
    places = Places(session)
    paths = {
        row.id: row.path
        for row in session.execute(
            select(Territory.id, Territory.path).where(Territory.id.in_({expert.territory_id for expert in experts}))
        )
    }
    for expert in experts:
        place, trades = places.of(paths.get(expert.territory_id, "")), [str(key) for key in expert.sectors]
        yield SearchDocument(
            kind="expert",
            public_id=expert.public_id,
            version=expert.version,
            title=expert.name_zh,
            tags=_texts(expert.name_en, expert.title_zh, expert.title_en, *_sector_words(trades), *place.names),
            body="\n".join(_texts(expert.bio_zh, expert.bio_en)),
            facets={"sector": tuple(trades), "territory": place.slugs},
            audience=PUBLIC,
            published_at=expert.created_at,
        )


def _sector_words(keys: Sequence[str]) -> list[str]:
    """Return each sector's Chinese label and its English key as words."""
    known = [SECTORS[key] for key in keys if key in SECTORS]
    return [word for sector in known for word in (sector.label, sector.key.replace("_", " "))]


def _answers(project: Project) -> Iterator[str]:
    template = SECTORS.get(project.sector)
    for field in template.fields if template else ():
        if field.kind != "yes_no" and field.key in project.answers:
            yield from (f"{field.label} {text}" for text in show_answer(field, project.answers[field.key]))


def _leaves(value: Any) -> Iterator[str]:
    """Yield the texts of a JSON value, however it is nested."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)


def _texts(*texts: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.strip() for text in texts if text and text.strip()))


def _grouped(rows: Any) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = {}
    for row in rows:
        groups.setdefault(row.organisation_id, []).append(row)
    return groups
