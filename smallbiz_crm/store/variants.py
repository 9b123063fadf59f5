"""Variants of a campaign's message: read, added, counted, removed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.domain.text import clean_line
from smallbiz_crm.domain.variants import Variant
from smallbiz_crm.store.tables.marketing import campaign, campaign_variant
from smallbiz_crm.store.unit_of_work import UnitOfWork

LARGEST = 10**12


def variants_of(connection: Connection, campaign_id: int) -> list[Variant]:
    """In the order they were added."""
    query = select(campaign_variant).where(campaign_variant.c.campaign_id == campaign_id)
    return [
        Variant(row.id, row.name, row.message, row.shown, row.responded)
        for row in connection.execute(query.order_by(campaign_variant.c.id))
    ]


def add_variant(unit: UnitOfWork, campaign_id: int, values: dict[str, Any]) -> int:
    """Raises NotFound without the campaign, Refused without a name or for counts that cannot be."""
    if unit.connection.execute(select(campaign.c.id).where(campaign.c.id == campaign_id)).scalar() is None:
        raise NotFound("record.not_found", kind="campaign", id=campaign_id)
    return unit.insert(campaign_variant, campaign_id=campaign_id, **_checked(values))


def edit_variant(unit: UnitOfWork, variant_id: int, fields: dict[str, Any]) -> None:
    """Raises NotFound, or Refused as adding does."""
    row = unit.connection.execute(
        select(campaign_variant).where(campaign_variant.c.id == variant_id)
    ).one_or_none()
    if row is None:
        raise NotFound("record.not_found", kind="campaign_variant", id=variant_id)
    kept = {"name": row.name, "message": row.message, "shown": row.shown, "responded": row.responded}
    unit.update(campaign_variant, variant_id, **_checked({**kept, **fields}))


def remove_variant(unit: UnitOfWork, variant_id: int) -> None:
    unit.delete(campaign_variant, variant_id)


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    name = clean_line(values.get("name") or "")
    if not name:
        raise Refused("variant.needs_name")
    shown, responded = values.get("shown"), values.get("responded")
    if any(count is not None and not 0 <= count <= LARGEST for count in (shown, responded)):
        raise Refused("variant.count_out_of_range")
    if responded is not None and responded > (LARGEST if shown is None else shown):
        raise Refused("variant.more_responded", shown=shown, responded=responded)
    return {**values, "name": name}
