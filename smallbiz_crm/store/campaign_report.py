"""The parts of the campaign report: marketing spend, metrics, won deals with their touches, new customers."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, func, select, text

from smallbiz_crm.domain.days import Period
from smallbiz_crm.store.funnel_report import Origin, channels_of, origin_of
from smallbiz_crm.store.report_filter import EVERYTHING, Narrowing
from smallbiz_crm.store.tables.marketing import campaign, metric, spend, spend_category, touch
from smallbiz_crm.store.tables.people import company, contact
from smallbiz_crm.store.tables.sales import deal, deal_contact, stage

_CHANNEL_OF_METRIC = func.coalesce(
    func.nullif(campaign.c.channel, "other"), metric.c.channel, campaign.c.channel
)
NOWHERE = Origin(None, None)


def campaign_names(connection: Connection) -> dict[int, str]:
    return {row[0]: row[1] for row in connection.execute(select(campaign.c.id, campaign.c.name))}


def rows_of(connection: Connection, query: Any) -> Any:
    """The rows, whose columns only the query knows; all at once, which is twice as quick as one by one."""
    return connection.execute(query).all()


def within(column: Any, period: Period) -> list[ColumnElement[bool]]:
    """The conditions that a day lies in the period."""
    inside: list[ColumnElement[bool]] = []
    if period.start is not None:
        inside.append(column >= period.start)
    if period.end is not None:
        inside.append(column <= period.end)
    return inside


# -- spend and metrics ----------------------------------------------------------------------------------------


def spend_by_origin(connection: Connection, period: Period) -> dict[Origin, int]:
    """The cost of marketing categories in home money, by campaign and its channel."""
    query = (
        _marketing_spend(spend.c.campaign_id, campaign.c.channel, func.sum(spend.c.base_cost))
        .join(campaign, campaign.c.id == spend.c.campaign_id, isouter=True)
        .where(*within(spend.c.spent_on, period))
        .group_by(spend.c.campaign_id, campaign.c.channel)
    )
    return {Origin(row[0], row[1]): row[2] or 0 for row in rows_of(connection, query)}


def spend_behind(
    connection: Connection,
    period: Period,
    where: tuple[str, Any] | None = None,
    by: Narrowing = EVERYTHING,
) -> dict[int, int]:
    """The spend lines that a figure counts with their cost in home money, the newest first."""
    query = (
        _marketing_spend(spend.c.id, func.coalesce(spend.c.base_cost, 0))
        .join(campaign, campaign.c.id == spend.c.campaign_id, isouter=True)
        .where(*within(spend.c.spent_on, period))
        .order_by(spend.c.spent_on.desc(), spend.c.id.desc())
    )
    if by.campaign_id is not None:
        query = query.where(spend.c.campaign_id == by.campaign_id)
    if by.channel is not None:
        query = query.where(campaign.c.channel == by.channel)
    if where is not None:
        column: Any = spend.c.campaign_id if where[0] == "by_campaign" else campaign.c.channel
        query = query.where(column.is_not_distinct_from(where[1]))
    return {row[0]: row[1] for row in rows_of(connection, query)}


def _marketing_spend(*columns: Any) -> Any:
    return (
        select(*columns)
        .join_from(spend, spend_category, spend_category.c.id == spend.c.category_id)
        .where(spend_category.c.is_marketing, spend.c.trashed_at.is_(None))
    )


def metrics_by_origin(connection: Connection, period: Period) -> dict[Origin, dict[str, int]]:
    """Sums of what was measured, by campaign and channel."""
    query = (
        select(metric.c.campaign_id, _CHANNEL_OF_METRIC, metric.c.name, func.sum(metric.c.value))
        .join_from(metric, campaign, campaign.c.id == metric.c.campaign_id, isouter=True)
        .where(*within(metric.c.measured_on, period))
        .group_by(metric.c.campaign_id, _CHANNEL_OF_METRIC, metric.c.name)
    )
    found: dict[Origin, dict[str, int]] = defaultdict(dict)
    for campaign_id, channel, name, value in connection.execute(query).all():
        found[Origin(campaign_id, channel)][name] = value
    return dict(found)


# -- won deals and their touches ------------------------------------------------------------------------------


@dataclass(slots=True)
class WonDeal:
    """A won deal with its touches up to the day it was created, from the earliest to the latest; days as ISO text."""

    id: int
    amount: int
    created_on: date
    days: list[str] = field(default_factory=list[str])
    origins: list[Origin] = field(default_factory=list[Origin])

    @property
    def touched_on(self) -> list[date]:
        return [date.fromisoformat(day) for day in self.days]


def won_deals(connection: Connection, period: Period, campaign_id: int | None = None) -> list[WonDeal]:
    """Deals won in the period that have an amount in home money, with their touches.

    With `campaign_id` only those that have a touch of that campaign, all their touches still.
    """
    won = (
        select(deal.c.id, deal.c.base_amount, deal.c.created_on)
        .join_from(deal, stage, stage.c.id == deal.c.stage_id)
        .where(*_won(), *within(deal.c.closed_on, period), deal.c.base_amount.is_not(None))
        .order_by(deal.c.id)
    )
    if campaign_id is not None:
        met = (
            select(deal_contact.c.deal_id)
            .join(touch, touch.c.contact_id == deal_contact.c.contact_id)
            .where(touch.c.campaign_id == campaign_id)
        )
        won = won.where(deal.c.id.in_(met))
    deals = {row[0]: WonDeal(*row) for row in rows_of(connection, won)}
    for deal_id, day, origin in _touches(connection, list(deals)):
        its = deals[deal_id]
        its.days.append(day)
        its.origins.append(origin)
    return list(deals.values())


_TOUCHES = text(
    "SELECT d.id, t.touched_on, t.campaign_id, t.channel FROM json_each(:ids) i CROSS JOIN deal d ON d.id = i.value "
    "CROSS JOIN deal_contact x ON x.deal_id = d.id "
    "CROSS JOIN touch t ON t.contact_id = x.contact_id AND t.touched_on <= d.created_on "
    "ORDER BY d.id, t.touched_on, t.touched_at, t.uid"
)


def credited_whole(connection: Connection, period: Period, *, last: bool) -> dict[Origin, int]:
    """Revenue of the deals won in the period by the origin of their first (last) touch; without touches by none."""
    won = (
        select(deal.c.id, deal.c.base_amount)
        .join_from(deal, stage, stage.c.id == deal.c.stage_id)
        .where(*_won(), *within(deal.c.closed_on, period), deal.c.base_amount.is_not(None))
    )
    amounts: dict[int, int] = dict(rows_of(connection, won))
    origins = _end_touches(connection, list(amounts), last=last)
    found: dict[Origin, int] = defaultdict(int)
    for deal_id, amount in amounts.items():
        found[origins.get(deal_id, NOWHERE)] += amount
    return found


_ENDS = {
    last: text(
        "SELECT i.value, (SELECT coalesce(t.campaign_id, '') || ' ' || coalesce(t.channel, '') FROM deal d "  # noqa: S608
        "JOIN deal_contact x ON x.deal_id = d.id "
        "JOIN touch t ON t.contact_id = x.contact_id AND t.touched_on <= d.created_on WHERE d.id = i.value "
        f"ORDER BY t.touched_on {order}, t.touched_at {order}, t.uid {order} LIMIT 1) FROM json_each(:ids) i"
    )
    for last, order in ((False, "ASC"), (True, "DESC"))
}


def _end_touches(connection: Connection, deal_ids: list[int], *, last: bool) -> dict[int, Origin]:
    """The origin of the first (last) touch on or before the day each deal was created; one row a deal."""
    channels = channels_of(connection)
    found: dict[int, Origin] = {}
    for deal_id, place in rows_of(connection, _ENDS[last].bindparams(ids=json.dumps(deal_ids))):
        if place is not None:
            campaign_id, _, channel = place.partition(" ")
            found[deal_id] = origin_of(int(campaign_id) if campaign_id else None, channel or None, channels)
    return found


def _touches(connection: Connection, deal_ids: list[int]) -> Iterator[tuple[int, str, Origin]]:
    """(deal, day, origin) of the touches on or before the day a deal was created, in their order."""
    channels = channels_of(connection)
    known: dict[tuple[int | None, str | None], Origin] = {}
    for deal_id, day, *place in rows_of(connection, _TOUCHES.bindparams(ids=json.dumps(deal_ids))):
        key = (place[0], place[1])
        if key not in known:
            known[key] = origin_of(*key, channels)
        yield deal_id, day, known[key]


def _won() -> list[ColumnElement[bool]]:
    # Nearly nothing is in the Trash: an index over it would lead the query astray.
    return [stage.c.kind == "won", func.coalesce(deal.c.trashed_at, 0) == 0]


# -- customers ------------------------------------------------------------------------------------------------


class Purchase(NamedTuple):
    """A won deal of a customer: its company, without one its main contact; `key` None is nobody."""

    key: int | str | None
    name: str | None
    deal_id: int
    closed_on: date
    amount: int


def purchases(connection: Connection, until: date | None = None) -> list[Purchase]:
    """Every won deal up to a day in the order of the won dates."""
    main = and_(deal_contact.c.deal_id == deal.c.id, deal_contact.c.is_main)
    query = (
        select(
            deal.c.company_id,
            company.c.name,
            contact.c.id,
            contact.c.name,
            deal.c.id,
            deal.c.closed_on,
            func.coalesce(deal.c.base_amount, 0),
        )
        .join_from(deal, stage, stage.c.id == deal.c.stage_id)
        .join(company, company.c.id == deal.c.company_id, isouter=True)
        .join(deal_contact, main, isouter=True)
        .join(contact, contact.c.id == deal_contact.c.contact_id, isouter=True)
        .where(*_won(), deal.c.closed_on.is_not(None))
        .order_by(deal.c.closed_on, deal.c.id)
    )
    if until is not None:
        query = query.where(deal.c.closed_on <= until)
    found: list[Purchase] = []
    for company_id, its_name, contact_id, name, *rest in rows_of(connection, query):
        if company_id is not None:
            found.append(Purchase(company_id, its_name, *rest))
        elif contact_id is not None:
            found.append(Purchase(f"contact:{contact_id}", name, *rest))
        else:
            found.append(Purchase(None, None, *rest))
    return found


def new_customers(connection: Connection, period: Period, *, last: bool) -> dict[int, Origin]:
    """The first won deal of each customer who is new in the period, with the origin of its first (last) touch."""
    ids = [row[0] for row in rows_of(connection, _first_purchases(period))]
    origins = _end_touches(connection, ids, last=last)
    return {deal_id: origins.get(deal_id, NOWHERE) for deal_id in ids}


def _first_purchases(period: Period) -> Any:
    customer = func.coalesce(deal.c.company_id, -deal_contact.c.contact_id)
    main = and_(deal_contact.c.deal_id == deal.c.id, deal_contact.c.is_main)
    firsts = (
        select(deal.c.id.label("id"), func.min(deal.c.closed_on).label("first_on"))
        .join_from(deal, stage, stage.c.id == deal.c.stage_id)
        .join(deal_contact, main, isouter=True)
        .where(*_won(), customer.is_not(None))
        .group_by(customer)
        .subquery()
    )
    return select(firsts.c.id).where(*within(firsts.c.first_on, period))
