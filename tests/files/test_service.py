"""Files become known only when their bytes are safe, and every damage is named."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from marketplace.access.actor import VISITOR, Actor
from marketplace.db import site_version
from marketplace.db.audit import AuditRow
from marketplace.db.engine import Database
from marketplace.db.outbox import OutboxRow
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.files import service
from marketplace.files.checks import Accept, Upload
from marketplace.files.models import StoredFile
from marketplace.files.queries import file_by_public_id, file_rows, files_by_public_id
from marketplace.files.store import FileDamaged, FileStore
from marketplace.identity.models import User
from marketplace.kernel.clock import FixedClock
from marketplace.kernel.errors import Invalid, NotSignedIn, TooMany
from tests.files import samples

Open = Callable[..., UnitOfWork]


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


@pytest.fixture
def person(uow: Open) -> Actor:
    with uow() as work:
        user = User(email="a@test.example", name="甲", password_hash="!", created_at=work.now)
        work.session.add(user)
        work.session.flush()
        return Actor(user.id, user.public_id, user.name)


def test_a_document_is_stored_as_it_came(uow: Open, store: FileStore, person: Actor) -> None:
    with uow(person) as work:
        row = service.take_in(work, store, Upload.of_bytes("../方案.PDF", samples.PDF))
        assert (row.name, row.kind, row.media_type, row.size) == (
            "方案.pdf",
            "document",
            "application/pdf",
            len(samples.PDF),
        )
        assert row.uploaded_by_id == person.user_id
        assert row.id
    with store.open(row.sha256) as handle:
        assert handle.read() == samples.PDF


def test_a_picture_is_stored_drawn_anew(uow: Open, store: FileStore, person: Actor) -> None:
    with uow(person) as work:
        row = service.take_in(work, store, Upload.of_bytes("广场.png", samples.picture("PNG")), Accept.PHOTO)
    assert (row.name, row.media_type, row.width, row.height) == ("广场.jpg", "image/jpeg", 1600, 900)
    assert store.check(row.sha256)
    for size in ("thumb.jpg", "card.jpg", "page.jpg", "full.jpg"):
        assert service.size_of_picture(store, row.sha256, size).startswith(b"\xff\xd8")
    with pytest.raises(KeyError):
        service.size_of_picture(store, row.sha256, "huge.jpg")


def test_a_picture_named_like_a_size_gets_another_name(uow: Open, store: FileStore, person: Actor) -> None:
    with uow(person) as work:
        assert (
            service.take_in(work, store, Upload.of_bytes("Card.png", samples.picture("PNG"))).name == "photo-Card.jpg"
        )


def test_the_same_bytes_twice_are_two_rows_over_one_file(
    uow: Open, store: FileStore, person: Actor, database: Database
) -> None:
    with uow(person) as work:
        one = service.take_in(work, store, Upload.of_bytes("a.pdf", samples.PDF))
        two = service.take_in(work, store, Upload.of_bytes("b.pdf", samples.PDF))
    assert one.sha256 == two.sha256
    assert one.public_id != two.public_id
    assert len(list(store.all())) == 1
    with database.read() as session:
        assert set(file_rows(session, [one.id, two.id, None, 999])) == {one.id, two.id}
        assert set(files_by_public_id(session, [one.public_id, "nothing"])) == {one.public_id}
        assert file_by_public_id(session, "nothing") is None


def test_a_refused_file_leaves_neither_row_nor_bytes(
    uow: Open, store: FileStore, person: Actor, database: Database
) -> None:
    with pytest.raises(Invalid), uow(person) as work:
        service.take_in(work, store, Upload.of_bytes("a.pdf", b"<html>"))
    with database.read() as session:
        assert session.scalar(select(func.count(StoredFile.id))) == 0
    assert list(store.all()) == []


def test_nobody_and_too_much_are_refused(
    uow: Open, store: FileStore, person: Actor, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotSignedIn), uow(VISITOR) as work:
        service.take_in(work, store, Upload.of_bytes("a.pdf", samples.PDF))
    monkeypatch.setattr(service, "PER_HOUR", 2)
    for _ in range(2):
        with uow(person) as work:
            service.take_in(work, store, Upload.of_bytes("a.pdf", samples.PDF))
    with pytest.raises(TooMany), uow(person) as work:
        service.take_in(work, store, Upload.of_bytes("a.pdf", samples.PDF))
    clock.advance(minutes=61)
    with uow(person) as work:
        service.take_in(work, store, Upload.of_bytes("a.pdf", samples.PDF))


def test_the_audit_log_says_that_and_not_what(uow: Open, store: FileStore, person: Actor, database: Database) -> None:
    with database.read() as session:
        version = site_version.current(session)
    with uow(person) as work:
        row = service.take_in(work, store, Upload.of_bytes("报价一百二十万.pdf", samples.PDF))
    with database.read() as session:
        audit = session.scalars(select(AuditRow).where(AuditRow.event == "file.stored")).one()
        outbox = session.scalars(select(OutboxRow)).one()
        assert (audit.actor_id, audit.public_id) == (person.user_id, row.public_id)
        for data in (audit.data, outbox.data):
            text = json.dumps(data, ensure_ascii=False)
            assert "报价" not in text
            assert row.sha256 not in text
            assert str(row.size) not in text
        assert site_version.current(session) == version


def test_orphans_and_damage_are_named(uow: Open, store: FileStore, person: Actor, database: Database) -> None:
    with uow(person) as work:
        good = service.take_in(work, store, Upload.of_bytes("good.txt", b"good"))
        bad = service.take_in(work, store, Upload.of_bytes("bad.txt", b"bad one"))
        lost = service.take_in(work, store, Upload.of_bytes("lost.txt", b"lost one"))
        picture = service.take_in(work, store, Upload.of_bytes("p.jpg", samples.picture()))
    fingerprint = service.prepare(store, Upload.of_bytes("c.txt", b"never committed")).sha256
    path = store.path(bad.sha256)
    path.chmod(0o600)
    path.write_bytes(b"Bad one")
    store.path(lost.sha256).unlink()
    store.path(picture.sha256).with_name(f"{picture.sha256}.card.jpg").unlink()
    with database.read() as session:
        assert list(service.orphans(session, store)) == [fingerprint]
        found = {damage.name: damage.why for damage in service.damaged(session, store)}
    assert found == {"bad.txt": "changed", "lost.txt": "missing", "p.jpg": "card.jpg"}
    assert good.name not in found
    assert service.size_of_picture(store, picture.sha256, "card.jpg").startswith(b"\xff\xd8")
    store.path(picture.sha256).unlink()
    with pytest.raises(FileDamaged):
        service.size_of_picture(store, picture.sha256, "card.jpg")
