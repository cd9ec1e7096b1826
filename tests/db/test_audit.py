"""The chain names the first row that was altered, removed or reordered."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text

from marketplace.db import audit
from marketplace.db.engine import Database
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.kernel.events import Event


@pytest.fixture
def chain(uow: Callable[..., UnitOfWork], database: Database) -> Database:
    for number in range(1, 8):
        with uow() as work:
            work.record(Event("thing.happened", "thing", number, f"id{number}", {"count": number, "words": "中文 ½"}))
    return database


def _fault(database: Database) -> tuple[int, audit.AuditFault | None]:
    with database.read() as session:
        return audit.verify(session)


def test_a_whole_chain_holds(chain: Database) -> None:
    assert _fault(chain) == (7, None)


@pytest.mark.parametrize(
    ("sql", "number"),
    [
        ("UPDATE audit_rows SET actor_name='nobody' WHERE number=4", 4),
        ("UPDATE audit_rows SET data='{\"count\": 99}' WHERE number=2", 2),
        ("UPDATE audit_rows SET at='2020-01-01 00:00:00.000000' WHERE number=6", 6),
        ("DELETE FROM audit_rows WHERE number=3", 3),
        ("UPDATE audit_rows SET number=100 WHERE number=5", 5),
        ("UPDATE audit_rows SET previous_hash=hash WHERE number=7", 7),
    ],
)
def test_the_first_bad_row_is_named(chain: Database, sql: str, number: int) -> None:
    with chain.write() as session:
        session.execute(text(sql))
        session.commit()
    good, fault = _fault(chain)
    assert fault is not None and fault.number == number
    assert good == number - 1


def test_swapping_two_rows_shows(chain: Database) -> None:
    with chain.write() as session:
        for source, target in ((2, 1000), (3, 2), (1000, 3)):
            session.execute(text(f"UPDATE audit_rows SET number={target} WHERE number={source}"))
        session.commit()
    assert _fault(chain)[1] == audit.AuditFault(2, "does not follow the row before it")
