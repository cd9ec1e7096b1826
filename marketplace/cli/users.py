"""`flask users`: accounts and their roles."""

from __future__ import annotations

import sys

import click
from sqlalchemy import select

from marketplace.access.actor import ROLE_LABELS, Role
from marketplace.cli.installation import installation, unit_of_work
from marketplace.cli.speaking import BAD_INPUT, MarketGroup, _, fail, say, show_json, table
from marketplace.identity import administration
from marketplace.identity.actors import held_roles
from marketplace.identity.administration import CreateUser, GrantRole
from marketplace.identity.models import Organisation, User
from marketplace.kernel.words import N_

group = MarketGroup("users", help=N_("账户和角色。 Accounts and their roles."))

_ROLES = click.Choice([role.value for role in Role if role not in (Role.VISITOR, Role.RESIDENT)])


@group.command()
@click.option("--email", required=True, help="The name to sign in with.")
@click.option("--name", required=True, help="As others see it.")
@click.option("--role", "roles", multiple=True, type=_ROLES, help="May be given several times.")
@click.option("--organisation", default="", help="Public id: for community, partner and street.")
@click.option("--territory", default="", help="Slug: for street and supervisor.")
@click.option("--locale", default="zh", show_default=True, type=click.Choice(["zh", "en"]))
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of asking twice.")
def create(
    email: str, name: str, roles: tuple[str, ...], organisation: str, territory: str, locale: str, password_stdin: bool
) -> None:
    """新建账户；密码会问两遍，太弱不收。 Make an account; the password is asked twice, a weak one refused."""
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = click.prompt(_("密码"), hide_input=True, confirmation_prompt=_("再输一遍"))
    wanted = [_fitting(role, organisation, territory) for role in roles]
    with unit_of_work() as uow:
        administration.create_user(uow, CreateUser(email, name, password, locale, wanted))
    say(_("账户已建立：%(email)s", email=email))


@group.command()
@click.argument("email")
@click.argument("role", type=_ROLES)
@click.option("--organisation", default="", help="Public id: for community, partner and street.")
@click.option("--territory", default="", help="Slug: for street and supervisor.")
def grant(email: str, role: str, organisation: str, territory: str) -> None:
    """授予角色。 Give a role."""
    with unit_of_work() as uow:
        new = administration.grant_role(uow, email, GrantRole(role, organisation, territory))
    say(_("已授予。") if new else _("原来就有这个角色。"))


@group.command()
@click.argument("email")
@click.argument("role", type=_ROLES)
@click.option("--organisation", default="", help="Public id.")
@click.option("--territory", default="", help="Slug.")
def revoke(email: str, role: str, organisation: str, territory: str) -> None:
    """收回角色，立即生效。 Take a role away, with effect at the next request."""
    with unit_of_work() as uow:
        held = administration.revoke_role(uow, email, GrantRole(role, organisation, territory))
    if not held:
        fail(_("没有这个角色，无需收回。"), BAD_INPUT)
    say(_("已收回。"))


@group.command()
@click.argument("email")
def disable(email: str) -> None:
    """停用账户并结束它的全部登录。 Close an account and end all its sessions."""
    with unit_of_work() as uow:
        ended = administration.disable_user(uow, email)
    say(_("已停用，结束了 %(count)s 个登录。", count=ended))


@group.command()
@click.argument("email")
def enable(email: str) -> None:
    """恢复账户。 Open a closed account again."""
    with unit_of_work() as uow:
        administration.enable_user(uow, email)
    say(_("已恢复。"))


@group.command("list")
@click.option("--role", type=_ROLES, default=None, help="Only holders of this role.")
@click.option("--json", "as_json", is_flag=True, help="For other programs.")
def list_users(role: str | None, as_json: bool) -> None:
    """列出账户。 List accounts."""
    with installation().database.read() as session:
        people = session.execute(select(User.id, User.email, User.name, User.is_active, User.is_demo).order_by(User.id))
        organisations = {
            row.id: row.public_id for row in session.execute(select(Organisation.id, Organisation.public_id))
        }
        rows = []
        for person in people.all():
            held = held_roles(session, person.id)
            if role is None or any(one.role == role for one in held):
                rows.append((person, held))
    if as_json:
        show_json(
            [
                {"email": person.email, "name": person.name, "active": person.is_active, "demo": person.is_demo,
                 "roles": [{"role": one.role, "organisation": organisations.get(one.organisation_id or 0),
                            "territory_path": one.territory_path} for one in held]}
                for person, held in rows
            ]
        )  # fmt: skip
        return
    table(
        [_("邮箱"), _("姓名"), _("状态"), _("角色")],
        [
            (person.email, person.name, _("正常") if person.is_active else _("已停用"),
             ", ".join(_(ROLE_LABELS[one.role]) for one in held))
            for person, held in rows
        ],
    )  # fmt: skip


def _fitting(role: str, organisation: str, territory: str) -> GrantRole:
    """Give each role of several only what it can hold, so that one command can name both."""
    needs_organisation = role in (Role.COMMUNITY, Role.PARTNER, Role.STREET)
    needs_territory = role == Role.SUPERVISOR or (role == Role.STREET and bool(territory))
    return GrantRole(role, organisation if needs_organisation else "", territory if needs_territory else "")
