"""Who may read which file, and how it is handed over."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from marketplace.access.actor import Actor
from marketplace.assets.models import Asset, AssetPhoto
from marketplace.db.engine import Database
from marketplace.decisions.models import DecisionStep
from marketplace.files.checks import Upload
from marketplace.files.models import StoredFile
from marketplace.files.queries import row_of
from marketplace.files.service import take_in
from marketplace.identity.models import HeldRoleRow, Organisation
from marketplace.kernel.clock import FixedClock
from marketplace.partners.models import Licence
from marketplace.projects.models import Project, ProjectDocument
from marketplace.proposals.models import Proposal, ProposalAttachment
from marketplace.review.opening import open_proposals
from marketplace.web.context import Market
from marketplace.web.files import PhotoView, file_view
from tests.factories import world as build
from tests.factories.browsing import browser_of
from tests.factories.world import World
from tests.files import samples

As = Callable[[Actor | None], FlaskClient]
PLACE = "/files/"


@pytest.fixture
def world(database: Database, clock: FixedClock) -> World:
    return build.make_world(database, clock)


@pytest.fixture
def market(app: Flask) -> Market:
    found: Market = app.extensions["market"]
    return found


@pytest.fixture
def browser(app: Flask, world: World) -> As:
    """A browser for a person, or for nobody."""
    return lambda actor: browser_of(app, world, actor)


def stored(world: World, market: Market, actor: Actor, name: str = "机密.pdf", content: bytes = b"") -> StoredFile:
    with world.uow(actor) as uow:
        return take_in(uow, market.store, Upload.of_bytes(name, content or samples.PDF + name.encode() + b"%%EOF"))


def use(world: World, *rows: object) -> None:
    with world.uow() as uow:
        uow.session.add_all(rows)


def row_id(world: World, model: type, public_id: str) -> int:
    with world.database.read() as session:
        return int(session.execute(select(model.id).where(model.public_id == public_id)).scalar_one())  # type: ignore[attr-defined]


def readers(browser: As, world: World, row: StoredFile) -> set[str]:
    """Return who gets the file; everybody else gets the same 404 as for a file that is not there."""
    people = {
        "visitor": None, "clerk": world.clerk, "officer": world.officer, "rival": world.rival_officer,
        "operator": world.operator, "supervisor": world.supervisor, "resident": world.resident,
        "partner0": world.partner_actors[0], "partner1": world.partner_actors[1],
    }  # fmt: skip
    allowed = set()
    for name, actor in people.items():
        client = browser(actor)
        answer = client.get(f"{PLACE}{row.public_id}/{row.name}")
        if answer.status_code == 200:
            assert answer.data
            allowed.add(name)
        else:
            nothing = client.get(f"{PLACE}000000000000/{row.name}")
            assert answer.status_code == nothing.status_code == 404
            assert "ETag" not in answer.headers
            assert len(answer.data) == len(nothing.data)
            assert client.get(f"{PLACE}{row.public_id}/{row.name}", headers={"If-None-Match": "*"}).status_code == 404
    return allowed


def papers(world: World, market: Market, public_id: str) -> tuple[StoredFile, StoredFile, StoredFile]:
    """Hang a public document, an internal one and the minutes of a decision on a project."""
    plain, inner, minutes = (stored(world, market, world.clerk, name) for name in ("公开.pdf", "内部.pdf", "会议.pdf"))
    project, now = row_id(world, Project, public_id), world.clock.now()
    use(
        world,
        ProjectDocument(project_id=project, file_id=plain.id, kind="terms", title="x", created_at=now),
        ProjectDocument(
            project_id=project, file_id=inner.id, kind="terms", title="x", is_internal=True, created_at=now
        ),
        DecisionStep(
            subject_kind="project", subject_id=project, step="residents", held_on=now.date(), file_id=minutes.id,
            created_at=now,
        ),
    )  # fmt: skip
    return plain, inner, minutes


SENT = {
    "方案.pdf": samples.PDF,
    "方案.docx": samples.office(),
    "名单.csv": "姓名\n".encode(),
    "照片.jpg": samples.picture(),
}
EVERYBODY = {"visitor", "clerk", "officer", "rival", "operator", "supervisor", "resident", "partner0", "partner1"}


class TestRights:
    def test_an_unused_file_is_its_uploaders(self, browser: As, world: World, market: Market) -> None:
        assert readers(browser, world, stored(world, market, world.clerk)) == {"clerk"}

    def test_documents_follow_their_project(self, browser: As, world: World, market: Market) -> None:
        for row in papers(world, market, build.draft_project(world)):
            assert readers(browser, world, row) == {"clerk"}

    def test_documents_of_an_open_project(self, browser: As, world: World, market: Market) -> None:
        plain, inner, minutes = papers(world, market, build.open_project(world))
        assert readers(browser, world, plain) == EVERYBODY
        assert readers(browser, world, inner) == {"clerk", "officer"}
        assert readers(browser, world, minutes) == {"clerk", "officer"}

    def test_photos_are_public_with_a_public_project(self, browser: As, world: World, market: Market) -> None:
        asset = build.listed_asset(world)
        photo = stored(world, market, world.clerk, "广场.jpg", samples.photograph())
        use(world, AssetPhoto(asset_id=row_id(world, Asset, asset), file_id=photo.id))
        assert readers(browser, world, photo) == {"clerk", "officer", "supervisor"}
        answer = browser(world.clerk).get(f"{PLACE}{photo.public_id}/card.jpg")
        assert answer.headers["Cache-Control"].startswith("private")
        build.open_project(world, asset=asset)
        assert readers(browser, world, photo) == EVERYBODY
        answer = browser(None).get(f"{PLACE}{photo.public_id}/card.jpg")
        assert answer.headers["Cache-Control"].startswith("public")

    def test_attachments_are_sealed_until_the_opening(self, browser: As, world: World, market: Market) -> None:
        project = build.open_project(world)
        proposal, _ = build.submitted(world, project, 0)
        plan = stored(world, market, world.partner_actors[0], "报价.pdf")
        use(
            world,
            ProposalAttachment(
                proposal_id=row_id(world, Proposal, proposal), file_id=plan.id, kind="plan", title="x",
                created_at=world.clock.now(),
            ),
        )  # fmt: skip
        assert readers(browser, world, plan) == {"partner0"}
        world.clock.advance(days=11)
        assert readers(browser, world, plan) == {"partner0"}
        with world.uow(world.officer) as uow:
            open_proposals(uow, project)
        assert readers(browser, world, plan) == {"partner0", "officer", "supervisor", "clerk"}

    def test_licences_are_private_to_the_organisation_and_its_offices(
        self, browser: As, world: World, market: Market
    ) -> None:
        licence = stored(world, market, world.partner_actors[0], "执照.pdf")
        firm = row_id(world, Organisation, world.partners[0])
        use(world, Licence(organisation_id=firm, name="x", file_id=licence.id, created_at=world.clock.now()))
        assert readers(browser, world, licence) == {"partner0", "operator"}

    def test_a_lost_role_is_a_lost_file(self, browser: As, world: World, market: Market) -> None:
        licence = stored(world, market, world.partner_actors[0], "执照.pdf")
        firm = row_id(world, Organisation, world.partners[0])
        use(world, Licence(organisation_id=firm, name="x", file_id=licence.id, created_at=world.clock.now()))
        client = browser(world.partner_actors[0])
        assert client.get(f"{PLACE}{licence.public_id}/{licence.name}").status_code == 200
        with world.uow() as uow:
            held = uow.session.query(HeldRoleRow).filter_by(user_id=world.partner_actors[0].user_id).one()
            uow.session.delete(held)
        assert client.get(f"{PLACE}{licence.public_id}/{licence.name}").status_code == 404


class TestHandingOver:
    @pytest.mark.parametrize("name", SENT)
    def test_everything_is_a_download_in_a_sandbox(self, browser: As, world: World, market: Market, name: str) -> None:
        content = SENT[name]
        row = stored(world, market, world.clerk, name, content)
        answer = browser(world.clerk).get(f"{PLACE}{row.public_id}/{name}")
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith('attachment; filename="')
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.mimetype == row.media_type
        assert answer.content_length == row.size == len(answer.data)
        if row.kind == "document":
            assert answer.data == content

    def test_chinese_names_follow_the_standard(self, browser: As, world: World, market: Market) -> None:
        row = stored(world, market, world.clerk, '方案 "最终"\r\nX: y.pdf')
        answer = browser(world.clerk).get(f"{PLACE}{row.public_id}/{row.name}")
        quoted = "%E6%96%B9%E6%A1%88%20_%E6%9C%80%E7%BB%88_%20X_%20y.pdf"
        assert answer.headers["Content-Disposition"] == (
            f"attachment; filename=\"{row.public_id}.pdf\"; filename*=UTF-8''{quoted}"
        )
        assert "X" not in answer.headers

    @pytest.mark.parametrize("size", ["thumb", "card", "page", "full"])
    def test_pictures_come_in_drawn_sizes_without_their_place(
        self, browser: As, world: World, market: Market, size: str
    ) -> None:
        row = stored(world, market, world.clerk, "照片.jpg", samples.photograph())
        client = browser(world.clerk)
        answer = client.get(f"{PLACE}{row.public_id}/{size}.jpg")
        assert answer.status_code == 200
        assert answer.mimetype == "image/jpeg"
        assert "Content-Disposition" not in answer.headers
        assert samples.GPS_SECRET not in answer.data
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        again = client.get(f"{PLACE}{row.public_id}/{size}.jpg", headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")

    def test_other_names_are_not_there(self, browser: As, world: World, market: Market) -> None:
        row = stored(world, market, world.clerk, "方案.pdf")
        client = browser(world.clerk)
        for name in ("别的.pdf", "card.jpg", "..%2f..%2fetc%2fpasswd", "方案.pdf/x", "方案.pdf%00", "%2e%2e"):
            assert client.get(f"{PLACE}{row.public_id}/{name}").status_code == 404

    def test_a_part_can_be_asked_for(self, browser: As, world: World, market: Market) -> None:
        row = stored(world, market, world.clerk, "方案.txt", b"0123456789")
        answer = browser(world.clerk).get(f"{PLACE}{row.public_id}/{row.name}", headers={"Range": "bytes=2-4"})
        assert (answer.status_code, answer.data) == (206, b"234")

    def test_head_tells_and_sends_nothing(self, browser: As, world: World, market: Market) -> None:
        row = stored(world, market, world.clerk, "方案.txt", b"0123456789")
        answer = browser(world.clerk).head(f"{PLACE}{row.public_id}/{row.name}")
        assert (answer.status_code, answer.data, answer.content_length) == (200, b"", 10)

    @pytest.mark.parametrize("harm", ["flip", "remove"])
    @pytest.mark.parametrize("name", ["方案.pdf", "照片.jpg"])
    def test_damaged_bytes_are_said_clearly(
        self, browser: As, world: World, market: Market, harm: str, name: str
    ) -> None:
        row = stored(world, market, world.clerk, name, samples.picture() if name.endswith("jpg") else samples.PDF)
        path = market.store.path(row.sha256)
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.unlink()
        if harm == "flip":
            path.write_bytes(content)
        answer = browser(world.clerk).get(f"{PLACE}{row.public_id}/{name}")
        assert answer.status_code == 503
        assert "缺失或已损坏" in answer.get_data(as_text=True)
        # Smaller sizes have bytes of their own and are still good.
        if name.endswith("jpg"):
            assert browser(world.clerk).get(f"{PLACE}{row.public_id}/card.jpg").status_code == 200
            assert browser(world.clerk).get(f"{PLACE}{row.public_id}/full.jpg").status_code == 503


def test_views_say_where_and_what(app: Flask, world: World, market: Market) -> None:
    row = row_of(stored(world, market, world.clerk, "平面图.docx", samples.office()))
    with app.test_request_context():
        assert PhotoView("k3", "广场").url("thumb") == "/files/k3/thumb.jpg"
        plain, named = file_view(row), file_view(row, "需求说明", "要求")
    assert (plain.name, plain.kind_label, plain.size, plain.sha256) == (row.name, "Word 文档", row.size, row.sha256)
    assert (named.name, named.kind_label, named.href) == ("要求", "需求说明", plain.href)
    assert plain.href == f"/files/{row.public_id}/%E5%B9%B3%E9%9D%A2%E5%9B%BE.docx"
