"""From typed text to a question, and back to marked text."""

import pytest

from marketplace.search.asking import clean_text, highlight, parse_query, snippet
from marketplace.search.port import MAX_QUESTION_CHARACTERS, Order, Query, QueryTooLong


def test_nonsense_in_the_address_becomes_a_default() -> None:
    query = parse_query(
        "  托育\x00  中心 ", audience=["public"], page=-3, per_page=10**9, order="rm -rf", kinds=["", "project"]
    )
    assert query.text == "托育 中心"
    assert (query.offset, query.limit, query.order) == (0, 200, Order.RELEVANCE)
    assert query.kinds == {"project"}
    assert parse_query("a", audience=[], page=10**9).offset == 10_000
    assert parse_query("a", audience=[], facets={"sector": "x", "city": ["", "y"], "none": []}).facets == {
        "sector": ("x",),
        "city": ("y",),
    }


def test_a_question_longer_than_any_person_types_is_refused() -> None:
    with pytest.raises(QueryTooLong):
        Query("a" * (MAX_QUESTION_CHARACTERS + 1))
    assert len(parse_query("a" * 10**6, audience=[]).text) == 2_000


@pytest.mark.parametrize(
    ("text", "terms", "marked"),
    [
        ("萌宝托育中心", ("托育",), ["托育"]),
        ("萌寶託育中心", ("托育", "育中"), ["託育中"]),
        ("Two Night Markets!", ("market", "night"), ["Night", "Markets"]),
        ("ＮＩＧＨＴ", ("night",), ["ＮＩＧＨＴ"]),
        ("marketing", ("market",), []),
        ("<b>托育</b>", ("托育",), ["托育"]),
        ("İstanbul 托育", ("托育",), ["托育"]),
        ("托育", ("~tuoyu",), []),
        ("", ("托育",), []),
    ],
)
def test_marks_hits_as_they_are_written(text: str, terms: tuple[str, ...], marked: list[str]) -> None:
    segments = highlight(text, terms)
    assert "".join(piece for piece, _ in segments) == text
    assert [piece for piece, hit in segments if hit] == marked


def test_a_snippet_shows_where_the_hits_are() -> None:
    text = "前" * 500 + "托育中心由居委会决策" + "后" * 500
    segments = snippet(text, ("托育",), width=40)
    assert ("托育", True) in segments
    assert segments[0] == ("…", False)
    assert segments[-1] == ("…", False)
    assert sum(len(piece) for piece, _ in segments) <= 42
    assert snippet("短文", ("托育",)) == (("短文", False),)
    assert snippet("x" * 300, ())[0][0] == "x" * 120


def test_clean_text_may_be_shown_again() -> None:
    assert clean_text("a\x00b\r\nc\u202e") == "a b c"
