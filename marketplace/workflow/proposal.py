"""What may happen to a proposal 方案: sealed until the opening, answered with a reason after it."""

from __future__ import annotations

from marketplace.kernel.machine import Machine, Move, State
from marketplace.kernel.words import N_

#: Sealed: nobody but the applicant may know more than that a commitment exists.
SEALED_STATES = ("draft", "submitted", "withdrawn", "unconfirmed")
#: The applicant may still change the text in these, before the deadline.
EDITABLE_STATES = ("draft", "withdrawn")

PROPOSAL = Machine(
    noun="proposal",
    label=N_("方案"),
    initial="draft",
    states=(
        State("draft", N_("草稿"), N_("草稿"), "neutral"),
        State("submitted", N_("已提交（密封）"), N_("已密封"), "good"),
        State("withdrawn", N_("已撤回"), N_("已撤回"), "warn"),
        State("unconfirmed", N_("待重新确认"), N_("待重新确认"), "warn"),
        State("opened", N_("已启封"), N_("已启封"), "neutral"),
        State("in_review", N_("评审中"), N_("评审中"), "neutral"),
        State("fixing", N_("待补正"), N_("待补正"), "warn"),
        State("shortlisted", N_("已入围"), N_("已入围"), "good"),
        State("not_shortlisted", N_("未入围"), N_("未入围"), "done"),
        State("candidate", N_("候选"), N_("候选"), "good"),
        State("reserve", N_("备选"), N_("备选"), "neutral"),
        State("awarded", N_("已确定合作"), N_("已确定合作"), "good"),
        State("not_awarded", N_("未成交"), N_("未成交"), "done"),
        State("disqualified", N_("取消资格"), N_("取消资格"), "bad"),
    ),
    moves=(
        Move("submit", ("draft", "withdrawn"), "submitted", N_("密封提交"), "proposal:submit", "proposal.submitted",
             N_("提交后得到一张回执。开标之前，除你之外没有人能看到内容。")),
        Move("withdraw", ("submitted", "unconfirmed"), "withdrawn", N_("撤回"), "proposal:withdraw", "proposal.withdrawn",
             N_("截止之前可以修改后再次提交。不再提交就视为不参加。"), dangerous=True),
        Move("invalidate", ("submitted",), "unconfirmed", N_("要求重新确认"), "project:publish", "proposal.unconfirmed",
             N_("项目内容有变更，申请单位需要重新确认。")),
        Move("confirm", ("unconfirmed",), "submitted", N_("重新确认"), "proposal:submit", "proposal.submitted",
             N_("确认方案对变更后的项目依然有效。")),
        Move("unseal", ("submitted",), "opened", N_("启封"), "project:open_proposals", "proposal.opened"),
        Move("begin_review", ("opened",), "in_review", N_("开始评审"), "project:shortlist", "proposal.in_review"),
        Move("ask_fixing", ("in_review",), "fixing", N_("要求补正"), "project:shortlist", "proposal.fixing",
             N_("申请单位按清单补正小的缺漏。"), needs_reason=True),
        Move("fix", ("fixing",), "in_review", N_("提交补正"), "proposal:fix", "proposal.fixed"),
        Move("shortlist", ("opened", "in_review"), "shortlisted", N_("入围"), "project:shortlist",
             "proposal.shortlisted", needs_reason=True),
        Move("pass_over", ("opened", "in_review", "fixing"), "not_shortlisted", N_("不入围"), "project:shortlist",
             "proposal.not_shortlisted", needs_reason=True),
        Move("nominate", ("shortlisted",), "candidate", N_("列为候选"), "project:decide", "proposal.candidate",
             needs_reason=True),
        Move("hold_in_reserve", ("shortlisted",), "reserve", N_("列为备选"), "project:decide", "proposal.reserve",
             needs_reason=True),
        Move("award", ("candidate", "reserve"), "awarded", N_("确定合作"), "project:decide", "proposal.awarded",
             needs_reason=True),
        Move("not_award", ("candidate", "reserve", "shortlisted"), "not_awarded", N_("不予成交"), "project:decide",
             "proposal.not_awarded", needs_reason=True),
        Move("disqualify", ("opened", "in_review", "fixing", "shortlisted", "candidate", "reserve"), "disqualified",
             N_("取消资格"), "project:decide", "proposal.disqualified", needs_reason=True, dangerous=True),
    ),
)  # fmt: skip
