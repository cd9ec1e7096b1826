"""Text to tokens, once and for every engine, so that an index and a question always agree.

It must not rank or store anything. A token starting with ``~`` is pinyin; single Han characters are tokens too and
weigh little in a question.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import rjieba

from marketplace.search.characters import TO_SIMPLIFIED
from marketplace.search.port import SearchDocument
from marketplace.search.stopwords import ENGLISH_STOP, FILLER_CHARACTERS, PURPOSE_WORDS
from marketplace.search.thesaurus import Thesaurus
from marketplace.search.thesaurus_seed import CONCEPTS

#: Changing the tokens changes this number, and a rebuild is due.
ANALYSIS_VERSION = 1
#: A question is read up to here; terms beyond the cap are left out, rarest-looking (longest) kept by order of typing.
MAX_QUERY_CHARACTERS = 2_000
MAX_QUERY_TERMS = 64
MAX_DOCUMENT_CHARACTERS = 50_000
_MAX_TOKEN_CHARACTERS = 40

TITLE_WEIGHT, TAG_WEIGHT, BODY_WEIGHT = 3.0, 2.0, 1.0
CHARACTER_WEIGHT, PINYIN_WEIGHT, SYNONYM_WEIGHT = 0.3, 0.5, 0.7

PINYIN_MARK = "~"


def _segmenter() -> rjieba.Jieba:
    """The word list of jieba and the words of this field, most of which it does not know (托育)."""
    words: rjieba.Jieba = rjieba._DEFAULT_JIEBA  # noqa: SLF001  # loaded at import anyway; a second one takes 24 MB
    for word in dict.fromkeys(word for concept in CONCEPTS for word in concept if not word.isascii()):
        words.add_word(word, None, None)
    return words


_WORDS = _segmenter()
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_RUN = re.compile(f"(?P<han>[{_HAN}]+)|(?P<latin>[^\\W_{_HAN}]+)")
_PARTS = re.compile(r"\d+|\D+")
_QUOTED = re.compile(r'["“”「」『』]([^"“”「」『』]{2,80})["“”「」『』]')


class Term(NamedTuple):
    """A token of a question. Only a strong one makes a document a hit; a weak one moves it up or down."""

    token: str
    weight: float
    strong: bool


class Clause(NamedTuple):
    """Tokens that count only when a document holds all of them: a synonym, or words in quotes (``required``)."""

    tokens: tuple[str, ...]
    weight: float
    required: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A question as engines need it. Without terms and clauses it asks for everything the filters allow,
    unless ``hopeless``: something was typed and nothing of it can be looked up (``*``, ``???``)."""

    terms: tuple[Term, ...] = ()
    clauses: tuple[Clause, ...] = ()
    understood: tuple[str, ...] = ()
    hopeless: bool = False


@dataclass(frozen=True, slots=True)
class Bag:
    """A document as one bag of weighted tokens, and its length in the same unit."""

    weights: dict[str, float]
    length: float


def normalise(text: str) -> str:
    """Fold what looks alike: full width, case, traditional forms; control characters become spaces."""
    folded = unicodedata.normalize("NFKC", text).lower().translate(TO_SIMPLIFIED)
    return folded if folded.isprintable() else "".join(c if c.isprintable() else " " for c in folded)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Fold a simple English plural: markets, companies, boxes; leave what is short or ends in -ss, -us, -is."""
    if len(word) < 4 or not word.isascii() or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word[:-1]


def latin_tokens(run: str) -> list[str]:
    """The word itself and, where letters and digits mix, each part: ``5g`` gives 5g, 5, g."""
    whole = stem(run[:_MAX_TOKEN_CHARACTERS])
    parts = _PARTS.findall(run[:_MAX_TOKEN_CHARACTERS])
    return [whole] if len(parts) < 2 else [whole, *(stem(part) for part in parts)]


def _han_tokens(run: str) -> Iterator[str]:
    """Characters, bigrams and longer dictionary words of a run of Han characters (two-letter words are bigrams)."""
    yield from (c for c in run if c not in FILLER_CHARACTERS)
    yield from (run[i : i + 2] for i in range(len(run) - 1))
    if len(run) > 2:
        yield from (word for word in _WORDS.cut_for_search(run, True) if len(word) > 2)


def tokens(text: str) -> Iterator[str]:
    """All tokens of a normalised text, in no promised order, repeats included."""
    for match in _RUN.finditer(text):
        if match["han"]:
            yield from _han_tokens(match["han"])
        else:
            yield from (token for token in latin_tokens(match["latin"]) if token not in ENGLISH_STOP)


def _syllables(han: str) -> list[str]:
    """The sound of every character; one without a reading stands for itself, alone, so that positions stay true."""
    # 55 MB and 0.3 s that a process which only asks never needs.
    from pypinyin import lazy_pinyin  # noqa: PLC0415

    return lazy_pinyin(han, errors=list)  # type: ignore[arg-type]


def pinyin_forms(title: str) -> Iterator[str]:
    """Keys by sound: syllables of two to four neighbouring characters, initials of three to six."""
    for match in _RUN.finditer(normalise(title)):
        if not match["han"]:
            continue
        syllables = _syllables(match["han"][:60])
        for start in range(len(syllables)):
            for size in (2, 3, 4):
                if start + size <= len(syllables):
                    yield "".join(syllables[start : start + size])
            for size in (3, 4, 5, 6):
                if start + size <= len(syllables):
                    yield "".join(s[0] for s in syllables[start : start + size])


def bag_of(document: SearchDocument) -> Bag:
    """Fold title, tags and body into one bag with weights, which is BM25F with one field."""
    weights: dict[str, float] = {}
    length = 0.0
    places = ((document.title, TITLE_WEIGHT), (" ".join(document.tags), TAG_WEIGHT), (document.body, BODY_WEIGHT))
    for text, weight in places:
        for token in tokens(normalise(text[:MAX_DOCUMENT_CHARACTERS])):
            weights[token] = weights.get(token, 0.0) + weight
            if len(token) > 1:
                length += weight
    for form in pinyin_forms(document.title):
        weights[PINYIN_MARK + form] = 1.0
    return Bag(weights, length)


class Sound(NamedTuple):
    """How a title sounds: syllables (a Latin run counts as one), and where its words begin, in the normalised text
    and among the syllables. Slow to find, quick to use, so an index keeps it."""

    syllables: str
    starts: tuple[tuple[int, int], ...]


def sound_of(title: str) -> Sound:
    """Read a title aloud."""
    text = _suggested(title)
    syllables: list[str] = []
    at_position: dict[int, int] = {}
    for run in _RUN.finditer(text):
        spoken = _syllables(run[0]) if run["han"] else [run[0]]
        for offset in range(len(spoken)):
            at_position[run.start() + offset] = len(syllables) + offset
        syllables += spoken
    starts, position = [], 0
    for word in _WORDS.cut(text, True):
        if position in at_position:
            starts.append((position, at_position[position]))
        position += len(word)
    return Sound(" ".join(syllables), tuple(starts[:16]))


def suggestion_keys(title: str, sound: Sound) -> tuple[str, ...]:
    """What may be typed to be offered this title: from each of its words on, as written, by sound, by initials."""
    text = _suggested(title)
    syllables = sound.syllables.split(" ")
    keys = dict.fromkeys((text,))
    for position, number in sound.starts:
        keys[text[position:]] = None
        keys["".join(syllables[number:])] = None
        keys["".join(syllable[0] for syllable in syllables[number:])] = None
    return tuple(keys)


def _suggested(title: str) -> str:
    return normalise(title[:80]).strip()


def suggestion_prefix(typed: str) -> str:
    """The typed beginning, folded like the keys; letters may be parted by spaces or apostrophes (``tuo'yu``)."""
    text = normalise(typed[:80]).strip()
    return re.sub(r"[\s'’]+", "", text) if text.isascii() else text


def _without_purpose(text: str) -> str:
    """Drop words that say only that somebody wants something; keep all if nothing else is left."""
    # Without guessing of unknown words, which would glue 找托育 together.
    words = ["" if word in PURPOSE_WORDS else word for word in _WORDS.cut(text, False)]
    # A dropped word leaves a gap, so that no bigram is made across it.
    kept = "".join(word or " " for word in words)
    return kept if _RUN.search(kept) else text


def _typed_terms(text: str) -> dict[str, Term]:
    """The terms of the typed text itself, each once, in order of typing."""
    terms: dict[str, Term] = {}

    def add(token: str, weight: float, strong: bool) -> None:
        if len(terms) < MAX_QUERY_TERMS and (token not in terms or terms[token].weight < weight):
            terms[token] = Term(token, weight, strong)

    runs = list(_RUN.finditer(text))
    single = [run["han"] for run in runs if run["han"] and len(run["han"]) == 1]
    for run in runs:
        if run["han"]:
            for token in _han_tokens(run["han"]):
                strong = len(token) > 1 or len(runs) == len(single)
                add(token, CHARACTER_WEIGHT if len(token) == 1 else 1.0, strong)
            continue
        for token in latin_tokens(run["latin"]):
            if token not in ENGLISH_STOP or len(runs) == 1:
                add(token, 1.0 if len(token) > 1 else CHARACTER_WEIGHT, len(token) > 1 or len(runs) == 1)
    latin = [run["latin"] for run in runs if run["latin"] and run["latin"].isascii() and run["latin"].isalpha()]
    for word in latin[:8]:
        if len(word) > 2:
            add(PINYIN_MARK + word, PINYIN_WEIGHT, True)
    if 1 < len(latin) <= 4 and len(latin) == len(runs):
        add(PINYIN_MARK + "".join(latin), PINYIN_WEIGHT, True)
    return terms


def clause_of(text: str, weight: float, *, required: bool = False) -> Clause | None:
    """Tokens that together stand for a phrase: words and bigrams, or its single character."""
    found = dict.fromkeys(tokens(normalise(text)))
    kept = tuple(token for token in found if len(token) > 1) or tuple(found)
    return Clause(kept[:MAX_QUERY_TERMS], weight, required) if kept else None


def understand(text: str, thesaurus: Thesaurus) -> Question:
    """Read what a person typed: words, quoted phrases, synonyms of every known phrase in it."""
    if not text.strip():
        return Question()
    clean = normalise(text[:MAX_QUERY_CHARACTERS])
    clauses = [clause_of(phrase, 1.0, required=True) for phrase in _QUOTED.findall(clean)[:4]]
    essential = _without_purpose(clean)
    terms = _typed_terms(essential)
    understood: dict[str, None] = dict.fromkeys(
        word.strip() for word in _WORDS.cut(essential, False) if _RUN.match(word) and word not in FILLER_CHARACTERS
    )
    room = 24
    for match in thesaurus.matches(clean):
        for synonym in match.synonyms[:room]:
            understood[synonym.text] = None
            clauses.append(clause_of(synonym.text, SYNONYM_WEIGHT * synonym.weight))
        room = max(0, room - len(match.synonyms))
    kept = tuple(clause for clause in clauses if clause is not None)
    return Question(tuple(terms.values()), kept, tuple(understood)[:32], hopeless=not terms and not kept)


def snippet_terms(held: Iterable[str]) -> tuple[str, ...]:
    """The tokens worth highlighting among those that a document holds, longest first."""
    words = [token for token in dict.fromkeys(held) if not token.startswith(PINYIN_MARK)]
    strong = [token for token in words if len(token) > 1]
    return tuple(sorted(strong or words, key=lambda token: (-len(token), token)))
