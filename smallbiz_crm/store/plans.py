"""Queries about what is planned within campaigns: items by day and their checklists."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from smallbiz_crm.domain.campaigns import Check, PlannedItem, PlannedKind
from smallbiz_crm.store.tables.marketing import campaign, checklist_item, content, planned_item
from smallbiz_crm.store.tables.people import owner

_checks = (
    select(
        checklist_item.c.planned_item_id,
        func.count().label("checks"),
        func.sum(checklist_item.c.is_done).label("checks_done"),
    )
    .group_by(checklist_item.c.planned_item_id)
    .subquery()
)


def planned_items(
    connection: Connection,
    *,
    campaign_id: int | None = None,
    item_id: int | None = None,
    until: date | None = None,
    only_open: bool = False,
) -> list[PlannedItem]:
    """Planned items in order of their day; `until` leaves out the later ones. Templates have none to do."""
    query = (
        select(
            planned_item,
            campaign.c.name.label("campaign"),
            owner.c.name.label("owner"),
            content.c.title.label("content"),
            _checks.c.checks,
            _checks.c.checks_done,
        )
        .join(campaign, campaign.c.id == planned_item.c.campaign_id)
        .join(owner, owner.c.id == planned_item.c.owner_id, isouter=True)
        .join(content, content.c.id == planned_item.c.content_id, isouter=True)
        .join(_checks, _checks.c.planned_item_id == planned_item.c.id, isouter=True)
        .where(planned_item.c.trashed_at.is_(None), campaign.c.trashed_at.is_(None))
        .order_by(planned_item.c.planned_on, planned_item.c.planned_time, planned_item.c.id)
    )
    if campaign_id is None and item_id is None:
        query = query.where(campaign.c.is_template.is_(False))
    if campaign_id is not None:
        query = query.where(planned_item.c.campaign_id == campaign_id)
    if item_id is not None:
        query = query.where(planned_item.c.id == item_id)
    if until is not None:
        query = query.where(planned_item.c.planned_on <= until)
    if only_open:
        query = query.where(planned_item.c.done_on.is_(None))
    return [_item(row) for row in connection.execute(query)]


def _item(row: Any) -> PlannedItem:
    return PlannedItem(
        id=row.id,
        campaign_id=row.campaign_id,
        campaign=row.campaign,
        title=row.title,
        kind=PlannedKind(row.kind),
        planned_on=row.planned_on,
        planned_time=row.planned_time,
        done_on=row.done_on,
        offset_days=row.offset_days,
        owner=row.owner,
        content_id=row.content_id,
        content=row.content,
        notes=row.notes,
        checks=row.checks or 0,
        checks_done=row.checks_done or 0,
    )


def checklist(connection: Connection, item_id: int) -> list[Check]:
    """The lines of an item's checklist in order."""
    query = (
        select(checklist_item.c.id, checklist_item.c.text, checklist_item.c.is_done)
        .where(checklist_item.c.planned_item_id == item_id)
        .order_by(checklist_item.c.position, checklist_item.c.id)
    )
    return [Check(*row) for row in connection.execute(query)]
