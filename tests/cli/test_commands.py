"""The commands as people type them: words, JSON, exit codes."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from marketplace.cli.installation import Installation
from marketplace.db.audit import AuditRow
from marketplace.db.engine import Database
from marketplace.db.outbox import OutboxRow
from marketplace.identity.actors import held_roles
from marketplace.identity.models import SignIn, User
from marketplace.identity.passwords import verify_password
from marketplace.kernel.clock import FixedClock
from marketplace.kernel.events import Event
from marketplace.migrations import run
from tests.factories.world import World, make_world, open_project, submitted

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def flask(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")

    def call(*arguments: str, typed: str = "") -> tuple[int, str]:
        result = app.test_cli_runner().invoke(args=arguments, input=typed)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.output

    return call


@pytest.fixture
def world(database: Database, clock: FixedClock) -> World:
    return make_world(database, clock)


def market(app: Flask) -> Installation:
    found: Installation = app.extensions["market"]
    return found


def test_every_command_has_help_in_both_languages(app: Flask, flask: Run) -> None:
    ours = ("db", "users", "territories", "audit", "jobs", "worker", "search", "backup", "doctor")
    for name in ours:
        code, shown = flask(name, "--help")
        assert code == 0
        assert any("\u4e00" <= character <= "\u9fff" for character in shown), name
        assert any(word.isascii() and word.isalpha() for word in shown.split()), name


def test_db_upgrade_is_safe_to_repeat_and_check_agrees(flask: Run) -> None:
    assert flask("db", "upgrade")[0] == 0
    assert "up to date" in flask("db", "upgrade")[1]
    assert flask("db", "check")[0] == 0


def test_db_refuses_a_newer_schema(flask: Run, database: Database) -> None:
    with database.write_engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'r9999'"))
    code, said = flask("db", "upgrade")
    assert code == 1
    assert "newer than this code" in said
    assert flask("db", "check")[0] == 1
    assert flask("worker")[0] == 1, "an old worker does not run on a newer schema"


def test_db_downgrade_asks_first(flask: Run, database: Database) -> None:
    assert flask("db", "downgrade", "base", typed="n\n")[0] == 1
    assert run.present(database) == run.newest()


def test_without_tables_a_command_says_what_to_do(flask: Run, database: Database) -> None:
    assert flask("db", "downgrade", "base", "--yes")[0] == 0
    code, said = flask("users", "list")
    assert code == 1
    assert "db upgrade" in said
    assert "Traceback" not in said


def test_users_are_made_with_roles(flask: Run, world: World, database: Database) -> None:
    code, said = flask(
        "users", "create", "--email", "New@Test.Example", "--name", "示例经办人", "--role", "street", "--organisation",
        world.street_office, "--password-stdin", typed="湖边的灯 lights at dusk\n",
    )  # fmt: skip
    assert (code, said) == (0, "Account made: New@Test.Example\n")
    with database.read() as session:
        user = session.scalars(select(User).where(User.email == "new@test.example")).one()
        (held,) = held_roles(session, user.id)
        events = session.scalars(select(AuditRow.event).where(AuditRow.public_id == user.public_id)).all()
    assert verify_password(user.password_hash, "湖边的灯 lights at dusk")
    assert held.territory_path == world.street_path
    assert events == ["account.created", "account.role_granted"]
    assert flask("users", "grant", "new@test.example", "operator")[0] == 0
    assert "already" in flask("users", "grant", "new@test.example", "operator")[1]
    shown = json.loads(flask("users", "list", "--json", "--role", "operator")[1])
    assert "new@test.example" in {one["email"] for one in shown}
    assert flask("users", "revoke", "new@test.example", "operator")[0] == 0
    assert flask("users", "revoke", "new@test.example", "operator")[0] == 2


def test_the_password_is_asked_twice(flask: Run, database: Database) -> None:
    arguments = ("users", "create", "--email", "a@test.example", "--name", "甲")
    assert flask(*arguments, typed="long enough words\nother words here\n")[0] == 1
    with database.read() as session:
        assert session.scalars(select(User)).all() == []
    assert flask(*arguments, typed="long enough words\nlong enough words\n")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (("--email", "nobody", "--name", "甲"), "email"),
        (("--email", "clerk@test.example", "--name", "甲"), "email"),
        (("--email", "b@test.example", "--name", " "), "name"),
        (("--email", "b@test.example", "--name", "甲", "--role", "partner"), "organisation"),
        (("--email", "b@test.example", "--name", "甲", "--role", "partner", "--organisation", "nope"), "organisation"),
        (("--email", "b@test.example", "--name", "甲", "--role", "supervisor"), "territory"),
    ],
)
def test_wrong_accounts_are_refused_whole(
    flask: Run, world: World, database: Database, arguments: tuple[str, ...], field: str
) -> None:
    with database.read() as session:
        before = session.query(User).count()
    code, said = flask("users", "create", *arguments, "--password-stdin", typed="password1\n")
    assert code == 2
    assert f"{field}: " in said
    assert "password: " in said, "every problem is said at once"
    with database.read() as session:
        assert session.query(User).count() == before


def test_disabling_ends_sessions(flask: Run, world: World, database: Database) -> None:
    with world.uow() as uow:
        uow.session.add(
            SignIn(
                user_id=world.clerk.user_id, public_id="abc", token_hash="x", created_at=uow.now,
                last_seen_at=uow.now, expires_at=uow.now,
            )
        )  # fmt: skip
    code, said = flask("users", "disable", "clerk@test.example")
    assert (code, said) == (0, "Disabled; 1 sessions ended.\n")
    with database.read() as session:
        assert session.scalars(select(SignIn.revoked_at)).one() is not None
        assert not session.get_one(User, world.clerk.user_id).is_active
    assert flask("users", "enable", "clerk@test.example")[0] == 0
    assert flask("users", "disable", "nobody@test.example")[0] == 1


def test_territories_come_in_whole_or_not_at_all(flask: Run, tmp_path: Path) -> None:
    good = tmp_path / "places.yaml"
    good.write_text(
        "territories:\n  - {id: city, level: city, name: {zh: 示例市, en: Example City}}\n"
        "  - {id: lane, level: street, parent: city, name: {zh: 示例街道}}\n", "utf-8",
    )  # fmt: skip
    assert "2 territories added" in flask("territories", "import", str(good))[1]
    assert "0 territories added, 0 updated" in flask("territories", "import", str(good))[1]
    bad = tmp_path / "places.csv"
    bad.write_text(
        "slug,level,parent,name_zh\nother,street,city,另一街道\nX Y,street,nowhere,坏\nup,city,lane,倒置\n", "utf-8-sig"
    )
    code, said = flask("territories", "import", str(bad))
    assert code == 2
    assert "2: " in said
    assert "3: " in said
    shown = json.loads(flask("territories", "list", "--json")[1])
    assert [one["slug"] for one in shown] == ["city", "lane"], "the good row of a bad file is not in"
    (tmp_path / "broken.json").write_text("[")
    assert flask("territories", "import", str(tmp_path / "broken.json"))[0] == 2


@pytest.mark.parametrize(
    ("statement", "number", "why"),
    [
        ("UPDATE audit_rows SET actor_name = 'somebody' WHERE number = 3", 3, "altered"),
        ('UPDATE audit_rows SET data = \'{"reason": "other"}\' WHERE number = 2', 2, "altered"),
        ("DELETE FROM audit_rows WHERE number = 4", 4, "missing"),
        ("UPDATE audit_rows SET number = 99 WHERE number = 2", 2, "missing"),
    ],
)
def test_audit_verify_names_the_first_bad_row(
    flask: Run, world: World, database: Database, statement: str, number: int, why: str
) -> None:
    open_project(world)
    assert flask("audit", "verify")[0] == 0
    with database.write_engine.begin() as connection:
        connection.execute(text(statement))
    code, shown = flask("audit", "verify", "--json")
    fault = json.loads(shown)["fault"]
    assert (code, fault["number"]) == (1, number)
    assert why in fault["why"]
    assert f"row {number}" in flask("audit", "verify")[1]


def test_audit_verify_names_swapped_rows(flask: Run, world: World, database: Database) -> None:
    open_project(world)
    with database.write_engine.begin() as connection:
        for source, target in ((2, 1002), (3, 2), (1002, 3)):
            connection.execute(text("UPDATE audit_rows SET number = :target WHERE number = :source"),
                               {"source": source, "target": target})  # fmt: skip
    code, said = flask("audit", "verify")
    assert code == 1
    assert "row 2" in said


def test_audit_list_pages_and_hides_sealed_proposals(flask: Run, world: World) -> None:
    project = open_project(world)
    proposal, _ = submitted(world, project)
    first = json.loads(flask("audit", "list", "--json", "--limit", "2")[1])
    rest = json.loads(flask("audit", "list", "--json", "--limit", "500", "--after", first["next"])[1])
    everything = json.dumps([first, rest])
    assert project in everything
    assert proposal not in everything
    assert rest["next"] is None
    assert flask("audit", "list", "--after", "rubbish")[0] == 2
    only = json.loads(flask("audit", "list", "--json", "--event", "asset.*")[1])
    assert {row["event"].split(".")[0] for row in only["rows"]} == {"asset"}


def test_jobs_are_listed_given_up_and_retried(flask: Run, app: Flask, world: World, database: Database) -> None:
    with world.uow() as uow:
        uow.record(Event("thing.happened", "thing", 1, "thing1"))
        uow.session.flush()
    with world.uow() as uow:
        row = uow.session.scalars(select(OutboxRow)).one()
        row.status, row.attempts, row.last_error = "dead", 10, "index: OSError: no room"
    assert "no room" in flask("jobs", "list", "--status", "dead")[1]
    assert flask("jobs", "retry")[0] == 2
    code, said = flask("jobs", "retry", "--all")
    assert (code, said) == (0, "1 jobs queued again.\n")
    flask("jobs", "run")
    shown = json.loads(flask("jobs", "list", "--json")[1])
    assert {row["status"] for row in shown["rows"]} == {"done"}


def test_search_is_rebuilt_and_checked(flask: Run, world: World) -> None:
    open_project(world)
    assert flask("search", "check")[0] == 1
    code, said = flask("search", "rebuild", "--json")
    assert code == 0
    assert json.loads(said[said.index("{") :])["documents"] == 6
    assert flask("search", "check")[0] == 0
    open_project(world)
    code, said = flask("search", "check", "--json")
    assert (code, json.loads(said)["missing"]) == (1, 1)


def test_doctor_tells_good_from_bad(flask: Run, app: Flask, world: World, database: Database) -> None:
    open_project(world)
    flask("jobs", "run")
    code, said = flask("doctor")
    assert code == 0, said
    stored = market(app).store.put(b"a file that will rot")
    with world.uow() as uow:
        from marketplace.files.models import StoredFile  # noqa: PLC0415

        uow.session.add(
            StoredFile(sha256=stored.sha256, size=20, kind="document", media_type="text/plain", name="rot.txt",
                       created_at=uow.now)
        )  # fmt: skip
    place = market(app).store.path(stored.sha256)
    place.write_bytes(b"A file that will rot")
    with database.write_engine.begin() as connection:
        connection.execute(text("UPDATE audit_rows SET event = 'x.y' WHERE number = 2"))
    code, shown = flask("doctor", "--json")
    bad = {finding["part"]: finding["told"] for finding in json.loads(shown) if finding["level"] == "bad"}
    assert code == 1
    assert set(bad) == {"audit", "files"}
    assert "rot.txt" in bad["files"]
    assert "row 2" in bad["audit"]
    assert market(app).settings.secret_key not in shown


def test_words_follow_the_terminal(flask: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "whole" in flask("audit", "verify")[1]
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "完好" in flask("audit", "verify")[1]
