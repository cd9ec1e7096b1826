"""An exact engine in memory: the yardstick that the fast ones are tested against, and an index for throw-away sites.

It must stay simple enough to be right at a glance; it forgets everything when the process ends.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import RLock

from marketplace.search.analysis import (
    Bag,
    bag_of,
    snippet_terms,
    sound_of,
    suggestion_keys,
    suggestion_prefix,
    understand,
)
from marketplace.search.port import (
    Answer,
    DocumentKey,
    Health,
    Hit,
    Order,
    Query,
    SearchBusy,
    SearchDocument,
    Suggestion,
)
from marketplace.search.ranking import Weighed, best_suggestions, milliseconds, saturate, tie_break, weigh
from marketplace.search.thesaurus import SEED, Thesaurus
from marketplace.search.wire import last_word


@dataclass(frozen=True, slots=True)
class _Held:
    document: SearchDocument
    bag: Bag
    facets: dict[str, tuple[str, ...]]
    keys: tuple[str, ...]


_Store = dict[DocumentKey, _Held]


class MemoryEngine:
    """See ``port.SearchEngine``."""

    def __init__(self, thesaurus: Thesaurus = SEED) -> None:
        self._thesaurus = thesaurus
        self._lock = RLock()
        self._held: _Store = {}
        self._generation = 0
        self._building: _Builder | None = None

    def put(self, documents: Iterable[SearchDocument]) -> int:
        with self._lock:
            batch = [last for last in last_word(documents).values() if isinstance(last, SearchDocument)]
            if self._building:
                self._building.put(batch)
                self._building.removed.difference_update(document.key for document in batch)
            self._generation += 1
            return _store(self._held, batch)

    def remove(self, keys: Iterable[DocumentKey]) -> int:
        with self._lock:
            doomed = list(keys)
            if self._building:
                self._building.removed.update(doomed)
            self._generation += 1
            return sum(self._held.pop(key, None) is not None for key in doomed)

    def ask(self, query: Query) -> Answer:
        question = understand(query.text, self._thesaurus)
        if question.hopeless or not query.audience:
            return Answer(understood=question.understood)
        with self._lock:
            held = dict(self._held)
        plan = weigh(question, len(held), lambda token: sum(token in each.bag.weights for each in held.values()))
        average = sum(each.bag.length for each in held.values()) / len(held) if held else 1.0
        asked = bool(question.terms or question.clauses)
        scores = {}
        for key, each in held.items():
            if each.document.audience & query.audience:
                score = _score(each.bag, plan, average or 1.0) if asked else 0.0
                if score is not None:
                    scores[key] = score
        return self._answer(query, question.understood, held, scores, plan)

    def _answer(
        self,
        query: Query,
        understood: tuple[str, ...],
        held: _Store,
        scores: dict[DocumentKey, float],
        plan: list[Weighed],
    ) -> Answer:
        hits, kinds, facets = [], Counter[str](), dict[str, Counter[str]]()
        for key in scores:
            own = held[key].facets
            misses = [name for name, chosen in query.facets.items() if not set(chosen) & set(own.get(name, ()))]
            of_kind = not query.kinds or key.kind in query.kinds
            kinds[key.kind] += not misses
            for name, values in own.items():
                if of_kind and (not misses or misses == [name]):
                    facets.setdefault(name, Counter()).update(values)
            if of_kind and not misses:
                hits.append(key)
        hits.sort(key=lambda key: (*_position(query, held[key].document, scores[key]), tie_break(key)))
        page = hits[query.offset : query.offset + query.limit]
        wanted = [token for each in plan for token, _ in each.tokens]

        def terms(key: DocumentKey) -> tuple[str, ...]:
            return snippet_terms(token for token in wanted if token in held[key].bag.weights)

        return Answer(
            tuple(Hit(*key, scores[key], terms(key)) for key in page),
            len(hits),
            {kind: count for kind, count in kinds.items() if count},
            {name: dict(counts) for name, counts in facets.items()},
            understood,
        )

    def suggest(self, prefix: str, audience: frozenset[str], limit: int = 8) -> tuple[Suggestion, ...]:
        typed = suggestion_prefix(prefix)
        if not typed:
            return ()
        with self._lock:
            fitting = [
                (each.keys[0].startswith(typed), milliseconds(each.document.published_at), each.document.title, key)
                for key, each in self._held.items()
                if each.document.audience & audience and any(k.startswith(typed) for k in each.keys)
            ]
        return tuple(Suggestion(*key, title) for title, key in best_suggestions(fitting, limit))

    def generation(self) -> str:
        return f"memory.{self._generation}"

    def versions(self) -> Mapping[DocumentKey, int]:
        with self._lock:
            return {key: each.document.version for key, each in self._held.items()}

    def check(self) -> Health:
        return Health(True, self.generation(), len(self._held))

    def close(self) -> None:
        """Nothing is held open."""

    def begin(self) -> "_Builder":
        with self._lock:
            if self._building:
                raise SearchBusy
            self._building = _Builder(self)
            return self._building

    def end_build(self, replacement: _Store | None) -> str:
        """Take the built index, or nothing; used by the builder."""
        with self._lock:
            self._building = None
            if replacement is not None:
                self._held = replacement
                self._generation += 1
            return self.generation()


class _Builder:
    """See ``port.GenerationBuilder``."""

    def __init__(self, engine: MemoryEngine) -> None:
        self._engine = engine
        self._held: _Store = {}
        self.removed: set[DocumentKey] = set()

    def put(self, documents: Iterable[SearchDocument]) -> int:
        return _store(self._held, documents)

    def finish(self) -> str:
        return self._engine.end_build({key: each for key, each in self._held.items() if key not in self.removed})

    def abandon(self) -> None:
        self._engine.end_build(None)


def _store(held: _Store, documents: Iterable[SearchDocument]) -> int:
    written = 0
    for document in documents:
        before = held.get(document.key)
        if before is None or before.document.version <= document.version:
            keys = suggestion_keys(document.title, sound_of(document.title))
            held[document.key] = _Held(document, bag_of(document), document.facet_values(), keys)
            written += 1
    return written


def _score(bag: Bag, plan: list[Weighed], average: float) -> float | None:
    """The score of a document, or nothing if it is no hit."""
    total, found = 0.0, False
    for tokens, strong, required in plan:
        if all(token in bag.weights for token, _ in tokens):
            total += sum(weight * saturate(bag.weights[token], bag.length, average) for token, weight in tokens)
            found = found or strong
        elif required:
            return None
    return total if found else None


def _position(query: Query, document: SearchDocument, score: float) -> tuple[float, ...]:
    newest = -milliseconds(document.published_at)
    if query.order is Order.NEWEST or (query.order is Order.RELEVANCE and not query.text.strip()):
        return (newest,)
    if query.order is Order.DEADLINE:
        due, now = milliseconds(document.deadline_at), milliseconds(query.now)
        if not due:
            return (1, 0, newest)
        return (0, due, newest) if due >= now else (2, -due, newest)
    return (-round(score, 4), newest)
