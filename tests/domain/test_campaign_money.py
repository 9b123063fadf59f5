from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from smallbiz_crm.domain.campaigns import cost_at_pace, is_outside, tax_fits
from smallbiz_crm.domain.money import tax_of

START, END = date(2026, 5, 1), date(2026, 5, 10)


def test_pace_goes_on_as_until_today() -> None:
    assert cost_at_pace(1_000, START, END, date(2026, 5, 5)) == 2_000
    assert cost_at_pace(1_000, START, END, date(2026, 6, 1)) == 1_000
    assert cost_at_pace(1_000, START, END, date(2026, 4, 30)) is None
    assert cost_at_pace(0, START, END, END) is None
    assert cost_at_pace(1_000, START, None, END) is None


def test_days_outside() -> None:
    assert is_outside(date(2026, 4, 30), START, END)
    assert is_outside(date(2026, 5, 11), START, None) is False
    assert is_outside(date(2026, 5, 11), START, END)


@given(net=st.integers(-(10**9), 10**9), rate=st.integers(0, 10_000), off=st.integers(-9, 9))
def test_tax_fits_but_for_rounding(net: int, rate: int, off: int) -> None:
    assert tax_fits(net, tax_of(net, rate) + off, rate) == (abs(off) <= 2)
