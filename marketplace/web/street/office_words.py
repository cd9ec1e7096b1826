"""The file of a project in plain words: decisions with their rule, history, what is to be done and on which page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for

from marketplace.decisions.queries import DecisionFile
from marketplace.kernel.words import N_
from marketplace.projects.office_queries import OfficeFile
from marketplace.web.files import FileView, file_view
from marketplace.web.i18n import translate
from marketplace.workflow.decisions import OWNERS
from marketplace.workflow.project import PROJECT
from marketplace.workflow.vocabulary import DECISION_STEPS, DOCUMENT_KINDS

#: verb -> page on which it is done.
PAGES = {
    "approve": "street.projects.review",
    "publish": "street.projects.publish",
    "open_proposals": "street.openings.detail",
    "shortlist": "street.openings.shortlist",
    "propose": "street.openings.candidates",
    "award": "street.openings.award",
    "begin_evaluation": "street.projects.move",
    "schedule_roadshow": "street.projects.move",
    "fail": "street.openings.fail",
    "cancel": "street.projects.cancel",
}
#: The one thing to do next, in this order.
NEXT = ("approve", "publish", "open_proposals", "shortlist", "propose", "award")
REVIEW = N_("审核")
RULE_OWNERS = N_("要求：参与的人数和面积各达三分之二，其中同意的人数和面积各达四分之三（《民法典》第二百七十八条）。")
RULE_MEETING = N_("要求：实到超过应到的一半，赞成超过实到的一半。")
RULE_PUBLISHED = N_("要求：公开满 7 天。")


@dataclass(frozen=True)
class Doing:
    """A step that can be taken now."""

    label: str
    href: str
    explain: str
    kind: str


@dataclass(frozen=True)
class DecisionView:
    """A decision step in words."""

    label: str
    held_on: date
    numbers: str
    votes: str
    areas: str
    rule: str
    passed: bool
    is_valid: bool
    summary: str
    file: FileView | None


@dataclass(frozen=True)
class HistoryView:
    """A step of the life cycle in words."""

    label: str
    target: str
    tone: str
    at: datetime
    reason: str
    who: str


def doings(file: OfficeFile) -> list[Doing]:
    """Return what can be done now, the next thing first."""
    moves = {move.verb: move for move in file.moves if move.verb in PAGES}
    if file.state == "scheduled" and file.published_at is not None:
        moves.pop("publish", None)
    order = [verb for verb in (*NEXT, *PAGES) if verb in moves]
    first = next((verb for verb in order if verb in NEXT), "")
    found = []
    for verb in dict.fromkeys(order):
        named = PAGES[verb].endswith(".move")
        here = url_for(PAGES[verb], public_id=file.public_id, **({"verb": verb} if named else {}))  # type: ignore[arg-type]
        label = REVIEW if verb == "approve" else moves[verb].label
        kind = "primary" if verb == first else "danger" if verb in ("cancel", "fail") else "quiet"
        found.append(Doing(translate(label), here, translate(moves[verb].explain), kind))
    return found


def decisions(file: OfficeFile) -> list[DecisionView]:
    """Return the recorded steps, those that count first."""
    return [_decision(row) for row in file.decisions]


def _decision(row: DecisionFile) -> DecisionView:
    published = row.step == "decision_published"
    areas = ""
    if row.step == OWNERS:
        areas = translate(
            N_("专有面积 %(total)s ㎡，参与 %(present)s ㎡，同意 %(agreed)s ㎡"),
            total=row.area_total_m2 or 0, present=row.area_present_m2 or 0, agreed=row.area_for_m2 or 0,
        )  # fmt: skip
    rule = RULE_PUBLISHED if published else RULE_OWNERS if row.step == OWNERS else RULE_MEETING
    numbers = N_("应到 %(called)s，实到 %(present)s")
    votes = N_("赞成 %(yes)s，反对 %(no)s，弃权 %(none)s")
    return DecisionView(
        translate(DECISION_STEPS[row.step]),
        row.held_on,
        "" if published else translate(numbers, called=row.called, present=row.present),
        "" if published else translate(votes, yes=row.votes_for, no=row.votes_against, none=row.abstained),
        areas,
        translate(rule),
        row.passed,
        row.is_valid,
        row.summary,
        file_view(row.file, translate(N_("会议记录"))) if row.file else None,
    )


def lacking(file: OfficeFile) -> list[str]:
    """Return what the decision steps still lack, in words."""
    colon = translate(N_("："))
    return [
        f"{translate(DECISION_STEPS[step])}{colon}{translate(message, **params)}"
        for step, message, params in file.lacking_steps
    ]


def completeness(file: OfficeFile) -> list[tuple[str, bool, list[str]]]:
    """Return each part of the project, whether it is complete, and what it lacks."""
    return [
        (translate(part.label), part.done, [translate(each.message, **each.params) for each in part.problems])
        for part in file.parts
    ]


def history(file: OfficeFile) -> list[HistoryView]:
    """Return the steps of the life cycle, the latest first."""
    labels = {move.verb: move.label for move in PROJECT.moves}
    clock = translate(N_("系统按时间自动执行"))
    return [
        HistoryView(
            translate(labels.get(row.verb, row.verb)), translate(PROJECT.state(row.target).label),
            PROJECT.state(row.target).tone, row.at, translate(row.reason) if row.reason else "",
            row.actor_name or clock,
        )
        for row in reversed(file.history)
    ]  # fmt: skip


def internal_documents(file: OfficeFile) -> list[FileView]:
    """Return the documents that are not public."""
    return [file_view(row.file, translate(DOCUMENT_KINDS[row.kind]), row.title) for row in file.documents]


def window_words(begin: datetime, end: datetime) -> str:
    """Return a length of time in days and hours."""
    hours = int((end - begin).total_seconds() // 3600)
    return translate(N_("%(days)s 天 %(hours)s 小时"), days=hours // 24, hours=hours % 24)
