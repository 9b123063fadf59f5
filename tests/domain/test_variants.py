from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.tagged_links import tagged_link
from smallbiz_crm.domain.variants import MOST_TERMS, Variant, best_of, chance_second_is_better

counts = st.integers(0, 400).flatmap(lambda shown: st.tuples(st.just(shown), st.integers(0, shown)))


def _variant(shown: int | None, responded: int | None, number: int = 1) -> Variant:
    return Variant(number, f"V{number}", None, shown, responded)


def _chance(first: tuple[int, int], second: tuple[int, int]) -> float:
    chance = chance_second_is_better(_variant(*first), _variant(*second))
    assert chance is not None
    return chance


def test_known_chances() -> None:
    assert _chance((100, 10), (100, 10)) == pytest.approx(0.5, abs=1e-9)
    # Beta(1, 2) against Beta(2, 1): P = 5/6 by integrating by hand.
    assert _chance((1, 0), (1, 1)) == pytest.approx(5 / 6, abs=1e-12)
    assert _chance((1_000, 100), (1_000, 150)) > 0.999


def test_missing_counts_are_not_zero() -> None:
    assert chance_second_is_better(_variant(None, None), _variant(10, 1)) is None
    assert _variant(10, None).rate is None
    assert _variant(0, 0).rate is None
    assert _variant(10, 0).rate == Fraction(0)
    assert best_of([_variant(10, 1), _variant(None, 3)]) is None


@given(first=counts, second=counts)
def test_both_chances_make_one(first: tuple[int, int], second: tuple[int, int]) -> None:
    if first[0] and second[0]:
        there, back = _chance(first, second), _chance(second, first)
        assert 0 <= there <= 1
        assert there + back == pytest.approx(1, abs=1e-9)


@given(first=counts, second=counts)
def test_one_response_more_is_never_worse(first: tuple[int, int], second: tuple[int, int]) -> None:
    shown, responded = second
    if first[0] and responded < shown:
        assert _chance(first, (shown, responded + 1)) >= _chance(first, second) - 1e-12


def test_it_agrees_with_drawing_lots() -> None:
    chance = random.Random(3)
    for first, second in (((40, 6), (55, 12)), ((300, 30), (200, 26))):
        drawn = sum(
            chance.betavariate(first[1] + 1, first[0] - first[1] + 1)
            < chance.betavariate(second[1] + 1, second[0] - second[1] + 1)
            for _draw in range(40_000)
        )
        assert _chance(first, second) == pytest.approx(drawn / 40_000, abs=0.012)


def test_large_counts_go_over_smoothly() -> None:
    at, above = MOST_TERMS - 1, MOST_TERMS + 1
    exact = _chance((4 * at, at), (4 * at, at + 300))
    normal = _chance((4 * above, above), (4 * above, above + 300))
    assert exact == pytest.approx(normal, abs=1e-4)


def test_links_carry_where_they_stand() -> None:
    made = tagged_link(
        "example.com/offer?a=1&utm_source=old#x",
        source="News letter",
        medium="email",
        campaign="Frühling & Co",
    )
    assert made == (
        "https://example.com/offer?a=1&utm_source=news-letter&utm_medium=email&utm_campaign=fruhling-co#x"
    )


@pytest.mark.parametrize("address", ["", "nonsense", "ftp://example.com", "http://[::1", "https://a b.com"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(Refused):
        tagged_link(address, source="a", medium="b", campaign="c")
