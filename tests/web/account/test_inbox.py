"""Messages: told in the reader's words, marked as read by the reader alone."""

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.access.actor import Actor
from marketplace.db.engine import Database
from marketplace.identity import messages
from marketplace.identity.models import InboxMessage
from marketplace.kernel.clock import FixedClock
from tests.factories.people import client_of, post
from tests.factories.world import World, make_world

PARAMS = {"project_zh": "示例<b>夜市</b>", "project_en": "Example market", "title_zh": "示例<b>夜市</b>"}


@pytest.fixture
def world(database: Database, clock: FixedClock) -> World:
    return make_world(database, clock)


def _tell(world: World, whom: Actor, place: int, href: str = "/projects/abc") -> str:
    with world.uow() as uow:
        row = messages.put(
            uow.session, user_id=whom.user_id or 0, outbox_id=place, kind="project.published", params=PARAMS, href=href,
            now=uow.now,
        )  # fmt: skip
        assert row is not None
        return row.public_id


def _unread(world: World, whom: Actor) -> int:
    with world.database.read() as session:
        return messages.unread_count(session, whom.user_id or 0)


def test_messages_are_shown_and_marked(app: Flask, world: World) -> None:
    first, _second = (_tell(world, world.clerk, place) for place in (1, 2))
    client = client_of(app, world.clerk)
    page = client.get("/inbox").text
    assert "<b>夜市" not in page
    assert page.count("message--unread") == 2
    answer = post(client, f"/inbox/{first}/read", {"go": "/projects/abc"}, "/inbox")
    assert (answer.status_code, answer.location) == (303, "/projects/abc")
    page = client.get("/inbox").text
    assert page.count("message--unread") == 1
    assert page.index("message--unread") < page.index('class="message"'), "the unread stand first"
    post(client, "/inbox/read", form_at="/inbox")
    assert _unread(world, world.clerk) == 0


def test_nobody_reads_or_marks_anothers_messages(app: Flask, world: World) -> None:
    message = _tell(world, world.clerk, 1)
    rival = client_of(app, world.officer)
    assert message not in rival.get("/inbox").text
    post(rival, f"/inbox/{message}/read", form_at="/todo")
    post(rival, "/inbox/read", form_at="/todo")
    assert _unread(world, world.clerk) == 1


def test_going_on_never_leaves_the_site(app: Flask, world: World) -> None:
    message = _tell(world, world.clerk, 1, href="//evil.example")
    client = client_of(app, world.clerk)
    assert "evil" not in client.get("/inbox").text
    assert post(client, f"/inbox/{message}/read", {"go": "//evil.example"}, "/inbox").location == "/inbox"


def test_many_messages_come_in_pages_with_a_constant_number_of_statements(app: Flask, world: World) -> None:
    for place in range(25):
        _tell(world, world.clerk, place)
    client = client_of(app, world.clerk)
    page = client.get("/inbox").text
    assert page.count("message--unread") == messages.PAGE_SIZE
    assert "25" in page
    assert client.get("/inbox?after=nonsense").status_code == 422
    with world.database.read() as session:
        assert len(list(session.scalars(select(InboxMessage.id)))) == 25


def test_an_empty_inbox_teaches(app: Flask, world: World) -> None:
    assert "还没有消息" in client_of(app, world.clerk).get("/inbox").text
