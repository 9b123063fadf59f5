"""Puts the report on customers together: who bought, what they are worth, and whether they stay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from smallbiz_crm.domain.campaign_kpis import with_margin
from smallbiz_crm.domain.customer_kpis import CustomerParts
from smallbiz_crm.domain.days import Period, add_months
from smallbiz_crm.domain.figures import Figure, Report, ReportRow, Unit, by_key, count
from smallbiz_crm.domain.money import share_out
from smallbiz_crm.services.kpi_reports import gross_margin
from smallbiz_crm.services.kpis import figures_of, kpi
from smallbiz_crm.services.kpis_of_outcomes import QUARTERS_AFTER
from smallbiz_crm.services.question import Question
from smallbiz_crm.store import campaign_report
from smallbiz_crm.store.campaign_report import Purchase
from smallbiz_crm.store.database import Connection
from smallbiz_crm.store.settings import home_currency

COHORTS = 12


def customers(connection: Connection, asked: Question) -> Report:
    """New customers, what they are worth and whether they stay; customers are companies, else people."""
    today = asked.seen_from
    bought = campaign_report.purchases(connection, today)
    margin = gross_margin(connection)
    worth = purchase_values(bought, margin)
    spent = sum(campaign_report.spend_by_origin(connection, asked.seen).values())
    parts = customer_parts(bought, asked.seen, today, spent, margin)
    tables = {
        "by_customer": _customer_rows(bought, worth, asked.seen),
        "cohorts": cohort_rows(bought, today),
    }
    return Report(
        "customers", asked.period, home_currency(connection), figures_of("customers", parts), tables
    )


def cohort_rows(bought: Iterable[Purchase], today: date) -> list[ReportRow]:
    """Customers by the quarter they first bought in, and the share of them who bought again in each quarter after.

    The last cohorts, the oldest first; quarters that have not begun by today are left out.
    """
    first: dict[int | str, int] = {}
    again: dict[int, set[int | str]] = defaultdict(set)
    for one in bought:
        if one.key is not None:
            quarter = _quarter(one.closed_on)
            since = first.setdefault(one.key, quarter)
            again[quarter - since].add(one.key)
    of_cohort: dict[int, set[int | str]] = defaultdict(set)
    for key, quarter in first.items():
        of_cohort[quarter].add(key)
    now = _quarter(today)
    rows: list[ReportRow] = []
    for quarter in range(min(of_cohort, default=now + 1), now + 1)[-COHORTS:]:
        members = of_cohort[quarter]
        figures = [count("new_customers", len(members))]
        for later in range(1, min(QUARTERS_AFTER, now - quarter) + 1):
            kept = len(members & again[later])
            figures.append(kpi("customers", f"quarter_{later}").work_out((kept, len(members))))
        name = quarter_name(quarter)
        rows.append(ReportRow(name, name, by_key(figures)))
    return rows


def cohort_behind(bought: Iterable[Purchase], name: str, later: int | None = None) -> list[int]:
    """A deal for each customer who first bought in the quarter of that name: the first ever.

    With `later` only of those who bought again so many quarters after: the first deal of that quarter.
    """
    first: dict[int | str, int] = {}
    found: dict[int | str, int] = {}
    for one in bought:
        if one.key is None:
            continue
        quarter = _quarter(one.closed_on)
        since = first.setdefault(one.key, quarter)
        if quarter_name(since) == name and quarter - since == (later or 0):
            found.setdefault(one.key, one.deal_id)
    return list(found.values())


def _quarter(day: date) -> int:
    return day.year * 4 + (day.month - 1) // 3


def quarter_name(quarter: int) -> str:
    """A quarter counted from year 0, as periods name it: ``2026-Q1``."""
    return f"{quarter // 4:04}-Q{quarter % 4 + 1}"


def customer_parts(
    bought: Sequence[Purchase], period: Period, today: date, spent: int, margin: int | None
) -> CustomerParts:
    """Counts and sums over all purchases up to today; the last 12 months end today."""
    year_ago, two_years_ago = add_months(today, -12), add_months(today, -24)
    first: dict[int | str, date] = {}
    lately: set[int | str] = set()
    before: set[int | str] = set()
    parts = CustomerParts(spend=spent, margin=margin)
    for one in bought:
        if one.key is None:
            parts.of_nobody += one.amount
            continue
        first.setdefault(one.key, one.closed_on)
        parts.revenue += one.amount
        if one.closed_on > year_ago:
            lately.add(one.key)
            parts.year_revenue += one.amount
        elif one.closed_on > two_years_ago:
            before.add(one.key)
    parts.customers, parts.year_customers = len(first), len(lately)
    parts.before, parts.kept = len(before), len(before & lately)
    parts.new = sum(period.contains(day) for day in first.values())
    parts.has_year = any(day <= year_ago for day in first.values())
    return parts


def purchase_values(bought: Sequence[Purchase], margin: int | None) -> list[int]:
    """What each purchase counts for: its amount, or its part of the margin on all of them, which they sum to."""
    amounts = [one.amount for one in bought]
    if margin is None or not amounts or min(amounts) < 0:
        return [with_margin(amount, margin) for amount in amounts]
    return share_out(with_margin(sum(amounts), margin), amounts)


def _customer_rows(bought: Sequence[Purchase], worth: Sequence[int], period: Period) -> list[ReportRow]:
    """Each customer with what they bought to date, the largest first, deals of nobody last."""
    totals: dict[int | str | None, int] = defaultdict(int)
    names: dict[int | str | None, str | None] = {}
    first: dict[int | str | None, date] = {}
    for one, value in zip(bought, worth, strict=True):
        totals[one.key] += value
        names[one.key] = one.name
        first.setdefault(one.key, one.closed_on)
    order = sorted(totals, key=lambda key: (key is None, -totals[key], names[key] or ""))
    return [
        ReportRow(
            key,
            names[key],
            by_key(
                (
                    count("new_customers", int(key is not None and period.contains(first[key]))),
                    Figure("bought", Unit.MONEY, totals[key]),
                    Figure("clv_historic", Unit.MONEY, totals[key]),
                )
            ),
        )
        for key in order
    ]
