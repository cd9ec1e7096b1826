"""The fast engine answers as the exact one does, over many commits, deletes and merges."""

import random

from marketplace.search.backends.memory import MemoryEngine
from marketplace.search.backends.whoosh_ import WhooshEngine
from marketplace.search.port import DocumentKey, Order
from tests.search.samples import document, question

WORDS = "托育 夜市 集市 广场 艾草 养生 食堂 物业 广告 培训 night market childcare 5G 社区 服务".split()  # noqa: SIM905


def test_same_hits_counts_and_facets_after_any_history(whoosh: WhooshEngine) -> None:
    chance = random.Random(20260101)
    exact = MemoryEngine()
    for step in range(40):
        batch = [
            document(
                f"d{chance.randrange(150)}",
                "".join(chance.choices(WORDS, k=3)),
                day=chance.randrange(50),
                kind=chance.choice(["project", "organisation"]),
                version=chance.randrange(1, 20),
                body=" ".join(chance.choices(WORDS, k=chance.randrange(12))),
                facets={"sector": tuple(chance.sample("abc", chance.randrange(3)))},
                audience=frozenset(chance.sample(["public", "org:1", "org:2"], chance.randrange(3))),
            )
            for _ in range(chance.randrange(1, 12))
        ]
        assert exact.put(batch) == whoosh.put(batch)
        if step % 5 == 4:
            keys = [DocumentKey("project", f"d{chance.randrange(150)}") for _ in range(5)]
            assert exact.remove(set(keys)) == whoosh.remove(set(keys))
    assert dict(exact.versions()) == dict(whoosh.versions())
    for _ in range(60):
        asked = question(
            " ".join(chance.choices(WORDS, k=chance.randrange(4))),
            audience=frozenset(chance.sample(["public", "org:1", "org:3"], 2)),
            facets={"sector": ("a", "b")} if chance.random() < 0.3 else {},
            kinds=frozenset({"project"}) if chance.random() < 0.3 else frozenset(),
            order=chance.choice(list(Order)),
            limit=200,
        )
        one, other = exact.ask(asked), whoosh.ask(asked)
        assert (one.total, one.counts_by_kind, one.facet_counts) == (
            other.total,
            other.counts_by_kind,
            other.facet_counts,
        )
        assert {hit.key: hit.snippet_terms for hit in one.hits} == {hit.key: hit.snippet_terms for hit in other.hits}
        if asked.order is not Order.RELEVANCE:
            assert [hit.key for hit in one.hits] == [hit.key for hit in other.hits]
