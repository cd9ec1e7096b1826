"""The words of every message, by kind: title and body. Who is told is decided in `inbox`; nothing here is sent.

Parameters are stored once for all languages: `project_zh` and `project_en` become `%(project)s` in the reader's
language, and an instant `closes_at` becomes a local date and time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from marketplace.kernel.clock import local
from marketplace.kernel.words import N_

#: Kind to (title, body).
TEXTS: dict[str, tuple[str, str]] = {
    # projects, to those who work on them
    "project_sent_to_street": (
        N_("待审核：%(project)s"), N_("%(organisation)s报送了项目“%(project)s”，请审核。通过或退回都要写明理由。")),
    "project_returned": (
        N_("项目被退回：%(project)s"), N_("街道退回了“%(project)s”。理由：%(reason)s。修改后可以重新报送。")),
    "project_approved": (
        N_("项目已通过审核：%(project)s"), N_("“%(project)s”通过了街道审核，等待街道确定开放和截止时间。")),
    "project_announced": (
        N_("已定开放时间：%(project)s"), N_("“%(project)s”将于 %(opens_at)s 开放，%(closes_at)s 截止。")),
    "project_published": (
        N_("项目已开放：%(project)s"),
        N_("“%(project)s”已向所有人公开，开始征集方案，%(closes_at)s 截止。请留意大家的提问。")),
    "project_closed_street": (
        N_("已截止，可以开标：%(project)s"), N_("“%(project)s”已截止，系统不再接收方案。请组织开标。")),
    "project_closed_owner": (
        N_("征集已截止：%(project)s"), N_("“%(project)s”已截止，等待街道开标。开标之前任何人都看不到方案。")),
    "project_opened_owner": (
        N_("已开标：%(project)s"), N_("“%(project)s”已开标，开标记录可以查看。")),
    "project_shortlisted_owner": (
        N_("入围结果已公布：%(project)s"), N_("“%(project)s”的入围结果已经公布，全部申请单位同时收到了结果和理由。")),
    "project_roadshow_owner": (
        N_("进入路演：%(project)s"), N_("“%(project)s”进入路演阶段，入围单位正在准备。")),
    "project_proposed_owner": (
        N_("候选已公示：%(project)s"), N_("“%(project)s”的候选单位和理由已向社会公示。")),
    "project_awarded_owner": (
        N_("已确定合作方：%(project)s"), N_("“%(project)s”已确定合作方，请准备签约并登记。")),
    "project_unsuccessful_owner": (
        N_("未成交：%(project)s"), N_("“%(project)s”本次没有合作方。理由：%(reason)s。可以再次发起，并与本次关联。")),
    "project_cancelled_owner": (
        N_("项目已取消：%(project)s"), N_("“%(project)s”已取消。理由：%(reason)s。")),
    "project_recorded": (
        N_("已补录为运营中：%(project)s"), N_("街道把“%(project)s”补录为运营中的项目。")),
    "project_contracted": (
        N_("已登记签约：%(project)s"), N_("“%(project)s”已登记签约。")),
    "project_operating": (
        N_("开始运营：%(project)s"), N_("“%(project)s”开始运营。")),
    "project_completed": (
        N_("项目已完成：%(project)s"), N_("“%(project)s”已登记完成。")),
    "project_terminated": (
        N_("合作已终止：%(project)s"), N_("“%(project)s”的合作提前结束。理由：%(reason)s。")),
    "question_asked": (
        N_("有新提问：%(project)s"),
        N_("有人就“%(project)s”提了第 %(number)s 个问题，请尽快回答。回答会向所有人公开。")),
    # to applicants, about their own proposal
    "proposal_submitted": (
        N_("方案已密封提交：%(project)s"),
        N_("%(organisation)s对“%(project)s”的方案已于 %(submitted_at)s 密封提交。承诺值：%(commitment)s。"
           "开标之前，除本单位外没有人能看到内容。")),
    "proposal_withdrawn": (
        N_("方案已撤回：%(project)s"),
        N_("%(organisation)s撤回了对“%(project)s”的方案。截止之前可以修改后再次提交；不再提交就视为不参加。")),
    "proposal_unconfirmed": (
        N_("需要重新确认：%(project)s"),
        N_("“%(project)s”的内容有变更。请在 %(closes_at)s 之前重新确认方案，否则方案无效。")),
    "proposal_fixing": (
        N_("需要补正：%(project)s"), N_("评审发现%(organisation)s的方案有小的缺漏：%(reason)s。请按要求补正。")),
    "proposal_fixed": (
        N_("已提交补正：%(project)s"), N_("%(organisation)s对“%(project)s”的方案提交了补正。")),
    "proposal_disqualified": (
        N_("方案被取消资格：%(project)s"), N_("%(organisation)s对“%(project)s”的方案被取消资格。理由：%(reason)s。")),
    "applicant_closed": (
        N_("已截止，等待开标：%(project)s"),
        N_("“%(project)s”已截止。%(organisation)s的方案处于密封状态，等待开标。")),
    "applicant_unsent": (
        N_("已截止，草稿没有提交：%(project)s"),
        N_("“%(project)s”已截止，%(organisation)s的草稿没有提交，不参加本次征集。草稿仍为你保留。")),
    "applicant_opened": (
        N_("方案已启封：%(project)s"),
        N_("“%(project)s”已开标，%(organisation)s的方案与提交时的承诺值一并公开核对。")),
    "applicant_evaluating": (
        N_("开始评审：%(project)s"), N_("“%(project)s”的方案开始评审。结果会连同理由发给每个申请单位。")),
    "applicant_shortlisted": (
        N_("入围：%(project)s"), N_("%(organisation)s对“%(project)s”的方案入围。理由：%(reason)s。")),
    "applicant_not_shortlisted": (
        N_("未入围：%(project)s"), N_("%(organisation)s对“%(project)s”的方案没有入围。理由：%(reason)s。感谢参与。")),
    "applicant_roadshow": (
        N_("请准备路演：%(project)s"), N_("“%(project)s”进入路演阶段，请%(organisation)s准备。")),
    "applicant_candidate": (
        N_("列为候选：%(project)s"),
        N_("%(organisation)s被列为“%(project)s”的候选单位，正在公示。理由：%(reason)s。")),
    "applicant_reserve": (
        N_("列为备选：%(project)s"), N_("%(organisation)s被列为“%(project)s”的备选单位。理由：%(reason)s。")),
    "applicant_others_proposed": (
        N_("候选已公示：%(project)s"), N_("“%(project)s”的候选单位和理由正在公示。")),
    "applicant_awarded": (
        N_("确定合作：%(project)s"),
        N_("%(organisation)s成为“%(project)s”的合作方。理由：%(reason)s。请与社区联系签约。")),
    "applicant_not_awarded": (
        N_("未成交：%(project)s"),
        N_("“%(project)s”已确定合作方，%(organisation)s的方案没有成交。理由：%(reason)s。感谢参与。")),
    "applicant_unsuccessful": (
        N_("本次没有合作方：%(project)s"), N_("“%(project)s”本次征集没有合作方。理由：%(reason)s。感谢参与。")),
    "applicant_cancelled": (
        N_("项目已取消：%(project)s"), N_("“%(project)s”已取消，已提交的方案不会启封。理由：%(reason)s。")),
    # organisations
    "organisation_registered": (
        N_("待核验：%(organisation)s"), N_("%(organisation)s提交了注册资料，请核验。")),
    "organisation_resubmitted": (
        N_("再次待核验：%(organisation)s"), N_("%(organisation)s按退回意见修改了资料，请再次核验。")),
    "organisation_verified": (
        N_("核验通过：%(organisation)s"), N_("%(organisation)s已通过核验并公开展示，可以提交方案或发布项目。")),
    "organisation_returned": (
        N_("核验被退回：%(organisation)s"), N_("%(organisation)s的资料需要补正：%(reason)s。修改后可以再次提交。")),
    "organisation_suspended": (
        N_("单位已停用：%(organisation)s"), N_("%(organisation)s已被停用，不能再提交新方案。理由：%(reason)s。")),
    "organisation_reinstated": (
        N_("单位已恢复：%(organisation)s"), N_("%(organisation)s恢复正常。理由：%(reason)s。")),
    # people
    "question_answered": (
        N_("你的提问有了回答：%(project)s"),
        N_("你就“%(project)s”提的第 %(number)s 个问题已有回答，并向所有人公开。")),
}  # fmt: skip

_ABSENT = N_("见页面")
#: A text that ends its own sentence and stands before our full stop.
_ENDS = "。.！!；;，, \n"


def render(kind: str, params: Mapping[str, Any], locale: str, gettext: Callable[[str], str]) -> tuple[str, str]:
    """Return title and body in one language; a kind that is no longer known gives its name and no body."""
    if kind not in TEXTS:
        return kind, ""
    words = _Words(_in_language(params, locale), gettext(_ABSENT))
    title, body = TEXTS[kind]
    return gettext(title) % words, gettext(body) % words


class _Words(dict[str, str]):
    """Parameters; one that an older message lacks is filled, so that no inbox breaks."""

    def __init__(self, values: Mapping[str, str], absent: str) -> None:
        super().__init__(values)
        self._absent = absent

    def __missing__(self, key: str) -> str:
        return self._absent


def _in_language(params: Mapping[str, Any], locale: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for key, value in params.items():
        name = key.removesuffix("_zh")
        if name != key:
            chosen = params.get(f"{name}_en") if locale == "en" else ""
            words[name] = str(chosen or value)
        elif key.endswith("_at"):
            words[key] = moment(datetime.fromisoformat(str(value)), locale)
        elif value not in (None, ""):
            words[key] = str(value).rstrip(_ENDS) if key == "reason" else str(value)
    return words


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def moment(at: datetime, locale: str) -> str:
    """Return an instant as people in China read it, to the minute."""
    here = local(at)
    if locale == "en":
        return f"{here.day} {_MONTHS[here.month - 1]} {here.year}, {here:%H:%M} (Beijing time)"
    return f"{here:%Y-%m-%d %H:%M}"
