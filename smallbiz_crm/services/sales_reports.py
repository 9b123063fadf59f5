"""Puts the reports on pipeline, reasons and promises together: parts from the store, figures from the registry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from smallbiz_crm.domain.days import Period, add_months, month_of
from smallbiz_crm.domain.deals import weighted
from smallbiz_crm.domain.figures import Figure, Report, ReportRow, Unit, by_key
from smallbiz_crm.domain.forecast import simulate, simulate_on
from smallbiz_crm.domain.pipeline_kpis import PipelineFacts, PipelineParts, accuracy, open_amount, outcome
from smallbiz_crm.domain.promise_kpis import OneReason, PromiseParts, ReasonParts
from smallbiz_crm.domain.promises import FirstContact
from smallbiz_crm.services.kpi_reports import chosen_people
from smallbiz_crm.services.kpis import figures_of, kpi
from smallbiz_crm.services.question import Question
from smallbiz_crm.store import outcome_report, pipeline_report
from smallbiz_crm.store.database import Connection
from smallbiz_crm.store.funnel_report import funnel_parts, mqls_by_month
from smallbiz_crm.store.outcome_report import HandOver, ReasonCount, target_sum
from smallbiz_crm.store.pipeline_report import OpenDeal
from smallbiz_crm.store.report_filter import EVERYTHING, Narrowing, narrowing
from smallbiz_crm.store.settings import home_currency, text_setting

TRAILING_DAYS = 90
OVERDUE = "overdue"
MONTHS_OF_FAN = 12
MONTHS_LATELY = 12
PERCENTS = (10, 50, 90)

# -- pipeline -------------------------------------------------------------------------------------------------


def pipeline(connection: Connection, asked: Question) -> Report:
    """Open deals by expected close, their velocity, and what they may bring; of a past day as they were then."""
    by = narrowing(connection, asked.wanted, asked.seen_from)
    every = list(pipeline_report.open_deals(connection, asked.as_of, by))
    deals = [deal for deal in every if asked.period.contains(deal.expected_close)]
    months = past_months(connection, asked)
    facts = PipelineFacts(
        _summed(deals),
        whole=_summed(every),
        lately=pipeline_report.closed_in(connection, lately(asked), by),
        drawn=simulate((deal.amount or 0, deal.probability) for deal in drawn(deals, asked.seen_from)),
        won=pipeline_report.closed_in(connection, asked.seen, by).revenue,
        target=_target(connection, "revenue", asked),
        foreseen=sum(month.foreseen for month in months) if months else None,
        came=sum(month.came for month in months),
    )
    tables = {
        "by_stage": _by_stage(deals),
        "by_month": _by_month(deals, asked.seen_from),
        "forecast": _fan(deals, asked.seen_from),
        "accuracy": [_row_of_month(month) for month in months],
    }
    figures = figures_of("pipeline", facts)
    return Report("pipeline", asked.period, home_currency(connection), figures, tables)


def _target(
    connection: Connection, kind: str, asked: Question, months: list[str] | None = None
) -> int | None:
    """What was promised for the months; a promise is of the whole business and none of a part of it."""
    if not asked.wanted.is_empty():
        return None
    return target_sum(connection, kind, asked.period.months() if months is None else months)


def lately(asked: Question) -> Period:
    """The days that velocity is taken from."""
    start = asked.seen_from - timedelta(days=TRAILING_DAYS - 1)
    return Period(start, asked.seen_from, "")


def drawn(deals: Iterable[OpenDeal], today: date) -> list[OpenDeal]:
    """The deals that the forecast draws, month by month: with an amount, neither overdue nor undated."""
    known = [
        deal for deal in deals if deal.amount and bucket(deal.expected_close, today) not in ("", OVERDUE)
    ]
    return sorted(known, key=lambda one: bucket(one.expected_close, today))


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


def _fan(deals: Iterable[OpenDeal], today: date) -> list[ReportRow]:
    """Month by month what has come in by its end, at most a year ahead; overdue and undated deals are left out."""
    by_month: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for deal in drawn(deals, today):
        by_month[bucket(deal.expected_close, today)].append((deal.amount or 0, deal.probability))
    months = sorted(by_month)[:MONTHS_OF_FAN]
    forecasts = simulate_on([by_month[month] for month in months]) if months else []
    return [
        ReportRow(month, month, by_key(outcome(one, percent) for percent in PERCENTS))
        for month, one in zip(months, forecasts, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class PastMonth:
    """A month that is over: the weighted pipeline expected in it on the evening before it began, and what came."""

    name: str
    foreseen: int
    came: int


def past_months(connection: Connection, asked: Question) -> list[PastMonth]:
    """The months of the period that are over, at most the last twelve, as the deals' history tells them."""
    last = asked.seen_from.replace(day=1)
    end = min(last, add_months(asked.period.end.replace(day=1), 1)) if asked.period.end else last
    start = max(asked.period.start or add_months(end, -MONTHS_LATELY), add_months(end, -MONTHS_LATELY))
    first = start if start.day == 1 else add_months(start.replace(day=1), 1)
    by = narrowing(connection, asked.wanted, asked.seen_from)
    found: list[PastMonth] = []
    while first < end:
        month = month_of(first)
        found.append(
            PastMonth(
                month.name,
                sum(worth for _, worth in foreseen(connection, month, by)),
                pipeline_report.closed_in(connection, month, by).revenue,
            )
        )
        first = add_months(first, 1)
    return [each for each in found if each.foreseen or each.came]


def foreseen(connection: Connection, month: Period, by: Narrowing = EVERYTHING) -> list[tuple[OpenDeal, int]]:
    """The deals that were expected in a month on the evening before it began, with their weighted amounts."""
    if month.start is None:
        return []
    then = pipeline_report.open_deals(connection, month.start - timedelta(days=1), by, expected=month)
    return [
        (deal, weighted(deal.amount, deal.probability))
        for deal in then
        if deal.amount is not None and deal.expected_close is not None and month.contains(deal.expected_close)
    ]


def _row_of_month(month: PastMonth) -> ReportRow:
    figures = by_key(
        (
            Figure("weighted_pipeline", Unit.MONEY, month.foreseen),
            Figure("revenue", Unit.MONEY, month.came),
            accuracy(month.came, month.foreseen),
        )
    )
    return ReportRow(month.name, month.name, figures)


def _by_stage(deals: Iterable[OpenDeal]) -> list[ReportRow]:
    """In the order of the stages."""
    grouped: dict[tuple[int, str], list[OpenDeal]] = defaultdict(list)
    for deal in deals:
        grouped[deal.stage_id, deal.stage].append(deal)
    return [_row_of_deals(key, name, its) for (key, name), its in grouped.items()]


def _by_month(deals: Iterable[OpenDeal], today: date) -> list[ReportRow]:
    """What is overdue first, then month by month, what has no date last."""
    grouped: dict[str, list[OpenDeal]] = defaultdict(list)
    for deal in deals:
        grouped[bucket(deal.expected_close, today)].append(deal)
    order = sorted(grouped, key=lambda name: (not name, name != OVERDUE, name))
    return [_row_of_deals(name or None, name or None, grouped[name]) for name in order]


def _row_of_deals(key: int | str | None, label: str | None, deals: Iterable[OpenDeal]) -> ReportRow:
    parts = _summed(deals)
    amounts = {"pipeline": parts.total, "weighted_pipeline": parts.weighted}
    return ReportRow(key, label, by_key(open_amount(name, parts, amount) for name, amount in amounts.items()))


def bucket(expected_close: date | None, today: date) -> str:
    """The month (``YYYY-MM``) a deal is expected in, ``overdue``, or nothing without a date."""
    if expected_close is None:
        return ""
    return OVERDUE if expected_close < today else f"{expected_close.year:04}-{expected_close.month:02}"


# -- reasons --------------------------------------------------------------------------------------------------


def reasons(connection: Connection, asked: Question) -> Report:
    """Why deals were lost and leads returned, the most frequent first; those without a reason are counted too."""
    by = narrowing(connection, asked.wanted, asked.seen_from)
    lost = outcome_report.lost_reasons(connection, asked.seen, by)
    returned = outcome_report.returned_reasons(connection, asked.seen, chosen_people(connection, asked))
    parts = ReasonParts(sum(one.count for one in lost), sum(one.count for one in returned))
    figures = figures_of("reasons", parts)
    tables = {"lost": _reason_rows(lost), "returned": _reason_rows(returned)}
    return Report("reasons", asked.period, home_currency(connection), figures, tables)


def _reason_rows(found: Sequence[ReasonCount]) -> list[ReportRow]:
    of_all = sum(one.count for one in found)
    return [_reason_row(one, of_all) for one in found]


def _reason_row(one: ReasonCount, of_all: int) -> ReportRow:
    parts = OneReason(one.count, of_all, one.value)
    keys = ("count", "share", "value")
    return ReportRow(one.id, one.name, by_key(kpi("reasons", key).work_out(parts) for key in keys))


# -- promises -------------------------------------------------------------------------------------------------


def promises(connection: Connection, asked: Question) -> Report:
    """What marketing and sales promised each other, and what was kept."""
    by = narrowing(connection, asked.wanted, asked.seen_from)
    people = funnel_parts(connection, asked.seen, asked.seen_from, by).values()
    due = due_hand_overs(connection, asked)
    rule = first_contact(connection)
    parts = PromiseParts(
        promised=_target(connection, "mqls", asked),
        handed_over=sum(each.mqls for each in people),
        accepted=sum(each.sqls_of_mqls for each in people),
        due=len(due),
        in_time=sum(rule.is_kept(one.day, one.instant, one.contacted_on, one.contacted_at) for one in due),
    )
    tables = {"lately": _lately(connection, asked)}
    return Report("promises", asked.period, home_currency(connection), figures_of("promises", parts), tables)


def _lately(connection: Connection, asked: Question) -> list[ReportRow]:
    """Marketing's promise in the twelve months up to the end of the period, which a single month is seen against."""
    last = min(asked.period.end or asked.seen_from, asked.seen_from).replace(day=1)
    first = add_months(last, 1 - MONTHS_LATELY)
    window = Period(first, add_months(last, 1) - timedelta(days=1), "")
    by = narrowing(connection, asked.wanted, asked.seen_from)
    found = mqls_by_month(connection, window, asked.seen_from, by)
    rows: list[ReportRow] = []
    for month in window.months():
        handed_over, accepted = found.get(month, (0, 0))
        parts = PromiseParts(_target(connection, "mqls", asked, [month]), handed_over, accepted)
        figures = figures_of("promises", parts)
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
    people = chosen_people(connection, asked)
    found: list[HandOver] = []
    since = rule.earliest(asked.period.start) if asked.period.start else None
    until = min(asked.seen_from, asked.period.end or asked.seen_from)
    for one in outcome_report.hand_overs(connection, since, until):
        due_on = rule.due_on(one.day, one.instant)
        is_due = due_on < asked.seen_from and asked.period.contains(due_on)
        if is_due and (people is None or one.contact_id in people):
            found.append(one)
    return found
