"""Writes about planned items: their days and offsets from the campaign's start, their checklists, their moves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, func, select

from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.domain.text import clean_line
from smallbiz_crm.store import bulk, lookups
from smallbiz_crm.store.tables.marketing import campaign, checklist_item, content, planned_item
from smallbiz_crm.store.unit_of_work import UnitOfWork


def add_planned_item(unit: UnitOfWork, campaign_id: int, title: str, values: dict[str, Any]) -> int:
    """Create a planned item; its offset follows from the campaign's start. Raises Refused without a title."""
    start = _start_of(unit, campaign_id)
    known = _with_owner(unit, {**values, "title": title})
    return unit.insert(
        planned_item, campaign_id=campaign_id, offset_days=_offset(values["planned_on"], start), **known
    )


def edit_planned_item(unit: UnitOfWork, item_id: int, fields: dict[str, Any]) -> None:
    """Set fields; another day gives another offset. Raises Refused for an empty title, NotFound."""
    row = _load(unit, item_id)
    values = _with_owner(unit, dict(fields))
    if values.get("content_id") is not None:
        _require_content(unit, values["content_id"])
    if "planned_on" in values:
        values["offset_days"] = _offset(values["planned_on"], _start_of(unit, row.campaign_id))
    unit.update(planned_item, item_id, **values)


def move_item(unit: UnitOfWork, item_id: int, days: int) -> date:
    """Plan an item `days` later than it is planned now; the day it is planned for then."""
    day = later(_load(unit, item_id).planned_on, days)
    edit_planned_item(unit, item_id, {"planned_on": day})
    return day


def follow_start(unit: UnitOfWork, campaign_id: int, before: date | None, after: date | None) -> None:
    """Let open items move with the start of their campaign and keep all offsets true.

    An item that is done stays where it was done; without a start there is nothing to count from.
    """
    by = (after - before).days if before and after else 0
    query = select(planned_item.c.id, planned_item.c.planned_on, planned_item.c.done_on).where(
        planned_item.c.campaign_id == campaign_id
    )
    for item_id, planned_on, done_on in unit.connection.execute(query).all():
        day = planned_on if done_on else later(planned_on, by)
        unit.update(planned_item, item_id, planned_on=day, offset_days=_offset(day, after))


def keep_days(unit: UnitOfWork, campaign_id: int, start: date | None) -> None:
    """Leave items on their days while the start of their campaign moves: only the offsets change."""
    query = select(planned_item.c.id, planned_item.c.planned_on).where(
        planned_item.c.campaign_id == campaign_id
    )
    for item_id, planned_on in unit.connection.execute(query).all():
        unit.update(planned_item, item_id, offset_days=_offset(planned_on, start))


def later(day: date, days: int) -> date:
    """`days` after a day. Raises Refused beyond the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError as error:
        raise Refused("campaign.beyond_calendar", day=day, days=days) from error


def _offset(day: date, start: date | None) -> int | None:
    return None if start is None else (day - start).days


def _start_of(unit: UnitOfWork, campaign_id: int) -> date | None:
    found = unit.connection.execute(
        select(campaign.c.starts_on).where(campaign.c.id == campaign_id)
    ).one_or_none()
    if found is None:
        raise NotFound("record.not_found", kind="campaign", id=campaign_id)
    return found[0]


def _load(unit: UnitOfWork, item_id: int) -> Row[Any]:
    row = unit.connection.execute(select(planned_item).where(planned_item.c.id == item_id)).one_or_none()
    if row is None:
        raise NotFound("record.not_found", kind="planned_item", id=item_id)
    return row


def _with_owner(unit: UnitOfWork, values: dict[str, Any]) -> dict[str, Any]:
    if "title" in values:
        values["title"] = clean_line(values["title"] or "")
        if not values["title"]:
            raise Refused("planned_item.needs_title")
    if "owner" in values:
        name = values.pop("owner")
        values["owner_id"] = lookups.owner_for(unit, name) if clean_line(name or "") else None
    return values


def _require_content(unit: UnitOfWork, content_id: int) -> None:
    if unit.connection.execute(select(content.c.id).where(content.c.id == content_id)).scalar() is None:
        raise NotFound("record.not_found", kind="content", id=content_id)


# -- checklists -----------------------------------------------------------------------------------------------


def add_check(unit: UnitOfWork, item_id: int, text: str) -> int:
    """Put a line at the end of an item's checklist. Raises Refused without text."""
    _load(unit, item_id)
    shown = clean_line(text)
    if not shown:
        raise Refused("planned_item.needs_check_text")
    last = select(func.max(checklist_item.c.position)).where(checklist_item.c.planned_item_id == item_id)
    position = unit.connection.execute(last).scalar()
    return unit.insert(
        checklist_item,
        planned_item_id=item_id,
        text=shown,
        is_done=False,
        position=0 if position is None else position + 1,
    )


def set_check(unit: UnitOfWork, check_id: int, *, is_done: bool) -> None:
    """Tick a line of a checklist off, or open it again."""
    unit.update(checklist_item, check_id, is_done=is_done)


def remove_check(unit: UnitOfWork, check_id: int) -> None:
    unit.delete(checklist_item, check_id)


def checks_of(unit: UnitOfWork, item_ids: Sequence[int]) -> list[Any]:
    """The checklist lines of items as rows, in order."""
    query = (
        select(checklist_item)
        .where(bulk.is_listed(checklist_item.c.planned_item_id))
        .order_by(checklist_item.c.planned_item_id, checklist_item.c.position, checklist_item.c.id)
    )
    return list(unit.connection.execute(query, bulk.ids_parameter(item_ids)).all())
