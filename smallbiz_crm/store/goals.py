"""Targets: the revenue promised for a month."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select

from smallbiz_crm.store.tables.people import target
from smallbiz_crm.store.unit_of_work import UnitOfWork

REVENUE = "revenue"


def set_revenue_targets(unit: UnitOfWork, amounts: Mapping[str, int | None]) -> None:
    """Set the target of each month (``YYYY-MM``) in minor units of the home currency; None takes it away."""
    query = select(target.c.period, target.c.id).where(
        target.c.kind == REVENUE, target.c.period.in_(list(amounts))
    )
    known = {row[0]: row[1] for row in unit.connection.execute(query)}
    for month, amount in amounts.items():
        if month in known and amount is None:
            unit.delete(target, known[month])
        elif month in known:
            unit.update(target, known[month], value=amount)
        elif amount is not None:
            unit.insert(target, kind=REVENUE, period=month, value=amount)


def revenue_targets(connection: Connection) -> dict[str, int]:
    """Per month (``YYYY-MM``) the revenue promised, in minor units of the home currency."""
    query = select(target.c.period, target.c.value).where(target.c.kind == REVENUE)
    return {row[0]: row[1] for row in connection.execute(query)}
