"""Making an account. The answer is the same whether or not the address had one; see docs/adr/0005-registration.md."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from marketplace.access.actions import Action
from marketplace.identity import accounts
from marketplace.identity.accounts import RegisterPerson
from marketplace.identity.passwords import hash_password
from marketplace.kernel.errors import Invalid
from marketplace.kernel.words import N_
from marketplace.web import context
from marketplace.web.account.forms import RegisterForm
from marketplace.web.account.sign_in import TYPED_EMAIL
from marketplace.web.forms import show_problems
from marketplace.web.gate import needs
from marketplace.web.i18n import locale, translate

DONE = N_("登记好了。请用刚才填写的邮箱和密码登录。如果这个邮箱以前注册过，密码没有变，我们已发信提醒。")


@needs(Action.ACCOUNT_REGISTER)
def register() -> ResponseReturnValue:
    """Show the form, or make the account and go on to signing in."""
    if current_user.is_authenticated:
        return redirect(url_for("account.register_organisation"), 303)
    form = RegisterForm()
    if request.method == "POST" and form.validate():
        hashed = hash_password(form.password.data or "")
        command = RegisterPerson(
            form.name.data or "", form.email.data or "", hashed, locale(), request.remote_addr or ""
        )  # fmt: skip
        try:
            with context.unit_of_work() as uow:
                accounts.register_person(uow, command)
        except Invalid as error:
            show_problems(form, error)
        else:
            session[TYPED_EMAIL] = form.email.data
            flash(translate(DONE), "good")
            is_resident = form.purpose.data == "resident"
            after = url_for("account.todo" if is_resident else "account.register_organisation")
            return redirect(url_for("account.sign_in", next=after), 303)
    return render_template("pages/account/register.html", form=form), form.status
