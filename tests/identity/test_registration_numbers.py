"""Numbers of organisations: what people type, and what is stored."""

import pytest

from marketplace.identity.registration_numbers import read_number
from marketplace.kernel.errors import Problem

GOOD = "91110000600037341L"


def _read(text: str, kind: str = "enterprise") -> tuple[tuple[str | None, str], list[Problem]]:
    problems: list[Problem] = []
    return read_number(text, kind, "number", problems), problems


@pytest.mark.parametrize(
    "typed",
    [
        GOOD,
        "91110000600037341l",
        " 9111 0000 6000 3734 1L ",
        "91110000-600037341-L",
        "９１１１００００６０００３７３４１Ｌ",
        "9111\u30000000\u00a0600037341\tL",
    ],
)
def test_a_unified_code_is_read_however_it_is_typed(typed: str) -> None:
    assert _read(typed) == ((GOOD, "uscc"), [])


@pytest.mark.parametrize("typed", ["1234567890123", "12345678901234", "123456789012345", "１２３４５６７８９０１２３"])
def test_an_older_number_is_taken_and_marked(typed: str) -> None:
    (number, kind), problems = _read(typed)
    assert (kind, problems) == ("legacy", [])
    assert number is not None
    assert number.isascii()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("91110000600037341M", "校验码"),
        ("91110000600037342L", "校验码"),
        ("9111000060003734", "%(length)s"),
        ("12", "%(length)s"),
        ("9" * 5000, "%(length)s"),
        ("91110000600O37341L", "不含字母"),
        ("9I110000600037341L", "不含字母"),
        ("统一社会信用代码十八位的那种号码啊", "%(length)s"),
        ("91110000'; DROP T-", "%(length)s"),
    ],
)
def test_a_wrong_number_is_refused_with_a_reason(typed: str, says: str) -> None:
    (number, _kind), problems = _read(typed)
    assert number is None
    assert [problem.field for problem in problems] == ["number"]
    assert says in problems[0].message


@pytest.mark.parametrize("kind", ["co_building_unit", "paired_unit", "merchant"])
def test_some_kinds_need_no_number(kind: str) -> None:
    assert _read("", kind) == ((None, "none"), [])


@pytest.mark.parametrize("kind", ["enterprise", "bank", "social_organisation", "institution", "social_enterprise", ""])
def test_others_do(kind: str) -> None:
    (number, _kind), problems = _read("  ", kind)
    assert number is None
    assert len(problems) == 1


def test_a_kind_without_number_still_may_not_give_a_wrong_one() -> None:
    assert len(_read("91110000600037341M", "merchant")[1]) == 1
