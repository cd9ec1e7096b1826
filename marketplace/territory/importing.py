"""Take a tree of territories in from a file: all of it or nothing, with every bad row named."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from sqlalchemy import select

from marketplace.access.actions import Action
from marketplace.access.matrix import could_ever
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.kernel.errors import Invalid, NotAllowed, Problem
from marketplace.kernel.events import Event
from marketplace.kernel.words import N_
from marketplace.territory.models import Territory
from marketplace.workflow.vocabulary import TERRITORY_LEVELS

MAX_ROWS = 20_000
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LEVELS = tuple(TERRITORY_LEVELS)


@dataclass(frozen=True)
class TerritoryLine:
    """One node as the file says; `parent` is a slug of the file or of the tree, empty for a root."""

    slug: str
    level: str
    name_zh: str
    name_en: str = ""
    parent: str = ""
    note_zh: str = ""
    note_en: str = ""


def read_lines(text: str, suffix: str) -> list[TerritoryLine]:
    """Read YAML, JSON or CSV with the columns slug, level, parent, name_zh, name_en, note_zh, note_en.

    In YAML and JSON the list may stand under `territories`, `id` may stand for `slug`, and `name: {zh, en}` for two
    columns.

    :raises Invalid: where the text is no such list.
    """
    try:
        if suffix == ".csv":
            found: Any = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
        else:
            found = json.loads(text) if suffix == ".json" else yaml.safe_load(text)
    except (ValueError, yaml.YAMLError, csv.Error) as error:
        raise Invalid.one("file", N_("文件读不懂：%(why)s"), why=str(error).splitlines()[0][:200]) from error
    rows = found.get("territories") if isinstance(found, Mapping) else found
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise Invalid.one("file", N_("文件里没有区划列表。"))
    if len(rows) > MAX_ROWS:
        raise Invalid.one("file", N_("一次最多导入 %(max)s 行。"), max=MAX_ROWS)
    return [_line(row) for row in rows]


def import_territories(uow: UnitOfWork, lines: Sequence[TerritoryLine]) -> tuple[int, int]:
    """Add new nodes and rename known ones; return how many of each. Running it twice changes nothing.

    :raises NotAllowed: where the actor does not run the site.
    :raises Invalid: with every bad row; nothing is stored then.
    """
    if not could_ever(uow.actor, Action.TERRITORY_MANAGE):
        raise NotAllowed()
    known = {row.slug: row for row in uow.session.scalars(select(Territory))}
    problems: list[Problem] = []
    added = changed = 0
    seen: set[str] = set()
    for number, line in enumerate(lines, start=1):
        wrong = _wrong_with(line, known, seen)
        seen.add(line.slug)
        if wrong:
            problems.append(Problem(str(number), wrong, {"slug": line.slug, "parent": line.parent}))
            continue
        row = known.get(line.slug)
        if row is None:
            known[line.slug] = _add(uow, line, known.get(line.parent))
            added += 1
        elif _rename(row, line):
            uow.record(Event("territory.edited", "territory", row.id, row.public_id))
            changed += 1
    if problems:
        raise Invalid(problems)
    return added, changed


def _line(row: Mapping[str, Any]) -> TerritoryLine:
    name, note = row.get("name"), row.get("note")
    pair = name if isinstance(name, Mapping) else {"zh": name}
    hint = note if isinstance(note, Mapping) else {"zh": note}

    def text(value: Any) -> str:
        return str(value).strip() if value is not None else ""

    return TerritoryLine(
        slug=text(row.get("slug") or row.get("id")),
        level=text(row.get("level")),
        name_zh=text(row.get("name_zh") or pair.get("zh")),
        name_en=text(row.get("name_en") or pair.get("en")),
        parent=text(row.get("parent")),
        note_zh=text(row.get("note_zh") or hint.get("zh")),
        note_en=text(row.get("note_en") or hint.get("en")),
    )


def _wrong_with(line: TerritoryLine, known: Mapping[str, Territory], seen: set[str]) -> str:
    """Return what is wrong with a row, or nothing."""
    parent = known.get(line.parent)
    checks = (
        (not _SLUG.fullmatch(line.slug) or len(line.slug) > 40, N_("短名“%(slug)s”只能用小写字母、数字和连字符。")),
        (line.slug in seen, N_("短名“%(slug)s”在文件里出现了两次。")),
        (line.level not in _LEVELS, N_("“%(slug)s”的级别不对，应为 province、city、district、street 或 community。")),
        (not line.name_zh or len(line.name_zh) > 80, N_("“%(slug)s”没有中文名，或名字太长。")),
        (bool(line.parent) and parent is None, N_("“%(slug)s”的上级“%(parent)s”不存在；上级要写在前面。")),
    )
    for is_wrong, message in checks:
        if is_wrong:
            return message
    if parent is not None and _LEVELS.index(parent.level) >= _LEVELS.index(line.level):
        return N_("“%(slug)s”的级别必须低于上级“%(parent)s”。")
    row = known.get(line.slug)
    if row is not None and (row.level != line.level or row.parent_id != (parent.id if parent else None)):
        return N_("“%(slug)s”已存在，级别或上级不能改。")
    return ""


def _add(uow: UnitOfWork, line: TerritoryLine, parent: Territory | None) -> Territory:
    row = Territory(
        parent_id=parent.id if parent else None, level=line.level, slug=line.slug, name_zh=line.name_zh,
        name_en=line.name_en, path="", note_zh=line.note_zh, note_en=line.note_en, created_at=uow.now,
    )  # fmt: skip
    uow.session.add(row)
    uow.session.flush()
    row.path = (parent.path if parent else "/") + f"{row.id}/"
    uow.session.flush()
    uow.record(Event("territory.added", "territory", row.id, row.public_id, {"slug": row.slug}))
    return row


def _rename(row: Territory, line: TerritoryLine) -> bool:
    changes = {
        name: value
        for name in ("name_zh", "name_en", "note_zh", "note_en")
        if (value := getattr(line, name)) and value != getattr(row, name)
    }
    for name, value in changes.items():
        setattr(row, name, value)
    return bool(changes)
