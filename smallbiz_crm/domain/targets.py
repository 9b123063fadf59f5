"""Revenue targets: the quarters they are set in, and how what came in compares with what was promised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from smallbiz_crm.domain.days import Period, add_months, fiscal_year_of, parse_period
from smallbiz_crm.domain.money import share_out

MONTHS_A_QUARTER = 3
_CALENDAR = "01-01"


@dataclass(frozen=True, slots=True)
class RevenuePace:
    """Revenue of a period so far and its target, in minor units of the home currency.

    `ahead` is the revenue less what is due by today in business days; it and `target` are None without a target.
    """

    period: Period
    revenue: int
    target: int | None
    ahead: int | None


def quarters_of_year(day: date, fiscal_year_start: str) -> list[Period]:
    """The four quarters of the business year that holds `day`.

    They are fiscal where that year begins with a month, else calendar: targets are for whole months.
    """
    begins = fiscal_year_start if fiscal_year_start.endswith("-01") else _CALENDAR
    last = add_months(fiscal_year_of(day, begins), 12) - timedelta(days=1)
    name = f"{last.year:04}" if begins == _CALENDAR else f"FY{last.year:04}"
    return [parse_period(f"{name}-Q{number}", fiscal_year_start=begins) for number in range(1, 5)]


def quarter_of(day: date, fiscal_year_start: str) -> Period:
    """The quarter of the business year that holds `day`."""
    return next(each for each in quarters_of_year(day, fiscal_year_start) if each.contains(day))


def shared_out(amount: int | None, months: int) -> list[int | None]:
    """A target of several months as one for each, conserved to the cent; None takes all of them away."""
    return [None] * months if amount is None else [*share_out(amount, [1] * months)]
