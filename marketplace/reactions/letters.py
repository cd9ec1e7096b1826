"""Turn a message into a letter, without any request: in the reader's language, with links by the site's own address."""

from __future__ import annotations

import gettext as plain_gettext
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from sqlalchemy.orm import Session

from marketplace.config import Settings
from marketplace.identity.models import InboxMessage, User
from marketplace.kernel.words import N_
from marketplace.reactions.mail import Letter
from marketplace.reactions.message_texts import render
from marketplace.reactions.registry import OutboxEvent, Tools, reacts_outside
from marketplace.translations import build

OPEN_LABEL = N_("打开查看")
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@reacts_outside("message.mail_due", name="mail")
def mail(session: Session, events: Sequence[OutboxEvent], tools: Tools) -> None:
    """Send the letter of one message, unless its reader has turned mail off or left meanwhile."""
    for event in events:
        row = session.get(InboxMessage, event.subject_id)
        reader = session.get(User, row.user_id) if row is not None else None
        if row is None or reader is None or not reader.is_active or not reader.mail_notices:
            continue
        title, body = render(row.kind, row.params, reader.locale, translations(reader.locale).gettext)
        tools.mailer.send(
            compose(
                tools.settings, reader.locale, to=reader.email, message_id=f"{row.outbox_id}.{reader.public_id}",
                title=title, body=body, href=row.href,
            )
        )  # fmt: skip


def compose(
    settings: Settings,
    locale: str,
    *,
    to: str,
    message_id: str,
    title: str,
    body: str,
    href: str = "",
    action_label: str = "",
    name: str = "notice",
) -> Letter:
    """Write a letter from `templates/mail/<name>.html` and `.txt`.

    `message_id` names the letter for good: the same one at every try. `href` is a path on this site.
    """
    environment = _environment(locale)
    words = {
        "locale": locale,
        "title": title,
        "body": body,
        "action_url": f"{settings.base_url}{href}" if href else "",
        "action_label": action_label or translations(locale).gettext(OPEN_LABEL),
    }
    return Letter(
        to=to,
        subject=_one_line(title),
        text=environment.get_template(f"mail/{name}.txt").render(words),
        html=environment.get_template(f"mail/{name}.html").render(words),
        message_id=f"{message_id}@{urlsplit(settings.base_url).hostname or 'localhost'}",
    )


@cache
def translations(locale: str) -> plain_gettext.NullTranslations:
    """Return the texts of a language; Chinese is the source, and English falls back to it where none is compiled."""
    if locale != "en" or not build.COMPILED.exists():
        return plain_gettext.NullTranslations()
    with build.COMPILED.open("rb") as file:
        return plain_gettext.GNUTranslations(file)


@cache
def _environment(locale: str) -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        extensions=["jinja2.ext.i18n"],
        autoescape=select_autoescape(("html",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    texts = translations(locale)
    made.install_gettext_callables(texts.gettext, texts.ngettext, newstyle=True)  # type: ignore[attr-defined]
    return made


def _one_line(text: str) -> str:
    """A title may hold what a person typed: a line break in it is a space, never a header."""
    return " ".join(text.split())
