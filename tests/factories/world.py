"""A small world for tests: one street with a community and partners, and projects walked to any state by the real services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from marketplace.access.actor import SYSTEM, Actor, HeldRole, Role
from marketplace.assets.models import Asset
from marketplace.assets.service import AssetFacts, move_asset, register_asset
from marketplace.db.engine import Database
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.identity.models import HeldRoleRow, Organisation, User
from marketplace.kernel.clock import FixedClock, local_today
from marketplace.projects import drafting, service
from marketplace.projects.commands import CreateProject, EditAnswers, EditBasics, EditDates, EditTerms, Publish
from marketplace.projects.models import Project
from marketplace.proposals.models import Proposal, ProposalReceipt
from marketplace.proposals.service import SaveDraft, save_draft, start_proposal, submit_proposal
from marketplace.review.opening import open_proposals
from marketplace.territory.models import Territory
from marketplace.workflow.decisions import ORDER, StepNumbers
from marketplace.workflow.sectors import SECTORS
from marketplace.workflow.sectors.model import TemplateField

#: The hash of no password: such a person signs in by session row only.
NO_PASSWORD = "!"


@dataclass
class World:
    """What a test acts on. Actors are frozen pictures; ids are public ids unless they end in `_row`."""

    database: Database
    clock: FixedClock
    street_path: str
    community_territory: int
    community: str
    street_office: str
    partners: list[str]
    clerk: Actor
    officer: Actor
    partner_actors: list[Actor]
    rival_officer: Actor
    operator: Actor
    supervisor: Actor
    resident: Actor

    def uow(self, actor: Actor = SYSTEM) -> UnitOfWork:
        """Open a unit of work."""
        return UnitOfWork(self.database, actor, self.clock)


def make_world(database: Database, clock: FixedClock, partners: int = 2) -> World:
    """Build two streets, a community, its street office, partners, and a person for each role."""
    with UnitOfWork(database, SYSTEM, clock) as uow:
        city = _territory(uow, None, "city", "示例市")
        street = _territory(uow, city, "street", "示例街道")
        other = _territory(uow, city, "street", "示例二街道")
        home = _territory(uow, street, "community", "示例社区")
        community = _organisation(uow, "community", "示例社区居委会", home)
        office = _organisation(uow, "street_office", "示例街道办事处", street)
        rival = _organisation(uow, "street_office", "示例二街道办事处", other)
        firms = [_organisation(uow, "enterprise", f"示例企业{place + 1}", city) for place in range(partners)]
        clerk = _person(uow, "clerk", Role.COMMUNITY, community)
        officer = _person(uow, "officer", Role.STREET, office)
        rival_officer = _person(uow, "rival", Role.STREET, rival)
        people = [_person(uow, f"partner{place}", Role.PARTNER, firm) for place, firm in enumerate(firms)]
        operator = _person(uow, "operator", Role.OPERATOR, None)
        supervisor = _person(uow, "supervisor", Role.SUPERVISOR, None, street)
        resident = _person(uow, "resident", None, None)
        return World(
            database, clock, street.path, home.id, community.public_id, office.public_id,
            [firm.public_id for firm in firms], clerk, officer, people, rival_officer, operator, supervisor, resident,
        )  # fmt: skip


def listed_asset(world: World, tenure: str = "committee", name: str = "示例广场") -> str:
    """Register an asset and list it; return its public id."""
    with world.uow(world.clerk) as uow:
        facts = AssetFacts("plaza", tenure, name, "示例路 1 号")
        asset: Asset = register_asset(uow, world.community, facts)
        move_asset(uow, asset.public_id, "list")
        return asset.public_id


def draft_project(world: World, sector: str = "night_market", title: str = "示例夜市", **over: object) -> str:
    """Write a complete draft; return its public id."""
    asset = str(over.get("asset") or listed_asset(world))
    with world.uow(world.clerk) as uow:
        project = drafting.create_project(uow, CreateProject(world.community, sector, title, assets=(asset,)))
        public_id = project.public_id
    for change in (
        lambda uow, version: drafting.edit_basics(
            uow, public_id, EditBasics(title, "", "一句话介绍", "", "详细介绍", "", (asset,), version)
        ),
        lambda uow, version: drafting.edit_answers(uow, public_id, EditAnswers(raw_answers(sector), version)),
        lambda uow, version: drafting.edit_terms(
            uow, public_id, EditTerms("rent", {"term_months": "24", "rent_per_year": "12000"}, version)
        ),
        lambda uow, version: drafting.edit_dates(
            uow, public_id, EditDates(None, world.clock.now() + timedelta(days=30), version)
        ),
    ):
        _edit(world, public_id, change)
    return public_id


def deciding_project(world: World, **over: object) -> str:
    """Take a complete draft into its decision."""
    public_id = draft_project(world, **over)  # type: ignore[arg-type]
    with world.uow(world.clerk) as uow:
        service.start_deciding(uow, public_id)
    return public_id


def sent_project(world: World, **over: object) -> str:
    """Take a draft through its decisions to the street office."""
    public_id = deciding_project(world, **over)
    today = local_today(world.clock.now())
    for place, name in enumerate(ORDER):
        with world.uow(world.clerk) as uow:
            numbers = StepNumbers(name, today - timedelta(days=20 - 2 * place), 9, 9, 8, 1, 0)
            service.record_decision(uow, public_id, numbers, "同意招商")
    with world.uow(world.clerk) as uow:
        service.send_to_street(uow, public_id)
    return public_id


def scheduled_project(world: World, **over: object) -> str:
    """Take a draft through its decisions and the street office's review."""
    public_id = sent_project(world, **over)
    with world.uow(world.officer) as uow:
        service.review_project(uow, public_id, "approve", "材料齐全")
    return public_id


def open_project(world: World, days: int = 10, **over: object) -> str:
    """Publish a project with a deadline some days ahead."""
    public_id = scheduled_project(world, **over)
    with world.uow(world.officer) as uow:
        now = world.clock.now()
        service.publish_project(
            uow, public_id, Publish(None, now + timedelta(days=days - 1), now + timedelta(days=days))
        )
    return public_id


def started(world: World, project: str, place: int = 0) -> str:
    """Start a proposal of a partner with a complete draft; return its public id."""
    with world.uow(world.partner_actors[place]) as uow:
        proposal: Proposal = start_proposal(uow, project, world.partners[place])
        public_id = proposal.public_id
    with world.uow(world.partner_actors[place]) as uow:
        save_draft(uow, public_id, complete_draft(world, project, f"机密方案{place}"))
    return public_id


def submitted(world: World, project: str, place: int = 0) -> tuple[str, ProposalReceipt]:
    """Submit a proposal of a partner; return its public id and the receipt."""
    public_id = started(world, project, place)
    with world.uow(world.partner_actors[place]) as uow:
        return public_id, submit_proposal(uow, public_id)


def opened_project(world: World, proposals: int = 2) -> tuple[str, list[str]]:
    """Take a project through its opening; return it and its proposals."""
    project = open_project(world)
    ids = [submitted(world, project, place)[0] for place in range(proposals)]
    world.clock.advance(days=11)
    with world.uow(world.officer) as uow:
        open_proposals(uow, project)
    return project, ids


def complete_draft(world: World, project: str, words: str = "机密方案") -> SaveDraft:
    """Return a draft that passes every check; `words` can be looked for where they must not be."""
    with world.database.read() as session:
        row = session.query(Project).filter_by(public_id=project).one()
        sector = row.sector
    answers = {question.key: raw_value(question, words) for question in SECTORS[sector].questions}
    return SaveDraft(f"{words}概要", answers, {"term_months": "24", "rent_per_year": "14400"})


def raw_answers(sector: str) -> dict[str, str]:
    """Return valid raw answers to all fields of a sector template."""
    return {field.key: raw_value(field) for field in SECTORS[sector].fields}


def raw_value(field: TemplateField, words: str = "示例内容") -> str:
    """Return a valid raw value for a template field."""
    if field.kind in ("text", "long_text"):
        return words
    if field.kind in ("integer", "decimal"):
        return str(int(field.minimum if field.minimum is not None else 1))
    if field.kind in ("choice", "choices"):
        return field.choices[0].key
    return "yes" if field.kind == "yes_no" else "18:00-22:00"


def _edit(world: World, public_id: str, change: Callable[[UnitOfWork, int], object]) -> None:
    with world.uow(world.clerk) as uow:
        version = uow.session.query(Project.version).filter_by(public_id=public_id).scalar()
        change(uow, version or 0)


def _territory(uow: UnitOfWork, parent: Territory | None, level: str, name: str) -> Territory:
    row = Territory(
        parent_id=parent.id if parent else None, level=level, slug=f"{level}-{name}", name_zh=name, path="",
        created_at=uow.now,
    )  # fmt: skip
    uow.session.add(row)
    uow.session.flush()
    row.path = (parent.path if parent else "/") + f"{row.id}/"
    return row


def _organisation(uow: UnitOfWork, kind: str, name: str, territory: Territory) -> Organisation:
    row = Organisation(
        kind=kind, name_zh=name, territory_id=territory.id, territory_path=territory.path, state="verified",
        created_at=uow.now,
    )  # fmt: skip
    uow.session.add(row)
    uow.session.flush()
    return row


def _person(
    uow: UnitOfWork, name: str, role: Role | None, organisation: Organisation | None, territory: Territory | None = None
) -> Actor:
    user = User(email=f"{name}@test.example", name=name, password_hash=NO_PASSWORD, created_at=uow.now)
    uow.session.add(user)
    uow.session.flush()
    if role is None:
        return Actor(user.id, user.public_id, user.name)
    uow.session.add(
        HeldRoleRow(
            user_id=user.id, role=role, organisation_id=organisation.id if organisation else None,
            territory_id=territory.id if territory else None, granted_at=uow.now,
        )
    )  # fmt: skip
    path = territory.path if territory else (organisation.territory_path if organisation else None)
    held = HeldRole(role, organisation.id if organisation else None, path)
    return Actor(user.id, user.public_id, user.name, (held,))
