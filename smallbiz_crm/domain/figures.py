"""Figures of the reports: one pure function a figure, over counts and sums. Undefined is None, never zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from smallbiz_crm.domain.days import Period
from smallbiz_crm.domain.money import divide_half_up


class Unit(StrEnum):
    MONEY = "money"
    COUNT = "count"
    RATE = "rate"
    DAYS = "days"
    TIMES = "times"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its parts. Money in minor units of the home currency, rates as fractions of one.

    `note` is a code for words: why the figure is undefined, or what was left out.
    """

    key: str
    unit: Unit
    value: int | Fraction | None
    numerator: int | None = None
    denominator: int | None = None
    note: str | None = None
    note_params: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A row of a table: the record or word it stands for (`label` None = unassigned), then its figures."""

    key: int | str | None
    label: str | None
    figures: dict[str, Figure]


@dataclass(frozen=True, slots=True)
class Report:
    name: str
    period: Period
    currency: str
    figures: dict[str, Figure]
    tables: dict[str, list[ReportRow]]
    basis: str | None = None
    attribution: str | None = None
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class RecordsBehind:
    """The records that a figure counts: contacts, deals, spend lines, or the campaigns whose metrics it sums."""

    kind: str
    ids: Sequence[int]


def as_decimal(value: Fraction, digits: int = 6) -> Decimal:
    """Rounded half up to `digits` decimals."""
    scale = 10**digits
    return Decimal(divide_half_up(value.numerator * scale, value.denominator)) / scale


@dataclass(slots=True)
class SalesParts:
    """Counts and sums of closed deals in a scope; money in minor units of the home currency.

    `cycle_days` counts won deals by their days from creation to the won date.
    """

    won: int = 0
    lost: int = 0
    open: int = 0
    revenue: int = 0
    lost_value: int = 0
    won_with_amount: int = 0
    won_without_rate: int = 0
    cycle_days: dict[int, int] = field(default_factory=dict[int, int])


def win_rate(parts: SalesParts) -> Figure:
    """won ÷ (won + lost), by count; open deals are not in it."""
    return _rate("win_rate", parts.won, parts.won + parts.lost)


def win_rate_by_value(parts: SalesParts) -> Figure:
    """Won value ÷ (won + lost value)."""
    return _rate("win_rate_by_value", parts.revenue, parts.revenue + parts.lost_value)


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


def cycle_mean(parts: SalesParts) -> Figure:
    """Mean of (won date − deal created) in days; the same day is 0."""
    count = sum(parts.cycle_days.values())
    total = sum(days * number for days, number in parts.cycle_days.items())
    value = Fraction(total, count) if count else None
    return Figure("cycle_days_mean", Unit.DAYS, value, total, count, None if count else "none_won")


def cycle_median(parts: SalesParts) -> Figure:
    """Median of (won date − deal created) in days; between two middle values their mean."""
    count = sum(parts.cycle_days.values())
    if not count:
        return Figure("cycle_days_median", Unit.DAYS, None, None, 0, "none_won")
    low, high = _at(parts.cycle_days, (count - 1) // 2), _at(parts.cycle_days, count // 2)
    return Figure("cycle_days_median", Unit.DAYS, Fraction(low + high, 2), None, count)


def _at(histogram: Mapping[int, int], position: int) -> int:
    passed = 0
    for days in sorted(histogram):
        passed += histogram[days]
        if passed > position:
            return days
    raise IndexError(position)


def quota_attainment(revenue_won: int, target: int | None) -> Figure:
    """Revenue ÷ target of the period."""
    if not target:
        return Figure("quota_attainment", Unit.RATE, None, revenue_won, None, "no_target")
    return Figure("quota_attainment", Unit.RATE, Fraction(revenue_won, target), revenue_won, target)


def pace(revenue_won: int, target: int | None, elapsed: int, all_days: int) -> Figure:
    """Revenue − target × business days elapsed (today included) ÷ all business days of the period."""
    if not target or not all_days:
        return Figure("pace", Unit.MONEY, None, note="no_target")
    return Figure("pace", Unit.MONEY, revenue_won - divide_half_up(target * elapsed, all_days))


def sales_figures(parts: SalesParts) -> dict[str, Figure]:
    """The figures of the sales report that follow from counts and sums alone."""
    figures = (
        Figure("won", Unit.COUNT, parts.won),
        Figure("lost", Unit.COUNT, parts.lost),
        Figure("open", Unit.COUNT, parts.open),
        win_rate(parts),
        win_rate_by_value(parts),
        revenue(parts),
        average_deal_size(parts),
        cycle_median(parts),
        cycle_mean(parts),
    )
    return {figure.key: figure for figure in figures}


def _rate(key: str, numerator: int, denominator: int, note: str = "none_closed") -> Figure:
    if not denominator:
        return Figure(key, Unit.RATE, None, numerator, denominator, note)
    return Figure(key, Unit.RATE, Fraction(numerator, denominator), numerator, denominator)


def shown_value(figure: Figure) -> Any:
    """The value for a machine: whole numbers as they are, rates and days with six decimals, undefined None."""
    if isinstance(figure.value, Fraction):
        return float(as_decimal(figure.value))
    return figure.value
