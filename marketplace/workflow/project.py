"""What may happen to a project 项目, and which state the clock says it is in.

The clock binds without any job: `shown_state` derives scheduled, open and closed from the stored dates, and every
service calls it before it acts. The stored state catches up with the next write.
"""

from __future__ import annotations

from datetime import datetime

from marketplace.kernel.machine import Machine, Move, State
from marketplace.kernel.words import N_

#: From these on a project has been seen by the public; `scheduled` only once an opening date is published.
PUBLIC_STATES = (
    "open", "closed", "opened", "evaluating", "shortlisted", "roadshow", "proposed", "awarded", "contracted",
    "operating", "completed", "unsuccessful", "cancelled", "terminated",
)  # fmt: skip
#: A partner was found in these.
DECIDED_STATES = ("proposed", "awarded", "contracted", "operating", "completed", "terminated")

PROJECT = Machine(
    noun="project",
    label=N_("项目"),
    initial="draft",
    states=(
        State("draft", N_("草稿"), N_("筹备中"), "neutral"),
        State("deciding", N_("民主决策中"), N_("筹备中"), "neutral"),
        State("street_review", N_("街道审核中"), N_("筹备中"), "warn"),
        State("scheduled", N_("待发布"), N_("即将开放"), "neutral"),
        State("open", N_("征集方案中"), N_("征集方案中"), "open"),
        State("closed", N_("已截止，待开标"), N_("已截止，待开标"), "warn"),
        State("opened", N_("已开标"), N_("已开标"), "neutral"),
        State("evaluating", N_("评审中"), N_("评审中"), "neutral"),
        State("shortlisted", N_("已公布入围"), N_("已公布入围"), "good"),
        State("roadshow", N_("路演阶段"), N_("路演阶段"), "good"),
        State("proposed", N_("候选公示中"), N_("候选公示中"), "warn"),
        State("awarded", N_("已确定合作方"), N_("已确定合作方"), "good"),
        State("contracted", N_("已签约"), N_("已签约"), "good"),
        State("operating", N_("运营中"), N_("运营中"), "good"),
        State("completed", N_("已完成"), N_("已完成"), "done"),
        State("unsuccessful", N_("未成交"), N_("未成交"), "done"),
        State("cancelled", N_("已取消"), N_("已取消"), "done"),
        State("terminated", N_("已终止"), N_("已终止"), "bad"),
    ),
    moves=(
        Move("start_deciding", ("draft",), "deciding", N_("进入民主决策"), "project:submit", "project.deciding",
             N_("按“四议两公开”逐步登记会议和表决。登记齐全后才能送街道审核。")),
        Move("back_to_draft", ("deciding",), "draft", N_("退回草稿"), "project:submit", "project.redrafted",
             N_("可以继续修改内容，已登记的决策步骤会作废。")),
        Move("send_to_street", ("deciding",), "street_review", N_("送街道审核"), "project:submit", "project.sent_to_street",
             N_("街道审核期间内容不能修改。")),
        Move("return", ("street_review",), "draft", N_("退回修改"), "project:review", "project.returned",
             N_("社区会看到退回理由，修改后重新报送。"), needs_reason=True),
        Move("approve", ("street_review",), "scheduled", N_("审核通过"), "project:review", "project.approved",
             N_("项目进入待发布，发布时确定开放和截止时间。"), needs_reason=True),
        Move("publish", ("scheduled",), "open", N_("发布"), "project:publish", "project.published",
             N_("项目向所有人公开，开始征集方案。")),
        Move("start", ("scheduled",), "open", N_("到时开放"), "clock", "project.published", by_clock=True),
        Move("close", ("open",), "closed", N_("到时截止"), "clock", "project.closed", by_clock=True),
        Move("open_proposals", ("closed",), "opened", N_("开标"), "project:open_proposals", "project.opened",
             N_("所有已提交的方案同时启封，过程记入开标记录。")),
        Move("begin_evaluation", ("opened",), "evaluating", N_("开始评审"), "project:shortlist", "project.evaluating",
             N_("方案进入评审。")),
        Move("shortlist", ("opened", "evaluating"), "shortlisted", N_("公布入围结果"), "project:shortlist",
             "project.shortlisted", N_("每份方案的理由同时发给全部申请单位，并向社会公开。"), dangerous=True),
        Move("schedule_roadshow", ("shortlisted",), "roadshow", N_("进入路演"), "project:decide", "project.roadshow",
             N_("入围单位准备路演。")),
        Move("propose", ("shortlisted", "roadshow"), "proposed", N_("公示候选"), "project:decide", "project.proposed",
             N_("候选单位和理由向社会公示。"), needs_reason=True),
        Move("award", ("proposed",), "awarded", N_("确定合作方"), "project:decide", "project.awarded",
             N_("公示期满，候选单位成为合作方，其他单位同时收到结果。"), needs_reason=True, dangerous=True),
        Move("sign", ("awarded",), "contracted", N_("登记签约"), "project:operate", "project.contracted",
             N_("合同已签订。")),
        Move("start_operation", ("contracted",), "operating", N_("开始运营"), "project:operate", "project.operating",
             N_("项目开始运营。")),
        Move("complete", ("operating",), "completed", N_("登记完成"), "project:operate", "project.completed",
             N_("项目到期或完成。"), needs_reason=True),
        Move("terminate", ("contracted", "operating"), "terminated", N_("终止"), "project:operate", "project.terminated",
             N_("合作提前结束，理由向社会公开。"), needs_reason=True, dangerous=True),
        Move("fail", ("closed", "opened", "evaluating", "shortlisted", "roadshow", "proposed"), "unsuccessful",
             N_("宣布未成交"), "project:decide", "project.unsuccessful",
             N_("本次征集没有合作方。可以再次发起并与本次关联。"), needs_reason=True, dangerous=True),
        Move("cancel", ("deciding", "street_review", "scheduled", "open", "closed"), "cancelled", N_("取消项目"),
             "project:cancel", "project.cancelled", N_("项目不再进行，理由向已看到项目的人公开，已提交的方案不会启封。"),
             needs_reason=True, dangerous=True),
        Move("record_operating", ("street_review",), "operating", N_("补录为运营中"), "project:review", "project.recorded",
             N_("用于登记本平台启用之前就已运营的项目。"), needs_reason=True),
    ),
)  # fmt: skip


def shown_state(state: str, opens_at: datetime | None, deadline_at: datetime | None, now: datetime) -> str:
    """Return the state that the clock says, from the stored state and dates.

    Source: DESIGN §4, dates are stored and the label is derived.
    """
    if state == "scheduled" and opens_at is not None and now >= opens_at:
        state = "open"
    if state == "open" and deadline_at is not None and now >= deadline_at:
        state = "closed"
    return state


def phase(state: str, questions_until: datetime | None, now: datetime) -> str:
    """Return `enquiry` or `quiet` for an open project, else an empty string."""
    if state != "open":
        return ""
    return "enquiry" if questions_until is None or now < questions_until else "quiet"
