"""What an operator does to an account: give and take roles, disable and enable, send a link for a new password."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.access.actions import Action
from marketplace.access.actor import ROLE_LABELS
from marketplace.identity.administration import GrantRole, disable_user, enable_user, grant_role, revoke_role
from marketplace.identity.resets import ask
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound
from marketplace.kernel.words import N_
from marketplace.web import context
from marketplace.web.admin.users import RoleForm, blueprint, one, person_page
from marketplace.web.gate import needs
from marketplace.web.i18n import translate
from marketplace.web.street.forms import PlainForm
from marketplace.web.street.shared import Answer
from marketplace.web.submitting import add_problems

#: What can be done on a page of its own that asks once more.
ACTS = {
    "disable": (N_("停用账号"), N_("本人的所有登录立即失效，直到恢复为止。已经办的事不受影响。")),
    "enable": (N_("恢复账号"), N_("本人可以再次登录，原来的登录不会恢复。")),
    "reset": (N_("发送重设密码的链接"), N_("链接发到本人的邮箱，一小时内有效，用一次就失效。你不会看到它。")),
}
ME = N_("不能对自己的账号做这一步，请另一位管理员来做。")


@blueprint.post("/<public_id>/roles", endpoint="grant")
@needs(Action.USER_MANAGE)
def grant(public_id: str) -> Answer:
    """Give a role."""
    view, form = one(public_id), RoleForm()
    form.offer()
    if form.validate() and (wanted := form.wanted()) is not None:
        try:
            with context.unit_of_work() as uow:
                is_new = grant_role(uow, view.row.email, wanted)
        except Invalid as error:
            add_problems(form, error.problems)
        else:
            flash(translate(N_("角色已授予，立即生效。") if is_new else N_("本人已经有这个角色。")), "good")
            return redirect(_here(public_id), 303)
    return person_page(view, form), form.status


@blueprint.post("/<public_id>/roles/revoke", endpoint="revoke")
@needs(Action.USER_MANAGE)
def revoke(public_id: str) -> Response:
    """Take a role away, with effect at the next request."""
    view = one(public_id)
    named = {name: request.form.get(name, "") for name in ("role", "organisation", "territory")}
    if view.row.row_id == context.actor().user_id and named["role"] == "operator":
        raise NotAllowed(ME)
    if named["role"] not in {str(role) for role in ROLE_LABELS}:
        raise NotFound()
    with context.unit_of_work() as uow:
        held = revoke_role(uow, view.row.email, GrantRole(**named))
    flash(translate(N_("角色已收回，立即生效。") if held else N_("本人没有这个角色。")), "good")
    return redirect(_here(public_id), 303)


@blueprint.route("/<public_id>/move/<verb>", methods=["GET", "POST"], endpoint="move")
@needs(Action.USER_MANAGE)
def move(public_id: str, verb: str) -> Answer:
    """Say what follows, and do it."""
    view, form = one(public_id), PlainForm()
    if verb not in ACTS or ((verb == "disable") != view.row.is_active and verb != "reset"):
        raise NotFound()
    if verb == "disable" and view.row.row_id == context.actor().user_id:
        raise NotAllowed(ME)
    if request.method == "POST" and form.validate():
        flash(_do(view.row.email, verb), "good")
        return redirect(_here(public_id), 303)
    label, explain = ACTS[verb]
    page = render_template("pages/admin/users/move.html", view=view, form=form, label=label, explain=explain, verb=verb)
    return page, form.status


def _do(email: str, verb: str) -> str:
    with context.unit_of_work() as uow:
        if verb == "disable":
            ended = disable_user(uow, email)
            return translate(N_("账号已停用，结束了 %(count)s 个登录。"), count=ended)
        if verb == "enable":
            enable_user(uow, email)
            return translate(N_("账号已恢复。"))
        ask(uow, email, request.remote_addr or "", context.market().settings.secret_key)
        return translate(N_("链接已发往 %(email)s。"), email=email)


def _here(public_id: str) -> str:
    return url_for("admin.users.detail", public_id=public_id)
