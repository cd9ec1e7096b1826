"""The page of one project as data for its template: facts, timeline, terms in words, answers and results."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from markupsafe import Markup

from marketplace.kernel.words import N_
from marketplace.projects.reading import AssetFactsRow, OrganisationName, ProjectView
from marketplace.proposals.results import OpenedProposal, opened_proposals
from marketplace.territory.queries import TerritoryTree
from marketplace.web import context, i18n
from marketplace.web.files import FileView, PhotoView
from marketplace.web.public.cards import STATES, WAITING, money_label, sector_label
from marketplace.web.public.words import joined, lines, say, say_typed
from marketplace.workflow.money_models import summary, terms_from_data
from marketplace.workflow.project import PROJECT, phase
from marketplace.workflow.proposal import PROPOSAL
from marketplace.workflow.sectors import SECTORS, show_answer
from marketplace.workflow.vocabulary import ASSET_KINDS, DECISION_STEPS, DOCUMENT_KINDS, END_CODES, TENURES

Pair = tuple[str, Any]
#: Verbs whose reasons the public reads.
TOLD = {"cancel", "fail", "terminate", "propose", "award", "complete", "record_operating"}
STOPPED = {"cancelled", "unsuccessful", "terminated"}
PHASES = {"enquiry": N_("现在可以提问"), "quiet": N_("提问已结束，仍可提交方案")}


@dataclass(frozen=True)
class Step:
    """A step of the timeline."""

    label: str
    at: datetime | None
    state: str
    note: str | None = None


@dataclass(frozen=True)
class AssetView:
    """An asset with what is known of it, in words."""

    name: str
    facts: list[Pair]
    photos: list[PhotoView]


@dataclass(frozen=True)
class Told:
    """An answer to the project: who, sealed when, with which commitment, and the result once all were told."""

    public_id: str
    name: str
    is_public: bool
    submitted_at: datetime | None
    commitment: str
    result_label: str
    result_tone: str
    reason: str


def page_of(view: ProjectView, tree: TerritoryTree, now: datetime) -> dict[str, Any]:
    """Return everything that the template shows."""
    state = STATES[view.state]
    answers = opened_proposals(context.read_session(), view.row_id, view.state, view.opened_at)
    photos = [PhotoView(file, alt) for asset in view.assets for file, alt in asset.photos]
    return {
        "view": view,
        "state_label": say(state.public_label),
        "state_tone": state.tone,
        "phase": say(PHASES[phase(view.state, view.questions_until, now)]) if view.state == "open" else "",
        "waiting": view.deadline_at if view.state in WAITING else None,
        "sector_label": sector_label(view.sector),
        "photos": photos,
        "crumbs": _crumbs(view, tree),
        "facts": _facts(view, tree),
        "description": i18n.localised(view, "description"),
        "money": _money(view),
        "money_label": money_label(view.money_model),
        "sector_facts": _sector_facts(view),
        "offers": lines(view.offers), "asks": lines(view.asks), "eligibility": lines(view.eligibility),
        "assets": [_asset(asset) for asset in view.assets],
        "steps": _timeline(view, now),
        "told": [Step(_step_label(step.verb), step.at, "done", step.reason) for step in view.steps
                 if step.verb in TOLD and step.reason],
        "documents": [_document(row) for row in view.documents],
        "to_answer": [say(question.label) for question in SECTORS[view.sector].questions] if view.sector in SECTORS else [],
        "answers": [_told(row) for row in answers],
        "results_told": any(row.result for row in answers),
        "decisions": [_decision(row) for row in view.decisions],
        "end_label": say(END_CODES[view.end_code]) if view.end_code in END_CODES else "",
        "sealed": view.state in ("open", "closed", "scheduled"),
        "proposal_href": _proposal_href(view),
    }  # fmt: skip


def _proposal_href(view: ProjectView) -> str:
    return url_for("partner.proposals.start", public_id=view.public_id)


def _crumbs(view: ProjectView, tree: TerritoryTree) -> list[tuple[str, str | None]]:
    here = url_for("public.projects.list")
    branch = [(i18n.localised(node, "name"), f"{here}?territory={node.slug}") for node in tree.place(view.territory_id)]
    return [(say(N_("项目")), here), *branch, (i18n.localised(view, "title"), None)]


def _facts(view: ProjectView, tree: TerritoryTree) -> list[Pair]:
    lineage = [i18n.localised(node, "name") for node in tree.lineage(view.territory_id)[-3:]]
    rows: list[Pair] = [
        (say(N_("项目编号")), view.number),
        (say(N_("发布单位")), organisation_link(view.organisation)),
        (say(N_("所在地")), joined(lineage)),
        (say(N_("领域")), sector_label(view.sector)),
        (say(N_("合作方式")), money_label(view.money_model)),
    ]
    if view.partner is not None:
        rows.append((say(N_("合作方")), organisation_link(view.partner)))
    if view.published_at:
        rows.append((say(N_("发布时间")), i18n.instant(view.published_at)))
    if view.state in WAITING and view.min_proposals > 1:
        rows.append((say(N_("启封条件")), say(N_("至少 %(count)s 份方案"), count=view.min_proposals)))
    if view.attempt_of:
        link = _link(url_for("public.projects.detail", public_id=view.attempt_of), say(N_("查看上一次征集")))
        rows.append((say(N_("再次征集")), link))
    return rows


def organisation_link(name: OrganisationName) -> Any:
    """Return an organisation's name, linked where its page is public."""
    text = i18n.localised(name, "name")
    if not name.is_public:
        return text
    return _link(url_for("public.organisations.detail", public_id=name.public_id), text)


def _link(href: str, text: str) -> Any:
    return Markup('<a href="{}">{}</a>').format(href, text)


def _money(view: ProjectView) -> list[str]:
    try:
        return [say(message, **params) for message, params in summary(terms_from_data(view.terms), "ask")]
    except (KeyError, TypeError, ValueError):
        # A project that was entered as already operating may have no terms, or only some.
        return []


def _sector_facts(view: ProjectView) -> list[Pair]:
    rows: list[Pair] = []
    template = SECTORS.get(view.sector)
    for field in template.fields if template else ():
        if field.key in view.answers:
            shown = say(N_("、")).join(say_typed(text) for text in show_answer(field, view.answers[field.key]))
            rows.append((say(field.label), f"{shown} {say(field.unit)}" if field.unit else shown))
    return rows


def _asset(row: AssetFactsRow) -> AssetView:
    facts: list[Pair] = [
        (say(N_("资产编号")), row.number),
        (say(N_("类型")), say(ASSET_KINDS[row.kind])),
        (say(N_("权属")), say(TENURES[row.tenure])),
    ]
    optional: Iterable[Pair] = (
        (N_("面积"), f"{i18n.decimal(row.area_m2)} ㎡" if row.area_m2 is not None else ""),
        (N_("地址"), row.address),
        (N_("现状"), row.condition),
        (N_("水电气等条件"), row.utilities),
        (N_("使用限制"), row.restrictions),
        (N_("目前用途"), row.current_use),
    )
    facts += [(say(label), value) for label, value in optional if value]
    return AssetView(i18n.localised(row, "name"), facts, [PhotoView(file, alt) for file, alt in row.photos])


def _document(row: Any) -> FileView:
    href = url_for("files.get", public_id=row.public_id, name=row.name)
    return FileView(row.title or row.name, say(DOCUMENT_KINDS.get(row.kind, row.kind)), row.size, row.sha256, href)


def _decision(row: Any) -> list[Any]:
    votes = say(
        N_("赞成 %(yes)s，反对 %(no)s，弃权 %(none)s"), yes=row.votes_for, no=row.votes_against, none=row.abstained
    )
    present = (
        say(N_("应到 %(called)s，实到 %(present)s"), called=row.called, present=row.present) if row.called else "—"
    )
    return [
        say(DECISION_STEPS[row.step]), i18n.day(row.held_on), present, votes if row.called else row.summary or "—",
        say(N_("通过")) if row.passed else say(N_("未通过")),
    ]  # fmt: skip


def _told(row: OpenedProposal) -> Told:
    result = PROPOSAL.state(row.result) if row.result else None
    return Told(
        row.organisation_public_id, i18n.localised(row, "name"), row.is_public, row.submitted_at, row.commitment,
        say(result.public_label) if result else "", result.tone if result else "neutral", say_typed(row.reason),
    )  # fmt: skip


def _step_label(verb: str) -> str:
    return next((say(move.label) for move in PROJECT.moves if move.verb == verb), verb)


#: label, column of the project with the date, verb of the step that did it, states that lie before it
_COURSE: tuple[tuple[str, str, str], ...] = (
    (N_("开始征集"), "opens_at", "publish"),
    (N_("提问截止"), "questions_until", ""),
    (N_("方案截止"), "deadline_at", ""),
    (N_("开标"), "opened_at", "open_proposals"),
    (N_("公布入围"), "", "shortlist"),
    (N_("确定合作方"), "", "award"),
    (N_("开始运营"), "", "start_operation"),
)
#: How many steps of the course are surely behind a project in a state.
_BEHIND = {
    "opened": 4, "evaluating": 4, "shortlisted": 5, "roadshow": 5, "proposed": 5, "awarded": 6, "contracted": 6,
    "operating": 7, "completed": 7, "terminated": 7,
}  # fmt: skip


def _timeline(view: ProjectView, now: datetime) -> list[Step]:
    """Return the course of the project: what is done, what is now, what is to come, or where it stopped."""
    at = {step.verb: step.at for step in view.steps}
    if "record_operating" in at and view.opens_at is None:
        steps = [Step(say(N_("登记为运营中")), at["record_operating"], "done")]
    else:
        steps = _course(view, at, now)
    if view.state == "completed":
        steps.append(Step(say(N_("已完成")), at.get("complete", view.ended_at), "done"))
    if view.state in STOPPED:
        steps = [step for step in steps if step.state == "done"]
        steps.append(Step(say(STATES[view.state].public_label), view.ended_at, "stopped"))
    return steps


def _course(view: ProjectView, at: dict[str, datetime], now: datetime) -> list[Step]:
    behind, steps, current = _BEHIND.get(view.state, 0), [], False
    for place, (label, column, verb) in enumerate(_COURSE):
        when = getattr(view, column) if column else at.get(verb)
        done = place < behind or (when is not None and when <= now)
        is_now = not done and not current
        current = current or is_now
        steps.append(Step(say(label), when, "done" if done else "now" if is_now else "next"))
    return steps
