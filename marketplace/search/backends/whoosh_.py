"""The embedded engine: Whoosh keeps schema, segments, commits and deletes; our own columns do the counting.

Nothing else may import whoosh. The web process only reads; writing belongs to the worker, one writer at a time.
Known traps of Whoosh 2.7.4 that this file avoids: a searcher shared by threads answers wrongly, ``refresh`` re-opens
everything, a commit may remove a file between reading the TOC and opening it, nothing is fsynced, and a cut file is
noticed late or never. So every file is read once, whole, against a checksum, and searched from memory.
"""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import STORED, FieldType, Schema
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.filedb.structfile import BufferFile
from whoosh.formats import Existence
from whoosh.index import TOC, FileIndex, LockError, clean_files
from whoosh.reading import SegmentReader, TermNotFound
from whoosh.util.filelock import try_for
from whoosh.writing import SegmentWriter

from marketplace.search.analysis import ANALYSIS_VERSION, bag_of, suggestion_prefix, understand
from marketplace.search.backends.columns import NO_POSTINGS, Postings, Row, SegmentColumns, View
from marketplace.search.backends.folder import Folder, Sealed, guarded
from marketplace.search.port import Answer, DocumentKey, Health, Query, SearchDocument, Suggestion

from marketplace.search.port import SearchBusy, SearchUnavailable  # isort: skip
from marketplace.search.thesaurus import SEED, Thesaurus
from marketplace.search.wire import Change, last_word

_NAME = "MAIN"
#: Small segments are merged up to this many documents inside one commit, so that a commit stays quick.
_MERGE_UP_TO = 300


class _BagField(FieldType):  # type: ignore[misc]
    """Takes tokens with weights as ``analysis`` made them; no analyzer of Whoosh's sees the text."""

    def __init__(self) -> None:
        super().__init__(Existence(), None, scorable=False, stored=False)

    def index(self, value: Mapping[str, float], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        for token, weight in value.items():
            yield token.encode(), 1, weight, b""

    def clean(self) -> None:
        """Nothing is cached."""


class _Codec(W3Codec):  # type: ignore[misc]
    """Whoosh's own files, without the statistics of lengths: our bags bring their length along."""

    length_stats = False


def _schema() -> Schema:
    return Schema(bag=_BagField(), row=STORED())


class _BytesStorage(RamStorage):  # type: ignore[misc]
    """Files that were read whole and found sound; opening one copies nothing."""

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__()
        self.files = files

    def open_file(self, name: str, **_: Any) -> BufferFile:
        return BufferFile(self.files[name], name=name)


class _Segment:
    """One immutable segment in memory: its files, its columns, its postings."""

    def __init__(self, files: dict[str, bytes], schema: Schema, segment: Any) -> None:
        self.files = _BytesStorage(files)
        self._reader = SegmentReader(self.files, schema, segment)
        stored = (self._reader.stored_fields(number) for number in range(segment.doc_count_all()))
        rows = [Row.from_plain(fields["row"]) for fields in stored]
        self.columns = SegmentColumns(rows, self._read)

    def _read(self, token: str) -> Postings:
        """All postings of a token, deleted documents included; only ever called under the cache's lock."""
        terms = self._reader._terms  # noqa: SLF001  # the public way filters deletions one by one
        try:
            matcher = terms.matcher("bag", token.encode(), Existence())
        except TermNotFound:
            return NO_POSTINGS
        ids, weights = [], []
        while matcher.is_active():
            matcher._read_ids()  # noqa: SLF001  # a block at a time; 2.7.4 is the last release
            matcher._read_weights()  # noqa: SLF001
            ids.append(np.array(matcher._ids, np.int32))  # noqa: SLF001
            weights.append(np.array(matcher._weights, np.float32))  # noqa: SLF001
            matcher._next_block()  # noqa: SLF001
        return np.concatenate(ids), np.concatenate(weights)


class _Writer(SegmentWriter):  # type: ignore[misc]
    """Whoosh's writer with files that are on disk before anything names them."""

    sealed: Sealed

    def _commit_toc(self, segments: list[Any]) -> None:
        names = [name for segment in segments for name in segment.list_files(self.storage)]
        self.sealed.sync(names)
        TOC(self.schema, segments, self.generation).write(self.storage, self.indexname)
        self.sealed.publish(self.generation, [*names, TOC._filename(self.indexname, self.generation)])  # noqa: SLF001
        clean_files(self.storage, self.indexname, self.generation, segments)


class _Generation:
    """One generation's folder: opening a view of it, committing to it."""

    def __init__(self, sealed: Sealed) -> None:
        self.sealed = sealed
        self._segments: dict[str, _Segment] = {}

    @classmethod
    def create(cls, sealed: Sealed) -> "_Generation":
        FileIndex.create(FileStorage(str(sealed.path), supports_mmap=False), _schema(), _NAME)
        sealed.publish(0, [TOC._filename(_NAME, 0)])  # noqa: SLF001
        return cls(sealed)

    def load(self) -> View:
        """Open the published state; segments seen before are not read again.

        :raises FileNotFoundError: when a commit removed a file meanwhile (read again) or it is gone for good.
        """
        head = self.sealed.head()
        name = TOC._filename(_NAME, head.commit)  # noqa: SLF001
        toc = TOC.read(_BytesStorage({name: self.sealed.read(name, head)}), _NAME, gen=head.commit)
        kept = {}
        for segment in toc.segments:
            key = segment.segment_id()
            known = self._segments.get(key)
            if known is None:
                files = {n: self.sealed.read(n, head) for n in head.files if n.startswith(f"{key}.")}
                known = _Segment(files, toc.schema, segment)
            kept[key] = known
        self._segments = kept
        parts = [(kept[s.segment_id()].columns, tuple(s.deleted_docs())) for s in toc.segments]
        return View(f"{self.sealed.path.name}.{head.commit}", parts)

    def merge(self, writer: _Writer, segments: list[Any]) -> list[Any]:
        """Merge policy: like with like, small ones only, so that few segments remain and no commit is long."""
        total, kept = writer.doc_count(), []
        for segment in sorted(segments, key=lambda s: s.doc_count_all() - s.deleted_count()):
            live = segment.doc_count_all() - segment.deleted_count()
            known = self._segments.get(segment.segment_id())
            if not live:
                continue
            if known and live <= max(2 * total, 8) and total + live <= _MERGE_UP_TO:
                writer.add_reader(SegmentReader(known.files, writer.schema, segment))
                total += live
            else:
                kept.append(segment)
        return kept

    def writer(self) -> _Writer:
        """Open Whoosh's writer; a state that was written and not published by a killed process is published first."""
        index = FileIndex(FileStorage(str(self.sealed.path), supports_mmap=False), indexname=_NAME)
        toc = TOC.read(index.storage, _NAME)
        if toc.generation != self.sealed.head().commit:
            names = [name for segment in toc.segments for name in segment.list_files(index.storage)]
            self.sealed.publish(toc.generation, [*names, TOC._filename(_NAME, toc.generation)])  # noqa: SLF001
        try:
            writer = _Writer(
                index, timeout=5.0, compound=False, limitmb=256, codec=_Codec(blocklimit=4_096, compression=0)
            )
        except LockError as error:
            raise SearchBusy from error
        writer.sealed = self.sealed
        return writer

    def commit(self, changes: Mapping[DocumentKey, Change]) -> int:
        """Apply changes in one commit and return how many took effect; an older version than the held one does not."""
        # Whoosh opens files unchecked, so everything is read against its checksum first.
        self.load()
        writer = self.writer()
        try:
            view, effective = self.load(), 0
            for key, change in changes.items():
                held = view.locate(key)
                if isinstance(change, SearchDocument):
                    if held and held[1] > change.version:
                        continue
                    add(writer, change)
                elif held is None:
                    continue
                if held:
                    writer.delete_document(held[0])
                effective += 1
            if effective:
                writer.commit(mergetype=self.merge)
            else:
                writer.cancel()
        except BaseException:
            with suppress(Exception):
                writer.cancel()
            raise
        return effective


def add(writer: _Writer, document: SearchDocument) -> None:
    """Write one document's tokens and row."""
    bag = bag_of(document)
    writer.add_document(bag=bag.weights, row=Row.of(document, bag.length).plain())


class WhooshEngine:
    """See ``port.SearchEngine``. A folder without an index is unavailable until ``lifecycle.rebuild`` has made one,
    for an index that holds only what was written since its loss would pass for the whole.
    """

    def __init__(self, index_dir: Path, thesaurus: Thesaurus = SEED, *, lock_seconds: float = 10.0) -> None:
        self._folder = Folder(index_dir)
        self._thesaurus = thesaurus
        self._lock_seconds = lock_seconds
        self._lock = Lock()
        self._stamp: object = None
        self._view: View | None = None
        self._generation: _Generation | None = None

    # -- reading

    def _now(self) -> View:
        """The view of what is published; opened anew, under the lock, when that has changed."""
        with guarded():
            stamp = self._folder.stamp()
            view = self._view
            if view is not None and stamp == self._stamp:
                return view
            with self._lock:
                return self._open(5)

    def _open(self, tries: int) -> View:
        while True:
            stamp = self._folder.stamp()
            if self._view is not None and stamp == self._stamp:
                return self._view
            sealed = self._folder.current()
            if self._generation is None or self._generation.sealed.path != sealed.path:
                self._generation = _Generation(sealed)
            try:
                self._view = self._generation.load()
            except FileNotFoundError:
                # A commit took the file away between reading its name and opening it: read the newer state.
                tries -= 1
                if not tries:
                    raise
                continue
            self._stamp = stamp
            return self._view

    def ask(self, query: Query) -> Answer:
        view = self._now()
        with guarded():
            return view.ask(understand(query.text, self._thesaurus), query)

    def suggest(self, prefix: str, audience: frozenset[str], limit: int = 8) -> tuple[Suggestion, ...]:
        typed = suggestion_prefix(prefix)
        view = self._now()
        return view.suggest(typed, audience, limit) if typed else ()

    def generation(self) -> str:
        return self._now().name

    def versions(self) -> Mapping[DocumentKey, int]:
        return self._now().versions()

    def check(self) -> Health:
        name = ""
        try:
            with guarded():
                sealed = self._folder.current()
                name = sealed.path.name
                view = _Generation(sealed).load()
                analysis = sealed.head().analysis
        except SearchUnavailable as error:
            return Health(False, name, 0, repr(error.__cause__ or error))
        if analysis != ANALYSIS_VERSION:
            return Health(False, view.name, view.documents, f"made by analysis {analysis}, not {ANALYSIS_VERSION}")
        return Health(True, view.name, view.documents)

    def close(self) -> None:
        with self._lock:
            self._view, self._generation, self._stamp = None, None, None

    # -- writing

    def put(self, documents: Iterable[SearchDocument]) -> int:
        return self._write(last_word(documents))

    def remove(self, keys: Iterable[DocumentKey]) -> int:
        return self._write({key: key for key in map(DocumentKey._make, keys)})

    def _write(self, changes: Mapping[DocumentKey, Change]) -> int:
        if not changes:
            return 0
        with guarded(), self.locked():
            sealed = self._folder.current()
            self._folder.note(changes.values())
            # A generation object of its own: readers of this process go on with theirs, undisturbed.
            return self.generation_for_writing(sealed).commit(changes)

    def generation_for_writing(self, sealed: Sealed) -> _Generation:
        """A handle on a folder that borrows the segments which this process has read and checked already."""
        mine = _Generation(sealed)
        known = self._generation
        if known is not None and known.sealed.path == sealed.path:
            mine._segments = dict(known._segments)  # noqa: SLF001
        return mine

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the one right to write, over all processes.

        :raises SearchBusy: when it is not to be had in time.
        """
        lock = self._folder.lock("WRITE")
        if not try_for(lock.acquire, timeout=self._lock_seconds, delay=0.02):
            raise SearchBusy
        try:
            yield
        finally:
            lock.release()

    def begin(self) -> "WhooshBuilder":
        return WhooshBuilder(self, self._folder)


class WhooshBuilder:
    """See ``port.GenerationBuilder``. What is written to the live index meanwhile waits in the folder's journal."""

    def __init__(self, engine: WhooshEngine, folder: Folder) -> None:
        self._engine, self._folder = engine, folder
        self._building = folder.lock("BUILD")
        folder.prepare()
        if not self._building.acquire():
            raise SearchBusy
        try:
            with guarded(), engine.locked():
                folder.start_journal()
                self._target = _Generation.create(folder.next())
                self._writer: _Writer | None = self._target.writer()
        except BaseException:
            self._building.release()
            raise
        self._seen: set[DocumentKey] = set()
        self._late: list[Change] = []

    def put(self, documents: Iterable[SearchDocument]) -> int:
        if self._writer is None:
            raise SearchUnavailable
        count = 0
        for document in documents:
            # Whoosh cannot replace what the same writer holds, so a second mention waits for the second commit.
            if document.key in self._seen:
                self._late.append(document)
            else:
                self._seen.add(document.key)
                add(self._writer, document)
            count += 1
        return count

    def finish(self) -> str:
        if self._writer is None:
            raise SearchUnavailable
        with guarded():
            self._writer.commit(merge=False)
            self._writer = None
            with self._engine.locked():
                changes = last_word([*self._late, *self._folder.journal()])
                if changes:
                    self._target.commit(changes)
                self._folder.swap(self._target.sealed)
                self._folder.end_journal()
        self._building.release()
        return self._target.sealed.path.name

    def abandon(self) -> None:
        with suppress(Exception):
            if self._writer is not None:
                self._writer.cancel()
        self._writer = None
        if self._building.fd is not None:
            with suppress(Exception), self._engine.locked():
                self._folder.end_journal()
            self._building.release()
        if not self._folder.is_current(self._target.sealed):
            shutil.rmtree(self._target.sealed.path, ignore_errors=True)
