"""Forgotten passwords. The answer to an address is the same whether or not anybody has it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import logout_user

from marketplace.identity import resets
from marketplace.identity.passwords import hash_password
from marketplace.kernel.errors import NotFound
from marketplace.kernel.words import N_
from marketplace.web import context
from marketplace.web import sign_in as sessions
from marketplace.web.account.forms import ForgottenForm, ResetForm
from marketplace.web.account.sign_in import TYPED_EMAIL
from marketplace.web.gate import public
from marketplace.web.i18n import translate


@public
def forgotten() -> ResponseReturnValue:
    """Ask for the address, or say that a letter is on its way if the address is somebody's."""
    form = ForgottenForm()
    if request.method == "POST" and form.validate():
        resets.take_time()
        with context.unit_of_work() as uow:
            resets.ask(uow, form.email.data or "", request.remote_addr or "", context.market().settings.secret_key)
        return render_template("pages/account/password_asked.html", email=form.email.data), 200
    return render_template("pages/account/password_forgotten.html", form=form), form.status


@public
def reset(token: str) -> ResponseReturnValue:
    """Set a new password by the link of a letter."""
    holder = resets.holder_of(context.read_session(), token, context.now())
    if holder is None:
        return render_template("pages/account/password_link_over.html"), 410
    form = ResetForm((holder.name, holder.email))
    if request.method == "POST" and form.validate():
        hashed = hash_password(form.password.data or "")
        try:
            with context.unit_of_work() as uow:
                resets.use(uow, token, hashed)
        except NotFound:
            return render_template("pages/account/password_link_over.html"), 410
        logout_user()
        sessions.forget()
        session[TYPED_EMAIL] = holder.email
        flash(translate(N_("新密码已生效，所有设备都已退出。请用新密码登录。")), "good")
        return redirect(url_for("account.sign_in"), 303)
    return render_template("pages/account/password_reset.html", form=form), form.status
