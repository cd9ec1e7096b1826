"""Build the demo world in an empty database, once; production refuses it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import func, select

from marketplace.access.actor import SYSTEM
from marketplace.cli.demo import ground as ground_room
from marketplace.cli.demo.ground import Ground
from marketplace.cli.demo.projects import Projects
from marketplace.cli.demo.proposals import Proposals
from marketplace.cli.demo.reader import DemoWorld, day_of, en, read, zh
from marketplace.cli.demo.script import Script
from marketplace.config import Settings
from marketplace.db.engine import Database
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.files.store import FileStore
from marketplace.identity.models import Organisation, User
from marketplace.kernel.clock import Clock, local_today
from marketplace.kernel.errors import NotAllowed
from marketplace.kernel.words import N_
from marketplace.projects.models import Project
from marketplace.roadshows.models import Roadshow, RoadshowProject


def is_loaded(database: Database) -> bool:
    """Whether the demo accounts are there."""
    with database.read() as session:
        return bool(session.scalar(select(func.count()).select_from(User).where(User.is_demo)))


def is_empty(database: Database) -> bool:
    """Whether nobody has entered anything yet."""
    with database.read() as session:
        return not session.scalar(select(func.count()).select_from(Organisation))


def load(
    database: Database, store: FileStore, settings: Settings, clock: Clock, progress: Callable[[int, int], None]
) -> None:
    """Play the demo world up to the present instant.

    :raises NotAllowed: in production mode, or where other data is there.
    """
    if settings.production:
        raise NotAllowed(N_("生产模式不能装入演示数据。"))
    if not is_empty(database):
        raise NotAllowed(N_("数据库里已有数据，不能再装入演示数据。"))
    world, script = read(clock.now()), Script(database)
    ground = ground_room.lay(world, script)
    projects = Projects(world, script, ground, store)
    projects.plan()
    proposals = Proposals(world, script, ground, projects)
    proposals.plan_disqualifications()
    proposals.plan()
    script.run(progress)
    with UnitOfWork(database, SYSTEM, clock) as uow:
        _roadshows(uow, world, ground, projects)


def _roadshows(uow: UnitOfWork, world: DemoWorld, ground: Ground, projects: Projects) -> None:
    for record in world.lists["roadshows"]:
        held_on = (
            day_of(record["held_on"]) if "held_on" in record
            else local_today(world.now) + timedelta(days=record["held_in_days"])
        )  # fmt: skip
        row = Roadshow(
            kind=record["kind"], title_zh=zh(record["title"]), title_en=en(record["title"]),
            territory_id=ground.territories[record["territory"]][0], held_on=held_on, place=zh(record.get("place")),
            summary_zh=zh(record["summary"]), summary_en=en(record["summary"]),
            figures=[
                {"label_zh": zh(figure["label"]), "label_en": en(figure["label"]), "value": figure["value"]}
                for figure in record.get("figures", [])
            ],
            is_example=bool(record.get("example")), created_at=uow.now,
        )  # fmt: skip
        uow.session.add(row)
        uow.session.flush()
        for key in record.get("projects", []):
            query = select(Project.id).where(Project.public_id == projects.ids[key])
            uow.session.add(RoadshowProject(roadshow_id=row.id, project_id=uow.session.scalars(query).one()))
