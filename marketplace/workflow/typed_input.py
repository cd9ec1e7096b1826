"""Read what people type into numbers, exactly; used by sector templates and money models, and knows neither.

Nothing here guesses: NaN, 1e309, -0, Chinese numerals and half-typed thousands are refused with a sentence.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from marketplace.kernel.errors import Problem
from marketplace.kernel.money import parse_yuan
from marketplace.kernel.words import N_

#: No number that a form asks for needs more signs; longer input is refused before it is read.
MAX_SIGNS = 32
_WHOLE = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)")
_DECIMAL = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")

REQUIRED = N_("请填写这一项。")
NOT_WHOLE = N_("请填写整数，例如 12。")
NOT_DECIMAL = N_("请填写数字，例如 12 或 12.5。")
NOT_AMOUNT = N_("请填写金额，例如 1,234.50 或 12万；最细到分。")
TOO_SMALL = N_("不能小于 %(minimum)s。")
TOO_LARGE = N_("不能大于 %(maximum)s。")
TOO_FINE = N_("小数最多 %(places)s 位。")


def plain(raw: str) -> str:
    """Return typed text with full-width signs made half-width and blanks around it removed."""
    return unicodedata.normalize("NFKC", raw).strip()


def count_characters(text: str) -> int:
    """Count a text as people count 字: every sign once, line ends and outer blanks not at all."""
    return len(text.strip().replace("\r", "").replace("\n", ""))


def whole_number(field: str, raw: str, minimum: int, maximum: int, problems: list[Problem]) -> int | None:
    """Return the whole number typed, or None after adding the problem."""
    typed = plain(raw)
    if len(typed) > MAX_SIGNS or _WHOLE.fullmatch(typed) is None:
        problems.append(Problem(field, NOT_WHOLE))
        return None
    value = int(typed.replace(",", ""))
    return value if _in_range(field, Decimal(value), Decimal(minimum), Decimal(maximum), problems) else None


def exact_decimal(
    field: str, raw: str, minimum: Decimal, maximum: Decimal, problems: list[Problem], places: int = 2
) -> Decimal | None:
    """Return the decimal typed, with trailing zeros gone, or None after adding the problem."""
    typed = plain(raw).removesuffix("%").rstrip()
    if len(typed) > MAX_SIGNS or _DECIMAL.fullmatch(typed) is None:
        problems.append(Problem(field, NOT_DECIMAL))
        return None
    if len(typed.partition(".")[2].rstrip("0")) > places:
        problems.append(Problem(field, TOO_FINE, {"places": places}))
        return None
    value = Decimal(typed.replace(",", ""))
    return value if _in_range(field, value, minimum, maximum, problems) else None


def amount_fen(field: str, raw: str, minimum_fen: int, maximum_fen: int, problems: list[Problem]) -> int | None:
    """Return the amount typed in yuan as whole fen, or None after adding the problem."""
    typed = plain(raw)
    try:
        fen = parse_yuan(typed) if len(typed) <= MAX_SIGNS else None
    except ValueError:
        fen = None
    if fen is None:
        problems.append(Problem(field, NOT_AMOUNT))
        return None
    hundred = Decimal(100)
    limits = Decimal(minimum_fen) / hundred, Decimal(maximum_fen) / hundred
    return fen if _in_range(field, Decimal(fen) / hundred, *limits, problems) else None


def canonical(value: Decimal) -> str:
    """Write a decimal without exponent and without trailing zeros: `1.20` becomes `1.2`, `100` stays `100`."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def grouped(value: Decimal | int) -> str:
    """Write a number with thousands apart, for a sentence: 1234.5 becomes 1,234.5."""
    return f"{Decimal(canonical(Decimal(value))):,f}"


def _in_range(field: str, value: Decimal, minimum: Decimal, maximum: Decimal, problems: list[Problem]) -> bool:
    if value < minimum:
        problems.append(Problem(field, TOO_SMALL, {"minimum": grouped(minimum)}))
    elif value > maximum:
        problems.append(Problem(field, TOO_LARGE, {"maximum": grouped(maximum)}))
    else:
        return True
    return False
