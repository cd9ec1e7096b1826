"""What happened, as data: the unit of work stores each event in the audit chain and the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Event:
    """One fact about one subject.

    `name` is `noun.past_participle`; `data` holds JSON scalars, lists and maps only. It is shown in the audit log, so it
    never holds the content of a proposal, a password, or a secret.
    """

    name: str
    subject_kind: str
    subject_id: int
    public_id: str
    data: Mapping[str, Any] = field(default_factory=dict)
