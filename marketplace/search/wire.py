"""Documents as lines of text, so that a write made during a rebuild can wait on disk. No pickle, no index knowledge."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from marketplace.search.port import DocumentKey, SearchDocument

Change = SearchDocument | DocumentKey


def to_line(change: Change) -> str:
    """A write or a removal as one line of JSON."""
    if isinstance(change, DocumentKey):
        return json.dumps({"remove": list(change)}, ensure_ascii=False)
    fields: dict[str, Any] = {
        "kind": change.kind,
        "public_id": change.public_id,
        "version": change.version,
        "title": change.title,
        "tags": change.tags,
        "body": change.body,
        "facets": change.facet_values(),
        "audience": sorted(change.audience),
        "published_at": change.published_at.isoformat() if change.published_at else None,
        "deadline_at": change.deadline_at.isoformat() if change.deadline_at else None,
    }
    return json.dumps({"put": fields}, ensure_ascii=False)


def from_line(line: str) -> Change:
    """The write or removal that ``to_line`` wrote."""
    data = json.loads(line)
    if "remove" in data:
        return DocumentKey(*data["remove"])
    fields = data["put"]
    for name in ("published_at", "deadline_at"):
        fields[name] = datetime.fromisoformat(fields[name]) if fields[name] else None
    fields["tags"] = tuple(fields["tags"])
    fields["facets"] = {name: tuple(values) for name, values in fields["facets"].items()}
    fields["audience"] = frozenset(fields["audience"])
    return SearchDocument(**fields)


def last_word(changes: Iterable[Change]) -> dict[DocumentKey, Change]:
    """What remains of a row of changes: per key the last one, an older version never over a newer."""
    final: dict[DocumentKey, Change] = {}
    for change in changes:
        if isinstance(change, DocumentKey):
            final[change] = change
            continue
        before = final.get(change.key)
        if not isinstance(before, SearchDocument) or before.version <= change.version:
            final[change.key] = change
    return final
