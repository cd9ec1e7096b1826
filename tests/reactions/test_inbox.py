"""Who is told what: everybody whom it concerns, once; and before the opening nobody but the applicant."""

import email
import email.policy
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from marketplace.access.actor import Actor
from marketplace.config import Settings
from marketplace.db.audit import AuditRow
from marketplace.db.audit_queries import page as audit_page
from marketplace.db.engine import Database
from marketplace.db.outbox_queries import page as jobs_page
from marketplace.files.models import StoredFile
from marketplace.files.store import FileStore
from marketplace.identity import messages
from marketplace.identity.models import InboxMessage, User
from marketplace.kernel.clock import FixedClock
from marketplace.kernel.events import Event
from marketplace.projects import service
from marketplace.projects.models import Project
from marketplace.proposals.models import Proposal, ProposalAttachment
from marketplace.proposals.service import withdraw_proposal
from marketplace.reactions import message_texts, tellings
from marketplace.reactions.letters import translations
from marketplace.reactions.sealed import hidden_audit, hidden_jobs
from marketplace.reactions.worker import Worker
from marketplace.review.choosing import Verdict, record_shortlist
from marketplace.review.opening import open_proposals
from marketplace.search.backends.memory import MemoryEngine
from marketplace.workflow.machines import MACHINES
from tests.factories.world import (
    World,
    make_world,
    open_project,
    opened_project,
    scheduled_project,
    started,
    submitted,
)


@pytest.fixture
def world(database: Database, clock: FixedClock) -> World:
    return make_world(database, clock, partners=3)


@pytest.fixture
def worker(database: Database, clock: FixedClock, settings: Settings) -> Worker:
    return Worker(database, clock, settings, MemoryEngine(), FileStore(settings.files_dir))


def kinds(world: World, actor: Actor) -> list[str]:
    with world.database.read() as session:
        return [row.kind for row in messages.messages(session, actor.user_id or 0, limit=100).rows]


def letters(settings: Settings) -> list[email.message.EmailMessage]:
    parsed = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in sorted((settings.var_dir / "mail").glob("*.eml"))
    ]
    return [one for one in parsed if isinstance(one, email.message.EmailMessage)]


def body_of(letter: email.message.EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_every_event_of_the_machines_is_told_or_listed_as_told_to_nobody() -> None:
    told = {*tellings.PROJECT, *tellings.APPLICANTS, *tellings.PROPOSAL, *tellings.ORGANISATION}
    events = {move.event for machine in MACHINES.values() for move in machine.moves}
    assert events - told - tellings.TOLD_TO_NOBODY == set()
    assert told & tellings.TOLD_TO_NOBODY == set()


@pytest.mark.usefixtures("_messages")
def test_every_telling_has_words_in_both_languages() -> None:
    used = {telling.kind for table in (tellings.PROJECT, tellings.PROPOSAL, tellings.ORGANISATION)
            for row in table.values() for telling in row}  # fmt: skip
    used |= {kind for row in tellings.APPLICANTS.values() for kind in row.values()}
    assert used | {"question_asked", "question_answered"} == set(message_texts.TEXTS)
    for kind in message_texts.TEXTS:
        title, body = message_texts.render(
            kind, {"project_zh": "夜市", "project_en": "Night market"}, "en", translations("en").gettext
        )
        assert title.isascii() or "“" in title
        assert "Night market" in title + body or "organisation" in kind


def test_every_message_leads_to_a_page(app: Flask) -> None:
    hrefs = {value for name, value in vars(tellings).items() if name.endswith("_PAGE")}
    adapter = app.url_map.bind("localhost")
    lost = []
    for href in sorted(hrefs):
        try:
            adapter.match(href.replace("<id>", "0123456789ab"))
        except HTTPException:
            lost.append(href)
    assert lost == []


def test_review_is_told_to_the_street_and_its_answer_to_the_community(world: World, worker: Worker) -> None:
    scheduled_project(world, title="夜市<b>")
    worker.run_once()
    assert kinds(world, world.officer) == ["project_sent_to_street"]
    assert kinds(world, world.rival_officer) == []
    assert kinds(world, world.clerk) == ["project_approved"]


def test_before_the_opening_nobody_else_is_told(
    world: World, worker: Worker, settings: Settings, database: Database
) -> None:
    project = open_project(world)
    mine, receipt = submitted(world, project, 0)
    withdrawn, _ = submitted(world, project, 1)
    with world.uow(world.partner_actors[1]) as uow:
        withdraw_proposal(uow, withdrawn)
    started(world, project, 2)
    worker.run_once()
    assert kinds(world, world.partner_actors[0]) == ["proposal_submitted"]
    assert kinds(world, world.partner_actors[1]) == ["proposal_withdrawn", "proposal_submitted"]
    assert kinds(world, world.partner_actors[2]) == []
    world.clock.advance(days=11)
    worker.do_duties()
    everybody_else = (world.clerk, world.officer, world.rival_officer, world.operator, world.supervisor, world.resident)
    for actor in everybody_else:
        assert not [kind for kind in kinds(world, actor) if kind.startswith(("proposal", "applicant"))]
    with database.read() as session:
        told = session.scalars(
            select(InboxMessage).where(InboxMessage.user_id.in_([one.user_id for one in everybody_else]))
        ).all()
    said = "".join(str(row.params) + row.href for row in told)
    assert told
    for secret in ("机密方案", "示例企业", mine, receipt.commitment, world.partners[0], world.partners[1]):
        assert secret not in said
    addresses = {str(letter["To"]) for letter in letters(settings) if "/partner/proposals/" in body_of(letter)}
    assert addresses == {"partner0@test.example", "partner1@test.example", "partner2@test.example"}
    assert "机密方案" not in "".join(body_of(letter) for letter in letters(settings))


def test_lists_of_audit_and_jobs_hide_sealed_proposals(world: World, worker: Worker, database: Database) -> None:
    project = open_project(world)
    mine, _ = submitted(world, project, 0)
    other, _ = submitted(world, project, 1)
    upload = _attached(world, mine)
    worker.run_once()
    with database.read() as session:
        assert upload in session.scalars(select(AuditRow.public_id)).all()
        audit = audit_page(session, hidden=hidden_audit(), limit=500)
        jobs = jobs_page(session, hidden=hidden_jobs(), limit=500)
    assert not {mine, other, upload} & {row.public_id for row in (*audit.rows, *jobs.rows)}
    assert not [row for row in audit.rows if row.subject_kind.startswith("proposal")]
    assert not [row for row in jobs.rows if row.subject_kind.startswith("proposal")]
    partner_letters = [row for row in jobs.rows if row.event == "message.mail_due"]
    with database.read() as session:
        known = session.scalars(select(InboxMessage.public_id).where(InboxMessage.kind.startswith("project_"))).all()
    assert {row.public_id for row in partner_letters} <= set(known)
    world.clock.advance(days=11)
    with world.uow(world.officer) as uow:
        open_proposals(uow, project)
    with database.read() as session:
        audit = audit_page(session, hidden=hidden_audit(), event="proposal.*", limit=500)
    assert mine in {row.public_id for row in audit.rows}, "after the opening they are there for those who watch"


def _attached(world: World, proposal: str) -> str:
    """Attach a file to a proposal without withdrawing it first; return the file's public id."""
    with world.uow(world.partner_actors[0]) as uow:
        file = StoredFile(
            sha256="0" * 64, size=1, kind="document", media_type="text/plain", name="预算.txt",
            uploaded_by_id=world.partner_actors[0].user_id, created_at=uow.now,
        )  # fmt: skip
        uow.session.add(file)
        uow.session.flush()
        row = uow.session.scalars(select(Proposal).where(Proposal.public_id == proposal)).one()
        held = ProposalAttachment(proposal_id=row.id, file_id=file.id, kind="budget", title="预算", created_at=uow.now)
        uow.session.add(held)
        uow.record(Event("file.stored", "file", file.id, file.public_id, {"kind": "document"}))
        return file.public_id


def test_all_applicants_learn_the_result_at_the_same_instant(world: World, worker: Worker, database: Database) -> None:
    project, (first, second) = opened_project(world)
    worker.run_once()
    with world.uow(world.officer) as uow:
        verdicts = {first: Verdict("shortlist", "方案扎实可行"), second: Verdict("pass_over", "缺少必要资质")}
        record_shortlist(uow, project, verdicts)
    worker.run_once()
    assert kinds(world, world.partner_actors[0])[0] == "applicant_shortlisted"
    assert kinds(world, world.partner_actors[1])[0] == "applicant_not_shortlisted"
    with database.read() as session:
        told = session.scalars(
            select(InboxMessage).where(InboxMessage.kind.in_(["applicant_shortlisted", "applicant_not_shortlisted"]))
        ).all()
    assert len({(row.created_at, row.outbox_id) for row in told}) == 1
    assert {row.params["reason"] for row in told} == {"方案扎实可行", "缺少必要资质"}
    assert "缺少必要资质" not in str([row.params for row in told if row.user_id == world.partner_actors[0].user_id])


def test_the_clock_closes_a_project_and_people_are_told(world: World, worker: Worker, database: Database) -> None:
    project = open_project(world)
    submitted(world, project, 0)
    started(world, project, 1)
    worker.run_once()
    world.clock.advance(days=11)
    worker.do_duties()
    with database.read() as session:
        assert session.scalar(select(Project.state).where(Project.public_id == project)) == "closed"
    assert kinds(world, world.officer)[0] == "project_closed_street"
    assert kinds(world, world.clerk)[0] == "project_closed_owner"
    assert kinds(world, world.partner_actors[0])[0] == "applicant_closed"
    assert kinds(world, world.partner_actors[1])[0] == "applicant_unsent"


def test_a_message_is_put_once_read_once_and_belongs_to_one_person(world: World, worker: Worker) -> None:
    scheduled_project(world)
    worker.run_once()
    me = world.clerk.user_id or 0
    with world.database.read() as session:
        page = messages.messages(session, me)
        assert messages.unread_count(session, me) == 1
    with world.uow(world.officer) as uow:
        assert messages.mark_read(uow, world.officer.user_id or 0, [page.rows[0].public_id]) == 0
    with world.uow(world.clerk) as uow:
        assert messages.mark_read(uow, me, [page.rows[0].public_id]) == 1
        assert messages.mark_read(uow, me) == 0
        row = uow.session.scalars(select(InboxMessage)).first()
        assert row is not None
        again = messages.put(
            uow.session, user_id=row.user_id, outbox_id=row.outbox_id, kind=row.kind, params={}, href="/", now=uow.now
        )
        assert again is None
    with world.database.read() as session:
        assert messages.unread_count(session, me) == 0


def test_messages_come_in_pages(world: World, worker: Worker) -> None:
    for _ in range(3):
        scheduled_project(world)
    worker.run_once()
    with world.database.read() as session:
        first = messages.messages(session, world.officer.user_id or 0, limit=2)
        rest = messages.messages(session, world.officer.user_id or 0, limit=2, after=first.next_cursor)
    assert (len(first.rows), len(rest.rows), rest.next_cursor) == (2, 1, None)


@pytest.mark.usefixtures("_messages")
def test_letters_follow_the_readers_wish_and_language(world: World, worker: Worker, settings: Settings) -> None:
    translations.cache_clear()
    with world.uow() as uow:
        uow.session.get_one(User, world.officer.user_id).locale = "en"
        uow.session.get_one(User, world.clerk.user_id).mail_notices = False
    scheduled_project(world, title="夜市<script>")
    worker.run_once()
    (letter,) = letters(settings)
    assert letter["To"] == "officer@test.example"
    assert str(letter["Subject"]).startswith("To review: ")
    html = letter.get_body(("html",))
    plain = letter.get_body(("plain",))
    assert html is not None
    assert plain is not None
    assert "<script>" not in html.get_content()
    assert "夜市<script>" in plain.get_content()
    assert f"{settings.base_url}/street/projects/" in plain.get_content()
    assert kinds(world, world.clerk) == ["project_approved"], "the inbox is told all the same"


def test_a_letter_is_one_file_however_often_it_is_sent(
    world: World, worker: Worker, settings: Settings, clock: FixedClock
) -> None:
    scheduled_project(world)
    worker.run_once()
    before = {path.name for path in Path(settings.var_dir / "mail").iterdir()}
    from marketplace.db.outbox import OutboxDelivery, OutboxRow  # noqa: PLC0415

    with world.uow() as uow:
        for row in uow.session.scalars(select(OutboxRow).where(OutboxRow.event == "message.mail_due")):
            row.status = "pending"
        for delivery in uow.session.scalars(select(OutboxDelivery).where(OutboxDelivery.reaction == "mail")):
            uow.session.delete(delivery)
    worker.run_once()
    assert {path.name for path in Path(settings.var_dir / "mail").iterdir()} == before


def test_a_cancelled_project_tells_applicants_without_opening(world: World, worker: Worker) -> None:
    project = open_project(world)
    submitted(world, project, 0)
    with world.uow(world.officer) as uow:
        service.cancel_project(uow, project, "conditions_changed", "场地另有安排。")
    worker.run_once()
    assert kinds(world, world.partner_actors[0])[0] == "applicant_cancelled"
    assert kinds(world, world.clerk)[0] == "project_cancelled_owner"
    with world.database.read() as session:
        row = messages.messages(session, world.partner_actors[0].user_id or 0).rows[0]
    _, body = message_texts.render(row.kind, row.params, "zh", str)
    assert "理由：场地另有安排。" in body
    assert "。。" not in body
