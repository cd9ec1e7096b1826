"""The form of a draft, made from the sector's questions and the money model's terms. It stores text as typed and checks
nothing: what is missing or wrong is said by the service, when somebody asks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from wtforms import HiddenField, SelectField, StringField, TextAreaField

from marketplace.kernel.errors import Problem
from marketplace.kernel.words import N_
from marketplace.proposals.content import Draft
from marketplace.proposals.queries import OwnProposal
from marketplace.proposals.service import MAX_SUMMARY, SaveDraft
from marketplace.web.forms import MarketForm
from marketplace.web.i18n import localised, percent_bp, translate
from marketplace.web.submitting import version_of
from marketplace.web.template_fields import PREFIX, inputs, mark_required, own_hint, raw_answers, typed_text
from marketplace.web.uploads import UploadField
from marketplace.workflow.money_models import MONEY_MODELS, TermField, raw_terms, terms_from_data
from marketplace.workflow.sectors import SECTORS
from marketplace.workflow.typed_input import count_characters, grouped
from marketplace.workflow.vocabulary import PROPOSAL_DOCUMENT_KINDS

#: Keys of terms may be any word; with this before them they never meet a form's own attributes.
TERM = "term-"
#: Fields that are not part of what a draft says.
ASIDE = frozenset({"csrf_token", "version", "file", "kind", "title"})


@dataclass(frozen=True)
class QuestionView:
    """A question on the page: its field's name, the criterion that reads the answer, and how much was written."""

    name: str
    unit: str
    criterion: str
    limit: int
    count: int


@dataclass(frozen=True)
class TermView:
    """A term on the page with what the community asks for beside it."""

    name: str
    unit: str
    floor: str


class AttachmentFields(MarketForm):
    """What every draft has beside its questions."""

    summary = TextAreaField(N_("方案概要"), description=N_("一段话说清你要做什么、给社区带来什么。"))
    file = UploadField(N_("选择文件"), description=N_("PDF、Word、Excel、PowerPoint 或图片，每个不超过 20 MB。"))
    kind = SelectField(N_("附件类型"), choices={"": N_("请选择"), **PROPOSAL_DOCUMENT_KINDS}, validate_choice=False)
    title = StringField(N_("附件标题"), description=N_("不填就用文件名。"))
    version = HiddenField()


def draft_form(desk: OwnProposal, draft: Draft, *, sent: bool = True) -> MarketForm:
    """Return the form of a draft, filled with what is stored, then (unless `sent` is false) with what came in."""
    made: dict[str, Any] = {**inputs(SECTORS[desk.sector].questions, own_hint)}
    for term in MONEY_MODELS[desk.money_model].fields_for("offer"):
        keys = {"inputmode": "decimal"} if term.kind in ("money", "percent") else {}
        if term.kind in ("months", "integer"):
            keys = {"inputmode": "numeric"}
        made[f"{TERM}{term.key}"] = StringField(
            translate(term.offer_label), description=translate(term.hint) if term.hint else "", render_kw=keys
        )
    kind = type("DraftForm", (AttachmentFields,), made)
    data = _stored(desk, draft)
    form: MarketForm = kind(data=data) if sent else kind(formdata=None, data=data)
    mark_required(form, SECTORS[desk.sector].questions)
    for term in MONEY_MODELS[desk.money_model].fields_for("offer"):
        form[f"{TERM}{term.key}"].flags.required = term.offer_required
    form["summary"].flags.required = True
    return form


def _stored(desk: OwnProposal, draft: Draft) -> dict[str, Any]:
    data: dict[str, Any] = {"summary": draft.summary, "version": draft.version}
    for question in SECTORS[desk.sector].questions:
        raw = draft.answers.get(question.key, "")
        data[f"{PREFIX}{question.key}"] = [key for key in raw.split(",") if key] if question.kind == "choices" else raw
    data |= {f"{TERM}{key}": value for key, value in draft.terms.items()}
    return data


def typed(form: MarketForm, desk: OwnProposal) -> SaveDraft:
    """Return what was typed, as the draft keeps it."""
    answers = raw_answers(form, SECTORS[desk.sector].questions)
    terms = {
        term.key: typed_text(form[f"{TERM}{term.key}"].data)
        for term in MONEY_MODELS[desk.money_model].fields_for("offer")
    }
    return SaveDraft(typed_text(form["summary"].data), answers, terms, version_of(form, unsaid=-1))


def at_fields(desk: OwnProposal, problems: Iterable[Problem]) -> list[Problem]:
    """Return the service's problems at the fields of this form."""
    answers = {question.key for question in SECTORS[desk.sector].questions}
    terms = {term.key for term in MONEY_MODELS[desk.money_model].fields_for("offer")}
    return [
        Problem(
            f"{PREFIX}{problem.field}" if problem.field in answers
            else f"{TERM}{problem.field}" if problem.field in terms else problem.field,
            problem.message, problem.params,
        )
        for problem in problems
    ]  # fmt: skip


def questions(form: MarketForm, desk: OwnProposal) -> list[QuestionView]:
    """Return the questions in order, the sector's own after the common ones."""
    weights = {
        row.key: translate(
            N_("对应评分项：%(name)s，占 %(weight)s"), name=translate(localised(row, "name")),
            weight=percent_bp(row.weight_bp),
        )
        for row in desk.criteria
    }  # fmt: skip
    return [
        QuestionView(
            f"{PREFIX}{question.key}", translate(question.unit) if question.unit else "",
            weights.get(question.criterion, ""),
            question.max_characters if question.kind in ("text", "long_text") else 0,
            count_characters(typed_text(form[f"{PREFIX}{question.key}"].data)),
        )
        for question in SECTORS[desk.sector].questions
    ]  # fmt: skip


def summary_view(form: MarketForm) -> QuestionView:
    """Return the summary as a question."""
    return QuestionView("summary", "", "", MAX_SUMMARY, count_characters(typed_text(form["summary"].data)))


def terms(desk: OwnProposal) -> tuple[list[TermView], list[list[TermView]]]:
    """Return the terms one by one, and the rows of services, each with the community's floor."""
    asked = raw_terms(terms_from_data(desk.terms)) if desk.terms else {}
    plain: list[TermView] = []
    rows: dict[int, list[TermView]] = {}
    for term in MONEY_MODELS[desk.money_model].fields_for("offer"):
        unit = translate(term.unit) if term.unit and term.unit != "%" else term.unit
        view = TermView(f"{TERM}{term.key}", unit, _floor(term, asked.get(term.key, "")))
        if term.row:
            rows.setdefault(term.row, []).append(view)
        else:
            plain.append(view)
    return plain, list(rows.values())


def floors_beside(desk: OwnProposal) -> list[str]:
    """Return what the community asks for in total where no single field answers it: services for rent."""
    asked = raw_terms(terms_from_data(desk.terms)) if desk.terms else {}
    only_asked = [term for term in MONEY_MODELS[desk.money_model].fields_for("ask") if "offer" not in term.sides]
    return [floor for term in only_asked if (floor := _floor(term, asked.get(term.key, "")))]


def _floor(term: TermField, value: str) -> str:
    if not term.compare or not value or (term.compare == "at_least" and Decimal(value) == 0):
        return ""
    return translate(term.sentence_for("ask"), value=grouped(Decimal(value)))
