"""What a proposal says, in the words of its page: the same view for the preview and for what is sealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marketplace.kernel.words import N_
from marketplace.proposals.queries import OwnProposal
from marketplace.web.files import FileView
from marketplace.web.i18n import translate, yuan
from marketplace.workflow.money_models import MONEY_MODELS, comparable_value_fen, summary, terms_from_data
from marketplace.workflow.proposal import PROPOSAL
from marketplace.workflow.sectors import SECTORS, show_answer
from marketplace.workflow.vocabulary import PROPOSAL_DOCUMENT_KINDS


@dataclass(frozen=True)
class ContentView:
    """A proposal as it is read: answers as (question, lines), terms as sentences."""

    summary: str
    answers: list[tuple[str, str]]
    money_label: str
    terms: list[str]
    worth: str
    attachments: list[FileView]


@dataclass(frozen=True)
class Step:
    """One step of the timeline."""

    label: str
    at: datetime | None
    state: str
    note: str | None = None


def content_view(
    desk: OwnProposal, said: str, answers: Mapping[str, Any], terms: Mapping[str, Any],
    attachments: Sequence[Mapping[str, Any]], hrefs: Mapping[str, str],
) -> ContentView:  # fmt: skip
    """Return checked content in words; `hrefs` maps the outer id of a file to its address."""
    rows = []
    for question in SECTORS[desk.sector].questions:
        if question.key not in answers:
            continue
        texts = show_answer(question, answers[question.key])
        typed = question.kind in ("text", "long_text", "time_range")
        shown = "\n".join(texts) if typed else translate(N_("、")).join(translate(text) for text in texts)
        rows.append((translate(question.label), f"{shown} {translate(question.unit)}" if question.unit else shown))
    offered = terms_from_data(terms)
    return ContentView(
        said, rows, translate(MONEY_MODELS[offered.model].label),
        [translate(message, **params) for message, params in summary(offered, "offer")],
        yuan(comparable_value_fen(offered)),
        [
            FileView(
                str(held["title"]), translate(PROPOSAL_DOCUMENT_KINDS.get(str(held["kind"]), N_("其他"))),
                int(held["size"]), str(held["sha256"]), hrefs.get(str(held["file"]), ""),
            )
            for held in attachments
        ],
    )  # fmt: skip


#: States in which the office has looked, and states that are a result.
_LOOKED = ("in_review", "fixing")
_RESULTS = ("shortlisted", "not_shortlisted", "candidate", "reserve", "awarded", "not_awarded", "disqualified")
_OUT = ("not_shortlisted", "not_awarded", "disqualified")


def course(desk: OwnProposal, now: datetime) -> list[Step]:
    """Return the way of a proposal: what is done, what is now, where it stopped."""
    sealed = desk.submitted_at is not None
    over = desk.deadline_at is not None and now >= desk.deadline_at
    ended = desk.project_state in ("cancelled", "unsuccessful") and desk.opened_at is None
    steps = [Step(translate(N_("开始写")), desk.created_at, "done")]
    if sealed:
        waits = desk.state == "unconfirmed"
        note = translate(N_("项目有变更，要重新确认。")) if waits and not over else None
        steps.append(Step(translate(N_("密封提交")), desk.submitted_at, "now" if note else "done", note))
        if waits and over:
            return [*steps, Step(translate(N_("没有重新确认，不参加评选")), desk.deadline_at, "stopped")]
    else:
        label = translate(N_("没有提交")) if over or ended else translate(N_("密封提交"))
        steps.append(Step(label, None, "stopped" if over or ended else "now"))
    if ended:
        label = N_("项目已取消，没有启封") if desk.project_state == "cancelled" else N_("项目未成交，没有启封")
        return [*steps, Step(translate(label), None, "stopped")] if sealed else steps
    if not sealed and over:
        return steps
    waiting = sealed and desk.state == "submitted"
    steps.append(Step(translate(N_("方案截止")), desk.deadline_at, "done" if over else "now" if waiting else "next"))
    opened = desk.opened_at is not None
    steps.append(Step(translate(N_("开标启封")), desk.opened_at, "done" if opened else "now" if over else "next"))
    result = desk.state in _RESULTS
    looking = "done" if result else "now" if opened else "next"
    steps.append(Step(translate(N_("评审")), None, looking, _review_note(desk)))
    if result:
        label = translate(PROPOSAL.state(desk.state).label)
        steps.append(Step(label, desk.decided_at, "stopped" if desk.state in _OUT else "done"))
    else:
        steps.append(Step(translate(N_("公布结果")), None, "next"))
    return steps


def _review_note(desk: OwnProposal) -> str | None:
    return translate(N_("请按清单补正。")) if desk.state == _LOOKED[1] else None


def is_result(state: str) -> bool:
    """Whether a state is a result that the applicant was told."""
    return state in _RESULTS


def is_out(state: str) -> bool:
    """Whether a result means that it goes on without this proposal."""
    return state in _OUT
