"""Read the demo world's YAML files into one map of lists; it knows nothing of rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml

from marketplace.kernel.clock import LOCAL_ZONE, local

FOLDER = Path(__file__).resolve().parent.parent / "demo_world"
Record = Mapping[str, Any]
#: Local hours: offices act in the morning, deadlines fall at the end of a working day.
ACT_HOUR, DEADLINE_HOUR = 10, 17


@dataclass(frozen=True)
class DemoWorld:
    """Everything the files say, and the instant to which their relative days belong."""

    lists: Mapping[str, list[Record]]
    maps: Mapping[str, Record]
    now: datetime

    def at(self, days: float, order: int = 0, hour: int = ACT_HOUR) -> datetime:
        """Return the instant some days from now at a local hour.

        Acts of one day follow one another by `order` minutes.
        """
        day = (local(self.now) + timedelta(days=days)).date()
        instant = datetime.combine(day, time(hour), tzinfo=LOCAL_ZONE) + timedelta(minutes=order)
        return min(instant.astimezone(UTC), self.now) if days <= 0 else instant.astimezone(UTC)

    def deadline(self, days: float) -> datetime:
        """Return the end of the working day some days from now."""
        day = (local(self.now) + timedelta(days=days)).date()
        return datetime.combine(day, time(DEADLINE_HOUR), tzinfo=LOCAL_ZONE).astimezone(UTC)


def read(now: datetime) -> DemoWorld:
    """Join all files of the demo world."""
    head = yaml.safe_load((FOLDER / "world.yaml").read_text("utf-8"))
    lists: dict[str, list[Record]] = {}
    maps: dict[str, Record] = {"world": head}
    for name in head["files"]:
        content = yaml.safe_load((FOLDER / name).read_text("utf-8"))
        for key, value in content.items():
            if isinstance(value, list):
                lists.setdefault(key, []).extend(value)
            elif isinstance(value, dict):
                maps[key] = value
            else:
                maps["world"] = {**maps["world"], key: value}
    return DemoWorld(lists, maps, now)


def zh(value: Any) -> str:
    """Return the Chinese of a two-language text, or the text itself."""
    return str(value.get("zh", "") if isinstance(value, dict) else value or "").strip()


def en(value: Any) -> str:
    """Return the English of a two-language text, or nothing."""
    return str(value.get("en", "") if isinstance(value, dict) else "").strip()


def day_of(text: str) -> date:
    """Return the first day of `2023`, `2023-06` or `2023-06-16`."""
    parts = [int(part) for part in str(text).split("-")]
    return date(*[*parts, 1, 1][:3])
