"""What every engine must do, whichever answers."""

from datetime import timedelta

import pytest

from marketplace.search.analysis import MAX_QUERY_TERMS
from marketplace.search.lifecycle import compare, rebuild
from marketplace.search.port import DocumentKey, Order, RebuildableEngine, SearchBusy
from tests.search.samples import MARKET, PUBLIC, START, document, question


def found(engine: RebuildableEngine, text: str = "", **fields: object) -> list[str]:
    return [hit.public_id for hit in engine.ask(question(text, **fields)).hits]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("托育", ["childcare"]),
        ("想找托育机构", ["childcare"]),
        ("托", ["childcare"]),
        ("tuoyu", ["childcare"]),
        ("Tuo Yu", ["childcare"]),
        ("ysg", ["moxa"]),
        ("childcare", ["childcare"]),
        ("婴幼儿照护", ["childcare"]),
        ("night markets", ["market", "firm"]),
        ("廣場", ["market"]),
        ("ｎｉｇｈｔ　ｍａｒｋｅｔ", ["market", "firm"]),
        ("\x00托\x01育\x7f 托育\u202e", ["childcare"]),
        ('"托育', ["childcare"]),
        ("托育 AND (* OR ~", ["childcare"]),
        ('"固定摊位"', ["market"]),
        ("“公立幼儿园” 托育", ["childcare"]),
        ('"没有这句话" 托育', []),
        ("*", []),
        ("不存在的词汇啊", []),
    ],
)
def test_finds_what_is_meant(engine: RebuildableEngine, text: str, expected: list[str]) -> None:
    engine.put(MARKET)
    assert found(engine, text) == expected


def test_an_empty_question_lists_the_newest_first(engine: RebuildableEngine) -> None:
    engine.put(MARKET)
    assert found(engine) == ["firm", "moxa", "childcare", "market"]


def test_a_title_weighs_more_than_a_tag_and_a_tag_more_than_a_body(engine: RebuildableEngine) -> None:
    filler = "社区公共空间更新与日常维护"
    engine.put([document("body", filler, body="夜市" + filler), document("tag", filler, tags=("夜市",), body=filler)])
    engine.put([document("title", "夜市" + filler, body=filler)])
    assert found(engine, "夜市") == ["title", "tag", "body"]


def test_nobody_means_nobody(engine: RebuildableEngine) -> None:
    engine.put([*MARKET, document("hidden", "夜市", audience=frozenset())])
    assert engine.ask(question("夜市", audience=frozenset())).total == 0
    assert "hidden" not in found(engine, "夜市", audience=PUBLIC | {"org:7"})
    assert engine.suggest("夜市", frozenset()) == ()


def test_what_others_may_not_see_is_neither_found_counted_nor_suggested(engine: RebuildableEngine) -> None:
    engine.put(MARKET)
    answer = engine.ask(question("夜市"))
    assert {hit.public_id for hit in answer.hits} == {"market", "firm"}
    assert (answer.total, answer.counts_by_kind) == (2, {"project": 1, "organisation": 1})
    assert answer.facet_counts == {"sector": {"night_market": 2}}
    assert engine.suggest("内部", PUBLIC) == ()
    assert "secret" in found(engine, "夜市", audience=frozenset({"org:7"}))
    assert [s.public_id for s in engine.suggest("内部", frozenset({"org:7"}))] == ["secret"]


def test_facets_say_what_a_click_would_find(engine: RebuildableEngine) -> None:
    engine.put([document(f"p{i}", "托育", facets={"sector": "ab"[i % 2], "district": "xyz"[i % 3]}) for i in range(12)])
    engine.put([document("o", "托育", kind="organisation", facets={"sector": "a"})])
    chosen = {"sector": ("a",), "district": ("x", "y")}
    answer = engine.ask(question("托育", kinds=frozenset({"project"}), facets=chosen))
    assert answer.total == 4
    assert answer.facet_counts == {"sector": {"a": 4, "b": 4}, "district": {"x": 2, "y": 2, "z": 2}}
    assert answer.counts_by_kind == {"project": 4}
    for name, counts in answer.facet_counts.items():
        for value, count in counts.items():
            clicked = {**chosen, name: (value,)}
            assert engine.ask(question("托育", kinds=frozenset({"project"}), facets=clicked)).total == count
    assert engine.ask(question("托育", facets={"nothing": ("such",)})).total == 0


def test_pages_neither_overlap_nor_leave_out(engine: RebuildableEngine) -> None:
    engine.put([document(f"p{i}", "托育中心") for i in range(23)])
    pages = [found(engine, "托育", offset=offset, limit=5) for offset in range(0, 25, 5)]
    assert sorted(name for page in pages for name in page) == sorted(f"p{i}" for i in range(23))
    assert found(engine, "托育", offset=10_000) == []


def test_orders_by_date_and_by_deadline(engine: RebuildableEngine) -> None:
    engine.put(
        [
            document("past", "托育", day=9, deadline_at=START),
            document("none", "托育", day=8),
            document("later", "托育", day=7, deadline_at=START + timedelta(days=30)),
            document("soon", "托育", day=6, deadline_at=START + timedelta(days=20)),
        ]
    )
    assert found(engine, "托育", order=Order.NEWEST) == ["past", "none", "later", "soon"]
    now = START + timedelta(days=10)
    assert found(engine, "托育", order=Order.DEADLINE, now=now) == ["soon", "later", "none", "past"]


def test_an_older_write_loses_and_a_repeat_is_harmless(engine: RebuildableEngine) -> None:
    engine.put([document("a", "新标题夜市", version=5)])
    assert engine.put([document("a", "旧标题托育", version=4)]) == 0
    assert found(engine, "托育") == []
    for _ in range(3):
        assert engine.put([document("a", "新标题夜市", version=5)]) == 1
    assert found(engine, "夜市") == ["a"]
    assert engine.ask(question()).total == 1
    engine.put([document("a", "托育", version=7), document("a", "夜市", version=6)])
    assert found(engine, "托育") == ["a"]
    assert engine.versions() == {DocumentKey("project", "a"): 7}


def test_hiding_by_a_newer_version_is_not_undone_by_a_late_write(engine: RebuildableEngine) -> None:
    engine.put([document("a", "夜市", version=1)])
    assert found(engine, "夜市") == ["a"]
    engine.put([document("a", "夜市", version=3, audience=frozenset())])
    engine.put([document("a", "夜市", version=2)])
    assert found(engine, "夜市") == []


def test_removes_and_takes_again(engine: RebuildableEngine) -> None:
    engine.put(MARKET)
    assert engine.remove([MARKET[0].key, DocumentKey("project", "unknown")]) == 1
    assert found(engine, "夜市") == ["firm"]
    assert engine.remove([MARKET[0].key]) == 0
    engine.put([MARKET[0]])
    assert found(engine, "夜市") == ["market", "firm"]


def test_every_write_names_a_new_generation(engine: RebuildableEngine) -> None:
    names = [engine.generation()]
    engine.put(MARKET)
    names.append(engine.generation())
    engine.remove([MARKET[0].key])
    names.append(engine.generation())
    rebuild(engine, MARKET)
    names.append(engine.generation())
    assert len(set(names)) == 4


def test_tells_which_words_were_found(engine: RebuildableEngine) -> None:
    engine.put(MARKET)
    answer = engine.ask(question("childcare 摊位"))
    terms = {hit.public_id: hit.snippet_terms for hit in answer.hits}
    assert "托育" in terms["childcare"]
    assert terms["market"] == ("摊位",)
    assert {"childcare", "摊位", "托育"} <= set(answer.understood)


def test_suggests_by_words_sound_and_initials(engine: RebuildableEngine) -> None:
    engine.put(MARKET)
    for typed in ("萌宝", "托育", "tuoyu", "tuo'yu", "tyzx", "MENG", "託育"):
        assert [s.public_id for s in engine.suggest(typed, PUBLIC)] == ["childcare"], typed
    assert engine.suggest("  ", PUBLIC) == ()
    assert len(engine.suggest("y", PUBLIC, limit=1)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "词汇 " * 10_000,
        " ".join(f"term{i}" for i in range(10_000)),
        "*" * 90_000,
        '"' * 50_000,
        "社区" * 40_000,
        "~" * 9,
    ],
    ids=["repeated", "distinct", "stars", "quotes", "one long run", "tilde"],
)
def test_a_monstrous_question_is_cut_before_it_costs(engine: RebuildableEngine, text: str) -> None:
    engine.put(MARKET)
    assert len(engine.ask(question(text)).understood) <= MAX_QUERY_TERMS


def test_the_next_generation_takes_in_what_is_written_meanwhile(engine: RebuildableEngine) -> None:
    engine.put(MARKET)
    builder = engine.begin()
    with pytest.raises(SearchBusy):
        engine.begin()
    builder.put([*MARKET, document("gone", "夜市")])
    engine.put([document("late", "夜市", day=9), document("market", "红火集市托育", version=2)])
    engine.remove([DocumentKey("project", "gone"), DocumentKey("project", "moxa")])
    assert set(found(engine, "夜市")) == {"late", "firm"}
    builder.finish()
    assert set(found(engine, "夜市")) == {"late", "firm"}
    assert set(found(engine, "托育")) == {"market", "childcare"}
    assert DocumentKey("project", "moxa") not in engine.versions()


def test_a_failed_rebuild_leaves_everything_as_it_was(engine: RebuildableEngine) -> None:
    engine.put(MARKET)

    def broken():  # type: ignore[no-untyped-def]
        yield document("half", "夜市")
        raise OSError("the database went away")

    with pytest.raises(OSError, match="went away"):
        rebuild(engine, broken(), batch=1)
    assert found(engine, "夜市") == ["market", "firm"]
    assert rebuild(engine, MARKET).documents == len(MARKET)


def test_a_rebuild_tells_its_progress_and_keeps_the_newest_of_repeats(engine: RebuildableEngine) -> None:
    heard: list[int] = []
    documents = [document("a", "夜市", version=1), document("a", "托育", version=3), document("a", "集市", version=2)]
    rebuild(engine, documents, heard.append, batch=2)
    assert heard == [2, 3]
    assert engine.versions() == {DocumentKey("project", "a"): 3}
    assert found(engine, "托育") == ["a"]


def test_compares_itself_with_what_should_be_there(engine: RebuildableEngine) -> None:
    engine.put(MARKET)
    expected = [(d.key, d.version) for d in MARKET]
    assert compare(engine, expected).none
    drift = compare(engine, [(MARKET[0].key, 2), *expected[2:], (DocumentKey("project", "new"), 1)])
    assert drift.stale == (MARKET[0].key,)
    assert drift.missing == (DocumentKey("project", "new"),)
    assert drift.surplus == (MARKET[1].key,)
    assert not drift.none
