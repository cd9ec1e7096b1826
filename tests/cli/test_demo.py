"""The demo world walks through the real services and ends where its files say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from marketplace.cli.demo.loader import is_loaded, load
from marketplace.cli.demo.reader import read, zh
from marketplace.config import Settings
from marketplace.db import audit
from marketplace.db.audit import AuditRow
from marketplace.db.engine import Database
from marketplace.files.store import FileStore
from marketplace.identity.models import Organisation, User
from marketplace.kernel.clock import FixedClock
from marketplace.kernel.errors import NotAllowed
from marketplace.projects.models import Project
from marketplace.projects.rights import shown
from marketplace.proposals.models import Proposal
from marketplace.workflow.machines import MACHINES


def _load(database: Database, settings: Settings, clock: FixedClock, folder: Path) -> None:
    load(database, FileStore(folder), replace(settings, mode="demo"), clock, lambda done, total: None)


def test_demo_world_ends_where_its_files_say(
    database: Database, settings: Settings, clock: FixedClock, tmp_path: Path
) -> None:
    _load(database, settings, clock, tmp_path / "files")
    world, now = read(clock.now()), clock.now()
    with database.read() as session:
        projects = {row.title_zh: row for row in session.scalars(select(Project))}
        for record in world.lists["projects"]:
            row = projects[zh(record["title"])]
            assert shown(row, now) == record["state"], record["id"]
            assert row.is_example == bool(record.get("example"))
        organisations = {row.id: row.name_zh for row in session.scalars(select(Organisation))}
        states = {
            (projects_by_id(projects)[row.project_id], organisations[row.organisation_id]): row.state
            for row in session.scalars(select(Proposal))
        }
        names = {record["id"]: zh(record["name"]) for record in world.lists["organisations"]}
        titles = {record["id"]: zh(record["title"]) for record in world.lists["projects"]}
        expected = {
            (titles[record["project"]], names[record["applicant"]]): record["state"]
            for record in world.lists["proposals"]
        }
        assert states == expected
        for machine, seen in (
            ("project", {shown(row, now) for row in projects.values()}),
            ("proposal", set(states.values())),
        ):
            assert seen == set(MACHINES[machine].state_keys())
        rows, fault = audit.verify(session)
        assert rows > 500 and fault is None
        instants = list(session.scalars(select(AuditRow.at).order_by(AuditRow.number)))
        assert instants == sorted(instants)
    with pytest.raises(NotAllowed):
        _load(database, settings, clock, tmp_path / "files")


def projects_by_id(projects: dict[str, Project]) -> dict[int, str]:
    """Return the titles by row."""
    return {row.id: title for title, row in projects.items()}


def test_demo_accounts_cannot_exist_in_production(
    database: Database, settings: Settings, clock: FixedClock, tmp_path: Path
) -> None:
    with pytest.raises(NotAllowed):
        load(database, FileStore(tmp_path), replace(settings, mode="production"), clock, lambda done, total: None)
    assert not is_loaded(database)
    with database.read() as session:
        assert session.scalars(select(User)).all() == []
