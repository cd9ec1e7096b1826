"""House errors: what went wrong, in words for people, and the HTTP status that the web answers with."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from marketplace.kernel.words import N_


@dataclasses.dataclass(frozen=True)
class Problem:
    """One thing wrong with one field; `field` is empty where it concerns the whole form."""

    field: str
    message: str
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)


class MarketError(Exception):
    """Base of all errors that are part of the market's behaviour."""

    status = 400
    code = "error"
    message = N_("请求有误。")

    def __init__(self, message: str | None = None, **params: Any) -> None:
        """Take a message id (Chinese, marked with `N_`) and its parameters."""
        super().__init__(message or self.message)
        if message is not None:
            self.message = message
        self.params: dict[str, Any] = params


class Invalid(MarketError):
    """Input broke rules; every broken rule is listed."""

    status = 422
    code = "invalid"
    message = N_("有几处需要修改。")

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Take all problems at once, never only the first."""
        super().__init__()
        self.problems = tuple(problems)

    @classmethod
    def one(cls, field_name: str, message: str, **params: Any) -> Invalid:
        """Build the error for a single problem."""
        return cls([Problem(field_name, message, params)])


class NotSignedIn(MarketError):
    """The act needs a person."""

    status = 401
    code = "not_signed_in"
    message = N_("请先登录。")


class NotAllowed(MarketError):
    """The person is known and lacks the right."""

    status = 403
    code = "not_allowed"
    message = N_("你没有做这件事的权限。")


class NotFound(MarketError):
    """There is nothing here, or its existence is not for this person to know."""

    status = 404
    code = "not_found"
    message = N_("没有找到，或者你无权查看。")


class WrongState(MarketError):
    """The life cycle has no such step from the present state."""

    status = 409
    code = "wrong_state"
    message = N_("现在的状态不能做这一步。")

    def __init__(self, noun: str, state: str, verb: str, message: str | None = None, **params: Any) -> None:
        """Say which life cycle, the present state and what was tried."""
        super().__init__(message, **params)
        self.noun, self.state, self.verb = noun, state, verb


class TooLate(WrongState):
    """The deadline has passed by the server's clock."""

    code = "too_late"
    message = N_("截止时间已过，系统不再接收。草稿已为你保留。")


class EditedMeanwhile(MarketError):
    """Somebody saved another version first; nothing was overwritten."""

    status = 409
    code = "edited_meanwhile"
    message = N_("在你编辑期间，别人已经保存了新版本。")


class TooMany(MarketError):
    """Too many tries in too short a time."""

    status = 429
    code = "too_many"
    message = N_("操作太频繁，请稍后再试。")


class TooLarge(MarketError):
    """The upload is over the limit."""

    status = 413
    code = "too_large"
    message = N_("文件太大。")


class Unavailable(MarketError):
    """A part that is needed does not answer now."""

    status = 503
    code = "unavailable"
    message = N_("服务暂时不可用，请稍后再试。")
