"""Text to tokens."""

import pytest

from marketplace.search.analysis import bag_of, normalise, stem, tokens, understand
from marketplace.search.characters import TO_SIMPLIFIED
from marketplace.search.thesaurus import SEED, DictThesaurus
from marketplace.search.thesaurus_seed import CONCEPTS
from tests.search.samples import document


@pytest.mark.parametrize(
    ("written", "folded"),
    [("ＡＢＣ１２３", "abc123"), ("廣場辦夜市", "广场办夜市"), ("㎡", "m2"), ("a\x00b\u202ec", "a b c"), ("İ", "i̇")],
)
def test_what_looks_alike_becomes_the_same(written: str, folded: str) -> None:
    assert normalise(written) == folded


@pytest.mark.parametrize(
    ("word", "stemmed"),
    [
        ("markets", "market"),
        ("companies", "company"),
        ("boxes", "box"),
        ("class", "class"),
        ("bus", "bus"),
        ("ties", "tie"),
    ],
)
def test_simple_plurals_fold(word: str, stemmed: str) -> None:
    assert stem(word) == stemmed


def test_one_bag_of_characters_bigrams_words_and_parts() -> None:
    assert set(tokens("托育中心 5g 的")) == {"托", "育", "中", "心", "托育", "育中", "中心", "5g", "5", "g"}
    assert "幼儿园" in set(tokens("公立幼儿园"))


def test_a_traditional_text_and_its_simplified_form_are_one() -> None:
    assert bag_of(document("a", "婦女兒童樂園")) == bag_of(document("b", "妇女儿童乐园"))


def test_the_table_of_characters_leads_to_simplified_ones_only() -> None:
    assert len(TO_SIMPLIFIED) > 1_000
    assert not [new for new in TO_SIMPLIFIED.values() if ord(new) in TO_SIMPLIFIED]


def test_words_of_wishing_are_left_out_unless_alone() -> None:
    question = understand("我们想找托育机构", SEED)
    assert question.understood[:2] == ("托育", "机构")
    assert "我们" not in {term.token for term in question.terms}
    assert understand("需要", SEED).terms


def test_a_question_is_capped() -> None:
    question = understand(" ".join(f"word{i}" for i in range(5_000)), SEED)
    assert 0 < len(question.terms) <= 64


def test_synonyms_go_both_ways_and_longest_first() -> None:
    thesaurus = DictThesaurus([("夜市", "night market"), ("市", "city")])
    assert [m.phrase for m in thesaurus.matches("办夜市")] == ["夜市"]
    assert [s.text for m in thesaurus.matches("two night markets") for s in m.synonyms] == ["夜市"]
    assert thesaurus.matches("midnight marketing") == ()


def test_the_seed_is_large_and_clean() -> None:
    assert len(CONCEPTS) >= 60
    for concept in CONCEPTS:
        assert len(concept) >= 2
        assert len(set(concept)) == len(concept)
        assert any(word.isascii() for word in concept), concept
