"""Checking single values: what a column may hold, of which SQLite itself sees nothing when a bit has flipped."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, LargeBinary, String, Table, func, or_, select

from smallbiz_crm.domain.campaigns import CampaignStatus, Channel, Objective, PlannedKind, TouchKind
from smallbiz_crm.domain.contacts import ActivityKind, Lifecycle
from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.domain.follow_ups import FollowUpKind
from smallbiz_crm.store.tables import METADATA
from smallbiz_crm.store.tables.marketing import campaign, planned_item, touch
from smallbiz_crm.store.tables.people import activity, contact, follow_up, lifecycle_entry
from smallbiz_crm.store.tables.sales import deal_history, stage
from smallbiz_crm.store.types import CleanText, Day

_WORDS: dict[Any, type[StrEnum]] = {
    contact.c.lifecycle: Lifecycle,
    lifecycle_entry.c.stage: Lifecycle,
    activity.c.kind: ActivityKind,
    follow_up.c.kind: FollowUpKind,
    campaign.c.channel: Channel,
    campaign.c.objective: Objective,
    campaign.c.status: CampaignStatus,
    planned_item.c.kind: PlannedKind,
    touch.c.kind: TouchKind,
    stage.c.kind: Outcome,
    deal_history.c.outcome: Outcome,
}


def unfit_values(connection: Connection) -> dict[str, int]:
    """Rows per table that hold a value which their columns cannot have; tables without any are left out."""
    found: dict[str, int] = {}
    for name, table in METADATA.tables.items():
        query = select(func.count()).select_from(table).where(or_(*_unfit(table)))
        if count := connection.execute(query).scalar_one():
            found[name] = count
    return found


def _unfit(table: Table[Any]) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    for column in table.columns:
        conditions.append(func.typeof(column).not_in((_storage(column.type), "null")))
        if isinstance(column.type, Day):
            conditions.append(func.ifnull(func.date(column), "") != column)
        if column in _WORDS:
            conditions.append(column.not_in([word.value for word in _WORDS[column]]))
    return conditions


def _storage(kind: Any) -> str:
    """How SQLite stores values of a column type."""
    if isinstance(kind, LargeBinary):
        return "blob"
    return "text" if isinstance(kind, (String, CleanText, Day)) else "integer"
