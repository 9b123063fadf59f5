"""Reports: figures with their parts, and tables whose rows add up to them."""

from __future__ import annotations

from datetime import date

from smallbiz_crm.domain.days import Period, business_days, parse_period
from smallbiz_crm.domain.figures import Figure, Report, ReportRow, Unit, pace, quota_attainment, sales_figures
from smallbiz_crm.store import sales_report
from smallbiz_crm.store.database import Database
from smallbiz_crm.store.settings import home_currency, text_setting

SALES_TABLES = ("by_product", "by_region", "by_month", "by_campaign", "by_channel", "by_owner")


class Reports:
    def __init__(self, database: Database) -> None:
        self._database = database

    def period(self, text: str) -> Period:
        """A period in the words of the command line; fiscal ones by the workspace's fiscal year."""
        with self._database.reading() as connection:
            start = text_setting(connection, "fiscal_year.start")
        return parse_period(text, fiscal_year_start=start)

    def sales(self, period: Period) -> Report:
        """Won, lost, rates, revenue and cycle in the period, undivided and by product, region, month …"""
        with self._database.reading() as connection:
            figures = self.sales_totals(period)
            tables = {
                name: _rows(sales_report.sales_parts_by(connection, period, name)) for name in SALES_TABLES
            }
            return Report("sales", period, home_currency(connection), figures, tables)

    def sales_totals(self, period: Period) -> dict[str, Figure]:
        """The figures of `sales` alone: what a glance needs, without the tables behind them."""
        today = self._database.clock.today()
        with self._database.reading() as connection:
            parts = sales_report.sales_parts(connection, period)
            goal = sales_report.revenue_target(connection, _months(period))
        figures = sales_figures(parts)
        figures["quota_attainment"] = quota_attainment(parts.revenue, goal)
        figures["pace"] = _pace(parts.revenue, goal, period, today)
        return figures


def _rows(parts: dict[sales_report.Scope, sales_report.SalesParts]) -> list[ReportRow]:
    """By label, what is unassigned last."""
    ordered = sorted(parts.items(), key=lambda item: (item[0][1] is None, str(item[0][1]).lower()))
    return [ReportRow(key, label, sales_figures(scope)) for (key, label), scope in ordered]


def _months(period: Period) -> list[str]:
    """The whole months of a period as ``YYYY-MM``; none when it is open or does not consist of months."""
    if period.start is None or period.end is None or period.start.day != 1:
        return []
    months: list[str] = []
    day = period.start
    while day <= period.end:
        months.append(f"{day.year:04}-{day.month:02}")
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return months if (day - period.end).days == 1 else []


def _pace(revenue: int, goal: int | None, period: Period, today: date) -> Figure:
    if period.start is None or period.end is None:
        return Figure("pace", Unit.MONEY, None, note="no_target")
    until = min(today, period.end)
    elapsed = business_days(period.start, until) if until >= period.start else 0
    return pace(revenue, goal, elapsed, business_days(period.start, period.end))
