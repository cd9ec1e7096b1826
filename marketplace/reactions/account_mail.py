"""Letters about a person's own account. They go out whatever the person chose for notices: they protect the account.

A link's token is derived here from the nonce in the event (see `identity.resets`); nothing here changes a row, and the
same event always makes the same letter.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from marketplace.identity import resets
from marketplace.identity.models import User
from marketplace.kernel.words import N_
from marketplace.reactions.letters import compose, translations
from marketplace.reactions.registry import OutboxEvent, Tools, reacts_outside

#: event -> title, body, label of the button, path.
LETTERS = {
    "account.reset_asked": (
        N_("重新设置密码"),
        N_("有人（应该是你）说忘记了共建集市的密码。点下面的链接设置新密码，1 小时内有效，只能用一次。"
           "如果不是你，不用理会这封信，密码不会变。"),
        N_("设置新密码"), "/password/reset/",
    ),
    "account.registration_repeated": (
        N_("你已经有账号了"),
        N_("有人（可能是你）用这个邮箱在共建集市重新注册。你的账号没有变化，直接登录就可以；忘记密码可以重新设置。"
           "如果不是你，不用理会这封信。"),
        N_("去登录"), "/sign-in",
    ),
    "account.password_changed": (
        N_("你的密码已修改"),
        N_("共建集市账号的密码刚刚修改，其他设备已退出登录。如果不是你本人，请马上重新设置密码。"),
        N_("重新设置密码"), "/password/forgotten",
    ),
    "account.password_reset": (
        N_("你的密码已重新设置"),
        N_("共建集市账号的密码刚刚通过邮件链接重新设置，所有设备已退出登录。如果不是你本人，请马上重新设置密码。"),
        N_("重新设置密码"), "/password/forgotten",
    ),
}  # fmt: skip


@reacts_outside(*LETTERS, name="account_mail")
def write(session: Session, events: Sequence[OutboxEvent], tools: Tools) -> None:
    """Send the letter of each event to the account's own address; a link that is over is not sent any more."""
    for event in events:
        user = session.get(User, event.subject_id)
        if user is None or not user.is_active:
            continue
        title, body, label, href = LETTERS[event.name]
        if event.name == "account.reset_asked":
            token = resets.token_of(tools.settings.secret_key, str(event.data["nonce"]))
            if resets.holder_of(session, token, tools.clock.now()) is None:
                continue
            href += token
        say = translations(user.locale).gettext
        tools.mailer.send(
            compose(
                tools.settings, user.locale, to=user.email, message_id=f"account.{event.id}", title=say(title),
                body=say(body), href=href, action_label=say(label),
            )
        )  # fmt: skip
