"""The opening through the pages: nothing before it, once, by anybody's clock but the server's; then everything."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from marketplace.access.actor import Actor
from marketplace.db.engine import Database
from marketplace.db.loading import load
from marketplace.kernel.clock import FixedClock
from marketplace.projects.models import Project
from marketplace.proposals.models import Proposal, ProposalContent
from marketplace.proposals.service import withdraw_proposal
from marketplace.review.models import Opening
from marketplace.web.i18n import instant
from tests.factories.offices import secrets_of
from tests.factories.people import client_of, csrf_of, post
from tests.factories.world import World, make_world, open_project, opened_project, started, submitted


@pytest.fixture
def world(database: Database, clock: FixedClock) -> World:
    return make_world(database, clock, partners=3)


def pages_of(project: str, proposal: str) -> dict[str, list[str]]:
    """Return every address at which an office could learn of proposals, by who may go there."""
    here, there = f"/street/openings/{project}", f"/supervisor/projects/{project}"
    return {
        "officer": [
            "/street/projects", *(f"/street/projects?tab={tab}" for tab in ("open", "closed", "choose", "decided")),
            f"/street/projects/{project}", f"/street/projects/{project}/cancel", "/street/openings", here,
            f"{here}/open", f"{here}/proposals", f"{here}/compare", f"{here}/shortlist", f"{here}/candidates",
            f"{here}/award", f"{here}/fail", f"{here}/proposals/{proposal}", f"{here}/proposals/{proposal}/fixing",
            f"{here}/proposals/{proposal}/disqualify", "/street/organisations?tab=verified",
        ],
        "supervisor": [
            "/supervisor/projects", "/supervisor/projects?tab=open", there, f"{there}/compare",
            f"{there}/proposals/{proposal}", "/admin/audit", "/admin/audit?event=proposal.*",
            f"/admin/audit?subject={proposal}", "/admin/audit?event=file.*",
        ],
        "operator": [
            "/admin/audit", "/admin/audit?event=proposal.*", f"/admin/audit?subject={proposal}",
            "/admin/audit?event=file.*", "/admin/jobs", "/admin/jobs?status=done", "/admin/jobs?status=pending",
            f"/supervisor/projects/{project}", f"/street/openings/{project}",
        ],
    }  # fmt: skip


def read_all(app: Flask, world: World, project: str, proposal: str) -> dict[str, str]:
    """Return what each address answers, without what differs from one reading to the next."""
    actors: dict[str, Actor] = {"officer": world.officer, "supervisor": world.supervisor, "operator": world.operator}
    found = {}
    for who, paths in pages_of(project, proposal).items():
        client = client_of(app, actors[who])
        for path in paths:
            found[f"{who} {path}"] = client.get(path).text
    return found


@pytest.mark.parametrize("over", [False, True], ids=["before the deadline", "after it, before the opening"])
def test_before_the_opening_no_page_tells_of_proposals(app: Flask, world: World, over: bool) -> None:
    project = open_project(world)
    sealed, _receipt = submitted(world, project, 0)
    drafted = started(world, project, 1)
    withdrawn, _other = submitted(world, project, 2)
    with world.uow(world.partner_actors[2]) as uow:
        withdraw_proposal(uow, withdrawn)
    if over:
        world.clock.advance(days=11)
    secrets = [word for each in (sealed, drafted, withdrawn) for word in secrets_of(world, each)]
    names = {f"示例企业{place}" for place in (1, 2, 3)}
    for where, page in read_all(app, world, project, sealed).items():
        # What somebody typed into the address stands in the page's links to itself.
        said = page.replace(sealed, "") if sealed in where else page
        leaked = [word for word in secrets if word in said and word not in names]
        assert leaked == [], where
        assert [name for name in names if name in page and "organisations" not in where] == [], where
        assert "proposal.submitted" not in page and "proposal.draft_started" not in page, where


def test_the_pages_are_the_same_with_and_without_proposals(app: Flask, world: World) -> None:
    with_some, with_none = open_project(world, title="甲项目"), open_project(world, title="乙项目")
    submitted(world, with_some, 0)
    submitted(world, with_some, 1)
    client = client_of(app, world.officer)
    for tail in ("", "/open", "/proposals", "/compare", "/shortlist", "/fail", "/candidates"):
        first, second = (client.get(f"/street/openings/{each}{tail}") for each in (with_some, with_none))
        assert first.status_code == second.status_code
        assert abs(len(first.data) - len(second.data)) < 40, tail
    world.clock.advance(days=11)
    client = client_of(app, world.officer)
    for tail in ("", "/open", "/proposals", "/fail"):
        first, second = (client.get(f"/street/openings/{each}{tail}") for each in (with_some, with_none))
        assert first.status_code == second.status_code
        assert abs(len(first.data) - len(second.data)) < 40, tail


def test_opening_before_the_deadline_is_refused(app: Flask, world: World) -> None:
    project = open_project(world)
    submitted(world, project)
    client = client_of(app, world.officer)
    early = post(client, f"/street/openings/{project}/open", form_at="/street/projects")
    assert early.status_code == 409 and "征集方案中" in early.text
    with world.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Opening)) == 0


def test_the_minutes_show_every_commitment_recomputed(app: Flask, world: World) -> None:
    project = open_project(world)
    good, receipt = submitted(world, project, 0)
    broken, _receipt = submitted(world, project, 1)
    withdrawn, _other = submitted(world, project, 2)
    with world.uow(world.partner_actors[2]) as uow:
        withdraw_proposal(uow, withdrawn)
    with world.uow() as uow:
        row = load(uow.session, Proposal, broken)
        uow.session.execute(
            update(ProposalContent).where(ProposalContent.proposal_id == row.id).values(sealed=b"not json")
        )
    world.clock.advance(days=11)
    client, here = client_of(app, world.officer), f"/street/openings/{project}"
    assert post(client, f"{here}/open").status_code == 303
    page = client.get(here).text
    assert page.count(receipt.commitment) == 2 and "一致，内容没有被换过" in page
    assert "封签不符" in page and "不一致" in page
    assert "截止前已撤回" in page and "示例企业3" not in page
    with app.test_request_context("/"):
        assert instant(receipt.submitted_at, millis=True) in page
    assert client.get(f"{here}/proposals/{withdrawn}").status_code == 404
    damaged = client.get(f"{here}/proposals/{broken}")
    assert damaged.status_code == 200 and "内容读不出来" in damaged.text
    assert client.get(f"{here}/compare").status_code == 200 and good in client.get(f"{here}/compare").text


def test_a_second_click_finds_the_same_opening(app: Flask, world: World) -> None:
    project = open_project(world)
    submitted(world, project)
    world.clock.advance(days=11)
    client, here = client_of(app, world.officer), f"/street/openings/{project}/open"
    token = csrf_of(client.get(here))
    assert [client.post(here, data={"csrf_token": token}).status_code for _ in range(3)] == [303, 303, 303]
    assert client.get(here).status_code == 303
    with world.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Opening)) == 1


def test_two_officers_at_once_open_once(app: Flask, world: World) -> None:
    project = open_project(world)
    submitted(world, project)
    world.clock.advance(days=11)
    here = f"/street/openings/{project}/open"
    clients = [client_of(app, world.officer) for _ in range(2)]
    tokens = [csrf_of(client.get(here)) for client in clients]
    gate, answers = threading.Barrier(2), []

    def click(client: FlaskClient, token: str) -> None:
        gate.wait()
        answers.append(client.post(here, data={"csrf_token": token}).status_code)

    threads = [threading.Thread(target=click, args=each) for each in zip(clients, tokens, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [303, 303]
    with world.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Opening)) == 1
        assert load(session, Project, project).state == "opened"


def test_too_few_are_listed_without_names_and_stay_sealed(app: Flask, world: World) -> None:
    project = open_project(world)
    sealed, _receipt = submitted(world, project)
    with world.uow() as uow:
        uow.session.execute(update(Project).where(Project.public_id == project).values(min_proposals=2))
    world.clock.advance(days=11)
    client, here = client_of(app, world.officer), f"/street/openings/{project}"
    assert post(client, f"{here}/open").status_code == 303
    page = client.get(here).text
    assert "未启封的一份" in page and "示例企业1" not in page and "机密" not in page
    assert client.get(f"{here}/proposals/{sealed}").status_code == 404
    assert client.get(f"{here}/proposals").status_code == 409
    audit = client_of(app, world.operator).get("/admin/audit").text
    assert sealed not in audit and "proposal.submitted" not in audit


def test_after_the_opening_the_office_reads_and_the_operator_does_not(app: Flask, world: World) -> None:
    project, ids = opened_project(world, 2)
    paths = [f"/street/openings/{project}/proposals/{ids[0]}", f"/street/openings/{project}/compare"]
    for path in paths:
        assert "机密方案0概要" in client_of(app, world.officer).get(path).text, path
        assert client_of(app, world.operator).get(path).status_code == 403
        assert client_of(app, world.rival_officer).get(path).status_code == 404
    watch = f"/supervisor/projects/{project}"
    assert "机密方案0概要" in client_of(app, world.supervisor).get(f"{watch}/compare").text
    log = client_of(app, world.operator).get("/admin/audit").text
    assert "proposal.opened" in log and "机密" not in log
