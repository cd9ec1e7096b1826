"""Add and rename nodes of the tree one by one; a whole file goes through `importing`. Level and parent never change."""

from __future__ import annotations

import hashlib
import re

from sqlalchemy import select

from marketplace.access.actions import Action
from marketplace.access.matrix import could_ever
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.kernel.errors import EditedMeanwhile, Invalid, NotAllowed, NotFound, Problem
from marketplace.kernel.events import Event
from marketplace.kernel.words import N_
from marketplace.territory.importing import TerritoryLine
from marketplace.territory.models import Territory
from marketplace.workflow.vocabulary import TERRITORY_LEVELS

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LEVELS = tuple(TERRITORY_LEVELS)
#: Longest of each text, as the columns are.
_MOST = {"name_zh": 80, "name_en": 120, "note_zh": 400, "note_en": 400}
NAMES = tuple(_MOST)


def fingerprint(row: Territory) -> str:
    """Return what stands for the present texts of a node, so that two people who edit it notice each other."""
    texts = "\x00".join(getattr(row, name) for name in NAMES)
    return hashlib.sha256(texts.encode()).hexdigest()[:16]


def add_territory(uow: UnitOfWork, line: TerritoryLine) -> Territory:
    """Add a node.

    :raises NotAllowed: where the actor does not run the site.
    :raises Invalid: with every problem.
    """
    _require(uow)
    parent = uow.session.scalar(select(Territory).where(Territory.slug == line.parent)) if line.parent else None
    problems = _text_problems(line)
    if not _SLUG.fullmatch(line.slug) or len(line.slug) > 40:
        problems.append(Problem("slug", N_("短名只能用小写字母、数字和连字符，不超过 40 个字符。")))
    elif uow.session.scalar(select(Territory.id).where(Territory.slug == line.slug)) is not None:
        problems.append(Problem("slug", N_("这个短名已经有了。")))
    if line.level not in _LEVELS:
        problems.append(Problem("level", N_("请选择一项。")))
    if line.parent and parent is None:
        problems.append(Problem("parent", N_("没有这个上级。")))
    elif parent is not None and line.level in _LEVELS and _LEVELS.index(parent.level) >= _LEVELS.index(line.level):
        problems.append(Problem("level", N_("级别必须低于上级。")))
    problems += _sibling_problems(uow, parent.id if parent else None, line.name_zh, None)
    if problems:
        raise Invalid(problems)
    row = Territory(
        parent_id=parent.id if parent else None, level=line.level, slug=line.slug, path="", created_at=uow.now,
        **{name: getattr(line, name).strip() for name in NAMES},
    )  # fmt: skip
    uow.session.add(row)
    uow.session.flush()
    row.path = (parent.path if parent else "/") + f"{row.id}/"
    uow.session.flush()
    uow.record(Event("territory.added", "territory", row.id, row.public_id, {"slug": row.slug}))
    return row


def edit_territory(uow: UnitOfWork, slug: str, line: TerritoryLine, seen: str) -> Territory:
    """Change names and notes; `seen` is the fingerprint of what was edited.

    :raises NotAllowed: where the actor does not run the site.
    :raises NotFound: where there is no such node.
    :raises EditedMeanwhile: where somebody changed it since.
    :raises Invalid: with every problem.
    """
    _require(uow)
    row = uow.session.scalar(select(Territory).where(Territory.slug == slug).with_for_update())
    if row is None:
        raise NotFound()
    if fingerprint(row) != seen:
        raise EditedMeanwhile()
    problems = _text_problems(line) + _sibling_problems(uow, row.parent_id, line.name_zh, row.id)
    if problems:
        raise Invalid(problems)
    changed = [name for name in NAMES if getattr(row, name) != getattr(line, name).strip()]
    for name in changed:
        setattr(row, name, getattr(line, name).strip())
    if changed:
        uow.record(Event("territory.edited", "territory", row.id, row.public_id, {"fields": changed}))
    return row


def _require(uow: UnitOfWork) -> None:
    if not could_ever(uow.actor, Action.TERRITORY_MANAGE):
        raise NotAllowed()


def _text_problems(line: TerritoryLine) -> list[Problem]:
    problems = [
        Problem(name, N_("最多 %(max)s 个字。"), {"max": most})
        for name, most in _MOST.items()
        if len(getattr(line, name).strip()) > most
    ]
    if not line.name_zh.strip():
        problems.append(Problem("name_zh", N_("请填写这一项。")))
    return problems


def _sibling_problems(uow: UnitOfWork, parent_id: int | None, name: str, row_id: int | None) -> list[Problem]:
    query = select(Territory.id).where(
        Territory.parent_id.is_not_distinct_from(parent_id), Territory.name_zh == name.strip()
    )
    found = [each for each in uow.session.scalars(query) if each != row_id]
    return [Problem("name_zh", N_("同一上级下已经有这个名字。"))] if found else []
