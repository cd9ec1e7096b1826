"""What every search engine of this site promises, so that callers never learn which one answers.

It must not know projects, organisations or people: documents come in with opaque audience tokens and
identifiers go out. A hit is a hint. The caller reads it again through the viewer's rights before showing anything.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple, Protocol, runtime_checkable

from marketplace.kernel.errors import MarketError, Unavailable
from marketplace.kernel.words import N_

#: Longest text of a question, in characters. What people type is cut much earlier (``analysis.MAX_QUERY_CHARACTERS``).
MAX_QUESTION_CHARACTERS = 100_000
#: Hits are reachable down to this depth; nobody reads further, and a robot should use the open data.
MAX_DEPTH = 10_000
MAX_LIMIT = 200

_NOTHING: Mapping[str, tuple[str, ...]] = MappingProxyType({})


class SearchUnavailable(Unavailable):
    """The index is missing, cut short or damaged: answer from the database and ask for a rebuild."""

    code = "search_unavailable"
    message = N_("搜索索引暂时不可用，正在恢复。")


class SearchBusy(Unavailable):
    """Another writer holds the index: try the same write again later, it is safe to repeat."""

    code = "search_busy"
    message = N_("搜索索引正在更新，请稍后再试。")


class QueryTooLong(MarketError):
    """The question is longer than any person would type."""

    code = "query_too_long"
    message = N_("搜索内容太长，请缩短后再试。")


class DocumentKey(NamedTuple):
    """What a document is called, inside the index and outside."""

    kind: str
    public_id: str


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """One thing that can be found.

    ``version`` only grows; a write with a smaller one than the index holds is ignored, an equal one is written again.
    ``audience`` holds opaque tokens; an empty one means nobody, which is how a thing is hidden so that a late write
    cannot bring it back.
    """

    kind: str
    public_id: str
    version: int
    title: str
    tags: tuple[str, ...] = ()
    body: str = ""
    facets: Mapping[str, str | tuple[str, ...]] = field(default_factory=lambda: _NOTHING)
    audience: frozenset[str] = frozenset()
    published_at: datetime | None = None
    deadline_at: datetime | None = None

    @property
    def key(self) -> DocumentKey:
        return DocumentKey(self.kind, self.public_id)

    def facet_values(self) -> dict[str, tuple[str, ...]]:
        """Every facet as a tuple of values, without empty ones and repeats."""
        every = {name: (value,) if isinstance(value, str) else tuple(value) for name, value in self.facets.items()}
        return {name: kept for name, values in every.items() if (kept := tuple(dict.fromkeys(v for v in values if v)))}


class Order(StrEnum):
    """How hits are sorted; ties fall to the newest, then to the key, so that pages never overlap."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True)
class Query:
    """One question. Facet values are alternatives within a facet and conditions across facets.

    ``now`` matters to ``Order.DEADLINE`` only: what is still open comes first, soonest at the top.
    """

    text: str = ""
    audience: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NOTHING)
    offset: int = 0
    limit: int = 20
    order: Order = Order.RELEVANCE
    now: datetime | None = None

    def __post_init__(self) -> None:
        if len(self.text) > MAX_QUESTION_CHARACTERS:
            raise QueryTooLong
        object.__setattr__(self, "offset", min(max(self.offset, 0), MAX_DEPTH))
        object.__setattr__(self, "limit", min(max(self.limit, 0), MAX_LIMIT))


class Hit(NamedTuple):
    """A found document; ``snippet_terms`` are the tokens of the question that it holds, for highlighting."""

    kind: str
    public_id: str
    score: float
    snippet_terms: tuple[str, ...]

    @property
    def key(self) -> DocumentKey:
        return DocumentKey(self.kind, self.public_id)


class Suggestion(NamedTuple):
    """A title that fits what is being typed; read it again through the viewer's rights like a hit."""

    kind: str
    public_id: str
    title: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Hits and their surroundings.

    ``counts_by_kind`` leaves the filter on kinds aside, and ``facet_counts[name]`` the filter on that facet, so every
    number says what a click on it would find. ``understood`` lists the words looked for, synonyms last.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    counts_by_kind: Mapping[str, int] = field(default_factory=dict)
    facet_counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    understood: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Health:
    """The state of an index as told by the index itself."""

    ok: bool
    generation: str
    documents: int
    problem: str = ""


class SearchEngine(Protocol):
    """A place to put documents and ask for them. All methods may be called from any thread."""

    def put(self, documents: Iterable[SearchDocument]) -> int:
        """Make documents findable, durably, in one commit; return how many were written.

        :raises SearchBusy: when another writer does not let go in time.
        :raises SearchUnavailable: when the index cannot be written.
        """

    def remove(self, keys: Iterable[DocumentKey]) -> int:
        """Forget documents; an unknown key is no error. Return how many were there.

        :raises SearchBusy: when another writer does not let go in time.
        :raises SearchUnavailable: when the index cannot be written.
        """

    def ask(self, query: Query) -> Answer:
        """Answer a question within the viewer's audience.

        :raises SearchUnavailable: when the index cannot be read.
        """

    def suggest(self, prefix: str, audience: frozenset[str], limit: int = 8) -> tuple[Suggestion, ...]:
        """Complete a title, by its words, their pinyin or their initials.

        :raises SearchUnavailable: when the index cannot be read.
        """

    def generation(self) -> str:
        """Name the present state of the index; it changes with every commit (usable in an ETag).

        :raises SearchUnavailable: when the index cannot be read.
        """

    def versions(self) -> Mapping[DocumentKey, int]:
        """The version of every document held, for comparison with the database.

        :raises SearchUnavailable: when the index cannot be read.
        """

    def check(self) -> Health:
        """Read the whole index from disk and say whether it is sound; never raises."""

    def close(self) -> None:
        """Let go of what is held open."""


class GenerationBuilder(Protocol):
    """A new index growing beside the live one."""

    def put(self, documents: Iterable[SearchDocument]) -> int:
        """Add documents; they become visible by ``finish``."""

    def finish(self) -> str:
        """Take in what was written meanwhile, make this the live index, return its name.

        :raises SearchBusy: when another writer does not let go in time.
        """

    def abandon(self) -> None:
        """Throw the half-built index away; the live one was never touched."""


@runtime_checkable
class RebuildableEngine(SearchEngine, Protocol):
    """An engine that can be rebuilt without a moment in which nothing is found."""

    def begin(self) -> GenerationBuilder:
        """Start the next generation.

        :raises SearchBusy: when another rebuild is under way.
        """
