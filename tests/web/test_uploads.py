"""Forms keep files: what came in stays with the page, for the person who sent it and for nobody else."""

from __future__ import annotations

import errno
import re
from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask, get_template_attribute
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import func, select
from werkzeug.test import TestResponse
from wtforms import StringField

from marketplace.access.actor import Actor
from marketplace.config import Settings
from marketplace.db.engine import Database
from marketplace.files import service
from marketplace.files.checks import Accept, Upload
from marketplace.files.models import StoredFile
from marketplace.files.queries import row_of
from marketplace.kernel.clock import FixedClock
from marketplace.web import uploads
from marketplace.web.forms import MarketForm, required
from marketplace.web.gate import public
from tests.factories import world as build
from tests.factories.browsing import browser_of
from tests.factories.world import World
from tests.files import samples

As = Callable[[Actor | None], FlaskClient]
FORM = "/try-uploads"
_TOKEN = re.compile(r'name="photos-kept" value="([^"]+)"')


class TryForm(MarketForm):
    """A form with a text, several photographs and one document."""

    title = StringField("标题", [required()])
    photos = uploads.UploadField("照片", accept=Accept.PHOTO, max_files=3, required=True)
    paper = uploads.UploadField("文件")


@public
def page() -> tuple[str, int]:
    form = TryForm()
    if form.submitted():
        return f"saved {','.join(row.name for row in form.photos.data)}|{form.paper.file_id}", 200
    draw = get_template_attribute("components/file_upload.html", "file_upload")
    shown = draw(form.photos) + draw(form.paper)
    token = str(form.csrf_token.current_token)
    return f"{shown}<p>{form.errors}</p><i data-csrf='{token}'></i>", form.status


@pytest.fixture
def world(database: Database, clock: FixedClock) -> World:
    return build.make_world(database, clock)


@pytest.fixture
def browser(app: Flask, world: World) -> As:
    app.add_url_rule(FORM, "try_uploads", page, methods=["GET", "POST"])
    return lambda actor: browser_of(app, world, actor)


def csrf(client: FlaskClient) -> str:
    found = re.search(r"data-csrf='([^']+)'", client.get(FORM).get_data(as_text=True))
    assert found
    return found.group(1)


def send(client: FlaskClient, **fields: object) -> TestResponse:
    """Send the form; a pair (name, bytes) is a file, a list sends a field several times."""

    def value(one: object) -> object:
        return (BytesIO(one[1]), one[0]) if isinstance(one, tuple) else one

    data = {
        key.replace("__", "-"): [value(each) for each in one] if isinstance(one, list) else value(one)
        for key, one in fields.items()
    }
    answer = client.post(FORM, data={"csrf_token": csrf(client), **data}, content_type="multipart/form-data")
    # A large body lies in a temporary file that the test client leaves open.
    answer.request.environ["wsgi.input"].close()
    return answer


def text(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


def count(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count(StoredFile.id))) or 0


PHOTO = ("广场.jpg", samples.picture())


def test_a_right_form_has_its_files(browser: As, world: World) -> None:
    answer = send(browser(world.clerk), title="x", photos=[PHOTO, ("二.png", samples.picture("PNG"))])
    assert (answer.status_code, text(answer)) == (200, "saved 广场.jpg,二.jpg|None")


def test_files_stay_when_another_field_is_wrong(browser: As, world: World, database: Database) -> None:
    client = browser(world.clerk)
    answer = send(client, title="", photos=[PHOTO], paper=("方案.pdf", samples.PDF))
    assert answer.status_code == 422
    assert "广场.jpg" in text(answer)
    assert "方案.pdf" in text(answer)
    tokens = _TOKEN.findall(text(answer))
    paper = re.findall(r'name="paper-kept" value="([^"]+)"', text(answer))
    again = send(client, title="x", photos__kept=tokens, paper__kept=paper)
    assert again.status_code == 200
    assert text(again).startswith("saved 广场.jpg|")
    assert not text(again).endswith("None")
    assert count(database) == 2


def test_one_bad_file_is_named_and_the_good_one_stays(browser: As, world: World) -> None:
    answer = send(browser(world.clerk), title="x", photos=[PHOTO, ("坏.jpg", b"<html>"), ("程序.exe", b"MZ")])
    assert answer.status_code == 422
    assert "“坏.jpg”：文件内容与扩展名不符" in text(answer)
    assert "“程序.exe”：不支持这种格式" in text(answer)
    assert len(_TOKEN.findall(text(answer))) == 1


def test_problems_are_said_in_english_too(browser: As, world: World) -> None:
    client = browser(world.clerk)
    client.set_cookie("lang", "en")
    assert "does not match its extension" in text(send(client, title="x", photos=[("bad.jpg", b"<html>")]))


def test_a_kept_file_can_be_removed(browser: As, world: World) -> None:
    client = browser(world.clerk)
    (token,) = _TOKEN.findall(text(send(client, title="", photos=[PHOTO])))
    answer = send(client, title="x", photos__kept=token, photos__remove=token)
    assert answer.status_code == 422
    assert "请上传文件" in text(answer)


def test_a_new_single_file_takes_the_place_of_the_old(browser: As, world: World) -> None:
    client = browser(world.clerk)
    first = text(send(client, title="", photos=[PHOTO], paper=("旧.pdf", samples.PDF)))
    paper = re.findall(r'name="paper-kept" value="([^"]+)"', first)
    second = text(send(client, title="", photos=[PHOTO], paper__kept=paper, paper=("新.pdf", samples.PDF)))
    assert "新.pdf" in second
    assert "旧.pdf" not in second


def test_too_many_files_are_said(browser: As, world: World, database: Database) -> None:
    answer = send(browser(world.clerk), title="x", photos=[(f"{n}.jpg", samples.picture()) for n in range(5)])
    assert answer.status_code == 422
    assert "最多 3 个文件，“3.jpg”没有保存" in text(answer)
    assert count(database) == 3


class TestTokens:
    def test_a_foreign_one_is_refused(self, browser: As, world: World) -> None:
        (token,) = _TOKEN.findall(text(send(browser(world.clerk), title="", photos=[PHOTO])))
        answer = send(browser(world.partner_actors[0]), title="x", photos__kept=token)
        assert answer.status_code == 422
        assert "已失效" in text(answer)
        assert "广场.jpg" not in text(answer)

    def test_a_guessed_one_is_refused(self, app: Flask, browser: As, world: World, database: Database) -> None:
        send(browser(world.clerk), title="", photos=[PHOTO])
        with database.read() as session:
            public_id = session.execute(select(StoredFile.public_id)).scalar_one()
        rival = world.partner_actors[0]
        forged = URLSafeTimedSerializer("other key", salt="kept file").dumps([public_id, rival.user_id])
        other = URLSafeTimedSerializer(str(app.secret_key), salt="other salt").dumps([public_id, rival.user_id])
        for token in (public_id, forged, other, "", "x" * 5000):
            answer = send(browser(rival), title="x", photos__kept=token)
            assert answer.status_code == 422
            assert "广场.jpg" not in text(answer)

    def test_an_old_one_is_refused(self, browser: As, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        client = browser(world.clerk)
        (token,) = _TOKEN.findall(text(send(client, title="", photos=[PHOTO])))
        monkeypatch.setattr(uploads, "TOKEN_SECONDS", -1)
        assert "已失效" in text(send(client, title="x", photos__kept=token))

    def test_a_document_does_not_come_back_as_a_photo(self, browser: As, world: World) -> None:
        client = browser(world.clerk)
        first = text(send(client, title="", paper=("方案.pdf", samples.PDF)))
        (token,) = re.findall(r'name="paper-kept" value="([^"]+)"', first)
        assert "已失效" in text(send(client, title="x", photos__kept=token))


class TestRefusals:
    def test_nobody_uploads_signed_out(self, browser: As, database: Database) -> None:
        answer = send(browser(None), title="x", photos=[PHOTO])
        assert answer.status_code in (303, 401)
        assert count(database) == 0

    def test_nothing_is_stored_without_the_csrf_token(self, browser: As, world: World, database: Database) -> None:
        client = browser(world.clerk)
        answer = client.post(FORM, data={"photos": (BytesIO(PHOTO[1]), "x.jpg")}, content_type="multipart/form-data")
        assert answer.status_code == 400
        assert count(database) == 0

    def test_too_many_in_an_hour(
        self, browser: As, world: World, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(service, "PER_HOUR", 1)
        answer = send(browser(world.clerk), title="x", photos=[PHOTO, PHOTO])
        assert answer.status_code == 422
        assert "一小时内" in text(answer)
        assert count(database) == 1

    def test_a_full_disk_is_a_clear_page(self, app: Flask, browser: As, world: World, database: Database) -> None:
        market = app.extensions["market"]
        client = browser(world.clerk)
        with pytest.MonkeyPatch.context() as patch:
            # What a full disk says; `tests/files/test_store.py` has a real one.
            patch.setattr("marketplace.files.store._settle", _no_room)
            answer = send(client, title="x", photos=[PHOTO])
        assert answer.status_code == 503
        assert "存储空间不足" in text(answer)
        assert list(market.store.all()) == []
        assert count(database) == 0
        assert send(client, title="x", photos=[PHOTO]).status_code == 200


def _no_room(_target: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_an_edit_page_shows_what_is_there(app: Flask, browser: As, world: World) -> None:
    with world.uow(world.clerk) as uow:
        market = app.extensions["market"]
        row = row_of(service.take_in(uow, market.store, Upload.of_bytes(*PHOTO)))

    @public
    def edit() -> str:
        form = TryForm()
        form.photos.keep([row])
        return str(get_template_attribute("components/file_upload.html", "file_upload")(form.photos))

    app.add_url_rule("/try-edit", "try_edit", edit)
    client = browser(world.officer)
    (token,) = _TOKEN.findall(text(client.get("/try-edit")))
    assert text(send(client, title="x", photos__kept=token)) == "saved 广场.jpg|None"


class TestLimits:
    """A body that is too large is refused by what it says about itself, or while it is read."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return Settings(**{**settings.__dict__, "upload_limit_bytes": 2 * 1024 * 1024})

    def test_a_stated_length_is_refused_at_once(self, browser: As, world: World) -> None:
        class Unread(BytesIO):
            def read(self, size: int | None = -1) -> bytes:
                raise AssertionError("the body was read")

        for actor, length in ((world.clerk, 8 * 1024 * 1024), (None, 1024 * 1024 + 1)):
            answer = browser(actor).post(
                FORM,
                input_stream=Unread(),
                content_type="multipart/form-data; boundary=x",
                environ_overrides={"CONTENT_LENGTH": str(length)},
            )
            assert answer.status_code == 413

    def test_a_single_large_file_is_a_problem_of_its_field(self, browser: As, world: World) -> None:
        answer = send(
            browser(world.clerk), title="x", photos=[PHOTO], paper=("大.pdf", samples.PDF + b"\0" * 2_200_000)
        )
        assert answer.status_code == 422
        assert "文件太大：这类文件最大 2 MB" in text(answer)
        assert "广场.jpg" in text(answer)

    def test_too_many_parts(self, browser: As, world: World) -> None:
        assert send(browser(world.clerk), title=["x"] * 1000).status_code == 413

    def test_a_huge_field(self, browser: As, world: World) -> None:
        assert send(browser(world.clerk), title="x" * 1_200_000).status_code == 413
