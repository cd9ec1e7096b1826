"""One page with everything that waits for a person. Each noun tells its own; here they are put in order and get a page.

What is listed equals what the rights allow, because the nouns ask the rights.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import g, render_template, url_for
from sqlalchemy.orm import Session

from marketplace.access.actions import Action
from marketplace.access.actor import Actor, Role
from marketplace.assets import todo as assets
from marketplace.identity import todo as identity
from marketplace.kernel.clock import local_today
from marketplace.kernel.words import N_
from marketplace.partners import todo as partners
from marketplace.projects import todo as projects
from marketplace.proposals import todo as proposals
from marketplace.web import context
from marketplace.web.gate import needs
from marketplace.web.i18n import localised, translate
from marketplace.workflow.todo import TodoItem

Provider = Callable[[Session, Actor, datetime], list[TodoItem]]
PROVIDERS: tuple[Provider, ...] = (
    projects.waiting, proposals.waiting, assets.waiting, identity.waiting, partners.waiting,
)  # fmt: skip

#: (noun, verb) -> endpoint that takes `public_id`.
PAGES = {
    ("project", "start_deciding"): "community.projects.detail",
    ("project", "record_decision"): "community.projects.decisions",
    ("project", "send_to_street"): "community.projects.decisions",
    ("project", "sign"): "community.projects.detail",
    ("project", "start_operation"): "community.projects.detail",
    ("question", "answer"): "community.projects.questions",
    ("project", "approve"): "street.projects.detail",
    ("project", "publish"): "street.projects.detail",
    ("project", "open_proposals"): "street.openings.detail",
    ("project", "shortlist"): "street.openings.detail",
    ("project", "propose"): "street.projects.detail",
    ("project", "award"): "street.projects.detail",
    ("proposal", "submit"): "partner.proposals.edit",
    ("proposal", "confirm"): "partner.proposals.confirm",
    ("proposal", "fix"): "partner.proposals.fix",
    ("asset", "list"): "community.assets.detail",
    ("asset", "edit"): "community.assets.detail",
    ("organisation", "verify"): "street.organisations.detail",
    ("organisation", "resubmit"): "partner.profile.detail",
    ("organisation", "complete"): "partner.profile.detail",
    ("organisation", "renew_licence"): "partner.profile.detail",
}
#: (noun, verb) -> endpoint of the one page where it is done.
SINGLE_PAGES = {
    ("expert", "complete"): "expert.profile.detail",
    ("job", "retry"): "admin.jobs.list",
    ("user", "grant_role"): "admin.users.list",
}
NOUNS = {
    "project": N_("项目"),
    "question": N_("项目提问"),
    "proposal": N_("方案"),
    "asset": N_("资产"),
    "organisation": N_("单位"),
    "expert": N_("专家"),
    "job": N_("后台任务"),
    "user": N_("账号"),
}
WEEK = timedelta(days=7)
OVERDUE, TODAY, THIS_WEEK, LATER = "overdue", "today", "this-week", "later"
GROUP_TITLES = {
    OVERDUE: N_("已超期"),
    TODAY: N_("今天到期"),
    THIS_WEEK: N_("七天内到期"),
    LATER: N_("可以缓一缓"),
}

#: role -> title, text, label, endpoint of an empty page; the first role that the person holds speaks.
EMPTY = {
    Role.STREET: (N_("眼下没有要办的"), N_("社区报来的项目、等待核验的单位、到了截止时间的征集，会按期限排在这里。"),
                  N_("看辖区项目"), "street.projects.list"),
    Role.COMMUNITY: (N_("眼下没有要办的"), N_("登记资产、发起项目以后，退回修改、收到的提问、签约等事项会排在这里。"),
                     N_("去登记资产"), "community.assets.list"),
    Role.PARTNER: (N_("眼下没有要办的"), N_("开始写方案以后，截止时间和补正要求会排在这里。先去看看有哪些项目在征集。"),
                   N_("看征集中的项目"), "public.projects.list"),
    Role.OPERATOR: (N_("一切正常"), N_("失败的后台任务、新注册而没有角色的账号会出现在这里。"),
                    N_("看用户与角色"), "admin.users.list"),
    Role.EXPERT: (N_("眼下没有要办的"), N_("资料不完整时会在这里提醒。资料越具体，社区越容易找到你。"),
                  N_("看专家资料"), "expert.profile.detail"),
    Role.SUPERVISOR: (N_("没有需要你办的事"), N_("监督员只看不办。项目的每一步都可以查。"),
                      N_("看辖区项目"), "supervisor.projects.list"),
    Role.RESIDENT: (N_("没有需要你办的事"), N_("可以看项目、提问题。要代表单位提交方案，先登记单位，等街道核验。"),
                    N_("登记单位"), "account.register_organisation"),
}  # fmt: skip


@dataclass(frozen=True)
class TodoLine:
    """One item with its words and the page that does it."""

    title: str
    context: str
    action_label: str
    since: datetime | None
    due: datetime | None
    overdue: bool
    href: str


@dataclass(frozen=True)
class TodoGroup:
    """Items of the same urgency."""

    key: str
    title: str
    lines: list[TodoLine]


def collect(session: Session, actor: Actor, now: datetime) -> list[TodoItem]:
    """Return everything that waits for a person, the most urgent first."""
    if not actor.signed_in:
        return []
    items = [item for waiting in PROVIDERS for item in waiting(session, actor, now)]
    far = datetime.max.replace(tzinfo=now.tzinfo)
    return sorted(items, key=lambda item: (item.due or far, item.since or now))


def waiting_items() -> list[TodoItem]:
    """Return what waits for the person of this request; asked once in it."""
    if "todo_items" not in g:
        g.todo_items = collect(context.read_session(), context.actor(), context.now())
    items: list[TodoItem] = g.todo_items
    return items


def urgency(item: TodoItem, now: datetime) -> str:
    """Return the group of an item."""
    if item.due is None or item.due > now + WEEK:
        return LATER
    if item.due < now:
        return OVERDUE
    return TODAY if local_today(item.due) == local_today(now) else THIS_WEEK


def address_of(item: TodoItem) -> str:
    """Return the page on which an item is done.

    :raises KeyError: where nobody has said which page that is.
    """
    key = (item.noun, item.verb)
    if key in SINGLE_PAGES:
        return url_for(SINGLE_PAGES[key])
    return url_for(PAGES[key], public_id=item.public_id)


@needs(Action.TODO_READ)
def show() -> str:
    """Show what waits, by urgency."""
    now = context.now()
    groups: dict[str, list[TodoLine]] = {key: [] for key in GROUP_TITLES}
    for item in waiting_items():
        groups[urgency(item, now)].append(_line(item, now))
    filled = [TodoGroup(key, GROUP_TITLES[key], lines) for key, lines in groups.items() if lines]
    return render_template("pages/account/todo.html", groups=filled, empty=_empty())


def _line(item: TodoItem, now: datetime) -> TodoLine:
    title = localised(item, "title") if item.public_id else translate(item.title_zh)
    return TodoLine(
        title, translate(NOUNS[item.noun]), translate(item.label), item.since, item.due,
        item.due is not None and item.due < now, address_of(item),
    )  # fmt: skip


def _empty() -> tuple[str, str, str, str]:
    roles = context.actor().roles
    title, text, label, endpoint = next(words for role, words in EMPTY.items() if role in roles)
    return translate(title), translate(text), translate(label), url_for(endpoint)
