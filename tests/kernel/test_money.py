"""Money: exact, never rounded unseen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from marketplace.kernel.money import MAX_FEN, parse_yuan, split_fen


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("0", 0), ("1", 100), ("1,234.50", 123_450), ("12万", 12_000_000), ("1.5万元", 1_500_000), ("0.01", 1),
        ("￥3.20", 320), ("１２３", 12_300), ("2亿", 20_000_000_000), ("1.0001万", 1_000_100), (" 8 元 ", 800),
    ],
)  # fmt: skip
def test_amounts_as_people_type_them(text: str, fen: int) -> None:
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-1",
        "1e9",
        "NaN",
        "inf",
        "1.005",
        "12,34",
        "1.2.3",
        "一百",
        "0x10",
        "10000000000000000000",
        "1/2",
        "--",
        "1万万",
    ],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"amount|fen|large"):
        parse_yuan(text)


@given(some.integers(0, MAX_FEN))
def test_every_amount_survives_being_written_and_read(fen: int) -> None:
    assert parse_yuan(f"{fen // 100:,}.{fen % 100:02d}") == fen


@given(some.integers(0, 10**12), some.lists(some.integers(0, 10_000), min_size=1, max_size=8))
def test_parts_always_sum_to_the_whole(total: int, raw: list[int]) -> None:
    weights = [weight * 10_000 // (sum(raw) or 1) for weight in raw]
    weights[0] += 10_000 - sum(weights)
    parts = split_fen(total, tuple(weights))
    assert sum(parts) == total
    assert all(abs(part - total * weight / 10_000) < 1.001 for part, weight in zip(parts, weights, strict=True))


def test_weights_that_are_not_all_are_refused() -> None:
    with pytest.raises(ValueError, match="10,000"):
        split_fen(100, (5_000, 4_999))
