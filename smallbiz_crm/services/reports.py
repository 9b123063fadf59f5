"""Reports: figures with their parts, and tables whose rows add up to them."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from smallbiz_crm.domain.attribution import Attribution
from smallbiz_crm.domain.days import Period, add_months, business_days, month_of, parse_period
from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.figures import Figure, RecordsBehind, Report, ReportRow, Unit, count
from smallbiz_crm.domain.kpis import NO_FILTER, Basis, ReportFilter
from smallbiz_crm.domain.money import minor_digits
from smallbiz_crm.domain.sales_kpis import SalesParts, pace
from smallbiz_crm.domain.targets import RevenuePace, quarter_of, shared_out
from smallbiz_crm.services import customer_reports, kpi_reports, records_behind, sales_reports
from smallbiz_crm.services.kpis import REPORTS as REPORTS
from smallbiz_crm.services.kpis import figures_of
from smallbiz_crm.services.question import Question
from smallbiz_crm.store import board, pipeline_report, report_filter, sales_report, segments
from smallbiz_crm.store.database import Connection, Database
from smallbiz_crm.store.goals import revenue_targets, set_revenue_targets
from smallbiz_crm.store.settings import home_currency, text_setting

if TYPE_CHECKING:
    from smallbiz_crm.services.report_views import ReportViews

FEWEST_MONTHS = 12
SALES_TABLES = ("by_product", "by_region", "by_month", "by_campaign", "by_channel", "by_owner")


class Reports:
    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def views(self) -> ReportViews:
        """The ways of looking that the user saved and pinned."""
        from smallbiz_crm.services.report_views import ReportViews

        return ReportViews(self._database)

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
        wanted: ReportFilter = NO_FILTER,
    ) -> Report:
        """The report of that name (`REPORTS`). `as_of` shows it as it stood at the end of a past day, `wanted` narrows
        it to a part of the business.
        """
        question = Question(period, self._database.clock.today(), basis, attribution, as_of, wanted)
        with self._database.reading() as connection:
            report = _BUILT[name](connection, question)
            names = report_filter.names_of(connection, wanted)
        return replace(report, as_of=as_of, wanted=wanted, narrowed=names)

    def filter_values(self, name: str) -> list[tuple[int | str, str]]:
        """What a field of the filter may be, with what it is called; the own words of a list are their names."""
        with self._database.reading() as connection:
            if name == "segment_id":
                return list(segments.fitting(connection))
            if name == "channel":
                return [(channel, channel) for channel in report_filter.channels(connection)]
            if name == "region":
                return [(region, region) for region in board.regions(connection)]
            return list(report_filter.named(connection, name))

    def records_behind(
        self, report: Report, figure: str, *, table: str | None = None, key: int | str | None = None
    ) -> list[RecordsBehind]:
        """The records that a figure of the report is made of, of the row `key` of a table if one is named.

        Of a rate there are two lists or more: the one that its denominator counts comes first.
        """
        question = Question(
            report.period,
            self._database.clock.today(),
            Basis(report.basis or Basis.COHORT),
            Attribution(report.attribution or Attribution.FIRST),
            report.as_of,
            report.wanted,
        )
        where = None if table is None else (table, key)
        with self._database.reading() as connection:
            return records_behind.behind(connection, question, report.name, figure, where)

    def sales(self, period: Period) -> Report:
        """Won, lost, rates, revenue and cycle in the period, undivided and by product, region, month …"""
        return self.report("sales", period)

    def sales_totals(self, period: Period) -> dict[str, Figure]:
        """The figures of `sales` alone: what a glance needs, without the tables behind them."""
        with self._database.reading() as connection:
            return _sales_figures(connection, Question(period, self._database.clock.today()))

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

    def revenue_targets(self) -> dict[str, int]:
        """The revenue promised for each month (``YYYY-MM``) that has a target, in minor units of the home currency."""
        with self._database.reading() as connection:
            return revenue_targets(connection)

    def paces(self) -> list[RevenuePace]:
        """How the month and the quarter of today stand against their targets."""
        today = self._database.clock.today()
        with self._database.reading() as connection:
            quarter = quarter_of(today, text_setting(connection, "fiscal_year.start"))
            revenue = sales_report.revenue_by_month(connection, quarter)
            goals = revenue_targets(connection)
        return [_pace_of(period, revenue, goals, today) for period in (month_of(today), quarter)]

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
        self._set_targets(period.name, dict(zip(months, shared_out(amount, len(months)), strict=True)))

    def set_revenue_targets(self, amounts: Mapping[str, int | None]) -> None:
        """Promise revenue for single months (``YYYY-MM``) in one step; None takes the target of a month away.

        Raises Refused for an amount that is not above zero.
        """
        if any(amount is not None and amount <= 0 for amount in amounts.values()):
            raise Refused("target.not_positive")
        months = sorted(amounts)
        named = months[0] if len(months) == 1 else f"{months[0]}–{months[-1]}"
        self._set_targets(named, amounts)

    def _set_targets(self, named: str, amounts: Mapping[str, int | None]) -> None:
        with self._database.step("target.set", period=named) as unit:
            set_revenue_targets(unit, amounts)


def figures_asked_for(connection: Connection, name: str, asked: Question) -> dict[str, Figure]:
    """The figures of a report alone, without its tables where that is quicker."""
    return _sales_figures(connection, asked) if name == "sales" else _BUILT[name](connection, asked).figures


def _sales(connection: Connection, asked: Question) -> Report:
    by = report_filter.narrowing(connection, asked.wanted, asked.seen_from)
    read = sales_report.SalesRead(connection, asked.seen, asked.today, by)
    figures = _sales_figures(connection, asked, read)
    tables = {name: _rows(read.by(name), asked) for name in SALES_TABLES}
    series = {"months": _months(connection, asked.seen, asked.seen_from, by)}
    return Report("sales", asked.period, home_currency(connection), figures, tables, series=series)


def _sales_figures(
    connection: Connection, asked: Question, read: sales_report.SalesRead | None = None
) -> dict[str, Figure]:
    by = report_filter.narrowing(connection, asked.wanted, asked.seen_from)
    parts = (read or sales_report.SalesRead(connection, asked.seen, asked.today, by)).total()
    parts.minor_digits = minor_digits(home_currency(connection))
    if asked.as_of is not None:
        parts.open = sum(1 for _ in pipeline_report.open_deals(connection, asked.as_of, by))
    if asked.wanted.is_empty():
        _set_target(connection, parts, asked.period, asked.seen_from)
    return figures_of("sales", parts)


def _rows(parts: dict[sales_report.Scope, SalesParts], asked: Question) -> list[ReportRow]:
    """By label, what is unassigned last. Of a past day it is not known what was open under each of them."""
    ordered = sorted(parts.items(), key=lambda item: (item[0][1] is None, str(item[0][1]).lower()))
    rows = [ReportRow(key, label, figures_of("sales", scope, in_row=True)) for (key, label), scope in ordered]
    if asked.as_of is not None:
        for row in rows:
            row.figures["open"] = count("open", None, "not_by_row")
    return rows


def _months(
    connection: Connection, period: Period, today: date, by: report_filter.Narrowing
) -> list[ReportRow]:
    """Revenue of the months of the period, at least of twelve up to its end; none yet where they have not begun."""
    last = (period.end or today).replace(day=1)
    first = min((period.start or last).replace(day=1), add_months(last, 1 - FEWEST_MONTHS))
    is_open = period.start is None or period.end is None
    revenue = sales_report.revenue_by_month(
        connection, period if is_open else Period(first, period.end, ""), by
    )
    known = [date.fromisoformat(f"{name}-01") for name in revenue]
    first, last = min([first, *known]), max([last, *known])
    this = f"{today.year:04}-{today.month:02}"
    rows: list[ReportRow] = []
    while first <= last:
        name = f"{first.year:04}-{first.month:02}"
        amount = revenue.get(name, 0)
        shown = amount if amount or name <= this else None
        rows.append(ReportRow(name, name, {"revenue": Figure("revenue", Unit.MONEY, shown)}))
        first = add_months(first, 1)
    return rows


def _set_target(connection: Connection, parts: SalesParts, period: Period, today: date) -> None:
    """What was promised for the period, how much of its business days is over, and which months kept their word."""
    parts.target = sales_report.revenue_target(connection, period.months())
    _set_days(parts, period, today)
    begun = [month for month in period.months() if month <= f"{today.year:04}-{today.month:02}"]
    targets = sales_report.targets_of_months(connection, begun)
    won = sales_report.revenue_by_month(connection, period) if targets else {}
    parts.months = len(targets)
    parts.months_met = sum(won.get(month, 0) >= goal for month, goal in targets.items())


def _set_days(parts: SalesParts, period: Period, today: date) -> None:
    """How many business days the period has, and how many of them have begun."""
    if period.start is not None and period.end is not None:
        until = min(today, period.end)
        parts.elapsed = business_days(period.start, until) if until >= period.start else 0
        parts.all_days = business_days(period.start, period.end)


def _pace_of(
    period: Period, revenue: Mapping[str, int], goals: Mapping[str, int], today: date
) -> RevenuePace:
    """How a period of whole months stands, from revenue and targets by month."""
    months = period.months()
    goal = sum(goals[month] for month in months) if all(month in goals for month in months) else None
    parts = SalesParts(revenue=sum(revenue.get(month, 0) for month in months), target=goal)
    _set_days(parts, period, today)
    ahead = pace(parts).value
    return RevenuePace(period, parts.revenue, goal, None if ahead is None else int(ahead))


_BUILT: dict[str, Callable[[Connection, Question], Report]] = {
    "funnel": kpi_reports.funnel,
    "campaigns": kpi_reports.campaigns,
    "sales": _sales,
    "pipeline": sales_reports.pipeline,
    "reasons": sales_reports.reasons,
    "promises": sales_reports.promises,
    "customers": customer_reports.customers,
    "email": kpi_reports.email,
}
