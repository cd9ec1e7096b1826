"""Money is whole fen; this module parses what people type and never rounds silently."""

from __future__ import annotations

import re
import unicodedata

#: One trillion yuan; more is a slip of the finger.
MAX_FEN = 100_000_000_000_000
_YUAN = re.compile(r"(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<part>\d+))?(?P<unit>亿元?|万元?|元)?")
_UNIT_FEN = {"": 100, "元": 100, "万": 1_000_000, "亿": 10_000_000_000}


def parse_yuan(text: str) -> int:
    """Return whole fen for text like `1,234.50`, `12万` or `￥3.5万元`.

    Units: the result is fen.

    :raises ValueError: where the text is no amount, is negative, finer than one fen, or over `MAX_FEN`.
    """
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").lstrip("¥")
    match = _YUAN.fullmatch(plain)
    if match is None:
        raise ValueError("not an amount")
    unit = (match["unit"] or "").removesuffix("元") if match["unit"] != "元" else "元"
    scale = _UNIT_FEN[unit]
    part = match["part"] or ""
    numerator = int((match["whole"].replace(",", "") + part)[:40]) * scale
    fen, rest = divmod(numerator, 10 ** len(part))
    if rest:
        raise ValueError("finer than one fen")
    if fen > MAX_FEN:
        raise ValueError("too large")
    return int(fen)


def split_fen(total_fen: int, weights_bp: tuple[int, ...]) -> tuple[int, ...]:
    """Share an amount by weights that sum to 10,000; the parts always sum to the whole.

    Largest remainders get the odd fen, the earlier part first.

    :raises ValueError: where the weights do not sum to 10,000.
    """
    if sum(weights_bp) != 10_000:
        raise ValueError("weights must sum to 10,000")
    floors = [total_fen * weight // 10_000 for weight in weights_bp]
    rests = [total_fen * weight % 10_000 for weight in weights_bp]
    missing = total_fen - sum(floors)
    for index in sorted(range(len(rests)), key=lambda place: (-rests[place], place))[:missing]:
        floors[index] += 1
    return tuple(floors)
