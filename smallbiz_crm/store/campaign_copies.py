"""Copies of campaigns: the same plan on other days, a template kept of a campaign, a campaign made from one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from smallbiz_crm.domain.campaigns import CampaignStatus, TemplateItem
from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.domain.text import clean_line, sort_key
from smallbiz_crm.store.planned_items import add_planned_item, checks_of, later
from smallbiz_crm.store.tables.marketing import campaign, campaign_variant, checklist_item, planned_item
from smallbiz_crm.store.unit_of_work import UnitOfWork

_BRIEF = (
    "channel",
    "objective",
    "budget",
    "audience",
    "problem",
    "message",
    "offer",
    "price_point",
    "segment_id",
    "owner_id",
    "expected_leads",
    "expected_mqls",
    "expected_revenue",
    "notes",
)
_ITEM = ("title", "kind", "planned_time", "owner_id", "content_id", "notes")


def copy_campaign(
    unit: UnitOfWork, campaign_id: int, name: str, starts_on: date | None, *, is_template: bool
) -> int:
    """The brief, the plan and the messages of a campaign anew: nothing done, spent, met or measured comes along.

    With `starts_on` all days move by as much; without it they stay. Returns the new id.
    """
    row = unit.connection.execute(select(campaign).where(campaign.c.id == campaign_id)).one_or_none()
    if row is None:
        raise NotFound("record.not_found", kind="campaign", id=campaign_id)
    shown = clean_line(name)
    if not shown:
        raise Refused("campaign.needs_name")
    items = _items_of(unit.connection, campaign_id)
    anchor = row.starts_on or row.ends_on or min((item.planned_on for item in items), default=None)
    by = (starts_on - anchor).days if starts_on and anchor else 0
    first = later(row.starts_on, by) if row.starts_on else starts_on
    made = unit.insert(
        campaign,
        name=shown,
        sort_name=sort_key(shown),
        status=(CampaignStatus.PLANNED if first else CampaignStatus.IDEA).value,
        starts_on=first,
        ends_on=later(row.ends_on, by) if row.ends_on else None,
        is_template=is_template,
        created_on=unit.clock.today(),
        **{column: getattr(row, column) for column in _BRIEF},
    )
    _copy_items(unit, items, made, by)
    _copy_variants(unit, campaign_id, made)
    return made


def _items_of(connection: Connection, campaign_id: int) -> Sequence[Any]:
    query = select(planned_item).where(
        planned_item.c.campaign_id == campaign_id, planned_item.c.trashed_at.is_(None)
    )
    return connection.execute(query.order_by(planned_item.c.planned_on, planned_item.c.id)).all()


def _copy_items(unit: UnitOfWork, items: Iterable[Any], campaign_id: int, by: int) -> None:
    twins: dict[int, int] = {}
    for item in items:
        values = {column: getattr(item, column) for column in _ITEM if column != "title"}
        values["planned_on"] = later(item.planned_on, by)
        twins[item.id] = add_planned_item(unit, campaign_id, item.title, values)
    rows = [
        {
            "planned_item_id": twins[check.planned_item_id],
            "text": check.text,
            "is_done": False,
            "position": check.position,
        }
        for check in checks_of(unit, list(twins))
    ]
    unit.insert_many(checklist_item, rows)


def _copy_variants(unit: UnitOfWork, source_id: int, campaign_id: int) -> None:
    query = select(campaign_variant).where(campaign_variant.c.campaign_id == source_id)
    rows = [
        {"campaign_id": campaign_id, "name": row.name, "message": row.message}
        for row in unit.connection.execute(query.order_by(campaign_variant.c.id)).all()
    ]
    unit.insert_many(campaign_variant, rows)


def plan_items(
    unit: UnitOfWork, campaign_id: int, starts_on: date, items: Sequence[tuple[str, TemplateItem]]
) -> None:
    """Plan the items of a template, each with its title in words, around a start."""
    for title, item in items:
        values = {"planned_on": later(starts_on, item.offset_days), "kind": item.kind.value}
        add_planned_item(unit, campaign_id, title, values)


def require_template(connection: Connection, template_id: int) -> None:
    """Raises NotFound unless this is a template of the user's own that is not in the Trash."""
    query = select(campaign.c.id).where(
        campaign.c.id == template_id, campaign.c.is_template.is_(True), campaign.c.trashed_at.is_(None)
    )
    if connection.execute(query).scalar() is None:
        raise NotFound("template.not_found", name=template_id)


def own_templates(connection: Connection) -> list[tuple[int, str, int]]:
    """The user's templates by name: id, name, how many planned items."""
    count = (
        select(func.count(planned_item.c.id))
        .where(planned_item.c.campaign_id == campaign.c.id, planned_item.c.trashed_at.is_(None))
        .scalar_subquery()
    )
    query = (
        select(campaign.c.id, campaign.c.name, count)
        .where(campaign.c.is_template.is_(True), campaign.c.trashed_at.is_(None))
        .order_by(campaign.c.sort_name, campaign.c.id)
    )
    return [(row[0], row[1], row[2]) for row in connection.execute(query)]
