"""A person's own settings: name, language, password, and the devices that are signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from marketplace.access.actions import Action
from marketplace.identity import accounts, sign_ins
from marketplace.identity.accounts import EditAccount
from marketplace.identity.models import User
from marketplace.identity.passwords import hash_password, verify_password
from marketplace.identity.sign_ins import SessionRow
from marketplace.kernel.errors import EditedMeanwhile, Invalid
from marketplace.kernel.words import N_
from marketplace.web import context
from marketplace.web.account.devices import device_name
from marketplace.web.account.forms import ChangePasswordForm, SettingsForm
from marketplace.web.forms import show_problems
from marketplace.web.gate import needs
from marketplace.web.i18n import translate


@dataclass(frozen=True)
class Account:
    """One's own account as the page shows it."""

    version: int
    email: str
    name: str
    phone: str
    locale: str
    mail_notices: bool


@dataclass(frozen=True)
class DeviceLine:
    """A session in the list of devices."""

    public_id: str
    device: str
    address: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    is_current: bool


@needs(Action.ACCOUNT_MANAGE)
def settings() -> ResponseReturnValue:
    """Show the settings, or save name, phone, language and notices."""
    account = _account()
    form = SettingsForm(obj=account)
    theirs: Account | None = None
    if request.method == "POST" and form.validate():
        command = EditAccount(
            form.version.data or 0,
            form.name.data or "",
            form.phone.data or "",
            form.locale.data,
            form.mail_notices.data,
        )
        try:
            with context.unit_of_work() as uow:
                accounts.edit_account(uow, command)
        except Invalid as error:
            show_problems(form, error)
        except EditedMeanwhile:
            theirs = _account()
            form.version.process_data(theirs.version)
            form.version.raw_data = None
        else:
            flash(translate(N_("已保存。")), "good")
            return redirect(url_for("account.settings"), 303)
    page = render_template("pages/account/settings.html", form=form, account=account, theirs=theirs, devices=_devices())
    return page, 409 if theirs else form.status


@needs(Action.ACCOUNT_MANAGE)
def change_password() -> ResponseReturnValue:
    """Change the password, after the present one; other devices are signed out."""
    account = _account()
    form = ChangePasswordForm((account.name, account.email))
    if request.method == "POST" and form.validate():
        with context.unit_of_work() as uow:
            _person, present = accounts.count_password_check(uow, request.remote_addr or "")
        if verify_password(present, form.current.data or ""):
            hashed = hash_password(form.password.data or "")
            with context.unit_of_work() as uow:
                others = accounts.change_password(uow, hashed, current_user.sign_in_id)
            said = N_("密码已修改，其他 %(count)s 台设备已退出。") if others else N_("密码已修改。")
            flash(translate(said, count=others), "good")
            return redirect(url_for("account.settings"), 303)
        form.current.errors = [translate(N_("现在的密码不对。"))]
    return render_template("pages/account/change_password.html", form=form), form.status


@needs(Action.ACCOUNT_MANAGE)
def revoke_session(public_id: str) -> ResponseReturnValue:
    """Sign one device out."""
    with context.unit_of_work() as uow:
        sign_ins.revoke(uow, public_id)
    flash(translate(N_("这台设备已退出。")), "good")
    return redirect(url_for("account.settings", _anchor="devices"), 303)


@needs(Action.ACCOUNT_MANAGE)
def revoke_other_sessions() -> ResponseReturnValue:
    """Sign all devices out but this one."""
    with context.unit_of_work() as uow:
        count = sign_ins.revoke_others(uow, current_user.sign_in_id)
    flash(translate(N_("其他 %(count)s 台设备已退出。"), count=count), "good")
    return redirect(url_for("account.settings", _anchor="devices"), 303)


def _account() -> Account:
    context.release_read_session()
    user = context.read_session().get_one(User, context.actor().user_id)
    return Account(user.version, user.email, user.name, user.phone, user.locale, user.mail_notices)


def _devices() -> list[DeviceLine]:
    user_id = context.actor().user_id or 0
    rows = sign_ins.sessions_of(context.read_session(), user_id, current_user.sign_in_id, context.now())
    return [_line(row) for row in rows]


def _line(row: SessionRow) -> DeviceLine:
    return DeviceLine(
        row.public_id, device_name(row.device), row.address, row.created_at, row.last_seen_at, row.expires_at,
        row.is_current,
    )  # fmt: skip
