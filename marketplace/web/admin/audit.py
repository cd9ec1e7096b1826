"""The audit log for operators and supervisors: read, filter, check the chain. Numbers of rows are not shown, because
gaps in them would count what is hidden until an opening."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, render_template, request
from wtforms import DateField, Form, SelectField, StringField
from wtforms.validators import Optional

from marketplace.access.actions import Action
from marketplace.access.actor import ROLE_LABELS
from marketplace.db.audit import verify
from marketplace.db.audit_queries import AuditEntry
from marketplace.db.audit_queries import page as audit_page
from marketplace.kernel.clock import start_of_local_day
from marketplace.kernel.words import N_
from marketplace.reactions.audit_scope import hidden_from
from marketplace.review.opening import OUTCOMES
from marketplace.web import context
from marketplace.web.forms import one_line
from marketplace.web.gate import needs
from marketplace.web.i18n import instant, translate
from marketplace.web.paging import pager
from marketplace.workflow.machines import MACHINES
from marketplace.workflow.vocabulary import DECISION_STEPS, END_CODES

blueprint = Blueprint("audit", __name__, url_prefix="/audit")

ROLES = {role.value: label for role, label in ROLE_LABELS.items()}
#: Groups of events; the value of the filter is what `audit_queries` understands.
GROUPS = {
    "project.*": N_("项目"), "proposal.*": N_("方案（开标以后）"), "organisation.*": N_("单位"), "asset.*": N_("资产"),
    "expert.*": N_("专家"), "account.*": N_("账号与角色"), "sign_in.*": N_("登录"), "territory.*": N_("区划"),
    "file.*": N_("文件"), "job.*": N_("后台任务"),
}  # fmt: skip
#: Events that no life cycle names.
EVENTS = {
    "project.created": N_("建立项目草稿"), "project.edited": N_("修改项目"), "project.announced": N_("排定发布时间"),
    "project.document_added": N_("增加项目文件"), "project.document_removed": N_("删除项目文件"),
    "project.decision_recorded": N_("登记决策步骤"), "asset.registered": N_("登记资产"), "asset.edited": N_("修改资产"),
    "organisation.registered": N_("登记单位"), "organisation.edited": N_("修改单位资料"),
    "expert.edited": N_("修改专家资料"), "account.created": N_("建立账号"), "account.registered": N_("注册账号"),
    "account.edited": N_("修改账号资料"), "account.password_changed": N_("修改密码"),
    "account.password_reset": N_("重设密码"), "account.reset_asked": N_("申请重设密码"),
    "account.reset_unmatched": N_("为不存在的邮箱申请重设密码"), "account.registration_repeated": N_("重复注册"),
    "account.role_granted": N_("授予角色"), "account.role_revoked": N_("收回角色"), "account.disabled": N_("停用账号"),
    "account.enabled": N_("恢复账号"), "sign_in.opened": N_("登录成功"), "sign_in.failed": N_("登录失败"),
    "sign_in.closed": N_("退出登录"), "territory.added": N_("增加区划"), "territory.edited": N_("修改区划"),
    "file.stored": N_("上传文件"), "job.retried": N_("重试后台任务"), "question.asked": N_("提问"),
    "question.answered": N_("答复提问"),
}  # fmt: skip
EVENTS |= {move.event: move.label for machine in MACHINES.values() for move in machine.moves}
#: Keys of an event's data that people read, with their labels; nothing else is shown.
DETAILS = {
    "from": N_("原状态"), "to": N_("新状态"), "reason": N_("理由"), "code": N_("原因类别"), "step": N_("步骤"),
    "passed": N_("是否通过"), "part": N_("部分"), "role": N_("角色"), "outcome": N_("结果"), "event": N_("任务"),
    "opens_at": N_("自动开放的时间"), "deadline_at": N_("方案截止"), "commitment": N_("承诺值"), "needed": N_("要求数量"),
    "submitted": N_("收到数量"), "in": N_("入围"), "out": N_("未入围"),
}  # fmt: skip
#: Keys whose values are keys of a closed list.
LISTS: dict[str, Mapping[str, str]] = {
    "step": DECISION_STEPS, "code": END_CODES, "outcome": OUTCOMES, "event": EVENTS, "role": ROLES,
}  # fmt: skip
#: What the chain check says, by what went wrong.
FAULTS = {"is missing": N_("缺少记录"), "altered": N_("内容被改动过"), "follow": N_("与前一条接不上")}


class AuditFilter(Form):
    """What the log is narrowed to."""

    event = SelectField(N_("类别"))
    who = StringField(N_("经办人"))
    subject = StringField(N_("对象编号"))
    on = DateField(N_("日期"), [Optional()])


@dataclass(frozen=True)
class Line:
    """One row in words."""

    label: str
    event: str
    subject: str
    public_id: str
    who: str
    at: datetime
    details: list[tuple[str, str]]
    hash: str


@blueprint.get("", endpoint="list")
@needs(Action.AUDIT_READ)
def show_list() -> str:
    """Show what happened, the latest first."""
    return _page(None)


@blueprint.post("", endpoint="verify")
@needs(Action.AUDIT_READ)
def check_chain() -> str:
    """Walk the whole chain and say whether every row is as it was written."""
    _count, fault = verify(context.read_session())
    if fault is None:
        return _page((True, translate(N_("从第一条到最后一条都接得上，没有被改动过。"))))
    why = next((label for sign, label in FAULTS.items() if sign in fault.why), FAULTS["altered"])
    return _page((False, translate(N_("第 %(number)s 条：%(why)s"), number=fault.number, why=translate(why))))


def _page(result: tuple[bool, str] | None) -> str:
    form = AuditFilter(request.args)
    form.event.choices = {"": N_("全部"), **GROUPS}
    event = form.event.data if form.event.data in GROUPS else ""
    who, subject = one_line(form.who.data) or "", one_line(form.subject.data) or ""
    form.on.validate(form)
    day = form.on.data if form.on.data and date.min < form.on.data < date.max else None
    since = start_of_local_day(day) if day else None
    until = start_of_local_day(day + timedelta(days=1)) if day else None
    page = audit_page(
        context.read_session(), hidden=hidden_from(context.actor(), context.now()), event=event, public_id=subject[:40],
        actor_name=who[:120], since=since, until=until, after=request.args.get("after", ""),
    )  # fmt: skip
    on = day.isoformat() if day else ""
    return render_template(
        "pages/admin/audit/list.html",
        form=form,
        count=sum(map(bool, (event, who, subject, on))),
        lines=[_line(row) for row in page.rows],
        result=result,
        page=pager(page, "admin.audit.list", event=event, who=who, subject=subject, on=on),
    )


def _line(row: AuditEntry) -> Line:
    label = EVENTS.get(row.event, row.event)
    return Line(
        translate(label), row.event, row.subject_kind, row.public_id, row.actor_name, row.at,
        _details(row.subject_kind, row.data), row.hash,
    )  # fmt: skip


def _details(noun: str, data: Mapping[str, Any]) -> list[tuple[str, str]]:
    found = []
    for key, label in DETAILS.items():
        value = data.get(key)
        if value not in (None, "", [], {}):
            found.append((translate(label), _words(noun, key, value)))
    return found


def _words(noun: str, key: str, value: Any) -> str:
    if key in ("from", "to") and noun in MACHINES and value in {state.key for state in MACHINES[noun].states}:
        return translate(MACHINES[noun].state(value).label)
    for name, labels in LISTS.items():
        if key == name and value in labels:
            return translate(labels[value])
    if key.endswith("_at"):
        return instant(datetime.fromisoformat(str(value)))
    if isinstance(value, bool):
        return translate(N_("是")) if value else translate(N_("否"))
    return str(value)
