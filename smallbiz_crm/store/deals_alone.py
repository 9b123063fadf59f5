"""Deals that no person stands for, which the funnel of people tells in a row of their own."""

from __future__ import annotations

from array import array
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from smallbiz_crm.domain.days import Period
from smallbiz_crm.store.report_filter import EVERYTHING, Narrowing
from smallbiz_crm.store.tables.sales import deal, deal_contact, stage


def deals_alone(
    connection: Connection, period: Period, as_of: date, by: Narrowing = EVERYTHING
) -> dict[str, array[int]]:
    """One deal for each customer without a person: under ``opportunities`` the first ever created, under
    ``customers`` the first won, of those where that was in the period; the newest first.
    """
    return {
        "opportunities": _firsts(connection, deal.c.created_on, period, as_of, by),
        "customers": _firsts(connection, deal.c.closed_on, period, as_of, by, only_won=True),
    }


def _firsts(
    connection: Connection, column: Any, period: Period, as_of: date, by: Narrowing, *, only_won: bool = False
) -> array[int]:
    has_person = select(deal_contact.c.id).where(deal_contact.c.deal_id == deal.c.id).exists()
    query = (
        select(deal.c.id, func.min(column))
        .join_from(deal, stage, stage.c.id == deal.c.stage_id)
        .where(deal.c.trashed_at.is_(None), column <= as_of, ~has_person, *by.deals)
        .group_by(func.coalesce(deal.c.company_id, -deal.c.id))
        .order_by(func.min(column).desc(), deal.c.id)
    )
    if only_won:
        query = query.where(stage.c.kind == "won")
    return array("q", (row[0] for row in connection.execute(query) if period.contains(_as_date(row[1]))))


def _as_date(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
