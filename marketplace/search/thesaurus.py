"""Words that mean the same. The port is small so that an edited table can take the seed's place at any time.

It must not tokenise or rank: it gets normalised text and answers phrases with their synonyms.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from marketplace.search.thesaurus_seed import CONCEPTS

_LONGEST = 40


class Synonym(NamedTuple):
    """Another word for a phrase; ``weight`` is 1.0 for the same thing and smaller for something near."""

    text: str
    weight: float = 1.0


class PhraseMatch(NamedTuple):
    """A known phrase found in a text, and what else it may be called."""

    phrase: str
    synonyms: tuple[Synonym, ...]


class Thesaurus(Protocol):
    """Whoever knows synonyms. The answer may change between two calls: a change applies to the next question."""

    def matches(self, text: str) -> Sequence[PhraseMatch]:
        """Known phrases in a normalised text, longest first at each place, none overlapping, none twice."""


class DictThesaurus:
    """Synonyms held in memory; every word of a concept stands for all the others, in both directions."""

    def __init__(self, concepts: Iterable[Iterable[str]]) -> None:
        table: dict[str, dict[str, Synonym]] = {}
        for concept in concepts:
            words = [word.strip().lower() for word in concept if word.strip()]
            for word in words:
                others = table.setdefault(word, {})
                others.update({other: Synonym(other) for other in words if other != word})
        self._table: Mapping[str, tuple[Synonym, ...]] = {word: tuple(found.values()) for word, found in table.items()}
        # One more for the s of a plural.
        self._longest = 1 + min(max((len(word) for word in self._table), default=0), _LONGEST)

    def matches(self, text: str) -> Sequence[PhraseMatch]:
        found: dict[str, PhraseMatch] = {}
        position = 0
        while position < len(text):
            phrase = self._phrase_at(text, position)
            if phrase:
                found.setdefault(phrase[0], PhraseMatch(phrase[0], self._table[phrase[0]]))
                position += phrase[1]
            else:
                position += 1
        return tuple(found.values())

    def _phrase_at(self, text: str, start: int) -> tuple[str, int] | None:
        """The longest known phrase at a place and the text it takes; Latin words match whole, or with a plural s."""
        if _latin(text, start) and _latin(text, start - 1):
            return None
        for size in range(min(self._longest, len(text) - start), 1, -1):
            piece = text[start : start + size]
            if _latin(text, start + size - 1) and _latin(text, start + size):
                continue
            if piece in self._table:
                return piece, size
            if piece.isascii() and piece.endswith("s") and piece[:-1] in self._table:
                return piece[:-1], size
        return None


def _latin(text: str, position: int) -> bool:
    return 0 <= position < len(text) and text[position].isascii() and text[position].isalnum()


#: What a fresh site knows.
SEED: Thesaurus = DictThesaurus(CONCEPTS)
