"""Reports: figures with their parts, and tables whose rows add up to them."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from smallbiz_crm.domain.attribution import Attribution
from smallbiz_crm.domain.days import Period, business_days, parse_period
from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.figures import (
    Figure,
    RecordsBehind,
    Report,
    ReportRow,
    SalesParts,
    Unit,
    pace,
    quota_attainment,
    sales_figures,
)
from smallbiz_crm.domain.kpis import Basis
from smallbiz_crm.domain.money import share_out
from smallbiz_crm.services import kpi_reports, records_behind, sales_reports
from smallbiz_crm.services.kpi_reports import Question
from smallbiz_crm.store import sales_report
from smallbiz_crm.store.database import Connection, Database
from smallbiz_crm.store.goals import set_revenue_targets
from smallbiz_crm.store.settings import home_currency, text_setting

REPORTS = ("funnel", "campaigns", "sales", "pipeline", "reasons", "promises", "customers", "email")
_BUILT: dict[str, Callable[[Connection, Question], Report]] = {
    "funnel": kpi_reports.funnel,
    "campaigns": kpi_reports.campaigns,
    "pipeline": sales_reports.pipeline,
    "reasons": sales_reports.reasons,
    "promises": sales_reports.promises,
    "customers": sales_reports.customers,
    "email": kpi_reports.email,
}
CLOSED_BY = {
    "lost": ("lost",),
    "open": ("open",),
    "win_rate": ("won", "lost"),
    "win_rate_by_value": ("won", "lost"),
}
SALES_TABLES = ("by_product", "by_region", "by_month", "by_campaign", "by_channel", "by_owner")


class Reports:
    def __init__(self, database: Database) -> None:
        self._database = database

    def period(self, text: str) -> Period:
        """A period in the words of the command line; fiscal ones by the workspace's fiscal year."""
        with self._database.reading() as connection:
            start = text_setting(connection, "fiscal_year.start")
        return parse_period(text, fiscal_year_start=start)

    def report(
        self,
        name: str,
        period: Period,
        *,
        basis: Basis = Basis.COHORT,
        attribution: Attribution = Attribution.FIRST,
        as_of: date | None = None,
    ) -> Report:
        """The report of that name (`REPORTS`). `as_of` shows it as it stood at the end of a past day."""
        question = Question(period, self._database.clock.today(), basis, attribution, as_of)
        if name == "sales":
            report = replace(self.sales(question.seen), period=period)
        else:
            with self._database.reading() as connection:
                report = _BUILT[name](connection, question)
        return replace(report, as_of=as_of)

    def records_behind(
        self, report: Report, figure: str, *, table: str | None = None, key: int | str | None = None
    ) -> RecordsBehind:
        """The records that a figure of the report counts, of the row `key` of a table if one is named.

        Of a rate they are those of its denominator.
        """
        question = Question(
            report.period,
            self._database.clock.today(),
            Basis(report.basis or Basis.COHORT),
            Attribution(report.attribution or Attribution.FIRST),
            report.as_of,
        )
        where = None if table is None else (table, key)
        with self._database.reading() as connection:
            if report.name == "sales":
                kinds = CLOSED_BY.get(figure, ("won",))
                ids = sales_report.deals_behind(connection, question.seen, list(kinds), table, key)
                return RecordsBehind("deal", ids)
            return records_behind.behind(connection, question, report.name, figure, where)

    def sales(self, period: Period) -> Report:
        """Won, lost, rates, revenue and cycle in the period, undivided and by product, region, month …"""
        with self._database.reading() as connection:
            read = sales_report.SalesRead(connection, period)
            figures = self._totals(connection, read.total(), period)
            tables = {name: _rows(read.by(name)) for name in SALES_TABLES}
            return Report("sales", period, home_currency(connection), figures, tables)

    def sales_totals(self, period: Period) -> dict[str, Figure]:
        """The figures of `sales` alone: what a glance needs, without the tables behind them."""
        with self._database.reading() as connection:
            parts = sales_report.SalesRead(connection, period).total()
            return self._totals(connection, parts, period)

    def _totals(self, connection: Connection, parts: SalesParts, period: Period) -> dict[str, Figure]:
        today = self._database.clock.today()
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


def _rows(parts: dict[sales_report.Scope, SalesParts]) -> list[ReportRow]:
    """By label, what is unassigned last."""
    ordered = sorted(parts.items(), key=lambda item: (item[0][1] is None, str(item[0][1]).lower()))
    return [ReportRow(key, label, sales_figures(scope)) for (key, label), scope in ordered]


def _pace(revenue: int, goal: int | None, period: Period, today: date) -> Figure:
    if period.start is None or period.end is None:
        return Figure("pace", Unit.MONEY, None, note="no_target")
    until = min(today, period.end)
    elapsed = business_days(period.start, until) if until >= period.start else 0
    return pace(revenue, goal, elapsed, business_days(period.start, period.end))
