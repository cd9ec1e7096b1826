"""The person's messages; words are made here, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.access.actions import Action
from marketplace.identity import messages
from marketplace.identity.messages import MessageRow
from marketplace.kernel.words import N_
from marketplace.reactions.message_texts import render
from marketplace.web import context
from marketplace.web.account.targets import safe_target
from marketplace.web.gate import needs
from marketplace.web.i18n import locale, translate


@dataclass(frozen=True)
class MessageLine:
    """One message as the page shows it."""

    public_id: str
    title: str
    body: str
    href: str
    at: datetime
    is_unread: bool


@dataclass(frozen=True)
class InboxPage:
    """Some messages, the unread before the read, and the way to older ones."""

    rows: list[MessageLine]
    next_cursor: str | None
    previous_cursor: str | None

    def url(self, cursor: str) -> str:
        """Return the address of another page."""
        return url_for("account.inbox", after=cursor)


@needs(Action.TODO_READ)
def show() -> str:
    """Show the messages."""
    user_id = context.actor().user_id or 0
    found = messages.messages(context.read_session(), user_id, after=request.args.get("after"))
    lines = sorted((_line(row) for row in found.rows), key=lambda line: not line.is_unread)
    page = InboxPage(lines, found.next_cursor, found.previous_cursor)
    unread = messages.unread_count(context.read_session(), user_id)
    return render_template("pages/account/inbox.html", page=page, unread=unread)


@needs(Action.TODO_READ)
def read_one(public_id: str) -> ResponseReturnValue:
    """Mark one message as read and go where it leads, if the person wants to."""
    with context.unit_of_work() as uow:
        messages.mark_read(uow, uow.actor.user_id or 0, [public_id])
    return redirect(safe_target(request.form.get("go")) or url_for("account.inbox"), 303)


@needs(Action.TODO_READ)
def read_all() -> ResponseReturnValue:
    """Mark all messages as read."""
    with context.unit_of_work() as uow:
        messages.mark_read(uow, uow.actor.user_id or 0)
    flash(translate(N_("全部标为已读。")), "good")
    return redirect(url_for("account.inbox"), 303)


def _line(row: MessageRow) -> MessageLine:
    title, body = render(row.kind, row.params, locale(), gettext)
    return MessageLine(row.public_id, title, body, safe_target(row.href) or "", row.created_at, row.read_at is None)
