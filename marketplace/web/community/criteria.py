"""The criteria of a draft as a table: buttons add and remove rows, the sum stands under it; no script is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from flask import request
from wtforms import HiddenField, StringField

from marketplace.access.actions import Action
from marketplace.kernel.errors import EditedMeanwhile, Invalid, Problem
from marketplace.kernel.ids import new_public_id
from marketplace.kernel.words import N_
from marketplace.projects import drafting
from marketplace.projects.commands import CriterionLine, EditCriteria
from marketplace.projects.desk_queries import DeskProject
from marketplace.web import context
from marketplace.web.community.projects import Answer, blueprint, page
from marketplace.web.community.sections import editable, go_on
from marketplace.web.forms import MarketForm
from marketplace.web.gate import needs
from marketplace.web.i18n import translate
from marketplace.web.meanwhile import Difference
from marketplace.web.submitting import add_problems, version_of
from marketplace.workflow.typed_input import canonical, exact_decimal, whole_number

MAX_ROWS = 12
_PARTS = ("key", "label", "english", "weight", "minimum")
#: Where a weight cannot be read it counts nothing; its own problem says why.
_UNREAD = -1


@dataclass(frozen=True)
class Row:
    """A line of the table as typed."""

    key: str
    label: str
    english: str
    weight: str
    minimum: str


def stored_rows(project: DeskProject) -> list[Row]:
    """Return the stored criteria as they would be typed."""
    return [
        Row(line.key, line.label_zh, line.label_en, canonical(Decimal(line.weight_bp) / 100), str(line.minimum))
        for line in project.criteria
    ]


def sent_rows() -> list[Row]:
    """Return what was sent, in order."""
    places = sorted(
        int(name[4:]) for name in request.form if name.startswith("key-") and name[4:].isascii() and name[4:].isdigit()
    )
    return [
        Row(*(request.form.get(f"{part}-{place}", "").strip() for part in _PARTS)) for place in places[: MAX_ROWS + 1]
    ]


def changed(rows: Sequence[Row], act: str) -> list[Row]:
    """Return the rows after a button that adds or removes one."""
    if act == "add" and len(rows) < MAX_ROWS:
        return [*rows, Row(f"own-{new_public_id()}", "", "", "", "")]
    if act.startswith("remove-") and act[7:].isdigit():
        return [row for place, row in enumerate(rows) if place != int(act[7:])]
    return list(rows)


def form_of(rows: Sequence[Row], version: int, *, sent: bool) -> MarketForm:
    """Return the form with one set of fields a row; `criteria` carries what concerns the whole table."""
    made: dict[str, Any] = {"criteria": HiddenField(N_("评分项")), "version": HiddenField()}
    labels = (
        N_("第 %(number)s 项名称"), N_("第 %(number)s 项英文名称"), N_("第 %(number)s 项权重"),
        N_("第 %(number)s 项最低分"),
    )  # fmt: skip
    data: dict[str, Any] = {"version": version}
    for place, row in enumerate(rows):
        made[f"key-{place}"] = HiddenField()
        for part, label in zip(_PARTS[1:], labels, strict=True):
            made[f"{part}-{place}"] = StringField(translate(label, number=place + 1))
        data |= {f"{part}-{place}": getattr(row, part) for part in _PARTS}
    kind = type("CriteriaForm", (MarketForm,), made)
    form: MarketForm = kind(formdata=None, data=data)
    if sent:
        form["version"].data = request.form.get("version", "")
    return form


def read(rows: Sequence[Row]) -> tuple[tuple[CriterionLine, ...], list[Problem]]:
    """Read the typed rows; return the lines and what could not be read."""
    problems: list[Problem] = []
    lines = []
    for place, row in enumerate(rows):
        weight = exact_decimal(f"weight-{place}", row.weight or "0", Decimal(0), Decimal(100), problems)
        minimum = whole_number(f"minimum-{place}", row.minimum or "0", 0, 100, problems)
        if len(row.label) > 80:
            problems.append(Problem(f"label-{place}", N_("最多 %(count)s 个字。"), {"count": 80}))
        if len(row.english) > 120:
            problems.append(Problem(f"english-{place}", N_("最多 %(count)s 个字。"), {"count": 120}))
        weight_bp = int(weight * 100) if weight is not None else _UNREAD
        lines.append(CriterionLine(row.key[:40], row.label, weight_bp, minimum or 0, row.english))
    return tuple(lines), problems


def total_bp(rows: Sequence[Row]) -> int:
    """Return the sum of the weights that can be read, in basis points."""
    return sum(max(line.weight_bp, 0) for line in read(rows)[0])


@blueprint.route("/<public_id>/criteria", methods=["GET", "POST"])
@needs(Action.PROJECT_EDIT)
def criteria(public_id: str) -> Answer:
    """Set by what proposals are judged."""
    project = editable(public_id)
    act = request.form.get("act", "")
    if request.method == "GET":
        return _page(project, stored_rows(project), form_of(stored_rows(project), project.version, sent=False))
    rows = changed(sent_rows(), act)
    form = form_of(rows, project.version, sent=True)
    if act not in ("", "next"):
        return _page(project, rows, form)
    lines, unread = read(rows)
    add_problems(form, unread)
    counted = tuple(replace(line, weight_bp=max(line.weight_bp, 0)) for line in lines)
    add_problems(form, drafting.criteria_problems(counted))
    conflict = None
    if not form.errors:
        try:
            with context.unit_of_work() as uow:
                drafting.edit_criteria(uow, public_id, EditCriteria(lines, version_of(form)))
        except Invalid as error:
            add_problems(form, error.problems)
        except EditedMeanwhile:
            newer = editable(public_id)
            conflict = _differences(stored_rows(newer), rows)
            form["version"].data = str(newer.version)
        else:
            return go_on(project, "criteria")
    return _page(project, rows, form, conflict), 409 if conflict is not None else form.status


def _differences(theirs: Sequence[Row], mine: Sequence[Row]) -> tuple[Difference, ...]:
    def words(rows: Sequence[Row]) -> str:
        return "\n".join(f"{row.label} {row.weight}% ≥ {row.minimum or 0}" for row in rows)

    return (Difference(N_("评分项"), words(theirs), words(mine)),)


def _page(
    project: DeskProject, rows: Sequence[Row], form: MarketForm, conflict: tuple[Difference, ...] | None = None
) -> str:
    return page(
        "criteria", project, form=form, places=range(len(rows)), total_bp=total_bp(rows), most=MAX_ROWS,
        conflict=conflict, english=any(row.english for row in rows),
    )  # fmt: skip
