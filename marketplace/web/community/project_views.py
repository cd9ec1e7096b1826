"""A project on its community's desk in words: the next act, the task list, its course. It decides no right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from flask import url_for

from marketplace.kernel.machine import Move
from marketplace.kernel.words import N_
from marketplace.projects.completeness import Part
from marketplace.projects.desk_queries import DeskDocument, DeskProject
from marketplace.web.files import FileView
from marketplace.web.i18n import instant, localised, translate
from marketplace.workflow.decisions import required_steps
from marketplace.workflow.money_models import MONEY_MODELS
from marketplace.workflow.project import PROJECT
from marketplace.workflow.sectors import SECTORS
from marketplace.workflow.vocabulary import DOCUMENT_KINDS, END_CODES

#: Key of a part (see `projects.completeness`) -> the page where it is written.
PART_ENDPOINTS = {
    key: f"community.projects.{key}" for key in ("basics", "answers", "lists", "terms", "criteria", "dates")
}
#: Verbs of the life cycle that a community takes -> (page, kind of button).
VERB_PAGES = {
    "start_deciding": ("community.projects.send", "primary"),
    "send_to_street": ("community.projects.send", "primary"),
    "back_to_draft": ("community.projects.send", "quiet"),
    "cancel": ("community.projects.cancel", "danger"),
    "sign": ("community.projects.operate", "primary"),
    "start_operation": ("community.projects.operate", "primary"),
    "complete": ("community.projects.operate", "quiet"),
    "terminate": ("community.projects.operate", "danger"),
}


class Desked(Protocol):
    """What of a project the next act depends on; list rows and whole projects have it."""

    @property
    def public_id(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def opens_at(self) -> datetime | None: ...
    @property
    def deadline_at(self) -> datetime | None: ...
    @property
    def returned(self) -> Any: ...
    @property
    def lacking_steps(self) -> Any: ...
    @property
    def unanswered(self) -> int: ...


@dataclass(frozen=True)
class Act:
    """What comes next, in a sentence, and the page where it is done; without a page somebody else is at it."""

    words: str
    label: str = ""
    href: str = ""


@dataclass(frozen=True)
class Button:
    """A step of the life cycle that may be taken now."""

    move: Move
    href: str
    kind: str


@dataclass(frozen=True)
class PartLink:
    """A line of the task list."""

    key: str
    label: str
    done: bool
    problems: tuple[str, ...]
    href: str


@dataclass(frozen=True)
class Step:
    """A step of the timeline."""

    label: str
    at: datetime | None
    state: str
    note: str | None = None


#: State -> sentence, label of the button, page. Those without a button wait for somebody else.
_NEXT: dict[str, tuple[str, str, str]] = {
    "street_review": (N_("街道正在审核，审核期间内容不能修改。"), "", ""),
    "open": (N_("正在征集方案。截止以前谁也看不到方案内容。"), "", ""),
    "closed": (N_("征集已截止，等街道开标。"), "", ""),
    "opened": (N_("方案已启封，街道正在组织评审。"), N_("查看方案"), "proposals"),
    "evaluating": (N_("街道正在评审。"), N_("查看方案"), "proposals"),
    "shortlisted": (N_("入围结果已公布，等街道安排路演或公示候选。"), N_("查看方案"), "proposals"),
    "roadshow": (N_("入围单位正在路演。"), N_("查看方案"), "proposals"),
    "proposed": (N_("候选单位公示中。"), N_("查看方案"), "proposals"),
    "awarded": (N_("合作方已确定，签好合同后在这里登记。"), N_("登记签约"), "operate"),
    "contracted": (N_("合同已签，开业后在这里登记，资产同时转为使用中。"), N_("登记开始运营"), "operate"),
    "operating": (N_("项目运营中。"), "", ""),
    "completed": (N_("项目已完成。"), "", ""),
    "unsuccessful": (N_("这次没有找到合作方，可以改一改再来一次。"), N_("再次发起"), "repeat"),
    "cancelled": (N_("项目已取消。"), "", ""),
    "terminated": (N_("合作已提前终止。"), "", ""),
}


def next_act(project: Desked) -> Act:
    """Return the one thing that comes next."""
    if project.state == "draft":
        return _next_of_draft(project)
    if project.state == "deciding":
        if project.lacking_steps:
            steps = {step for step, *_rest in project.lacking_steps}
            words = translate(N_("决策还差 %(count)s 步。"), count=len(steps))
            return _act(project, words, N_("登记决策步骤"), "decisions")
        return _act(project, translate(N_("决策步骤已经齐全，可以送街道审核。")), N_("送街道审核"), "send")
    if project.state in ("open", "closed") and project.unanswered:
        words = translate(N_("有 %(count)s 个问题等答复，答复所有人都看得到。"), count=project.unanswered)
        return _act(project, words, N_("去答复"), "questions")
    if project.state == "scheduled":
        if project.opens_at is None:
            return Act(translate(N_("审核已通过，等街道确定开放时间。")))
        return Act(translate(N_("将于 %(at)s 开放。"), at=instant(project.opens_at)))
    words, label, name = _NEXT[project.state]
    return _act(project, translate(words), label, name) if name else Act(translate(words))


def _next_of_draft(project: Desked) -> Act:
    parts = getattr(project, "lacking_parts", None)
    gaps = [part for part in project.parts if not part.done] if parts is None else list(parts)  # type: ignore[attr-defined]
    if gaps:
        words = N_("街道退回了，按理由改好再送。") if project.returned else N_("还有 %(count)s 部分没写完。")
        href = url_for(PART_ENDPOINTS[gaps[0].key], public_id=project.public_id)
        return Act(translate(words, count=len(gaps)), translate(N_("继续填写")), href)
    if project.returned:
        return _act(project, translate(N_("街道退回了，按理由改好再送。")), N_("查看并修改"), "detail")
    return _act(project, translate(N_("内容已写完，可以进入民主决策。")), N_("进入民主决策"), "send")


def _act(project: Desked, words: str, label: str, name: str) -> Act:
    return Act(words, translate(label), url_for(f"community.projects.{name}", public_id=project.public_id))


def acts(project: DeskProject) -> list[Button]:
    """Return the steps of the life cycle that the community may take now, as the machine and the matrix allow."""
    buttons = []
    for move in PROJECT.moves_from(project.state):
        if move.verb in project.verbs and move.verb in VERB_PAGES:
            endpoint, kind = VERB_PAGES[move.verb]
            buttons.append(Button(move, url_for(endpoint, public_id=project.public_id, verb=move.verb), kind))
    return buttons


def part_links(project: DeskProject) -> list[PartLink]:
    """Return the task list in the order of writing."""
    return [_part_link(project, part) for part in project.parts]


def _part_link(project: DeskProject, part: Part) -> PartLink:
    said = tuple(translate(problem.message, **problem.params) for problem in part.problems)
    href = url_for(PART_ENDPOINTS[part.key], public_id=project.public_id)
    return PartLink(part.key, translate(part.label), part.done, said, href)


def decision_progress(project: DeskProject) -> tuple[int, int]:
    """Return how many decision steps have passed, and how many are needed."""
    needed = required_steps(project.tenures)
    carried = {row.step for row in project.decisions if row.passed}
    return len(carried & set(needed)), len(needed)


def facts(project: DeskProject) -> list[tuple[str, Any]]:
    """Return what is known in short."""
    done, needed = decision_progress(project)
    rows: list[tuple[str, Any]] = [
        (translate(N_("项目编号")), project.number),
        (translate(N_("项目类型")), translate(SECTORS[project.sector].label)),
        (translate(N_("发布单位")), localised(project, "organisation")),
        (translate(N_("合作方式")), translate(MONEY_MODELS[project.money_model].label) if project.terms else ""),
        (translate(N_("用到的资产")), translate(N_("、")).join(localised(asset, "title") for asset in project.assets)),
        (translate(N_("提问截止")), instant(project.questions_until) if project.questions_until else ""),
        (translate(N_("方案截止")), instant(project.deadline_at) if project.deadline_at else ""),
        (translate(N_("决策进度")), translate(N_("%(done)s / %(needed)s 步"), done=done, needed=needed)),
    ]
    if project.partner_zh:
        rows.append((translate(N_("合作方")), localised(project, "partner")))
    if project.end_code in END_CODES:
        rows.append((translate(N_("结束原因")), translate(END_CODES[project.end_code])))
    return rows


def document_view(row: DeskDocument) -> FileView:
    """Return a document to list."""
    href = url_for("files.get", public_id=row.file, name=row.name)
    label = translate(DOCUMENT_KINDS[row.kind])
    if row.is_internal:
        label = translate(N_("%(kind)s · 内部"), kind=label)
    return FileView(row.title or row.name, label, row.size, row.sha256, href)


def open_documents(project: DeskProject) -> list[FileView]:
    """Return all documents to list, internal ones marked."""
    return [document_view(row) for row in project.documents]


#: The course of a project as people follow it: label, the states in which it stands here, the step that began it.
_COURSE: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (N_("写草稿"), ("draft",), ""),
    (N_("民主决策"), ("deciding",), "start_deciding"),
    (N_("街道审核"), ("street_review", "scheduled"), "send_to_street"),
    (N_("征集方案"), ("open", "closed"), "publish"),
    (N_("开标评审"), ("opened", "evaluating"), "open_proposals"),
    (N_("入围与公示"), ("shortlisted", "roadshow", "proposed"), "shortlist"),
    (N_("签约运营"), ("awarded", "contracted", "operating", "completed"), "award"),
)
_STOPPED = ("unsuccessful", "cancelled", "terminated")


def timeline(project: DeskProject, now: datetime) -> list[Step]:
    """Return the course: what is done, where it stands, what is to come, or where it stopped."""
    begun = {step.verb: step.at for step in project.steps}
    if "start" in begun:
        begun.setdefault("publish", begun["start"])
    if project.state in _STOPPED:
        passed = [Step(translate(label), begun.get(verb, project.created_at), "done")
                  for label, _states, verb in _COURSE if not verb or verb in begun]  # fmt: skip
        stopped = PROJECT.state(project.state)
        return [*passed, Step(translate(stopped.label), project.ended_at, "stopped")]
    here = next(place for place, (_label, states, _verb) in enumerate(_COURSE) if project.state in states)
    steps = []
    for place, (label, _states, verb) in enumerate(_COURSE):
        state = "done" if place < here or project.state == "completed" else "now" if place == here else "next"
        at = begun.get(verb) if verb else project.created_at
        note = translate(PROJECT.state(project.state).label) if place == here else None
        if place == here and project.state == "open" and project.deadline_at and project.deadline_at > now:
            note = translate(N_("%(at)s 截止"), at=instant(project.deadline_at))
        steps.append(Step(translate(label), at if state != "next" else None, state, note))
    return steps
