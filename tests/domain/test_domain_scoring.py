"""The score is the sum of its parts, whatever came first, and halves as time goes by."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from smallbiz_crm.domain.campaigns import TouchKind
from smallbiz_crm.domain.scoring import FitRule, ScoredTouch, score, weights, worn

TODAY = date(2026, 5, 14)

touches = st.lists(
    st.builds(
        ScoredTouch,
        kind=st.sampled_from(TouchKind),
        name=st.sampled_from(("Fair", "Mailing")),
        on=st.dates(TODAY - timedelta(days=800), TODAY + timedelta(days=5)),
        points=st.integers(0, 1_000),
    ),
    max_size=12,
)
rules = st.lists(
    st.builds(FitRule, st.integers(1, 99), st.just("city"), st.just("Oslo"), st.integers(0, 100))
)


def test_a_touch_halves_every_half_life() -> None:
    assert [worn(10, days, 90) for days in (0, 90, 180, 360, 1_800)] == [100, 50, 25, 6, 0]
    assert worn(10, -3, 90) == 100
    assert worn(10, 30, 30) == 50


def test_fit_does_not_wear_off() -> None:
    found = score(
        [FitRule(1, "city", "Oslo", 7)], [ScoredTouch(TouchKind.MET, "Fair", TODAY, 10)], TODAY, 90, 17
    )

    assert found.tenths == 170
    assert found.is_reached
    assert [part.tenths for part in found.parts] == [100, 70]


def test_nothing_is_no_part() -> None:
    found = score([], [ScoredTouch(TouchKind.SOURCE, "", TODAY, 0)], TODAY, 90, 1)

    assert found.parts == ()
    assert not found.is_reached


@given(touches, rules, st.integers(1, 730), st.randoms())
def test_order_does_not_matter_and_parts_sum_to_the_whole(
    met: list[ScoredTouch], fits: list[FitRule], half_life: int, chance: object
) -> None:
    mixed, mixed_fits = list(met), list(fits)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    chance.shuffle(mixed_fits)  # type: ignore[attr-defined]
    first, second = score(fits, met, TODAY, half_life, 30), score(mixed_fits, mixed, TODAY, half_life, 30)

    assert first == second
    assert first.tenths == sum(part.tenths for part in first.parts)
    assert first.tenths == 10 * sum(rule.points for rule in fits) + sum(
        worn(touch.points, (TODAY - touch.on).days, half_life) for touch in met
    )


@given(st.integers(0, 1_000), st.integers(0, 5_000), st.integers(1, 730))
def test_points_only_ever_wear_off(points: int, days: int, half_life: int) -> None:
    assert 0 <= worn(points, days + 1, half_life) <= worn(points, days, half_life) <= points * 10


@given(st.integers(0, 1_000), st.integers(0, 900), st.integers(1, 45))
def test_the_list_of_weights_says_the_same(points: int, days: int, half_life: int) -> None:
    left = weights(half_life)
    weight = left[days] if days < len(left) else 0

    assert (points * 10 * weight + 500_000) // 1_000_000 == worn(points, days, half_life)
