"""Sessions as rows: who gets one, how long it holds, what ends it, and how guessing is slowed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from marketplace.access.actor import SYSTEM, VISITOR, Actor, Role
from marketplace.db.audit import AuditRow
from marketplace.db.engine import Database
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.identity import administration, sign_ins, throttle
from marketplace.identity.actors import actor_of, signed_in, token_hash
from marketplace.identity.models import SignIn, SignInAttempt, User
from marketplace.identity.sign_ins import Knock, Opened
from marketplace.kernel.clock import FixedClock
from marketplace.kernel.errors import NotFound, TooMany
from tests.factories.people import EMAIL, PASSWORD, give_role, make_person

Uow = Callable[..., UnitOfWork]
HERE, ELSEWHERE = "203.0.113.7", "198.51.100.9"


def _try(uow: Uow, password: str = PASSWORD, **knock: str) -> Opened | None:
    knocking = Knock(**{"email": EMAIL, "address": HERE, **knock})
    with uow(VISITOR) as work:
        attempt = sign_ins.begin(work, knocking)
    verdict = sign_ins.check(attempt, password)
    with uow(VISITOR) as work:
        return sign_ins.finish(work, attempt, verdict, knocking)


def _person(uow: Uow, **over: object) -> Actor:
    with uow() as work:
        return actor_of(work.session, make_person(work, **over))  # type: ignore[arg-type]


def test_the_right_password_opens_a_session(uow: Uow, database: Database, clock: FixedClock) -> None:
    person = _person(uow)
    opened = _try(uow, email=" LIN@Mail.example ", device="Firefox")
    assert opened is not None
    with database.read() as session:
        found = signed_in(session, opened.token, clock.now())
        row = session.scalars(select(SignIn)).one()
        stored = {str(value) for value in session.execute(select(SignIn.__table__)).one()}
        audit = session.scalars(select(AuditRow)).all()
    assert found is not None
    assert found.actor == person
    assert (row.device, row.address) == ("Firefox", HERE)
    assert opened.token not in stored
    assert row.token_hash == token_hash(opened.token)
    assert [(line.event, line.actor_id) for line in audit] == [("sign_in.opened", person.user_id)]
    assert opened.token not in str([line.data for line in audit])


@pytest.mark.parametrize("knock", [{}, {"email": "nobody@mail.example"}, {"email": "no address"}, {"email": ""}])
def test_a_wrong_password_and_an_unknown_name_look_the_same(
    uow: Uow, database: Database, knock: dict[str, str]
) -> None:
    _person(uow)
    assert _try(uow, "wrong password", **knock) is None
    with database.read() as session:
        events = list(session.scalars(select(AuditRow.event)))
        rows = session.scalar(select(func.count()).select_from(SignInAttempt))
    assert events == ["sign_in.failed"]
    assert rows == 1


def test_a_disabled_person_gets_no_session_and_loses_the_open_ones(
    uow: Uow, database: Database, clock: FixedClock
) -> None:
    _person(uow)
    opened = _try(uow)
    assert opened is not None
    with uow() as work:
        administration.disable_user(work, EMAIL)
    with database.read() as session:
        assert signed_in(session, opened.token, clock.now()) is None
    assert _try(uow) is None
    with uow() as work:
        administration.enable_user(work, EMAIL)
    with database.read() as session:
        assert signed_in(session, opened.token, clock.now()) is None


def test_a_password_that_changed_between_check_and_session_opens_nothing(uow: Uow) -> None:
    _person(uow)
    with uow(VISITOR) as work:
        attempt = sign_ins.begin(work, Knock(EMAIL, HERE))
    verdict = sign_ins.check(attempt, PASSWORD)
    with uow() as work:
        work.session.scalars(select(User)).one().password_hash = "another"
    with uow(VISITOR) as work:
        assert sign_ins.finish(work, attempt, verdict, Knock(EMAIL, HERE)) is None


@pytest.mark.parametrize(
    ("role", "holds"),
    [
        (None, timedelta(days=14)),
        (Role.EXPERT, timedelta(days=14)),
        (Role.OPERATOR, timedelta(hours=12)),
        (Role.SUPERVISOR, timedelta(hours=12)),
        (Role.STREET, timedelta(hours=12)),
    ],
)
def test_a_session_ends_by_itself(
    uow: Uow, database: Database, clock: FixedClock, role: Role | None, holds: timedelta
) -> None:
    with uow() as work:
        person = make_person(work)
        if role:
            give_role(work, person, role)
    opened = _try(uow)
    assert opened is not None
    begun = clock.now()
    with database.read() as session:
        assert signed_in(session, opened.token, begun + holds - timedelta(seconds=1))
        assert signed_in(session, opened.token, begun + holds) is None


def test_acts_do_not_make_a_session_longer(uow: Uow, database: Database, clock: FixedClock) -> None:
    person = _person(uow)
    opened = _try(uow)
    assert opened is not None
    clock.advance(days=13)
    with database.read() as session:
        found = signed_in(session, opened.token, clock.now())
    assert found is not None
    with uow(person) as work:
        sign_ins.touch(work, found.sign_in_id)
    with database.read() as session:
        assert session.scalars(select(SignIn.last_seen_at)).one() == clock.now()
        assert signed_in(session, opened.token, clock.now() + timedelta(days=1)) is None


def test_sessions_are_listed_and_ended(uow: Uow, database: Database, clock: FixedClock) -> None:
    person = _person(uow)
    _person(uow, email="other@mail.example")
    theirs = _try(uow, email="other@mail.example", device="Theirs")
    tokens = []
    for device in ("Phone", "Laptop", "Desk"):
        clock.advance(minutes=1)
        opened = _try(uow, device=device)
        assert opened is not None
        tokens.append(opened.token)
    now = clock.now()

    def listed() -> list[str]:
        with database.read() as session:
            rows = sign_ins.sessions_of(session, person.user_id or 0, current, now)
            ids.update({row.device: row.public_id for row in rows})
            return [row.device for row in rows]

    with database.read() as session:
        found = signed_in(session, tokens[0], now)
    assert found is not None
    current, ids = found.sign_in_id, dict[str, str]()
    assert listed() == ["Phone", "Desk", "Laptop"]
    with uow(person) as work:
        sign_ins.revoke(work, ids["Laptop"])
    assert listed() == ["Phone", "Desk"]
    with uow(person) as work:
        assert sign_ins.revoke_others(work, current) == 1
    assert listed() == ["Phone"]
    assert theirs is not None
    with database.read() as session:
        assert [bool(signed_in(session, token, now)) for token in (*tokens, theirs.token)] == [True, False, False, True]


def test_nobody_ends_another_persons_session(uow: Uow, database: Database, clock: FixedClock) -> None:
    _person(uow)
    rival = _person(uow, email="rival@mail.example")
    opened = _try(uow)
    assert opened is not None
    with database.read() as session:
        row = session.scalars(select(SignIn)).one()
    with pytest.raises(NotFound), uow(rival) as work:
        sign_ins.revoke(work, row.public_id)
    with uow(rival) as work:
        sign_ins.sign_out(work, row.id)
    with database.read() as session:
        assert signed_in(session, opened.token, clock.now())


def test_a_hundred_guesses_are_throttled(uow: Uow, clock: FixedClock) -> None:
    _person(uow)
    outcomes = []
    for place in range(100):
        try:
            outcomes.append(_try(uow, f"guess {place}", address=f"192.0.2.{place}"))
        except TooMany:
            outcomes.append("too many")  # type: ignore[arg-type]
    assert outcomes == [None] * throttle.PER_LANE + ["too many"] * (100 - throttle.PER_LANE)
    with pytest.raises(TooMany):
        _try(uow)
    clock.advance(minutes=16)
    assert _try(uow) is not None


def test_the_owner_still_gets_in_from_a_known_device(uow: Uow) -> None:
    _person(uow)
    for place in range(throttle.PER_ADDRESS + 20):
        try:
            _try(uow, "guess", email=EMAIL if place % 2 else f"{place}@mail.example")
        except TooMany:
            continue
    with pytest.raises(TooMany):
        _try(uow)
    assert _try(uow, device_key="known") is not None


def test_a_known_device_is_throttled_too(uow: Uow) -> None:
    _person(uow)
    for _ in range(throttle.PER_LANE):
        assert _try(uow, "guess", device_key="stolen") is None
    with pytest.raises(TooMany):
        _try(uow, device_key="stolen")


def test_many_names_from_one_address_are_throttled(uow: Uow) -> None:
    _person(uow)
    for place in range(throttle.PER_ADDRESS):
        assert _try(uow, "123456789", email=f"person{place}@mail.example") is None
    with pytest.raises(TooMany):
        _try(uow)
    assert _try(uow, address=ELSEWHERE) is not None


def test_a_right_password_takes_back_the_failures(uow: Uow, database: Database) -> None:
    _person(uow)
    for _ in range(throttle.PER_LANE - 1):
        _try(uow, "slip")
    assert _try(uow) is not None
    for _ in range(throttle.PER_LANE - 1):
        assert _try(uow, "slip") is None
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(SignInAttempt)) == throttle.PER_LANE - 1


def test_demo_accounts_open_without_a_password_and_others_never(uow: Uow, database: Database) -> None:
    with uow() as work:
        real = make_person(work)
        demo = make_person(work, email="demo@mail.example", is_demo=True)
        give_role(work, demo, Role.OPERATOR)
        asleep = make_person(work, email="asleep@mail.example", is_demo=True, is_active=False)
        ids = {"real": real.public_id, "demo": demo.public_id, "asleep": asleep.public_id}
    for wrong in (ids["real"], ids["asleep"], "", "x" * 500):
        with pytest.raises(NotFound), uow(VISITOR) as work:
            sign_ins.open_demo_session(work, wrong, "", "")
    with uow(VISITOR) as work:
        assert sign_ins.open_demo_session(work, ids["demo"], "", "")
    with database.read() as session:
        assert sign_ins.demo_people(session) == [(ids["demo"], "林示例", Role.OPERATOR)]


def test_the_system_has_no_sessions(uow: Uow) -> None:
    with pytest.raises(NotFound), uow(SYSTEM) as work:
        sign_ins.revoke_others(work, 1)
