"""What waits equals what life cycles and rights allow: nothing that cannot be done, nothing expected left out."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import event, select

from marketplace.access.actions import Action
from marketplace.access.actor import Actor, Role
from marketplace.assets import todo as assets
from marketplace.assets.models import Asset
from marketplace.assets.rights import RIGHTS as ASSET_RIGHTS
from marketplace.db.engine import Database
from marketplace.db.outbox import DEAD, OutboxRow
from marketplace.identity import todo as identity
from marketplace.identity.actors import actor_of
from marketplace.identity.models import Organisation, User
from marketplace.identity.rights import RIGHTS as ORGANISATION_RIGHTS
from marketplace.kernel.clock import FixedClock
from marketplace.kernel.machine import Machine
from marketplace.partners import todo as partners
from marketplace.partners.models import Expert, Licence, OrganisationSector, PartnerProfile
from marketplace.projects import todo as projects
from marketplace.projects.models import Project, ProjectStep, Question
from marketplace.projects.rights import RIGHTS as PROJECT_RIGHTS
from marketplace.projects.rights import shown
from marketplace.proposals import todo as proposals
from marketplace.proposals.models import Proposal
from marketplace.proposals.rights import RIGHTS as PROPOSAL_RIGHTS
from marketplace.workflow.asset import ASSET
from marketplace.workflow.organisation import ORGANISATION
from marketplace.workflow.project import PROJECT
from marketplace.workflow.proposal import PROPOSAL
from marketplace.workflow.todo import TodoItem
from tests.factories.people import give_role, make_person
from tests.factories.world import (
    World,
    draft_project,
    listed_asset,
    make_world,
    open_project,
    scheduled_project,
    started,
)

#: Moves that nobody has to make: going back, ending, and ways round. A new move must be put here or into a to-do list.
OPTIONAL = {
    "project": {"back_to_draft", "return", "cancel", "fail", "begin_evaluation", "schedule_roadshow", "complete",
                "terminate", "record_operating"},
    "proposal": {"withdraw", "invalidate", "unseal", "begin_review", "ask_fixing", "shortlist", "pass_over", "nominate",
                 "hold_in_reserve", "award", "not_award", "disqualify"},
    "asset": {"suspend", "resume", "occupy", "take_back", "retire"},
    "organisation": {"send_back", "suspend", "reinstate"},
}  # fmt: skip


@pytest.fixture
def world(database: Database, clock: FixedClock) -> World:
    return make_world(database, clock)


def _people(world: World) -> list[Actor]:
    return [
        world.clerk, world.officer, world.rival_officer, *world.partner_actors, world.operator, world.supervisor,
        world.resident,
    ]  # fmt: skip


def _verbs(items: Iterable[TodoItem], noun: str) -> set[tuple[str, str]]:
    return {(item.public_id, item.verb) for item in items if item.noun == noun}


def _project(owner: Organisation, number: str, state: str, deadline: datetime | None, now: datetime) -> Project:
    return Project(
        number=number, organisation_id=owner.id, territory_id=owner.territory_id, territory_path=owner.territory_path,
        sector="market", money_model="rent", title_zh=number, state=state, deadline_at=deadline,
        opens_at=now - timedelta(days=9) if deadline else None, created_at=now,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("machine", "told"),
    [
        (PROJECT, {line.verb for line in projects.AWAITED}),
        (PROPOSAL, {line.verb for line in proposals.AWAITED}),
        (ASSET, {"list"}),
        (ORGANISATION, {"verify", "resubmit"}),
    ],
)
def test_every_move_is_awaited_or_optional(machine: Machine, told: set[str]) -> None:
    moves = {move.verb for move in machine.moves if not move.by_clock}
    assert moves == told | OPTIONAL[machine.noun]
    assert not told & OPTIONAL[machine.noun]


def test_projects_in_every_state_for_everybody(world: World) -> None:
    now = world.clock.now()
    with world.uow() as uow:
        community = uow.session.scalars(select(Organisation).where(Organisation.public_id == world.community)).one()
        for place, (state, ends) in enumerate(product(PROJECT.state_keys(), (None, -1, 5))):
            deadline = now + timedelta(days=ends) if ends else None
            project = _project(community, f"XM-{place}", state, deadline, now)
            project.published_at = now if state == "scheduled" and ends == 5 else None
            uow.session.add(project)
    with world.database.read() as session:
        rows = list(session.scalars(select(Project)))
        seen: set[str] = set()
        for person in _people(world):
            found = _verbs(projects.waiting(session, person, now), "project")
            expected = set()
            for row in rows:
                state = shown(row, now)
                for awaited in projects.AWAITED:
                    if state not in awaited.states or (awaited.verb == "publish" and row.published_at):
                        continue
                    if PROJECT_RIGHTS.can(person, awaited.action, row, now):
                        assert PROJECT.move(awaited.verb, state).action == awaited.action
                        verb = "record_decision" if awaited.verb == "send_to_street" else awaited.verb
                        expected.add((row.public_id, verb))
            assert found == expected, person.name
            seen |= {verb for _id, verb in found}
        assert seen == {line.verb for line in projects.AWAITED} - {"send_to_street"} | {"record_decision"}


def test_a_returned_project_says_so_until_it_moves_on(world: World) -> None:
    draft = draft_project(world)
    now = world.clock.now()
    with world.database.read() as session:
        assert [item.label for item in projects.waiting(session, world.clerk, now)] == [projects.AWAITED[0].label]
    with world.uow() as uow:
        row = uow.session.scalars(select(Project).where(Project.public_id == draft)).one()
        uow.session.add(
            ProjectStep(project_id=row.id, verb="return", source="street_review", target="draft", at=now, reason="改")
        )
    with world.database.read() as session:
        assert [item.label for item in projects.waiting(session, world.clerk, now)] == [projects.RETURNED]


def test_a_decided_project_waits_to_be_sent(world: World) -> None:
    public_id = scheduled_project(world)
    now = world.clock.now()
    with world.uow() as uow:
        uow.session.execute(
            Project.__table__.update().where(Project.public_id == public_id).values({"state": "deciding"})
        )
    with world.database.read() as session:
        assert _verbs(projects.waiting(session, world.clerk, now), "project") == {(public_id, "send_to_street")}
        assert projects.waiting(session, world.officer, now) == []


def test_open_questions_wait_for_the_community_only(world: World) -> None:
    public_id = open_project(world)
    now = world.clock.now()
    with world.uow() as uow:
        row = uow.session.scalars(select(Project).where(Project.public_id == public_id)).one()
        for number, hours in ((1, 5), (2, 9)):
            asked_at = now - timedelta(hours=hours)
            uow.session.add(Question(project_id=row.id, number=number, text="有水电吗？", created_at=asked_at))
    with world.database.read() as session:
        (item,) = projects.waiting(session, world.clerk, now)
        assert (item.noun, item.verb, item.since) == ("question", "answer", now - timedelta(hours=9))
        for person in _people(world)[1:]:
            assert _verbs(projects.waiting(session, person, now), "question") == set()
    with world.uow() as uow:
        for question in uow.session.scalars(select(Question)):
            question.answered_at = now
    with world.database.read() as session:
        assert projects.waiting(session, world.clerk, now) == []


def test_proposals_in_every_state_wait_for_their_applicant_only(world: World) -> None:
    now = world.clock.now()
    with world.uow() as uow:
        firm = uow.session.scalars(select(Organisation).where(Organisation.public_id == world.partners[0])).one()
        community = uow.session.scalars(select(Organisation).where(Organisation.public_id == world.community)).one()
        for state in (*PROPOSAL.state_keys(),):
            project = _project(community, f"P-{state}", "open", now + timedelta(days=10), now)
            uow.session.add(project)
            uow.session.flush()
            uow.session.add(Proposal(project_id=project.id, organisation_id=firm.id, state=state, created_at=now))
    with world.database.read() as session:
        for at, open_now in ((now, True), (now + timedelta(days=11), False)):
            expected = set()
            for row in session.scalars(select(Proposal)):
                for awaited in proposals.AWAITED:
                    if row.state == awaited.state and (open_now or not awaited.until_deadline):
                        assert PROPOSAL_RIGHTS.can(world.partner_actors[0], awaited.action, row, at)
                        assert PROPOSAL.move(awaited.verb, row.state).action == awaited.action
                        expected.add((row.public_id, awaited.verb))
            assert _verbs(proposals.waiting(session, world.partner_actors[0], at), "proposal") == expected
            for person in _people(world):
                if person != world.partner_actors[0]:
                    assert proposals.waiting(session, person, at) == []


def test_assets_wait_until_they_are_listed(world: World) -> None:
    now = world.clock.now()
    ids = {state: listed_asset(world, name=state) for state in (*ASSET.state_keys(), "unclear")}
    with world.uow() as uow:
        for state, public_id in ids.items():
            change = {"state": "registered", "tenure": "unclear"} if state == "unclear" else {"state": state}
            uow.session.execute(Asset.__table__.update().where(Asset.public_id == public_id).values(change))
    with world.database.read() as session:
        assert _verbs(assets.waiting(session, world.clerk, now), "asset") == {
            (ids["registered"], "list"), (ids["returned"], "list"), (ids["unclear"], "edit"),
        }  # fmt: skip
        for row in session.scalars(select(Asset).where(Asset.state.in_(("registered", "returned")))):
            assert ASSET_RIGHTS.can(world.clerk, Action.ASSET_MANAGE, row, now)
            assert ASSET.move("list", row.state)
        for person in _people(world)[1:]:
            assert assets.waiting(session, person, now) == []


def test_organisations_wait_for_their_own_street_and_their_own_people(world: World) -> None:
    now = world.clock.now()
    with world.uow() as uow:
        for state in (*ORGANISATION.state_keys(),):
            uow.session.add(
                Organisation(kind="enterprise", name_zh=state, territory_id=world.community_territory,
                             territory_path=f"{world.street_path}9/", state=state, created_at=now)
            )  # fmt: skip
        firm = uow.session.scalars(select(Organisation).where(Organisation.public_id == world.partners[0])).one()
        uow.session.execute(
            Organisation.__table__.update().where(Organisation.id == firm.id).values({"state": "returned"})
        )
    with world.database.read() as session:
        for person in _people(world):
            found = _verbs(identity.waiting(session, person, now), "organisation")
            expected = set()
            for row in session.scalars(select(Organisation)):
                for verb, action, state in (
                    ("verify", Action.ORGANISATION_VERIFY, "pending"),
                    ("resubmit", Action.ORGANISATION_EDIT, "returned"),
                ):  # fmt: skip
                    own = verb == "verify" or row.id in {held.organisation_id for held in person.held}
                    if row.state == state and own and ORGANISATION_RIGHTS.can(person, action, row, now):
                        assert ORGANISATION.move(verb, state).action == action
                        expected.add((row.public_id, verb))
            assert found == expected, person.name
        assert _verbs(identity.waiting(session, world.officer, now), "organisation")
        assert _verbs(identity.waiting(session, world.partner_actors[0], now), "organisation")


def test_the_operator_is_told_of_dead_jobs_and_new_accounts(world: World) -> None:
    now = world.clock.now()
    with world.database.read() as session:
        assert _verbs(identity.waiting(session, world.operator, now), "user") == {("", "grant_role")}
        assert _verbs(identity.waiting(session, world.operator, now + timedelta(days=8)), "user") == set()
        assert _verbs(identity.waiting(session, world.operator, now), "job") == set()
    with world.uow() as uow:
        uow.session.add(
            OutboxRow(event="x.y", subject_kind="x", subject_id=1, public_id="x", data={}, status=DEAD, happened_at=now,
                      available_at=now)
        )  # fmt: skip
    with world.database.read() as session:
        assert _verbs(identity.waiting(session, world.operator, now), "job") == {("", "retry")}
        for person in _people(world):
            if person != world.operator:
                assert {item.noun for item in identity.waiting(session, person, now)} & {"job", "user"} == set()


def test_profiles_wait_until_they_are_complete_and_licences_until_they_are_renewed(world: World) -> None:
    now, firm_id = world.clock.now(), world.partners[0]
    me = world.partner_actors[0]
    with world.database.read() as session:
        assert _verbs(partners.waiting(session, me, now), "organisation") == {(firm_id, "complete")}
    with world.uow() as uow:
        firm = uow.session.scalars(select(Organisation).where(Organisation.public_id == firm_id)).one()
        firm.summary_zh = "做夜市"
        uow.session.add(PartnerProfile(organisation_id=firm.id, capabilities_zh="二十个摊位"))
        uow.session.add(OrganisationSector(organisation_id=firm.id, sector="night_market"))
        for days in (29, 31, None):
            on = now.date() + timedelta(days=days) if days else None
            uow.session.add(Licence(organisation_id=firm.id, name=f"证{days}", expires_on=on, created_at=now))
    with world.database.read() as session:
        (item,) = partners.waiting(session, me, now)
        assert (item.verb, item.due and item.due.date()) == ("renew_licence", now.date() + timedelta(days=29))
        assert partners.waiting(session, world.partner_actors[1], now)[0].public_id == world.partners[1]
        assert partners.waiting(session, world.officer, now) == []


def test_an_expert_is_asked_for_what_is_missing(world: World) -> None:
    now = world.clock.now()
    with world.uow() as uow:
        user = make_person(uow)
        give_role(uow, user, Role.EXPERT)
        expert = actor_of(uow.session, uow.session.get_one(User, user.id))
    with world.database.read() as session:
        assert _verbs(partners.waiting(session, expert, now), "expert") == {("", "complete")}
    with world.uow() as uow:
        entry = Expert(
            user_id=expert.user_id, name_zh="示例专家", territory_id=world.community_territory, created_at=now
        )
        uow.session.add(entry)
        uow.session.flush()
        public_id = entry.public_id
    with world.database.read() as session:
        assert _verbs(partners.waiting(session, expert, now), "expert") == {(public_id, "complete")}
    with world.uow() as uow:
        entry = uow.session.scalars(select(Expert)).one()
        entry.bio_zh, entry.sectors = "二十年夜市", ["night_market"]
    with world.database.read() as session:
        assert partners.waiting(session, expert, now) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_statements_does_not_grow(world: World, count: int) -> None:
    for place in range(count):
        public_id = open_project(world, title=f"示例{place}")
        started(world, public_id)
        draft_project(world)
    now, statements = world.clock.now(), list[str]()
    with world.database.read() as session:
        event.listen(world.database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
        for provider in (projects, proposals, assets, identity, partners):
            for person in _people(world):
                provider.waiting(session, person, now)
    selects = sum(statement.startswith("SELECT") for statement in statements)
    assert selects == 38
