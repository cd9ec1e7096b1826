"""Roadshows as anybody may see them, with the projects that were shown and are public."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.access.actor import Actor
from marketplace.kernel.words import N_
from marketplace.projects.models import Project
from marketplace.projects.queries import listed
from marketplace.roadshows.models import Roadshow, RoadshowProject

KIND_LABELS = {
    "roadshow": N_("路演"),
    "launch": N_("招商发布"),
    "matchmaking": N_("对接会"),
    "pledging": N_("认领"),
    "open_day": N_("开放日"),
}
MOST = 200


@dataclass(frozen=True)
class ShownProject:
    """A project that was shown."""

    public_id: str
    title_zh: str
    title_en: str


@dataclass(frozen=True)
class RoadshowRow:
    """One event."""

    row_id: int
    public_id: str
    kind: str
    title_zh: str
    title_en: str
    territory_id: int
    held_on: date
    place: str
    summary_zh: str
    summary_en: str
    figures: Sequence[Any]
    is_example: bool
    projects: tuple[ShownProject, ...] = ()


def roadshow_rows(session: Session, actor: Actor, now: datetime, *, limit: int = MOST) -> list[RoadshowRow]:
    """Return the events, the latest first, in two statements."""
    rows: Sequence[Any] = session.execute(
        select(
            Roadshow.id, Roadshow.public_id, Roadshow.kind, Roadshow.title_zh, Roadshow.title_en, Roadshow.territory_id,
            Roadshow.held_on, Roadshow.place, Roadshow.summary_zh, Roadshow.summary_en, Roadshow.figures,
            Roadshow.is_example,
        )
        .order_by(Roadshow.held_on.desc(), Roadshow.id.desc())
        .limit(limit)
    ).all()  # fmt: skip
    shown: Sequence[Any] = session.execute(
        select(RoadshowProject.roadshow_id, Project.public_id, Project.title_zh, Project.title_en)
        .join(Project, Project.id == RoadshowProject.project_id)
        .where(RoadshowProject.roadshow_id.in_([row.id for row in rows]), listed(actor, now))
        .order_by(Project.sort_key, Project.public_id)
    ).all()
    return [
        RoadshowRow(*[*row, tuple(ShownProject(*project[1:]) for project in shown if project.roadshow_id == row.id)])
        for row in rows
    ]
