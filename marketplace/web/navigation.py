"""The menu of the desk: what each role finds there, in the order of a day's work."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for

from marketplace.access.actor import Actor, Role
from marketplace.kernel.words import N_


@dataclass(frozen=True)
class NavItem:
    """One entry; `badge` is a count or 0."""

    label: str
    href: str
    current: bool
    badge: int = 0


#: role -> (label, endpoint). Entries of several roles follow one another; doubles are dropped.
DESKS: dict[Role, tuple[tuple[str, str], ...]] = {
    Role.COMMUNITY: (
        (N_("本社区项目"), "community.projects.list"),
        (N_("资产登记"), "community.assets.list"),
    ),
    Role.STREET: (
        (N_("辖区项目"), "street.projects.list"),
        (N_("单位核验"), "street.organisations.list"),
        (N_("开标与入围"), "street.openings.list"),
    ),
    Role.PARTNER: (
        (N_("我的方案"), "partner.proposals.list"),
        (N_("单位资料"), "partner.profile.detail"),
    ),
    Role.EXPERT: ((N_("专家资料"), "expert.profile.detail"),),
    Role.SUPERVISOR: ((N_("监督看板"), "supervisor.projects.list"), (N_("操作日志"), "admin.audit.list")),
    Role.OPERATOR: (
        (N_("用户与角色"), "admin.users.list"),
        (N_("区划"), "admin.territories.list"),
        (N_("操作日志"), "admin.audit.list"),
        (N_("后台任务"), "admin.jobs.list"),
    ),
}
COMMON_FIRST = ((N_("待办"), "account.todo"),)
COMMON_LAST = ((N_("消息"), "account.inbox"), (N_("账号设置"), "account.settings"))


def nav_items(actor: Actor, badges: dict[str, int]) -> list[NavItem]:
    """Return the menu of a signed-in person; `badges` maps endpoints to counts."""
    if not actor.signed_in:
        return []
    entries = [*COMMON_FIRST]
    for role in Role:
        if role in actor.roles:
            entries.extend(entry for entry in DESKS.get(role, ()) if entry not in entries)
    entries.extend(COMMON_LAST)
    return [
        NavItem(label, url_for(endpoint), _is_current(endpoint), badges.get(endpoint, 0)) for label, endpoint in entries
    ]


def _is_current(endpoint: str) -> bool:
    here = request.endpoint or ""
    return here == endpoint or (endpoint.count(".") == 2 and here.startswith(endpoint.rpartition(".")[0] + "."))
