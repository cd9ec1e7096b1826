"""Forms of the street office's desk; what they check, the services check again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext
from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import Length

from marketplace.identity.verification import MAX_REASON as MAX_VERIFICATION_REASON
from marketplace.kernel.words import N_
from marketplace.review.choosing import MAX_REASON, MIN_REASON, Verdict
from marketplace.review.queries import OpenedRow
from marketplace.web.fields import LocalInstantField
from marketplace.web.forms import MarketForm, at_most, optional, required, required_choice
from marketplace.web.i18n import localised, translate
from marketplace.workflow.project import PROJECT
from marketplace.workflow.proposal import PROPOSAL
from marketplace.workflow.vocabulary import END_CODES

#: Codes that an office may give; the others follow from a contract.
CANCEL_CODES = ("conditions_changed", "decision_revoked", "other")
FAIL_CODES = ("none_suitable", "too_few", "candidate_withdrew", "conditions_changed", "other")
_LONG = {"rows": 5}


class VersionForm(MarketForm):
    """A step that needs no words; `version` is what was looked at."""

    version = HiddenField(validators=[optional()])


class OrganisationReasonForm(VersionForm):
    """A step about an organisation that needs a reason."""

    reason = TextAreaField(N_("理由"), [required(), at_most(MAX_VERIFICATION_REASON)], render_kw=_LONG)


class PlainForm(MarketForm):
    """Nothing but the token: the page has said what follows."""


class ReasonForm(MarketForm):
    """One reason."""

    reason = TextAreaField(N_("理由"), [required(), at_most(MAX_REASON)], render_kw=_LONG)


class ReviewForm(MarketForm):
    """Approve, return, or enter as operating."""

    verb = RadioField(N_("审核结论"), [required_choice()])
    reason = TextAreaField(
        N_("理由"), [required(), at_most(MAX_REASON)], render_kw=_LONG,
        description=N_("社区会看到。退回时请逐条写明要改什么。"),
    )  # fmt: skip

    def offer(self, verbs: Sequence[str]) -> None:
        """Offer these verbs, each with what follows from it."""
        colon = translate(N_("："))
        moves = [move for verb in verbs for move in PROJECT.moves if move.verb == verb]
        self.verb.choices = {move.verb: f"{translate(move.label)}{colon}{translate(move.explain)}" for move in moves}


class PublishForm(MarketForm):
    """When a project opens and closes."""

    when = RadioField(
        N_("什么时候开放"), [required_choice()], default="now",
        choices={"now": N_("现在就开放"), "later": N_("到指定时间自动开放")},
    )  # fmt: skip
    opens_at = LocalInstantField(
        N_("自动开放的时间"), [optional()], description=N_("选“到指定时间自动开放”时填写，北京时间。")
    )
    questions_until = LocalInstantField(
        N_("提问截止"), [required()], description=N_("在这之前可以提问，之后只能提交方案。")
    )
    deadline_at = LocalInstantField(
        N_("方案截止"), [required()], description=N_("以服务器时间为准，到点之后一份也不收。")
    )


class EndForm(MarketForm):
    """A code and a reason for an end without a partner."""

    code = SelectField(N_("原因类别"), [required_choice()])
    reason = TextAreaField(
        N_("理由"), [required(), at_most(MAX_REASON)], render_kw=_LONG, description=N_("会向社会公开。")
    )

    def offer(self, codes: Sequence[str]) -> None:
        """Offer these codes."""
        self.code.choices = {"": N_("请选择"), **{code: END_CODES[code] for code in codes}}


class AwardForm(MarketForm):
    """Which candidate becomes the partner."""

    proposal = RadioField(N_("合作方"), [required_choice()])
    reason = TextAreaField(
        N_("理由"), [required(), at_most(MAX_REASON)], render_kw=_LONG,
        description=N_("例如：公示期满，没有收到异议。会向社会公开。"),
    )  # fmt: skip


class VerdictForm(MarketForm):
    """A choice and a reason for each proposal; the fields are added by `verdict_form`."""

    def verdicts(self, rows: Sequence[OpenedRow]) -> dict[str, Verdict]:
        """Return what was decided, by the public id of the proposal."""
        return {
            row.public_id: Verdict(
                self[f"choice-{row.public_id}"].data or "", self[f"reason-{row.public_id}"].data or ""
            )
            for row in rows
        }

    def chosen_label(self, public_id: str) -> str:
        """Return the label of what was chosen for a proposal."""
        field = self[f"choice-{public_id}"]
        return next((str(choice.label) for choice in field.iter_choices() if choice.value == field.data), "")


def verdict_form(
    rows: Sequence[OpenedRow], verbs: Sequence[str], extra: Mapping[str, Any] | None = None
) -> VerdictForm:
    """Return the form for these proposals; field names are those under which the service reports problems."""
    labels = {move.verb: move.label for move in PROPOSAL.moves}
    reason_length = Length(MIN_REASON, MAX_REASON, lazy_gettext(N_("请写 %(min)d 到 %(max)d 个字。")))
    fields: dict[str, Any] = {}
    for row in rows:
        name = localised(row, "name")
        fields[f"choice-{row.public_id}"] = RadioField(
            translate(N_("结论（%(name)s）"), name=name), [required_choice()],
            choices={verb: labels[verb] for verb in verbs},
        )  # fmt: skip
        fields[f"reason-{row.public_id}"] = TextAreaField(
            translate(N_("理由（%(name)s）"), name=name), [required(), reason_length], filters=[_trimmed],
            render_kw={"rows": 4},
        )  # fmt: skip
    fields.update(extra or {})
    form: VerdictForm = type("VerdictsForm", (VerdictForm,), fields)()
    return form


def _trimmed(text: str | None) -> str | None:
    return text.strip().replace("\r\n", "\n") if text else text
