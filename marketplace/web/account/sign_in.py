"""The sign-in page and what ends a session; which tries are allowed is `identity.sign_ins`' business."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user

from marketplace.access.actor import ROLE_LABELS, Role
from marketplace.identity import sign_ins, throttle
from marketplace.identity.actors import signed_in
from marketplace.identity.sign_ins import Knock, Opened
from marketplace.kernel.errors import NotFound, TooMany
from marketplace.kernel.words import N_
from marketplace.web import context
from marketplace.web import sign_in as sessions
from marketplace.web.account import known_device
from marketplace.web.account.forms import SignInForm
from marketplace.web.account.targets import safe_target
from marketplace.web.gate import public
from marketplace.web.i18n import translate

WRONG = N_("邮箱或密码不对。")
#: Cookie session key under which a page before leaves the address to fill in.
TYPED_EMAIL = "typed_email"

#: What a visitor of the demo world can try with the account of a role.
DEMO_DOES = {
    Role.RESIDENT: N_("看项目、提问题，登记自己的单位"),
    Role.COMMUNITY: N_("登记资产、记录决策、发布项目、答复提问"),
    Role.PARTNER: N_("找项目、写方案、密封提交、拿回执"),
    Role.EXPERT: N_("公开专长、声明利益关系"),
    Role.STREET: N_("核验单位、审核项目、开标、评选、公布理由"),
    Role.SUPERVISOR: N_("查看每一步和操作日志，只看不改"),
    Role.OPERATOR: N_("管账号、角色、区划，看后台任务"),
}


@dataclass(frozen=True)
class DemoPerson:
    """An account of the demo world on the sign-in page."""

    public_id: str
    name: str
    role_label: str
    does: str
    is_first: bool


@public
def sign_in() -> ResponseReturnValue:
    """Show the form, or try to sign in."""
    target = safe_target(request.values.get("next"))
    if current_user.is_authenticated and request.method == "GET":
        return redirect(target or url_for("account.todo"), 303)
    form = SignInForm()
    if request.method == "POST" and form.validate():
        email, password = form.email.data or "", form.password.data or ""
        knock = Knock(email, _address(), _device(), known_device.key_for(email))
        try:
            with context.unit_of_work() as uow:
                attempt = sign_ins.begin(uow, knock)
        except TooMany as error:
            form.form_errors.append(translate(error.message))
            wait = str(int(throttle.WINDOW.total_seconds()))
            return _page(form, target), 429, {"Retry-After": wait}
        verdict = sign_ins.check(attempt, password)
        with context.unit_of_work() as uow:
            opened = sign_ins.finish(uow, attempt, verdict, knock)
        if opened is not None:
            return enter(opened, email, target)
        form.form_errors.append(translate(WRONG))
    elif request.method == "GET":
        form.email.data = session.get(TYPED_EMAIL, "")
    return _page(form, target), form.status, {}


@public
def sign_in_demo() -> ResponseReturnValue:
    """Sign in as an account of the demo world; outside demo mode there is no such page."""
    if not context.market().settings.demo:
        raise NotFound()
    with context.unit_of_work() as uow:
        opened = sign_ins.open_demo_session(uow, request.form.get("account", ""), _device(), _address())
    return enter(opened, "", safe_target(request.form.get("next")))


@public
def sign_out() -> ResponseReturnValue:
    """End the session, here and in the database."""
    if current_user.is_authenticated:
        with context.unit_of_work() as uow:
            sign_ins.sign_out(uow, current_user.sign_in_id)
    logout_user()
    sessions.forget()
    flash(translate(N_("已退出登录。")), "good")
    return redirect(url_for("public.home"), 303)


def enter(opened: Opened, email: str, target: str | None) -> Response:
    """Give the browser its new session; nothing of the one before lives on, its CSRF token neither."""
    sessions.forget()
    found = signed_in(context.read_session(), opened.token, context.now())
    if found is None:
        raise NotFound()
    login_user(sessions.Person(opened.token, found))
    session.permanent = True
    response = make_response(redirect(target or url_for("account.todo"), 303))
    if email:
        known_device.remember(response, email)
    return response


def _page(form: SignInForm, target: str | None) -> str:
    form.next.data = target or ""
    return render_template("pages/account/sign_in.html", form=form, target=target, demo_people=_demo_people())


def _demo_people() -> list[DemoPerson]:
    if not context.market().settings.demo:
        return []
    people, seen = [], set()
    for public_id, name, role in sign_ins.demo_people(context.read_session()):
        people.append(DemoPerson(public_id, name, ROLE_LABELS[role], DEMO_DOES[role], role not in seen))
        seen.add(role)
    return people


def _address() -> str:
    return (request.remote_addr or "")[:60]


def _device() -> str:
    agent = request.user_agent.string
    return "".join(mark for mark in agent if mark.isprintable())[:200]
