"""Rows of the public market, quickly: projects in any state with any date, organisations, experts, accounts."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from marketplace.db import site_version
from marketplace.identity.models import Organisation
from marketplace.kernel.ids import new_public_id
from marketplace.operation.models import LedgerYear
from marketplace.partners.models import Expert
from marketplace.projects.models import Project
from tests.factories.world import World

_NUMBERS = count(1)


def make_project(world: World, **over: Any) -> str:
    """Write one project straight into the table, published and open unless told otherwise; return its public id."""
    now = world.clock.now()
    number = next(_NUMBERS)
    with world.uow() as uow:
        owner = uow.session.scalars(select(Organisation).where(Organisation.public_id == world.community)).one()
        values: dict[str, Any] = {
            "number": f"XM-2026-T{number:05d}", "organisation_id": owner.id, "territory_id": owner.territory_id,
            "territory_path": owner.territory_path, "sector": "night_market", "money_model": "rent",
            "title_zh": f"示例项目{number}", "summary_zh": "一句话介绍", "state": "open", "created_at": now,
            "published_at": now - timedelta(days=1), "opens_at": now - timedelta(days=1),
            "questions_until": now + timedelta(days=5), "deadline_at": now + timedelta(days=10),
        }  # fmt: skip
        project = Project(**(values | over))
        uow.session.add(project)
        site_version.bump(uow.session)
        uow.session.flush()
        return project.public_id


def make_organisation(world: World, **over: Any) -> str:
    """Write an organisation, verified unless told otherwise; return its public id."""
    with world.uow() as uow:
        like = uow.session.scalars(select(Organisation).where(Organisation.public_id == world.community)).one()
        values: dict[str, Any] = {
            "kind": "enterprise", "name_zh": f"示例单位{next(_NUMBERS)}", "territory_id": like.territory_id,
            "territory_path": like.territory_path, "state": "verified", "created_at": uow.now,
        }  # fmt: skip
        organisation = Organisation(**(values | over))
        uow.session.add(organisation)
        site_version.bump(uow.session)
        uow.session.flush()
        return organisation.public_id


def make_expert(world: World, **over: Any) -> str:
    """Write an expert, published unless told otherwise; return the public id."""
    with world.uow() as uow:
        values: dict[str, Any] = {
            "name_zh": f"示例专家{next(_NUMBERS)}", "territory_id": world.community_territory,
            "sectors": ["night_market"], "created_at": uow.now,
        }  # fmt: skip
        expert = Expert(**(values | over))
        uow.session.add(expert)
        site_version.bump(uow.session)
        uow.session.flush()
        return expert.public_id


def make_account(world: World, year: int, income_fen: int, split: list[dict[str, Any]]) -> None:
    """Write a community's year."""
    with world.uow() as uow:
        owner = uow.session.scalars(select(Organisation).where(Organisation.public_id == world.community)).one()
        uow.session.add(
            LedgerYear(
                public_id=new_public_id(), organisation_id=owner.id, year=year, income_fen=income_fen, split=split,
                created_at=uow.now,
            )
        )  # fmt: skip
        site_version.bump(uow.session)


def hidden_projects(world: World, words: str) -> list[str]:
    """Write a project in every state that no visitor may know of, each with `words` in its title."""
    now: datetime = world.clock.now()
    unseen: dict[str, Any] = {"published_at": None, "opens_at": None, "questions_until": None, "deadline_at": None}
    made = [
        make_project(world, state=state, title_zh=f"{words}{state}", **unseen)
        for state in ("draft", "deciding", "street_review", "scheduled", "cancelled")
    ]
    # Dates that the community only wishes for make nothing public.
    wished = {"opens_at": None, "questions_until": now + timedelta(days=3), "deadline_at": now + timedelta(days=9)}
    return [*made, make_project(world, state="draft", title_zh=f"{words}愿望", **(unseen | wished))]
