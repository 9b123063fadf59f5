"""Figures of a campaign by day, as they are entered by hand: read as a grid, written where they differ."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, select

from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.domain.metrics import LARGEST, Metric
from smallbiz_crm.store.settings import home_currency
from smallbiz_crm.store.tables.marketing import campaign, metric
from smallbiz_crm.store.unit_of_work import UnitOfWork

Cells = Mapping[tuple[date, Metric], int | None]


def _rows(connection: Connection, campaign_id: int) -> dict[tuple[date, str], tuple[int, int]]:
    """Id and value of each figure; where an import left two for a day, the first."""
    query = (
        select(metric.c.id, metric.c.measured_on, metric.c.name, metric.c.value)
        .where(metric.c.campaign_id == campaign_id)
        .order_by(metric.c.measured_on, metric.c.id)
    )
    found: dict[tuple[date, str], tuple[int, int]] = {}
    for row_id, day, name, value in connection.execute(query):
        found.setdefault((day, name), (row_id, value))
    return found


def grid_of(connection: Connection, campaign_id: int) -> dict[date, dict[Metric, int]]:
    """What was measured, by day and name; what was not is not there."""
    known = {each.value for each in Metric}
    grid: dict[date, dict[Metric, int]] = {}
    for (day, name), (_row_id, value) in _rows(connection, campaign_id).items():
        if name in known:
            grid.setdefault(day, {})[Metric(name)] = value
    return grid


def put_cells(unit: UnitOfWork, campaign_id: int, cells: Cells) -> int:
    """Write figures; None takes one away. Returns how many changed. Raises Refused below zero, NotFound."""
    if unit.connection.execute(select(campaign.c.id).where(campaign.c.id == campaign_id)).scalar() is None:
        raise NotFound("record.not_found", kind="campaign", id=campaign_id)
    there, currency, changed = _rows(unit.connection, campaign_id), home_currency(unit.connection), 0
    for (day, name), value in cells.items():
        row_id, before = there.get((day, name.value), (None, None))
        if value == before:
            continue
        changed += 1
        if value is not None and not 0 <= value <= LARGEST:
            raise Refused("metric.out_of_range", value=value)
        if row_id is None:
            money = currency if name is Metric.REPORTED_REVENUE else None
            unit.insert(
                metric, campaign_id=campaign_id, measured_on=day, name=name.value, value=value, currency=money
            )
        elif value is None:
            unit.delete(metric, row_id)
        else:
            unit.update(metric, row_id, value=value)
    return changed
