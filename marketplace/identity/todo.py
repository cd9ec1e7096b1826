"""What of organisations, accounts and the site's own jobs waits for a person."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from marketplace.access.actions import Action
from marketplace.access.actor import Actor, Role
from marketplace.access.matrix import could_ever
from marketplace.db.outbox import DEAD, OutboxRow
from marketplace.identity.models import HeldRoleRow, Organisation, User
from marketplace.identity.rights import RIGHTS
from marketplace.kernel.words import N_
from marketplace.workflow.todo import TodoItem

MOST = 100
VERIFY, RESUBMIT = N_("核验单位"), N_("按退回理由补正后重新提交")
RETRY, ASSIGN = N_("处理失败的后台任务"), N_("看看是否需要分配角色")
#: Residents need no role, so an account without one is mentioned while it is new.
NEW_FOR = timedelta(days=7)


def waiting(session: Session, actor: Actor, now: datetime) -> list[TodoItem]:
    """Return what waits for this person."""
    items: list[TodoItem] = []
    if could_ever(actor, Action.ORGANISATION_VERIFY):
        where = RIGHTS.visible(actor, now, Action.ORGANISATION_VERIFY) & (Organisation.state == "pending")
        items.extend(_organisations(session, where, "verify", VERIFY))
    own = actor.organisation_ids(Role.PARTNER) | actor.organisation_ids(Role.COMMUNITY)
    if own:
        where = Organisation.id.in_(sorted(own)) & (Organisation.state == "returned")
        items.extend(_organisations(session, where, "resubmit", RESUBMIT))
    if could_ever(actor, Action.JOB_MANAGE):
        items.extend(_dead_jobs(session))
    if could_ever(actor, Action.USER_MANAGE):
        items.extend(_without_role(session, now))
    return items


def _organisations(session: Session, where: ColumnElement[bool], verb: str, label: str) -> list[TodoItem]:
    since = func.coalesce(Organisation.state_changed_at, Organisation.created_at)
    rows = session.execute(
        select(Organisation.public_id, Organisation.name_zh, Organisation.name_en, since.label("since"))
        .where(where)
        .order_by(since, Organisation.id)
        .limit(MOST)
    )
    return [TodoItem("organisation", verb, row[0], row[1], row[2], label, row.since) for row in rows]


def _dead_jobs(session: Session) -> list[TodoItem]:
    """Return one item for all of them; the page of jobs lists them."""
    since = session.scalar(select(func.min(OutboxRow.happened_at)).where(OutboxRow.status == DEAD))
    return [TodoItem("job", "retry", "", N_("有后台任务多次失败"), "", RETRY, since)] if since else []


def _without_role(session: Session, now: datetime) -> list[TodoItem]:
    has_role = exists().where(HeldRoleRow.user_id == User.id)
    since = session.scalar(
        select(func.min(User.created_at)).where(
            ~has_role, User.is_active, ~User.is_demo, User.created_at > now - NEW_FOR
        )
    )
    return [TodoItem("user", "grant_role", "", N_("有新注册、没有角色的账号"), "", ASSIGN, since)] if since else []
