"""Documents as numeric columns: filters are masks, facets are counted by ``bincount``, scores add up in one array.

It must not know how an index is stored: whoever holds one hands in rows and a way to read a token's postings.
Everything here is built once and only read afterwards, so that any number of threads may ask.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from marketplace.search.analysis import Question, Sound, snippet_terms, sound_of, suggestion_keys
from marketplace.search.port import Answer, DocumentKey, Hit, Order, Query, SearchDocument, Suggestion
from marketplace.search.ranking import K1, B, Weighed, best_suggestions, milliseconds, tie_break, weigh

Ids = NDArray[np.int32]
Weights = NDArray[np.float32]
Mask = NDArray[np.bool_]
Moments = NDArray[np.int64]
Postings = tuple[Ids, Weights]

NO_POSTINGS: Postings = (np.empty(0, np.int32), np.empty(0, np.float32))
#: How many begun titles are looked at for one suggestion; a single letter fits thousands.
_SUGGESTIONS_READ = 2_000


class Row(NamedTuple):
    """What an index keeps of a document beside its tokens. Units: milliseconds since 1970, 0 for none."""

    kind: str
    public_id: str
    version: int
    title: str
    published: int
    deadline: int
    length: float
    facets: dict[str, tuple[str, ...]]
    audience: tuple[str, ...]
    sound: Sound

    @classmethod
    def of(cls, document: SearchDocument, length: float) -> "Row":
        """Take from a document what is kept."""
        return cls(
            document.kind,
            document.public_id,
            document.version,
            document.title,
            milliseconds(document.published_at),
            milliseconds(document.deadline_at),
            length,
            document.facet_values(),
            tuple(sorted(document.audience)),
            sound_of(document.title),
        )

    def plain(self) -> tuple[object, ...]:
        """Only built-in values, so that a stored row does not depend on the names of classes."""
        return (*self[:-1], tuple(self.sound))

    @classmethod
    def from_plain(cls, values: tuple[Any, ...]) -> "Row":
        """What ``plain`` made."""
        return cls._make((*values[:-1], Sound(*values[-1])))


class PostingCache:
    """Token to postings, up to a number of postings; a full cache starts over, which is rare and harmless."""

    def __init__(self, limit: int = 6_000_000) -> None:
        self._limit, self._size = limit, 0
        self._held: dict[str, Postings] = {}
        self._lock = Lock()

    def get(self, token: str, read: Callable[[str], Postings]) -> Postings:
        found = self._held.get(token)
        if found is None:
            with self._lock:
                found = self._held.get(token) or read(token)
                if self._size + len(found[0]) > self._limit:
                    self._held, self._size = {}, 0
                self._held[token] = found
                self._size += len(found[0]) + 16
        return found


class Codes(NamedTuple):
    """A column of words as numbers; a document may hold several or none."""

    documents: Ids
    codes: Ids
    values: tuple[str, ...]

    @classmethod
    def of(cls, pairs: Iterable[tuple[int, str]]) -> "Codes":
        names: dict[str, int] = {}
        found = [(document, names.setdefault(value, len(names))) for document, value in pairs]
        table = np.array(found, np.int32).reshape(-1, 2)
        return cls(table[:, 0].copy(), table[:, 1].copy(), tuple(names))

    @classmethod
    def joined(cls, parts: Sequence[tuple[int, "Codes"]]) -> "Codes":
        """Several columns as one; every part comes with the number of its first document."""
        if len(parts) == 1 and not parts[0][0]:
            return parts[0][1]
        names: dict[str, int] = {}
        maps = [np.array([names.setdefault(v, len(names)) for v in part.values], np.int32) for _, part in parts]
        return cls(
            np.concatenate([part.documents + np.int32(start) for start, part in parts]),
            np.concatenate([new[part.codes] for (_, part), new in zip(parts, maps, strict=True)]),
            tuple(names),
        )

    def mask(self, wanted: Iterable[str], size: int) -> Mask:
        """The documents that hold any of the wanted words."""
        mask = np.zeros(size, np.bool_)
        numbers = [self.values.index(value) for value in set(wanted) if value in self.values]
        mask[self.documents[np.isin(self.codes, numbers)]] = True
        return mask

    def counts(self, mask: Mask) -> dict[str, int]:
        """How many documents of the mask hold each word; words of none are left out."""
        found = np.bincount(self.codes[mask[self.documents]], minlength=len(self.values))
        return {self.values[i]: int(found[i]) for i in np.flatnonzero(found)}


class SegmentColumns:
    """The columns of one immutable piece of an index."""

    def __init__(self, rows: Sequence[Row], read: Callable[[str], Postings]) -> None:
        self.size = len(rows)
        self.keys = [DocumentKey(row.kind, row.public_id) for row in rows]
        self.titles = [row.title for row in rows]
        self._sounds = [row.sound for row in rows]
        self.numbers = {key: number for number, key in enumerate(self.keys)}
        self.versions = np.array([row.version for row in rows], np.int64)
        self.published = np.array([row.published for row in rows], np.int64)
        self.deadline = np.array([row.deadline for row in rows], np.int64)
        self.ties = np.array([tie_break(key) for key in self.keys], np.int64)
        self.length = np.array([row.length for row in rows], np.float32)
        self.kinds = Codes.of((number, row.kind) for number, row in enumerate(rows))
        self.audience = Codes.of((number, token) for number, row in enumerate(rows) for token in row.audience)
        names = dict.fromkeys(name for row in rows for name in row.facets)
        self.facets = {
            name: Codes.of((i, value) for i, row in enumerate(rows) for value in row.facets.get(name, ()))
            for name in names
        }
        self._read, self._cache = read, PostingCache()
        self._begins: list[tuple[str, int, bool]] | None = None

    def postings(self, token: str) -> Postings:
        return self._cache.get(token, self._read)

    def begins(self) -> list[tuple[str, int, bool]]:
        """Every suggestion key with its document and whether it is the whole title, sorted; made when first needed."""
        if self._begins is None:
            spoken = enumerate(zip(self.titles, self._sounds, strict=True))
            self._begins = sorted(
                (key, number, not i) for number, title in spoken for i, key in enumerate(suggestion_keys(*title))
            )
        return self._begins


class View:
    """All pieces of an index at one moment, as if they were one."""

    def __init__(self, name: str, parts: Sequence[tuple[SegmentColumns, Iterable[int]]]) -> None:
        self.name = name
        self._pieces = [piece for piece, _ in parts]
        self._starts = [0, *np.cumsum([piece.size for piece in self._pieces]).tolist()]
        self._size = self._starts[-1]
        self._live = np.ones(self._size, np.bool_)
        for (_, deleted), start in zip(parts, self._starts, strict=False):
            self._live[[start + number for number in deleted]] = False
        self.documents = int(self._live.sum())
        self._keys = [key for piece in self._pieces for key in piece.keys]
        self._published = self._joined_numbers([piece.published for piece in self._pieces])
        self._deadline = self._joined_numbers([piece.deadline for piece in self._pieces])
        self._ties = self._joined_numbers([piece.ties for piece in self._pieces])
        length = np.concatenate([piece.length for piece in self._pieces] or [np.empty(0, np.float32)])
        average = float(length.mean()) if self._size and length.any() else 1.0
        self._norm = (K1 * (1 - B + B * length / average)).astype(np.float32)
        self._kinds = self._joined_codes([piece.kinds for piece in self._pieces])
        self._audience = self._joined_codes([piece.audience for piece in self._pieces])
        self._facets = self._joined_facets()
        self._cache = PostingCache()
        self._visible: dict[frozenset[str], Mask] = {}

    @staticmethod
    def _joined_numbers(columns: list[Moments]) -> Moments:
        return np.concatenate(columns or [np.empty(0, np.int64)])

    def _joined_codes(self, columns: list[Codes]) -> Codes:
        return Codes.joined(list(zip(self._starts, columns, strict=False))) if columns else Codes.of(())

    def _joined_facets(self) -> dict[str, Codes]:
        names = dict.fromkeys(name for piece in self._pieces for name in piece.facets)
        nothing = Codes.of(())
        return {name: self._joined_codes([piece.facets.get(name, nothing) for piece in self._pieces]) for name in names}

    # -- keys and versions

    def locate(self, key: DocumentKey) -> tuple[int, int] | None:
        """The number and version of a live document."""
        for piece, start in zip(self._pieces, self._starts, strict=False):
            number = piece.numbers.get(key)
            if number is not None and self._live[start + number]:
                return start + number, int(piece.versions[number])
        return None

    def versions(self) -> dict[DocumentKey, int]:
        """The version of every live document."""
        versions = np.concatenate([piece.versions for piece in self._pieces] or [np.empty(0, np.int64)])
        return {self._keys[number]: int(versions[number]) for number in np.flatnonzero(self._live)}

    # -- asking

    def _impacts(self, token: str) -> Postings:
        """Documents holding a token and BM25's share of it in each, over all pieces."""
        found = [piece.postings(token) for piece in self._pieces]
        ids = [part[0] + np.int32(start) for part, start in zip(found, self._starts, strict=False) if len(part[0])]
        if not ids:
            return NO_POSTINGS
        every = np.concatenate(ids)
        weights = np.concatenate([part[1] for part in found if len(part[0])])
        impacts = weights * np.float32(K1 + 1) / (weights + self._norm[every])
        return every, impacts.astype(np.float32, copy=False)

    def postings(self, token: str) -> Postings:
        return self._cache.get(token, self._impacts)

    def visible(self, audience: frozenset[str]) -> Mask:
        """The live documents that somebody with these tokens may find."""
        mask = self._visible.get(audience)
        if mask is None:
            mask = self._audience.mask(audience, self._size) & self._live
            if len(self._visible) > 256:
                self._visible = {}
            self._visible[audience] = mask
        return mask

    def _matched(self, plan: list[Weighed], within: Mask) -> tuple[Mask, Weights]:
        score = np.zeros(self._size, np.float32)
        strong = np.zeros(self._size, np.bool_)
        for tokens, is_strong, required in plan:
            found = [self.postings(token) for token, _ in tokens]
            shared = found[0][0]
            if len(found) > 1:
                shared = reduce(lambda a, b: np.intersect1d(a, b, assume_unique=True), (ids for ids, _ in found))
            for (_, weight), (ids, impacts) in zip(tokens, found, strict=True):
                kept = impacts if len(found) == 1 else impacts[np.searchsorted(ids, shared)]
                score[shared] += np.float32(weight) * kept
            if is_strong:
                strong[shared] = True
            if required:
                has = np.zeros(self._size, np.bool_)
                has[shared] = True
                within = within & has
        return strong & within, score

    def ask(self, question: Question, query: Query) -> Answer:
        """Answer a question; the mask of visible documents is applied before anything is counted."""
        if question.hopeless or not query.audience or not self._size:
            return Answer(understood=question.understood)
        matched = self.visible(query.audience)
        score = np.zeros(self._size, np.float32)
        plan: list[Weighed] = []
        if question.terms or question.clauses:
            plan = weigh(question, self._size, lambda token: len(self.postings(token)[0]))
            matched, score = self._matched(plan, matched)
        nothing = Codes.of(())
        chosen = {name: self._facets.get(name, nothing).mask(v, self._size) for name, v in query.facets.items()}
        of_kind = self._kinds.mask(query.kinds, self._size) if query.kinds else np.ones(self._size, np.bool_)
        everywhere = reduce(np.logical_and, chosen.values(), matched)
        full = everywhere & of_kind
        facets = {}
        for name, codes in self._facets.items():
            mask = full
            if name in chosen:
                mask = reduce(np.logical_and, (m for n, m in chosen.items() if n != name), matched & of_kind)
            if counts := codes.counts(mask):
                facets[name] = counts
        page = self._best(query, np.flatnonzero(full), score)
        return Answer(
            tuple(Hit(*self._keys[i], float(score[i]), self._terms_in(i, plan)) for i in page),
            int(full.sum()),
            self._kinds.counts(everywhere),
            facets,
            question.understood,
        )

    def _best(self, query: Query, found: NDArray[np.intp], score: Weights) -> list[int]:
        """The asked page of document numbers, sorted; ties fall to the newest, then to a fixed order of keys."""
        end = query.offset + query.limit
        if query.offset >= len(found) or not query.limit:
            return []
        newest = -self._published[found]
        if query.order is Order.DEADLINE:
            due, now = self._deadline[found], milliseconds(query.now)
            group = np.where(due == 0, 1, np.where(due >= now, 0, 2))
            columns = [newest, np.where(group == 2, -due, due), group]
        elif query.order is Order.NEWEST or not query.text.strip():
            columns = [newest]
        else:
            rounded = -np.round(score[found], 4)
            if len(found) > 4 * end:
                near = rounded <= np.partition(rounded, end)[end]
                found, newest, rounded = found[near], newest[near], rounded[near]
            columns = [newest, rounded]
        ranked = found[np.lexsort([self._ties[found], *columns])]
        return [int(number) for number in ranked[query.offset : end]]

    def _terms_in(self, number: int, plan: list[Weighed]) -> tuple[str, ...]:
        def holds(token: str) -> bool:
            ids = self.postings(token)[0]
            at = int(np.searchsorted(ids, number))
            return at < len(ids) and ids[at] == number

        return snippet_terms(token for each in plan for token, _ in each.tokens if holds(token))

    def suggest(self, typed: str, audience: frozenset[str], limit: int) -> tuple[Suggestion, ...]:
        """Complete a title within what the audience may find."""
        visible = self.visible(audience)
        found: list[tuple[bool, int, str, DocumentKey]] = []
        for piece, start in zip(self._pieces, self._starts, strict=False):
            begins = piece.begins()
            for key, number, whole in begins[bisect_left(begins, (typed,)) :][:_SUGGESTIONS_READ]:
                if not key.startswith(typed):
                    break
                if visible[start + number]:
                    published = int(self._published[start + number])
                    found.append((whole, published, piece.titles[number], piece.keys[number]))
        return tuple(Suggestion(*key, title) for title, key in best_suggestions(found, limit))
