"""Writes about campaigns: the plan that moves along, spend with its frozen rate, touches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from smallbiz_crm.domain.campaigns import TOUCH_POINTS, CampaignStatus, Channel, TouchKind, cost_of
from smallbiz_crm.domain.contacts import Lifecycle
from smallbiz_crm.domain.days import to_micros
from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.domain.text import clean_line, sort_key
from smallbiz_crm.store import bulk, contact_bulk, lookups
from smallbiz_crm.store.planned_items import follow_start, keep_days, later
from smallbiz_crm.store.rates import in_home, rate_on
from smallbiz_crm.store.settings import get_setting, home_currency
from smallbiz_crm.store.tables.marketing import campaign, spend, touch
from smallbiz_crm.store.tables.people import contact
from smallbiz_crm.store.unit_of_work import UnitOfWork

FULL_SHARE = 10_000


def add_campaign(unit: UnitOfWork, name: str, values: dict[str, Any]) -> int:
    shown = _required_name(name)
    filled: dict[str, Any] = {"channel": Channel.OTHER.value, "status": CampaignStatus.IDEA.value}
    filled |= {key: value for key, value in values.items() if value is not None}
    _require_order(filled.get("starts_on"), filled.get("ends_on"))
    _require_counts(filled)
    if "owner" in filled:
        filled["owner_id"] = lookups.owner_for(unit, filled.pop("owner"))
    return unit.insert(
        campaign, name=shown, sort_name=sort_key(shown), created_on=unit.clock.today(), **filled
    )


def _required_name(name: str) -> str:
    shown = clean_line(name)
    if not shown:
        raise Refused("campaign.needs_name")
    return shown


def _require_order(starts_on: date | None, ends_on: date | None) -> None:
    if starts_on and ends_on and ends_on < starts_on:
        raise Refused("campaign.ends_before_start", start=starts_on, end=ends_on)


def _require_counts(values: dict[str, Any]) -> None:
    for field in ("expected_leads", "expected_mqls", "expected_revenue"):
        if (values.get(field) or 0) < 0:
            raise Refused("campaign.below_zero", field=field)


def move_campaign(unit: UnitOfWork, campaign_id: int, *, start_by: int, end_by: int) -> None:
    """Move the first and the last day of a campaign by days, from where they are now; a missing end is the start.

    Moving both moves its open items. Raises Refused when it would end before it starts, or has no dates.
    """
    row = unit.connection.execute(select(campaign).where(campaign.c.id == campaign_id)).one_or_none()
    if row is None:
        raise NotFound("record.not_found", kind="campaign", id=campaign_id)
    start, end = row.starts_on, row.ends_on
    if start is None and end is None:
        raise Refused("campaign.has_no_dates", name=row.name)
    if start_by != end_by:
        start, end = start or end, end or start
    values = {
        "starts_on": later(start, start_by) if start else None,
        "ends_on": later(end, end_by) if end else None,
    }
    _require_order(values["starts_on"], values["ends_on"])
    unit.update(campaign, campaign_id, **values)
    if start_by == end_by and row.starts_on:
        follow_start(unit, campaign_id, row.starts_on, values["starts_on"])
    elif values["starts_on"] != row.starts_on:
        keep_days(unit, campaign_id, values["starts_on"])


def edit_campaign(unit: UnitOfWork, campaign_id: int, fields: dict[str, Any]) -> None:
    """Set fields of a campaign; when its start moves, its open planned items move with it."""
    row = unit.connection.execute(select(campaign).where(campaign.c.id == campaign_id)).one_or_none()
    if row is None:
        raise NotFound("record.not_found", kind="campaign", id=campaign_id)
    values = dict(fields)
    if "name" in values:
        values["name"] = _required_name(values["name"] or "")
        values["sort_name"] = sort_key(values["name"])
    if "owner" in values:
        name = values.pop("owner")
        values["owner_id"] = lookups.owner_for(unit, name) if name else None
    _require_order(values.get("starts_on", row.starts_on), values.get("ends_on", row.ends_on))
    _require_counts(values)
    unit.update(campaign, campaign_id, **values)
    starts_on = values.get("starts_on", row.starts_on)
    if starts_on != row.starts_on:
        follow_start(unit, campaign_id, row.starts_on, starts_on)


# -- spend ----------------------------------------------------------------------------------------------------


def add_spend(unit: UnitOfWork, payee: str, spent_on: date, net: int, values: dict[str, Any]) -> int:
    """Create a spend line. `net` and `tax` in minor units of `currency`; category by name; cost and rate follow.

    Without a category what belongs to a campaign is advertising, so that it counts as marketing.
    """
    shown = clean_line(payee)
    if not shown:
        raise Refused("spend.needs_payee")
    values = {"tax": 0, "currency": home_currency(unit.connection), **values}
    values.setdefault("recoverable_share", default_recoverable(unit))
    category = values.pop("category", None) or ("Advertising" if values.get("campaign_id") else "Other")
    values["category_id"] = lookups.category_for(unit, category, is_marketing=category != "Other")
    money = _frozen(unit, {**values, "spent_on": spent_on, "net": net})
    return unit.insert(spend, payee=shown, spent_on=spent_on, net=net, **values, **money)


def default_recoverable(unit: UnitOfWork) -> int:
    """All tax comes back to a business that is registered for it, none to one that is not."""
    return FULL_SHARE if get_setting(unit.connection, "tax.registered") else 0


def edit_spend(unit: UnitOfWork, spend_id: int, fields: dict[str, Any]) -> None:
    row: Row[Any] | None = unit.connection.execute(select(spend).where(spend.c.id == spend_id)).one_or_none()
    if row is None:
        raise NotFound("record.not_found", kind="spend", id=spend_id)
    values = dict(fields)
    if "payee" in values and not clean_line(values["payee"] or ""):
        raise Refused("spend.needs_payee")
    if "category" in values:
        values["category_id"] = lookups.category_for(unit, values.pop("category"))
    merged = {name: values.get(name, getattr(row, name)) for name in _MONEY_FACTS}
    unit.update(spend, spend_id, **values, **_frozen(unit, merged))


_MONEY_FACTS = ("spent_on", "net", "tax", "currency", "recoverable_share")


def _frozen(unit: UnitOfWork, facts: dict[str, Any]) -> dict[str, Any]:
    """Gross, the rate of the day and the home figures that follow from the facts of a line."""
    rate = rate_on(unit.connection, facts["currency"], facts["spent_on"])
    cost = cost_of(facts["net"], facts["tax"], facts["recoverable_share"])
    currency, home = facts["currency"], home_currency(unit.connection)
    return {
        "gross": facts["net"] + facts["tax"],
        "rate": None if rate is None else str(rate),
        "base_net": in_home(facts["net"], currency, home, rate),
        "base_tax": in_home(facts["tax"], currency, home, rate),
        "base_cost": in_home(cost, currency, home, rate),
    }


# -- touches --------------------------------------------------------------------------------------------------


def add_touches(
    unit: UnitOfWork, campaign_id: int, contact_ids: Sequence[int], kind: TouchKind, on: date
) -> int:
    """Note that people met a campaign; a first touch makes a Lead. Returns how many touches are new."""
    here = select(touch.c.contact_id).where(
        touch.c.campaign_id == campaign_id, touch.c.kind == kind.value, touch.c.touched_on == on
    )
    known = set(unit.connection.execute(here).scalars())
    wanted = [contact_id for contact_id in dict.fromkeys(contact_ids) if contact_id not in known]
    is_today = on == unit.clock.today()
    rows = [
        {
            "contact_id": contact_id,
            "campaign_id": campaign_id,
            "kind": kind.value,
            "touched_on": on,
            "touched_at": to_micros(unit.clock.now()) if is_today else None,
            "points": TOUCH_POINTS[kind],
        }
        for contact_id in wanted
    ]
    unit.insert_many(touch, rows)
    fresh = select(contact.c.id).where(
        bulk.is_listed(contact.c.id), contact.c.lifecycle == Lifecycle.NONE.value
    )
    strangers = unit.connection.execute(fresh, bulk.ids_parameter(wanted)).scalars().all()
    contact_bulk.enter_stage(unit, strangers, Lifecycle.LEAD, on, campaign_id)
    return len(wanted)


def remove_touch(unit: UnitOfWork, touch_id: int) -> None:
    unit.delete(touch, touch_id)
