"""What a question weighs against a collection: BM25 over one bag, the same arithmetic for every engine.

It must not read an index: engines tell how many documents hold a token and apply the weights to theirs.
"""

import math
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple
from zlib import crc32

from marketplace.search.analysis import Question
from marketplace.search.port import DocumentKey

K1, B = 1.2, 0.6
#: Under this many documents no token counts as common.
_COMMON_FLOOR = 1_000


class Weighed(NamedTuple):
    """Tokens that count where a document holds all: ``strong`` ones make hits, ``required`` ones refuse the rest."""

    tokens: tuple[tuple[str, float], ...]
    strong: bool
    required: bool


def inverse_frequency(documents: int, holding: int) -> float:
    """How much a token says: BM25's logarithm, never negative."""
    return math.log1p(max(0.0, documents - holding + 0.5) / (holding + 0.5))


def weigh(question: Question, documents: int, holding: Callable[[str], int]) -> list[Weighed]:
    """Weigh every term and clause; leave out what no document holds and, beside rarer ones, what most hold.

    A clause weighs as much as its average token, so that a long synonym does not outweigh a short word.
    """
    common = max(_COMMON_FLOOR, documents // 10)
    counts = {term.token: holding(term.token) for term in question.terms}
    rare_exists = any(term.strong and 0 < counts[term.token] <= common for term in question.terms)
    plan = []
    for term in question.terms:
        count = counts[term.token]
        if count and not (rare_exists and count > common):
            weight = term.weight * inverse_frequency(documents, count)
            plan.append(Weighed(((term.token, weight),), term.strong, False))
    for clause in question.clauses:
        held = [(token, holding(token)) for token in clause.tokens]
        if all(count for _, count in held) or clause.required:
            share = clause.weight / len(held)
            weights = tuple((token, share * inverse_frequency(documents, count)) for token, count in held)
            plan.append(Weighed(weights, True, clause.required))
    return plan


def saturate(weight: float, length: float, average: float) -> float:
    """BM25's share of a token in a document of a length, between 0 and ``K1`` + 1."""
    return weight * (K1 + 1) / (weight + K1 * (1 - B + B * length / average))


def milliseconds(at: datetime | None) -> int:
    """Whole milliseconds since 1970; 0 stands for none."""
    return int(at.timestamp() * 1_000) if at else 0


def tie_break(key: DocumentKey) -> int:
    """A fixed order among equals that favours nobody: neither the alphabet nor who came first."""
    return crc32("/".join(key).encode())


def best_suggestions(found: Iterable[tuple[bool, int, str, DocumentKey]], limit: int) -> list[tuple[str, DocumentKey]]:
    """Whole-title beginnings first, then the newest, then by title: ``found`` is (begins, published, title, key)."""
    ranked = sorted(set(found), key=lambda each: (not each[0], -each[1], each[2], each[3]))
    return [(title, key) for _, _, title, key in ranked[:limit]]
