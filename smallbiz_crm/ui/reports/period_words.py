"""What a period is called, and which periods there are to choose from."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QDate

from smallbiz_crm.domain.days import ALL, Period, add_months, last_month, month_of
from smallbiz_crm.ui.kit.formats import day_and_month, locale, month
from smallbiz_crm.words import _

ReadPeriod = Callable[[str], Period]

MONTHS_OFFERED = 15
QUARTERS_OFFERED = 5
_QUARTER = re.compile(r"(?P<fiscal>FY)?(?P<year>\d{4})-Q(?P<quarter>\d)")
_YEAR = re.compile(r"(?P<fiscal>FY)?(?P<year>\d{4})")


@dataclass(frozen=True, slots=True)
class PeriodChoice:
    """One entry of a picker. The key stays while the days move on: ``this_month`` is another month in June."""

    key: str
    text: str
    period: Period


def period_name(period: Period) -> str:
    """``April 2026``, ``Q2 2026``, ``2026``, ``1 March to 15 April 2026``, ``All time``."""
    if period.start is None or period.end is None:
        return _("All time")
    whole_month = month_of(period.start)
    if (period.start, period.end) == (whole_month.start, whole_month.end):
        return month(period.start)
    if match := _QUARTER.fullmatch(period.name):
        pattern = _("Q{quarter} of financial year {year}") if match["fiscal"] else _("Q{quarter} {year}")
        return pattern.format(quarter=match["quarter"], year=match["year"])
    if match := _YEAR.fullmatch(period.name):
        pattern = _("Financial year {year}") if match["fiscal"] else "{year}"
        return pattern.format(year=match["year"])
    return period_days(period)


def period_days(period: Period) -> str:
    """From which day to which: ``1 March to 15 April 2026``."""
    start, end = period.start, period.end
    if start is None or end is None:
        return _("From the first day to the last")
    if start == end:
        return _day_with_year(end)
    first = day_and_month(start) if start.year == end.year else _day_with_year(start)
    return _("{start} to {end}").format(start=first, end=_day_with_year(end))


def month_label(day: date) -> str:
    """A month where there is little room: ``May 26``."""
    return locale().toString(_qdate(day), _("MMM yy"))


def sales_periods(today: date, read: ReadPeriod, *, has_fiscal_year: bool) -> list[list[PeriodChoice]]:
    """What the sales report offers, in groups."""
    this, last = month_of(today), last_month(today)
    quarter = quarter_of(today, read)
    short = [
        PeriodChoice("this_month", _("This month"), this),
        PeriodChoice("last_month", _("Last month"), last),
        PeriodChoice("this_quarter", _("This quarter"), quarter),
        PeriodChoice("last_quarter", _("Last quarter"), quarter_of(add_months(today, -3), read)),
    ]
    long = [
        PeriodChoice("this_year", _("This year"), read(f"{today.year}")),
        PeriodChoice("last_year", _("Last year"), read(f"{today.year - 1}")),
    ]
    if has_fiscal_year:
        fiscal = fiscal_year_of(today, read)
        long.append(PeriodChoice("this_fiscal_year", _("This financial year"), fiscal))
        before = fiscal_year_of(add_months(today, -12), read)
        long.append(PeriodChoice("last_fiscal_year", _("Last financial year"), before))
    return [short, long, [PeriodChoice("all", _("All time"), ALL)]]


def accountant_periods(today: date, read: ReadPeriod) -> list[list[PeriodChoice]]:
    """What the accountant's pack offers, in groups: last month first, the months before and this one, quarters."""
    first = today.replace(day=1)
    days = [add_months(first, -back) for back in (1, 0, *range(2, MONTHS_OFFERED))]
    months = [_by_name(month_of(each)) for each in days]
    quarters = [_by_name(quarter_of(add_months(first, -3 * back), read)) for back in range(QUARTERS_OFFERED)]
    return [months[:1], months[1:], quarters]


def quarter_of(day: date, read: ReadPeriod) -> Period:
    """The calendar quarter that holds the day."""
    return read(f"{day.year:04}-Q{(day.month + 2) // 3}")


def fiscal_year_of(day: date, read: ReadPeriod) -> Period:
    """The financial year that holds the day; it is named by the year it ends in."""
    this = read(f"FY{day.year:04}")
    return this if this.contains(day) else read(f"FY{day.year + 1:04}")


def _by_name(period: Period) -> PeriodChoice:
    return PeriodChoice(period.name, period_name(period), period)


def _day_with_year(day: date) -> str:
    return locale().toString(_qdate(day), _("d MMM yyyy"))


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
