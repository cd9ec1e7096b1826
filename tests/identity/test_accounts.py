"""Registering, settings, passwords and links to set them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from marketplace.access.actor import VISITOR, Actor
from marketplace.db.audit import AuditRow
from marketplace.db.engine import Database
from marketplace.db.outbox import OutboxRow
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.identity import accounts, resets, sign_ins
from marketplace.identity.accounts import EditAccount, RegisterPerson
from marketplace.identity.actors import actor_of, signed_in
from marketplace.identity.models import PasswordReset, SignIn, User
from marketplace.kernel.clock import FixedClock
from marketplace.kernel.errors import EditedMeanwhile, Invalid, NotFound, NotSignedIn, TooMany
from tests.factories.people import EMAIL, make_person

Uow = Callable[..., UnitOfWork]
KEY = "the key of this site"
NEW = RegisterPerson("王示例", "Wang@Mail.example", "hash", "en", "203.0.113.7")


def _person(uow: Uow) -> Actor:
    with uow() as work:
        return actor_of(work.session, make_person(work))


def _token(uow: Uow, database: Database, email: str = EMAIL) -> str:
    with uow(VISITOR) as work:
        resets.ask(work, email, "203.0.113.7", KEY)
    with database.read() as session:
        data = session.scalars(select(OutboxRow.data).order_by(OutboxRow.id.desc())).first()
    assert data
    return resets.token_of(KEY, str(data["nonce"]))


def test_registering_makes_an_account_once(uow: Uow, database: Database) -> None:
    with uow(VISITOR) as work:
        accounts.register_person(work, NEW)
    with uow(VISITOR) as work:
        accounts.register_person(work, replace(NEW, name="别人", password_hash="other", email="wang@mail.EXAMPLE"))
    with database.read() as session:
        user = session.scalars(select(User)).one()
        events = list(session.scalars(select(AuditRow.event).order_by(AuditRow.number)))
    assert (user.email, user.name, user.password_hash, user.locale) == ("wang@mail.example", "王示例", "hash", "en")
    assert (user.is_demo, user.is_active) == (False, True)
    assert events == ["account.registered", "account.registration_repeated"]


def test_registering_states_every_problem(uow: Uow) -> None:
    with pytest.raises(Invalid) as caught, uow(VISITOR) as work:
        accounts.register_person(work, replace(NEW, name=" ", email="no address"))
    assert {problem.field for problem in caught.value.problems} == {"name", "email"}


def test_registering_is_limited_for_each_address(uow: Uow) -> None:
    for place in range(accounts.REGISTRATIONS):
        with uow(VISITOR) as work:
            accounts.register_person(work, replace(NEW, email=f"p{place}@mail.example"))
    with pytest.raises(TooMany), uow(VISITOR) as work:
        accounts.register_person(work, NEW)
    with uow(VISITOR) as work:
        accounts.register_person(work, replace(NEW, address="198.51.100.9"))


def test_settings_are_saved_once_for_each_version(uow: Uow, database: Database) -> None:
    person = _person(uow)
    change = EditAccount(1, " 林改 ", "0477 1234567", "en", False)
    with uow(person) as work:
        accounts.edit_account(work, change)
    with pytest.raises(EditedMeanwhile), uow(person) as work:
        accounts.edit_account(work, replace(change, name="第二个窗口"))
    with database.read() as session:
        user = session.scalars(select(User)).one()
    assert (user.name, user.phone, user.locale, user.mail_notices, user.version) == (
        "林改", "0477 1234567", "en", False, 2,
    )  # fmt: skip


def test_settings_need_a_person_and_sense(uow: Uow) -> None:
    person = _person(uow)
    with pytest.raises(NotSignedIn), uow(VISITOR) as work:
        accounts.edit_account(work, EditAccount(1, "x", "", "zh", True))
    with pytest.raises(Invalid) as caught, uow(person) as work:
        accounts.edit_account(work, EditAccount(1, "", "", "xx", True))
    assert {problem.field for problem in caught.value.problems} == {"name", "locale"}


def test_a_changed_password_ends_other_sessions_and_open_links(uow: Uow, database: Database, clock: FixedClock) -> None:
    person = _person(uow)
    token = _token(uow, database)
    with uow() as work:
        opened = [sign_ins.open_session(work, work.session.scalars(select(User)).one(), "", "") for _ in range(2)]
    with database.read() as session:
        here = signed_in(session, opened[0].token, clock.now())
    assert here is not None
    with uow(person) as work:
        assert accounts.change_password(work, "new hash", here.sign_in_id) == 1
    with database.read() as session:
        assert [bool(signed_in(session, one.token, clock.now())) for one in opened] == [True, False]
        assert resets.holder_of(session, token, clock.now()) is None


def test_the_present_password_cannot_be_guessed_for_ever(uow: Uow) -> None:
    person = _person(uow)
    for _ in range(10):
        with uow(person) as work:
            accounts.count_password_check(work, "203.0.113.7")
    with pytest.raises(TooMany), uow(person) as work:
        accounts.count_password_check(work, "203.0.113.7")


def test_a_link_works_once_and_ends_every_session(uow: Uow, database: Database, clock: FixedClock) -> None:
    _person(uow)
    with uow() as work:
        opened = sign_ins.open_session(work, work.session.scalars(select(User)).one(), "", "")
    token = _token(uow, database, " LIN@mail.example")
    with database.read() as session:
        holder = resets.holder_of(session, token, clock.now())
    assert holder is not None
    assert holder.email == EMAIL
    with uow(VISITOR) as work:
        resets.use(work, token, "new hash")
    with pytest.raises(NotFound), uow(VISITOR) as work:
        resets.use(work, token, "third hash")
    with database.read() as session:
        user = session.scalars(select(User)).one()
        assert user.password_hash == "new hash"
        assert signed_in(session, opened.token, clock.now()) is None
        assert session.scalar(select(func.count()).select_from(SignIn).where(SignIn.revoked_at.is_(None))) == 0
        audit = session.scalars(select(AuditRow).where(AuditRow.event == "account.password_reset")).one()
    assert audit.actor_id == user.id


def test_a_link_is_over_after_an_hour(uow: Uow, database: Database, clock: FixedClock) -> None:
    _person(uow)
    token = _token(uow, database)
    clock.advance(minutes=59, seconds=59)
    with database.read() as session:
        assert resets.holder_of(session, token, clock.now())
        assert resets.holder_of(session, token, clock.now() + timedelta(seconds=1)) is None
    clock.advance(seconds=1)
    with pytest.raises(NotFound), uow(VISITOR) as work:
        resets.use(work, token, "new hash")


def test_a_newer_link_ends_the_older_one(uow: Uow, database: Database, clock: FixedClock) -> None:
    _person(uow)
    older, newer = _token(uow, database), _token(uow, database)
    with database.read() as session:
        assert resets.holder_of(session, older, clock.now()) is None
        assert resets.holder_of(session, newer, clock.now())


def test_no_table_holds_a_token(uow: Uow, database: Database) -> None:
    _person(uow)
    token = _token(uow, database)
    with database.read() as session:
        for table in (PasswordReset.__table__, OutboxRow.__table__, AuditRow.__table__):
            assert token not in str(session.execute(select(table)).all())
        nonce = session.scalars(select(OutboxRow.data)).one()["nonce"]
    assert resets.token_of("another key", nonce) != token


def test_unknown_and_disabled_people_get_no_link_and_nobody_can_tell(uow: Uow, database: Database) -> None:
    _person(uow)
    with uow() as work:
        make_person(work, email="asleep@mail.example", is_active=False)
    for email in ("nobody@mail.example", "asleep@mail.example"):
        with uow(VISITOR) as work:
            assert resets.ask(work, email, "203.0.113.7", KEY) is None  # type: ignore[func-returns-value]
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(PasswordReset)) == 0
        assert list(session.scalars(select(OutboxRow.event))) == ["account.reset_unmatched"] * 2


@pytest.mark.parametrize("email", [EMAIL, "nobody@mail.example"])
def test_asking_is_limited_for_names_that_exist_and_that_do_not(uow: Uow, email: str) -> None:
    _person(uow)
    for place in range(resets.PER_NAME):
        with uow(VISITOR) as work:
            resets.ask(work, email, f"203.0.113.{place}", KEY)
    with pytest.raises(TooMany), uow(VISITOR) as work:
        resets.ask(work, email, "198.51.100.9", KEY)
