"""Puts the reports on pipeline, reasons, promises and customers together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction

from smallbiz_crm.domain.days import Period, add_months
from smallbiz_crm.domain.deals import weighted
from smallbiz_crm.domain.figures import Figure, Report, ReportRow, Unit
from smallbiz_crm.domain.forecast import Forecast, simulate, simulate_on
from smallbiz_crm.domain.kpis import (
    CustomerParts,
    PipelineParts,
    PromiseParts,
    by_key,
    count,
    customer_figures,
    pipeline_figures,
    promise_figures,
    ratio,
    reason_figures,
    velocity,
    with_margin,
)
from smallbiz_crm.domain.promises import FirstContact
from smallbiz_crm.services.kpi_reports import Question
from smallbiz_crm.store import campaign_report, outcome_report, pipeline_report
from smallbiz_crm.store.campaign_report import Purchase
from smallbiz_crm.store.database import Connection
from smallbiz_crm.store.funnel_report import funnel_parts, mqls_by_month
from smallbiz_crm.store.outcome_report import HandOver, ReasonCount, target_sum
from smallbiz_crm.store.pipeline_report import OpenDeal
from smallbiz_crm.store.settings import get_setting, home_currency, text_setting

TRAILING_DAYS = 90
OVERDUE = "overdue"
MONTHS_OF_FAN = 12
MONTHS_LATELY = 12
COHORTS = 12
QUARTERS_AFTER = 8

# -- pipeline -------------------------------------------------------------------------------------------------


def pipeline(connection: Connection, asked: Question) -> Report:
    """Open deals by expected close, their velocity, and what they may bring; of a past day as they were then."""
    every = list(pipeline_report.open_deals(connection, asked.as_of))
    deals = [deal for deal in every if asked.period.contains(deal.expected_close)]
    figures = pipeline_figures(_summed(deals))
    figures["velocity_per_day"] = _velocity(connection, len(every), asked.seen_from)
    figures |= _forecast(connection, deals, asked)
    tables = {
        "by_stage": _by_stage(deals),
        "by_month": _by_month(deals, asked.seen_from),
        "forecast": _fan(deals, asked.seen_from),
    }
    return Report("pipeline", asked.period, home_currency(connection), figures, tables)


def _summed(deals: Iterable[OpenDeal]) -> PipelineParts:
    parts = PipelineParts()
    for deal in deals:
        parts.deals += 1
        if deal.amount is not None:
            parts.total += deal.amount
            parts.weighted += weighted(deal.amount, deal.probability)
        elif deal.has_amount:
            parts.without_rate += 1
        else:
            parts.without_amount += 1
    return parts


def _velocity(connection: Connection, open_deals: int, today: date) -> Figure:
    start = today - timedelta(days=TRAILING_DAYS - 1)
    lately = pipeline_report.closed_in(connection, Period(start, today, f"{start}..{today}"))
    return velocity(
        open_deals, lately.revenue, lately.with_amount, lately.won, lately.lost, lately.cycle_days
    )


def _forecast(connection: Connection, deals: Sequence[OpenDeal], asked: Question) -> dict[str, Figure]:
    """P10, P50, P90 of what the open deals bring, overdue and undated left out, and the chance of the target."""
    drawn = simulate(
        (deal.amount, deal.probability)
        for deal in sorted(deals, key=lambda one: bucket(one.expected_close, asked.seen_from))
        if deal.amount and deal.expected_close is not None and deal.expected_close >= asked.seen_from
    )
    figures = _percentiles(drawn)
    figures["chance_of_target"] = _chance(connection, drawn, asked)
    return figures


def _percentiles(drawn: Forecast) -> dict[str, Figure]:
    return {
        f"forecast_p{percent}": Figure(f"forecast_p{percent}", Unit.MONEY, drawn.percentile(percent))
        for percent in (10, 50, 90)
    }


def _fan(deals: Iterable[OpenDeal], today: date) -> list[ReportRow]:
    """Month by month what has come in by its end, at most a year ahead; overdue and undated deals are left out."""
    by_month: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for deal in deals:
        month = bucket(deal.expected_close, today)
        if deal.amount and month not in ("", OVERDUE):
            by_month[month].append((deal.amount, deal.probability))
    months = sorted(by_month)[:MONTHS_OF_FAN]
    forecasts = simulate_on([by_month[month] for month in months]) if months else []
    return [
        ReportRow(month, month, _percentiles(drawn)) for month, drawn in zip(months, forecasts, strict=True)
    ]


def _chance(connection: Connection, drawn: Forecast, asked: Question) -> Figure:
    goal = target_sum(connection, "revenue", asked.period.months())
    if goal is None:
        return Figure("chance_of_target", Unit.RATE, None, note="no_target")
    won = pipeline_report.closed_in(connection, asked.seen).revenue
    chance: Fraction = drawn.chance_of(goal - won)
    hits = int(chance * len(drawn.outcomes))
    return Figure("chance_of_target", Unit.RATE, chance, hits, len(drawn.outcomes))


def _by_stage(deals: Iterable[OpenDeal]) -> list[ReportRow]:
    """In the order of the stages."""
    grouped: dict[tuple[int, str], list[OpenDeal]] = defaultdict(list)
    for deal in deals:
        grouped[deal.stage_id, deal.stage].append(deal)
    return [ReportRow(key, name, pipeline_figures(_summed(its))) for (key, name), its in grouped.items()]


def _by_month(deals: Iterable[OpenDeal], today: date) -> list[ReportRow]:
    """What is overdue first, then month by month, what has no date last."""
    grouped: dict[str, list[OpenDeal]] = defaultdict(list)
    for deal in deals:
        grouped[bucket(deal.expected_close, today)].append(deal)
    order = sorted(grouped, key=lambda name: (not name, name != OVERDUE, name))
    return [ReportRow(name or None, name or None, pipeline_figures(_summed(grouped[name]))) for name in order]


def bucket(expected_close: date | None, today: date) -> str:
    """The month (``YYYY-MM``) a deal is expected in, ``overdue``, or nothing without a date."""
    if expected_close is None:
        return ""
    return OVERDUE if expected_close < today else f"{expected_close.year:04}-{expected_close.month:02}"


# -- reasons --------------------------------------------------------------------------------------------------


def reasons(connection: Connection, asked: Question) -> Report:
    """Why deals were lost and leads returned, the most frequent first; those without a reason are counted too."""
    lost = outcome_report.lost_reasons(connection, asked.seen)
    returned = outcome_report.returned_reasons(connection, asked.seen)
    figures = {
        "lost": count("lost", sum(one.count for one in lost)),
        "returned": count("returned", sum(one.count for one in returned)),
    }
    tables = {"lost": _reason_rows(lost), "returned": _reason_rows(returned)}
    return Report("reasons", asked.period, home_currency(connection), figures, tables)


def _reason_rows(found: Sequence[ReasonCount]) -> list[ReportRow]:
    of_all = sum(one.count for one in found)
    return [ReportRow(one.id, one.name, reason_figures(one.count, one.value, of_all)) for one in found]


# -- promises -------------------------------------------------------------------------------------------------


def promises(connection: Connection, asked: Question) -> Report:
    """What marketing and sales promised each other, and what was kept."""
    people = funnel_parts(connection, asked.seen, asked.seen_from).values()
    due = due_hand_overs(connection, asked)
    rule = first_contact(connection)
    parts = PromiseParts(
        promised=target_sum(connection, "mqls", asked.period.months()),
        handed_over=sum(each.mqls for each in people),
        accepted=sum(each.sqls_of_mqls for each in people),
        due=len(due),
        in_time=sum(rule.is_kept(one.day, one.instant, one.contacted_on, one.contacted_at) for one in due),
    )
    tables = {"lately": _lately(connection, asked)}
    return Report("promises", asked.period, home_currency(connection), promise_figures(parts), tables)


def _lately(connection: Connection, asked: Question) -> list[ReportRow]:
    """Marketing's promise in the twelve months up to the end of the period, which a single month is seen against."""
    last = min(asked.period.end or asked.seen_from, asked.seen_from).replace(day=1)
    first = add_months(last, 1 - MONTHS_LATELY)
    window = Period(first, add_months(last, 1) - timedelta(days=1), "")
    found = mqls_by_month(connection, window, asked.seen_from)
    rows: list[ReportRow] = []
    for month in window.months():
        handed_over, accepted = found.get(month, (0, 0))
        parts = PromiseParts(target_sum(connection, "mqls", [month]), handed_over, accepted)
        figures = promise_figures(parts)
        kept = ("mqls_promised", "mqls_handed_over", "mqls_accepted", "marketing_kept")
        rows.append(ReportRow(month, month, {key: figures[key] for key in kept}))
    return rows


def first_contact(connection: Connection) -> FirstContact:
    """The promise of sales as the settings have it."""
    return FirstContact.read(
        text_setting(connection, "promise.first_contact"), text_setting(connection, "business.holidays")
    )


def due_hand_overs(connection: Connection, asked: Question) -> list[HandOver]:
    """Those whose time for a first contact ran out in the period, and before today."""
    rule = first_contact(connection)
    found: list[HandOver] = []
    since = rule.earliest(asked.period.start) if asked.period.start else None
    until = min(asked.seen_from, asked.period.end or asked.seen_from)
    for one in outcome_report.hand_overs(connection, since, until):
        due_on = rule.due_on(one.day, one.instant)
        if due_on < asked.seen_from and asked.period.contains(due_on):
            found.append(one)
    return found


# -- customers ------------------------------------------------------------------------------------------------


def customers(connection: Connection, asked: Question) -> Report:
    """New customers, what they are worth and whether they stay; customers are companies, else people."""
    today = asked.seen_from
    bought = campaign_report.purchases(connection, today)
    spent = sum(campaign_report.spend_by_origin(connection, asked.seen).values())
    margin = int(get_setting(connection, "business.gross_margin")) or None
    parts = customer_parts(bought, asked.seen, today, spent, margin)
    tables = {
        "by_customer": _customer_rows(bought, asked.seen, margin),
        "cohorts": cohort_rows(bought, today),
    }
    return Report("customers", asked.period, home_currency(connection), customer_figures(parts), tables)


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
            figures.append(ratio(f"quarter_{later}", kept, len(members), "nobody_in_cohort"))
        name = quarter_name(quarter)
        rows.append(ReportRow(name, name, by_key(figures)))
    return rows


def firsts_of_cohort(bought: Iterable[Purchase], name: str) -> list[int]:
    """The first deal of each customer who first bought in the quarter of that name."""
    seen: set[int | str] = set()
    found: list[int] = []
    for one in bought:
        if one.key is not None and one.key not in seen:
            seen.add(one.key)
            if quarter_name(_quarter(one.closed_on)) == name:
                found.append(one.deal_id)
    return found


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


def _customer_rows(bought: Sequence[Purchase], period: Period, margin: int | None) -> list[ReportRow]:
    """Each customer with what they bought to date, the largest first, deals of nobody last."""
    totals: dict[int | str | None, int] = defaultdict(int)
    names: dict[int | str | None, str | None] = {}
    first: dict[int | str | None, date] = {}
    for one in bought:
        totals[one.key] += one.amount
        names[one.key] = one.name
        first.setdefault(one.key, one.closed_on)
    order = sorted(totals, key=lambda key: (key is None, -totals[key], names[key] or ""))
    return [
        ReportRow(
            key,
            names[key],
            {
                "new_customers": count("new_customers", int(key is not None and period.contains(first[key]))),
                "clv_historic": Figure("clv_historic", Unit.MONEY, with_margin(totals[key], margin)),
            },
        )
        for key in order
    ]
