"""Read the number under which an organisation is registered; it must not decide who may bear one."""

from __future__ import annotations

import re
import unicodedata

from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError

from marketplace.kernel.errors import Problem
from marketplace.kernel.words import N_

#: Kinds that exist without a registration of their own: units, street vendors.
KINDS_WITHOUT_NUMBER = ("co_building_unit", "paired_unit", "merchant")
USCC, LEGACY, NONE = "uscc", "legacy", "none"
#: Stored, and not a number by today's rules: entered by hand or by an import.
BROKEN = "broken"
#: Business licences and registrations from before the unified code: 13 to 15 digits.
_LEGACY = re.compile(r"[0-9]{13,15}")
_FILLING = re.compile(r"[\s\-‐-―·.]+")


def compact(text: str) -> str:
    """Return the number without blanks and dashes, in half-width capitals."""
    return _FILLING.sub("", unicodedata.normalize("NFKC", text)).upper()


def check_again(number: str) -> str:
    """Return what a stored number is now: `uscc`, `legacy`, `none`, or `broken` where no rule takes it."""
    problems: list[Problem] = []
    _number, kind = read_number(number, KINDS_WITHOUT_NUMBER[0], "", problems)
    return BROKEN if problems else kind


def read_number(text: str, kind: str, field: str, problems: list[Problem]) -> tuple[str | None, str]:
    """Return the number as it is stored and what it is (`uscc`, `legacy`, `none`); problems are added, not raised.

    Source: GB 32100-2015 for the unified social credit code, checked by python-stdnum.
    """
    number = compact(text)
    if not number:
        if kind not in KINDS_WITHOUT_NUMBER:
            problems.append(Problem(field, N_("请填写统一社会信用代码（18 位），在营业执照或登记证书上。")))
        return None, NONE
    if _LEGACY.fullmatch(number):
        return number, LEGACY
    try:
        return uscc.validate(number), USCC
    except InvalidLength:
        message = N_("编号应为 18 位统一社会信用代码，或 13–15 位的旧注册号；你填的是 %(length)s 位。")
        problems.append(Problem(field, message, {"length": len(number)}))
    except InvalidChecksum:
        problems.append(Problem(field, N_("最后一位校验码对不上，请对照证照逐位检查，常见的是 0 和 O、1 和 I 混淆。")))
    except ValidationError:
        problems.append(Problem(field, N_("统一社会信用代码前 8 位是数字，后面不含字母 I、O、S、V、Z。")))
    return None, NONE
