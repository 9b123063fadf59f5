"""A way of looking at a report that the user named: what was asked for, and the figure that is pinned of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from smallbiz_crm.domain.days import ALL, Period, add_months, last_month, month_of, parse_period
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.kpis import NO_FILTER, ReportFilter


@dataclass(frozen=True, slots=True)
class ReportView:
    """`period` is a name that moves with the days (``this_month``) or one that stays (``2026-03``).

    `compared` is ``before``, ``year`` or nothing; `figure` is what stands on Today while the view is pinned.
    """

    name: str
    report: str
    period: str
    basis: str = "cohort"
    attribution: str = "first"
    compared: str = ""
    wanted: ReportFilter = NO_FILTER
    figure: str = ""

    def as_plain(self) -> dict[str, Any]:
        """Everything but the name, as plain values."""
        plain = {name: value for name, value in asdict(self).items() if name not in ("name", "wanted")}
        return {**plain, "wanted": self.wanted.as_plain()}

    @classmethod
    def from_plain(cls, name: str, plain: dict[str, Any]) -> ReportView:
        """The view that `as_plain` told; what is not known any more is left out."""
        known = {key: value for key, value in plain.items() if key in cls.__dataclass_fields__}
        wanted = ReportFilter.from_plain(known.pop("wanted", {}))
        return cls(name=name, **known, wanted=wanted)

    def named(self, name: str) -> ReportView:
        return replace(self, name=name)


def moving_period(name: str, today: date, fiscal_year_start: str) -> Period:
    """The days that a period of this name has today. One that cannot be read is this month."""

    def quarter_of(day: date) -> Period:
        return parse_period(f"{day.year:04}-Q{(day.month + 2) // 3}")

    def fiscal_year(day: date) -> Period:
        this = parse_period(f"FY{day.year:04}", fiscal_year_start=fiscal_year_start)
        if this.contains(day):
            return this
        return parse_period(f"FY{day.year + 1:04}", fiscal_year_start=fiscal_year_start)

    moving = {
        "this_month": lambda: month_of(today),
        "last_month": lambda: last_month(today),
        "this_quarter": lambda: quarter_of(today),
        "last_quarter": lambda: quarter_of(add_months(today, -3)),
        "this_year": lambda: parse_period(f"{today.year:04}"),
        "last_year": lambda: parse_period(f"{today.year - 1:04}"),
        "this_fiscal_year": lambda: fiscal_year(today),
        "last_fiscal_year": lambda: fiscal_year(add_months(today, -12)),
        "all": lambda: ALL,
    }
    if name in moving:
        return moving[name]()
    try:
        return parse_period(name, fiscal_year_start=fiscal_year_start)
    except Refused:
        return month_of(today)
