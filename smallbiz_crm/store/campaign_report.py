"""The parts of the campaign report: marketing spend, metrics, won deals with their touches, new customers."""

from __future__ import annotations

from array import array
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, func, select

from smallbiz_crm.domain.days import Period
from smallbiz_crm.store.funnel_report import Origin
from smallbiz_crm.store.tables.marketing import campaign, metric, spend, spend_category, touch
from smallbiz_crm.store.tables.people import company, contact
from smallbiz_crm.store.tables.sales import deal, deal_contact, stage

_CHANNEL_OF_TOUCH = func.coalesce(
    func.nullif(campaign.c.channel, "other"), touch.c.channel, campaign.c.channel
)
_CHANNEL_OF_METRIC = func.coalesce(
    func.nullif(campaign.c.channel, "other"), metric.c.channel, campaign.c.channel
)
NOWHERE = Origin(None, None)


def campaign_names(connection: Connection) -> dict[int, str]:
    return {row[0]: row[1] for row in connection.execute(select(campaign.c.id, campaign.c.name))}


def rows_of(connection: Connection, query: Any) -> Any:
    """The rows, whose columns only the query knows."""
    return connection.execute(query)


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


def spend_behind(connection: Connection, period: Period, where: tuple[str, Any] | None = None) -> array[int]:
    """The spend lines that a figure counts, the newest first."""
    query = (
        _marketing_spend(spend.c.id)
        .join(campaign, campaign.c.id == spend.c.campaign_id, isouter=True)
        .where(*within(spend.c.spent_on, period))
        .order_by(spend.c.spent_on.desc(), spend.c.id.desc())
    )
    if where is not None:
        column: Any = spend.c.campaign_id if where[0] == "by_campaign" else campaign.c.channel
        query = query.where(column.is_not_distinct_from(where[1]))
    return array("q", (row[0] for row in connection.execute(query)))


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
    for campaign_id, channel, name, value in connection.execute(query):
        found[Origin(campaign_id, channel)][name] = value
    return dict(found)


# -- won deals and their touches ------------------------------------------------------------------------------


@dataclass(slots=True)
class WonDeal:
    """A won deal with its touches up to the day it was created, from the earliest to the latest."""

    id: int
    amount: int
    created_on: date
    touched_on: list[date] = field(default_factory=list[date])
    origins: list[Origin] = field(default_factory=list[Origin])


def won_deals(connection: Connection, period: Period) -> list[WonDeal]:
    """Deals won in the period that have an amount in home money, with their touches."""
    won = (
        select(deal.c.id, deal.c.base_amount, deal.c.created_on)
        .join_from(deal, stage, stage.c.id == deal.c.stage_id)
        .where(*_won(), *within(deal.c.closed_on, period), deal.c.base_amount.is_not(None))
        .order_by(deal.c.id)
    )
    deals = {row[0]: WonDeal(*row) for row in connection.execute(won)}
    ids = select(won.subquery().c.id)
    for deal_id, rows in groupby(_touches(connection, ids), key=lambda row: row[0]):
        for _, touched_on, campaign_id, channel in rows:
            deals[deal_id].touched_on.append(touched_on)
            deals[deal_id].origins.append(Origin(campaign_id, channel))
    return list(deals.values())


def _touches(connection: Connection, deal_ids: Any) -> Any:
    """(deal, day, campaign, channel) of the touches on or before the day a deal was created, in their order."""
    query = (
        select(deal.c.id, touch.c.touched_on, touch.c.campaign_id, _CHANNEL_OF_TOUCH)
        .join_from(deal, deal_contact, deal_contact.c.deal_id == deal.c.id)
        .join(
            touch,
            and_(touch.c.contact_id == deal_contact.c.contact_id, touch.c.touched_on <= deal.c.created_on),
        )
        .join(campaign, campaign.c.id == touch.c.campaign_id, isouter=True)
        .where(deal.c.id.in_(deal_ids))
        .order_by(deal.c.id, touch.c.touched_on, touch.c.touched_at, touch.c.uid)
    )
    return connection.execute(query)


def _won() -> list[ColumnElement[bool]]:
    return [stage.c.kind == "won", deal.c.trashed_at.is_(None)]


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
    firsts = _first_purchases(period)
    found: dict[int, Origin] = {row[0]: NOWHERE for row in connection.execute(firsts)}
    for deal_id, _, campaign_id, channel in _touches(connection, firsts):
        if last or found[deal_id] is NOWHERE:
            found[deal_id] = Origin(campaign_id, channel)
    return found


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
