"""The parts of the pipeline report: open deals now or as they were, and how deals closed lately."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from sqlalchemy import Connection, case, exists, func, select, tuple_

from smallbiz_crm.domain.days import Period
from smallbiz_crm.domain.pipeline_kpis import Closed
from smallbiz_crm.domain.sales_kpis import median_of
from smallbiz_crm.store.campaign_report import rows_of, within
from smallbiz_crm.store.rates import in_home, newest_rate, rate_on
from smallbiz_crm.store.report_filter import EVERYTHING, Narrowing
from smallbiz_crm.store.settings import home_currency
from smallbiz_crm.store.tables.sales import deal, deal_history, stage


class OpenDeal(NamedTuple):
    """An open deal: `amount` in home money, None without amount or without rate; `probability` in 10⁻⁴."""

    id: int
    stage_id: int
    stage: str
    amount: int | None
    has_amount: bool
    probability: int
    expected_close: date | None


def open_deals(
    connection: Connection,
    as_of: date | None = None,
    by: Narrowing = EVERYTHING,
    expected: Period | None = None,
) -> Iterator[OpenDeal]:
    """What is open now, or what was on a day of the past as the deals' history tells, in the order of the stages.

    Of a past day only those expected to close in `expected`, where that is given.
    """
    home = home_currency(connection)
    rates: dict[str, Any] = {}
    for deal_id, stage_id, name, amount, currency, probability, expected_close in rows_of(
        connection, (_open_now() if as_of is None else _open_then(as_of, expected)).where(*by.deals)
    ):
        if currency not in rates:
            rates[currency] = (
                newest_rate(connection, currency) if as_of is None else rate_on(connection, currency, as_of)
            )
        worth = None if amount is None else in_home(amount, currency, home, rates[currency])
        yield OpenDeal(deal_id, stage_id, name, worth, amount is not None, probability, expected_close)


def _open_now() -> Any:
    return (
        select(
            deal.c.id,
            deal.c.stage_id,
            stage.c.name,
            deal.c.amount,
            deal.c.currency,
            func.coalesce(deal.c.probability, stage.c.probability),
            deal.c.expected_close,
        )
        .join_from(deal, stage, stage.c.id == deal.c.stage_id)
        .where(stage.c.kind == "open", deal.c.trashed_at.is_(None))
        .order_by(stage.c.position, deal.c.id)
    )


def _open_then(as_of: date, expected: Period | None) -> Any:
    """The last row of each deal's history up to the day, of those that were open by it; rows of the months to come
    that nobody asks for are left where they lie.
    """
    later = deal_history.alias()
    was_changed = exists(
        select(later.c.id).where(
            later.c.deal_id == deal_history.c.deal_id,
            later.c.happened_on <= as_of,
            tuple_(later.c.happened_on, later.c.id) > tuple_(deal_history.c.happened_on, deal_history.c.id),
        )
    )
    wanted = [] if expected is None else within(deal_history.c.expected_close, expected)
    return (
        select(
            deal.c.id,
            deal_history.c.stage_id,
            stage.c.name,
            deal_history.c.amount,
            deal_history.c.currency,
            deal_history.c.probability,
            deal_history.c.expected_close,
        )
        .join_from(deal_history, deal, deal.c.id == deal_history.c.deal_id)
        .join(stage, stage.c.id == deal_history.c.stage_id)
        .where(
            deal_history.c.happened_on <= as_of,
            deal_history.c.outcome == "open",
            *wanted,
            ~was_changed,
            func.coalesce(deal.c.trashed_at, 0) == 0,
        )
        .order_by(stage.c.position, deal.c.id)
    )


def closed_in(connection: Connection, window: Period, by: Narrowing = EVERYTHING) -> Closed:
    days = func.julianday(deal.c.closed_on) - func.julianday(deal.c.created_on)
    query = (
        select(
            stage.c.kind,
            func.count(),
            func.coalesce(func.sum(deal.c.base_amount), 0),
            func.count(deal.c.base_amount),
            func.coalesce(func.sum(case((days >= 0, days), else_=0)), 0),
            func.coalesce(func.sum(case((days >= 0, 1), else_=0)), 0),
        )
        .join_from(deal, stage, stage.c.id == deal.c.stage_id)
        .where(
            stage.c.kind.in_(("won", "lost")),
            deal.c.trashed_at.is_(None),
            *within(deal.c.closed_on, window),
            *by.deals,
        )
        .group_by(stage.c.kind)
    )
    rows: dict[str, Any] = {row[0]: row for row in rows_of(connection, query)}
    won = rows.get("won", ("won", 0, 0, 0, 0, 0))
    return Closed(won[1], rows["lost"][1] if "lost" in rows else 0, won[2], int(won[4]), won[3], won[5])


def median_cycle(connection: Connection, until: date) -> Fraction | None:
    """The median of the days from creation to won over the deals won up to a day; None where none was."""
    days = func.julianday(deal.c.closed_on) - func.julianday(deal.c.created_on)
    query = (
        select(days, func.count())
        .join_from(deal, stage, stage.c.id == deal.c.stage_id)
        .where(stage.c.kind == "won", deal.c.trashed_at.is_(None), deal.c.closed_on <= until)
        .group_by(days)
    )
    histogram = {int(row[0]): row[1] for row in rows_of(connection, query)}
    return median_of(histogram) if histogram else None
