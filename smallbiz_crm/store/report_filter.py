"""What a report is narrowed to, as conditions on deals and spend and as the people that are counted."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from smallbiz_crm.domain.kpis import ReportFilter
from smallbiz_crm.domain.segments import load_rule
from smallbiz_crm.store.segments import holds
from smallbiz_crm.store.tables.marketing import campaign, metric, touch
from smallbiz_crm.store.tables.people import company, contact, owner, segment
from smallbiz_crm.store.tables.sales import deal, deal_contact, deal_line, product

Test = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A filter ready for queries: conditions on `deal`, whatever else is joined, and the ids of people as JSON for
    `json_each` (None: everybody) with the campaign and channel that they must have come from.
    """

    deals: tuple[Test, ...] = ()
    people: str | None = None
    campaign_id: int | None = None
    channel: str | None = None

    def has_origin(self) -> bool:
        return self.campaign_id is not None or self.channel is not None


EVERYTHING = Narrowing()


def narrowing(connection: Connection, wanted: ReportFilter, today: date) -> Narrowing:
    """What the filter asks of deals and people, its segment as it picks today."""
    if wanted.is_empty():
        return EVERYTHING
    return Narrowing(
        tuple(_deal_tests(connection, wanted, today)),
        _chosen_people(connection, wanted, today),
        wanted.campaign_id,
        wanted.channel,
    )


def _deal_tests(connection: Connection, wanted: ReportFilter, today: date) -> list[Test]:
    tests = [make(value) for name, make in _OF_DEALS.items() if (value := getattr(wanted, name)) is not None]
    if wanted.segment_id is not None:
        members = _members(connection, wanted.segment_id, today)
        main = select(deal_contact.c.deal_id).where(
            deal_contact.c.is_main, deal_contact.c.contact_id.in_(members)
        )
        tests.append(deal.c.id.in_(main))
    return tests


def _of_product(product_id: int) -> Test:
    return deal.c.id.in_(select(deal_line.c.deal_id).where(deal_line.c.product_id == product_id))


def _of_region(region: str) -> Test:
    of_company = select(company.c.region).where(company.c.id == deal.c.company_id)
    of_owner = select(owner.c.region).where(owner.c.id == deal.c.owner_id)
    return (
        func.coalesce(
            deal.c.region,
            of_company.correlate(deal).scalar_subquery(),
            of_owner.correlate(deal).scalar_subquery(),
        )
        == region
    )


def _of_channel(channel: str) -> Test:
    source = select(campaign.c.channel).where(campaign.c.id == deal.c.source_campaign_id)
    return func.coalesce(source.correlate(deal).scalar_subquery(), deal.c.source_channel) == channel


_OF_DEALS: dict[str, Callable[[Any], Test]] = {
    "campaign_id": lambda value: deal.c.source_campaign_id == value,
    "channel": _of_channel,
    "owner_id": lambda value: deal.c.owner_id == value,
    "product_id": _of_product,
    "region": _of_region,
}


def _members(connection: Connection, segment_id: int, today: date) -> Select[Any]:
    """The people of a segment as it picks today; nobody of one that is gone."""
    rule = connection.execute(select(segment.c.rule).where(segment.c.id == segment_id)).scalar()
    query = select(contact.c.id)
    return query.where(contact.c.id.is_(None) if rule is None else holds(connection, load_rule(rule), today))


def _chosen_people(connection: Connection, wanted: ReportFilter, today: date) -> str | None:
    if wanted.segment_id is None and wanted.owner_id is None:
        return None
    query = select(contact.c.id)
    if wanted.owner_id is not None:
        query = query.where(contact.c.owner_id == wanted.owner_id)
    if wanted.segment_id is not None:
        query = query.where(contact.c.id.in_(_members(connection, wanted.segment_id, today)))
    return json.dumps(list(connection.execute(query).scalars()))


_NAMED = {"campaign_id": campaign, "segment_id": segment, "owner_id": owner, "product_id": product}


def named(connection: Connection, name: str) -> list[tuple[int, str]]:
    """Ids and names of the campaigns, owners or products that are not in the Trash, by name."""
    listed = _NAMED[name]
    query = select(listed.c.id, listed.c.name).order_by(func.lower(listed.c.name), listed.c.id)
    if name in ("campaign_id", "product_id"):
        query = query.where(listed.c.trashed_at.is_(None))
    return [(row[0], row[1]) for row in connection.execute(query)]


def names_of(connection: Connection, wanted: ReportFilter) -> dict[str, str | None]:
    """What the filter's values are called, field by field; None for a record that is gone."""
    names: dict[str, str | None] = {}
    for name, value in wanted.as_plain().items():
        if name in _NAMED:
            listed = _NAMED[name]
            query = select(listed.c.name).where(listed.c.id == value)
            names[name] = connection.execute(query).scalar()
        else:
            names[name] = value
    return names


def channels(connection: Connection) -> list[str]:
    """The channels that campaigns have, and the user's own that touches, metrics and deals name."""
    columns: tuple[Any, ...] = (
        campaign.c.channel,
        touch.c.channel,
        metric.c.channel,
        deal.c.source_channel,
    )
    found: set[str] = set()
    for column in columns:
        found.update(each for each in connection.execute(select(column).distinct()).scalars() if each)
    return sorted(found, key=str.lower)
