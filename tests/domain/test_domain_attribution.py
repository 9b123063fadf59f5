"""Attribution: the worked cases to the cent, and that no cent is ever lost, whatever the touches."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallbiz_crm.domain.attribution import Attribution, credit

CREATED = date(2026, 3, 21)
A, B, C = date(2026, 3, 1), date(2026, 3, 10), date(2026, 3, 20)


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("first", [100_000, 0, 0]),
        ("last", [0, 0, 100_000]),
        ("equal", [33_334, 33_333, 33_333]),
        ("position", [40_000, 20_000, 40_000]),
    ],
)
def test_three_touches_of_a_deal_of_1000(model: str, expected: list[int]) -> None:
    assert credit(100_000, [A, B, C], CREATED, Attribution(model)) == expected


def test_decay_halves_in_thirty_days() -> None:
    assert credit(90_000, [CREATED - timedelta(days=30), CREATED], CREATED, Attribution.DECAY) == [
        30_000,
        60_000,
    ]


def test_one_of_three_equal_parts_has_the_odd_cent() -> None:
    assert credit(10_000, [A, A, A], CREATED, Attribution.EQUAL) == [3_334, 3_333, 3_333]


def test_two_touches_by_position_are_halves() -> None:
    assert credit(10_001, [A, B], CREATED, Attribution.POSITION) == [5_001, 5_000]


def test_twice_touched_by_one_campaign_counts_twice() -> None:
    shares = credit(9_000, [A, B, C], CREATED, Attribution.EQUAL)
    by_campaign: dict[str, int] = defaultdict(int)
    for name, share in zip("AAB", shares, strict=True):
        by_campaign[name] += share
    assert by_campaign == {"A": 6_000, "B": 3_000}


def test_four_touches_by_position_leave_a_fifth_to_be_shared() -> None:
    assert credit(1_000, [A, A, B, C], CREATED, Attribution.POSITION) == [400, 100, 100, 400]


touches = st.lists(st.dates(date(1990, 1, 1), CREATED), max_size=12).map(sorted)


@given(st.integers(-(10**13), 10**13), touches, st.sampled_from(Attribution))
def test_no_cent_is_lost(amount: int, days: list[date], model: Attribution) -> None:
    shares = credit(amount, days, CREATED, model)
    assert len(shares) == len(days)
    assert sum(shares) == (amount if days else 0)
    assert all(share == 0 or (share > 0) == (amount > 0) for share in shares)


@given(st.integers(0, 10**9), touches)
def test_nearer_touches_never_get_less_by_decay(amount: int, days: list[date]) -> None:
    shares = credit(amount, days, CREATED, Attribution.DECAY)
    for (before, its), (after, next_share) in zip(
        zip(days, shares, strict=True), list(zip(days, shares, strict=True))[1:], strict=False
    ):
        assert after == before or next_share >= its - 1
