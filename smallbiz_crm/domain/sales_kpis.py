"""Figures of the sales report: pure functions over counts and sums of deals. Money is in home minor units."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from smallbiz_crm.domain.figures import Figure, Unit, count, ratio
from smallbiz_crm.domain.money import divide_half_up


@dataclass(slots=True)
class SalesParts:
    """Counts and sums of closed deals in a scope; money in minor units of the home currency.

    `cycle_days` counts won deals by their days from creation to the won date, apart from them (`odd_days`) those whose
    won date lies before they were created or is still to come; `future_revenue` is what the latter brought, money of
    `minor_digits`. `target` is the revenue promised (None: none), `elapsed` and `all_days` are business days of the
    period; `months_met` of `months` targets were reached.
    """

    won: int = 0
    lost: int = 0
    open: int = 0
    revenue: int = 0
    lost_value: int = 0
    won_with_amount: int = 0
    won_without_rate: int = 0
    cycle_days: dict[int, int] = field(default_factory=dict[int, int])
    odd_days: dict[int, int] = field(default_factory=dict[int, int])
    future_won: int = 0
    future_revenue: int = 0
    minor_digits: int = 2
    target: int | None = None
    elapsed: int = 0
    all_days: int = 0
    months: int = 0
    months_met: int = 0


def won(parts: SalesParts) -> Figure:
    """Deals won in the period."""
    return count("won", parts.won)


def lost(parts: SalesParts) -> Figure:
    """Deals lost in the period."""
    return count("lost", parts.lost)


def still_open(parts: SalesParts) -> Figure:
    """Deals that are neither won nor lost."""
    return count("open", parts.open)


def win_rate(parts: SalesParts) -> Figure:
    """won ÷ (won + lost), by count; open deals are not in it."""
    return ratio("win_rate", parts.won, parts.won + parts.lost, "none_closed")


def win_rate_by_value(parts: SalesParts) -> Figure:
    """Won value ÷ (won + lost value)."""
    return ratio("win_rate_by_value", parts.revenue, parts.revenue + parts.lost_value, "none_closed")


def revenue(parts: SalesParts) -> Figure:
    """Σ won amounts in home currency at the rate frozen on the won date."""
    if parts.won_without_rate:
        return Figure(
            "revenue",
            Unit.MONEY,
            parts.revenue,
            note="without_rate",
            note_params={"count": parts.won_without_rate},
        )
    if parts.future_won:
        without = Decimal(parts.revenue - parts.future_revenue).scaleb(-parts.minor_digits)
        said = {"count": parts.future_won, "without": f"{without:.{parts.minor_digits}f}"}
        return Figure("revenue", Unit.MONEY, parts.revenue, note="in_future", note_params=said)
    return Figure("revenue", Unit.MONEY, parts.revenue)


def average_deal_size(parts: SalesParts) -> Figure:
    """Σ won ÷ number won; deals without an amount are left out and counted."""
    if not parts.won_with_amount:
        return Figure("average_deal_size", Unit.MONEY, None, parts.revenue, 0, "none_won")
    value = divide_half_up(parts.revenue, parts.won_with_amount)
    missing = parts.won - parts.won_with_amount
    return Figure(
        "average_deal_size",
        Unit.MONEY,
        value,
        parts.revenue,
        parts.won_with_amount,
        "without_amount" if missing else None,
        {"count": missing} if missing else {},
    )


def cycle_days_mean(parts: SalesParts) -> Figure:
    """Mean of (won date − deal created) in days; the same day is 0, deals with an impossible day are left out."""
    number, total = sum(parts.cycle_days.values()), _sum_of(parts.cycle_days)
    value = Fraction(total, number) if number else None
    figure = Figure("cycle_days_mean", Unit.DAYS, value, total, number, None if number else "none_won")
    return _noted(figure, parts, lambda days: Fraction(_sum_of(days), sum(days.values())))


def cycle_days_median(parts: SalesParts) -> Figure:
    """Median of (won date − deal created) in days; between two middle values their mean. As in `cycle_days_mean`."""
    number = sum(parts.cycle_days.values())
    value = median_of(parts.cycle_days) if number else None
    figure = Figure("cycle_days_median", Unit.DAYS, value, None, number, None if number else "none_won")
    return _noted(figure, parts, median_of)


def _sum_of(histogram: Mapping[int, int]) -> int:
    return sum(days * deals for days, deals in histogram.items())


def _noted(figure: Figure, parts: SalesParts, work_out: Callable[[Mapping[int, int]], Fraction]) -> Figure:
    """The figure with a word on the deals that were left out, and what it would be with them."""
    if not parts.odd_days:
        return figure
    days = parts.cycle_days.keys() | parts.odd_days.keys()
    both = {day: parts.cycle_days.get(day, 0) + parts.odd_days.get(day, 0) for day in days}
    said = {"count": sum(parts.odd_days.values()), "with_them": f"{float(work_out(both)):g}"}
    return replace(figure, note="odd_days", note_params=said)


def median_of(histogram: Mapping[int, int]) -> Fraction:
    """The middle of values that are counted; of two in the middle their mean. There is at least one."""
    number = sum(histogram.values())
    return Fraction(_at(histogram, (number - 1) // 2) + _at(histogram, number // 2), 2)


def _at(histogram: Mapping[int, int], position: int) -> int:
    passed = 0
    for days in sorted(histogram):
        passed += histogram[days]
        if passed > position:
            return days
    raise IndexError(position)


def quota_attainment(parts: SalesParts) -> Figure:
    """Revenue ÷ target of the period."""
    return ratio("quota_attainment", parts.revenue, parts.target or None, "no_target")


def months_met(parts: SalesParts) -> Figure:
    """Months whose target was reached ÷ months that have one and have begun."""
    return ratio("months_met", parts.months_met, parts.months, "no_target")


def pace(parts: SalesParts) -> Figure:
    """Revenue − target × business days elapsed (today included) ÷ all business days of the period."""
    if not parts.target or not parts.all_days:
        return Figure("pace", Unit.MONEY, None, note="no_target")
    due = divide_half_up(parts.target * parts.elapsed, parts.all_days)
    return Figure("pace", Unit.MONEY, parts.revenue - due)
