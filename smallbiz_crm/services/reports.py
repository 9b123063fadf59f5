"""Reports: figures with their parts, and tables whose rows add up to them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from datetime import date

from smallbiz_crm.domain.days import Period, business_days, parse_period
from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.figures import Figure, Report, ReportRow, Unit, pace, quota_attainment, sales_figures
from smallbiz_crm.domain.money import share_out
from smallbiz_crm.store import sales_report
from smallbiz_crm.store.database import Database
from smallbiz_crm.store.goals import set_revenue_targets
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
            goal = sales_report.revenue_target(connection, period.months())
        figures = sales_figures(parts)
        figures["quota_attainment"] = quota_attainment(parts.revenue, goal)
        figures["pace"] = _pace(parts.revenue, goal, period, today)
        return figures

    def revenue_by_month(self, period: Period) -> dict[str, int]:
        """Revenue of each month (``YYYY-MM``) of the period that has any, in minor units of the home currency."""
        with self._database.reading() as connection:
            return sales_report.revenue_by_month(connection, period)

    def deals_behind(
        self,
        period: Period,
        outcomes: Iterable[Outcome],
        *,
        table: str | None = None,
        key: int | str | None = None,
    ) -> array[int]:
        """The deals that `sales` counts under these outcomes, in the row `key` of a table if one is named.

        The last closed come first. Open deals are those open now, whatever the period.
        """
        kinds = [outcome.value for outcome in outcomes]
        with self._database.reading() as connection:
            return sales_report.deals_behind(connection, period, kinds, table, key)

    def can_have_target(self, period: Period) -> bool:
        """Whether the period consists of whole months, which is what targets are for."""
        return bool(period.months())

    def set_revenue_target(self, period: Period, amount: int | None) -> None:
        """Promise revenue for the period, shared out over its months; None takes their targets away.

        `amount` in minor units of the home currency. Raises Refused for a period that is not of whole months and
        for an amount that is not above zero.
        """
        months = period.months()
        if not months:
            raise Refused("target.whole_months", period=period.name)
        if amount is not None and amount <= 0:
            raise Refused("target.not_positive")
        shares: list[int | None] = [None] * len(months)
        if amount is not None:
            shares = [*share_out(amount, [1] * len(months))]
        with self._database.step("target.set", period=period.name) as unit:
            set_revenue_targets(unit, dict(zip(months, shares, strict=True)))


def _rows(parts: dict[sales_report.Scope, sales_report.SalesParts]) -> list[ReportRow]:
    """By label, what is unassigned last."""
    ordered = sorted(parts.items(), key=lambda item: (item[0][1] is None, str(item[0][1]).lower()))
    return [ReportRow(key, label, sales_figures(scope)) for (key, label), scope in ordered]


def _pace(revenue: int, goal: int | None, period: Period, today: date) -> Figure:
    if period.start is None or period.end is None:
        return Figure("pace", Unit.MONEY, None, note="no_target")
    until = min(today, period.end)
    elapsed = business_days(period.start, until) if until >= period.start else 0
    return pace(revenue, goal, elapsed, business_days(period.start, period.end))
