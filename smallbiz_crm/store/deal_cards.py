"""Cards of deals, and the parts of queries about deals that board, table and record share."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    ScalarSelect,
    bindparam,
    case,
    column,
    func,
    null,
    select,
    table,
    text,
)

from smallbiz_crm.domain.deals import DealCard, ExitFact
from smallbiz_crm.domain.money import minor_digits
from smallbiz_crm.store.rates import newest_rate
from smallbiz_crm.store.search import match_query
from smallbiz_crm.store.settings import home_currency
from smallbiz_crm.store.tables.marketing import campaign
from smallbiz_crm.store.tables.people import activity, company, contact, follow_up, owner
from smallbiz_crm.store.tables.sales import currency_rate, deal, deal_contact, objection, stage

ANSWERED = "answered"

_SEARCH = table("search_deal", column("rowid"))
real_probability = func.coalesce(deal.c.probability, stage.c.probability)
main_contact = (deal_contact.c.deal_id == deal.c.id) & deal_contact.c.is_main


def of_next_step(wanted: ColumnElement[Any]) -> ScalarSelect[Any]:
    """A column of the deal's earliest open follow-up, looked up for each deal: a board reads few of them."""
    return (
        select(wanted)
        .where(
            follow_up.c.deal_id == deal.c.id,
            # Without statistics SQLite would take the index of all open follow-ups for a plain "is null".
            func.ifnull(follow_up.c.done_on, null()).is_(None),
            func.ifnull(follow_up.c.trashed_at, null()).is_(None),
        )
        .order_by(follow_up.c.due_on, follow_up.c.id)
        .limit(1)
        .correlate(deal)
        .scalar_subquery()
    )


next_step_on = of_next_step(follow_up.c.due_on)
next_step = of_next_step(follow_up.c.text)


def searched(query: Any, search: str) -> Any:
    """The query narrowed to deals that have all words of `search`."""
    words = match_query(search)
    if not words:
        return query if not search.strip() else query.where(deal.c.id.is_(None))
    hits = select(_SEARCH.c.rowid).where(text("search_deal MATCH :words").bindparams(words=words))
    return query.where(deal.c.id.in_(hits))


Factors = tuple[tuple[str, float], ...]


def home_value(connection: Connection) -> ColumnElement[Any]:
    """The amount in minor units of the home currency by the newest rate, to order by; null without a rate."""
    return _home_value(_factors(connection))


def _factors(connection: Connection) -> Factors:
    """Per currency with a rate what one minor unit of it is in minor units of the home currency."""
    home = home_currency(connection)
    factors = {home: 1.0}
    for code in connection.execute(_CURRENCIES).scalars().all():
        rate = newest_rate(connection, code)
        if rate is not None and code != home:
            factors[code] = float(rate * Decimal(10) ** (minor_digits(home) - minor_digits(code)))
    return tuple(factors.items())


_CURRENCIES = select(currency_rate.c.currency).distinct()


def _home_value(factors: Factors) -> ColumnElement[Any]:
    return case(
        *((deal.c.currency == code, deal.c.amount * factor) for code, factor in factors), else_=null()
    )


# -- cards ----------------------------------------------------------------------------------------------------

_last_activity = (
    select(func.max(activity.c.happened_on))
    .where(activity.c.deal_id == deal.c.id, activity.c.trashed_at.is_(None))
    .correlate(deal)
    .scalar_subquery()
)
_last_done = (
    select(func.max(follow_up.c.done_on))
    .where(follow_up.c.deal_id == deal.c.id, follow_up.c.trashed_at.is_(None))
    .correlate(deal)
    .scalar_subquery()
)
_unanswered = (
    select(objection.c.id)
    .where(objection.c.deal_id == deal.c.id, objection.c.state != ANSWERED)
    .correlate(deal)
    .exists()
)
TICKS = {
    ExitFact.BUDGET: deal.c.has_budget,
    ExitFact.AUTHORITY: deal.c.has_authority,
    ExitFact.NEED: deal.c.has_need,
    ExitFact.TIMING: deal.c.has_timing,
}


@lru_cache(maxsize=8)
def _cards(factors: Factors) -> Any:
    """The query of cards, built once for the rates there are: building it costs more than running it."""
    columns: tuple[Any, ...] = (
        deal.c.id,
        deal.c.title,
        contact.c.name.label("contact"),
        company.c.name.label("company"),
        deal.c.amount,
        deal.c.currency,
        deal.c.stage_id,
        deal.c.expected_close,
        deal.c.closed_on,
        deal.c.stage_since,
        next_step_on.label("next_step_on"),
        next_step.label("next_step"),
        campaign.c.name.label("source_campaign"),
        owner.c.name.label("owner"),
        real_probability.label("probability"),
        _last_activity.label("last_activity"),
        _last_done.label("last_done"),
        deal.c.waiting_until,
        deal.c.waiting_because,
        deal.c.position,
        _home_value(factors).label("value"),
        _unanswered.label("has_unanswered"),
        deal.c.created_on,
        deal.c.source_channel,
        *TICKS.values(),
    )
    return (
        select(*columns)
        .join_from(deal, stage, stage.c.id == deal.c.stage_id)
        .join(company, company.c.id == deal.c.company_id, isouter=True)
        .join(deal_contact, main_contact, isouter=True)
        .join(contact, contact.c.id == deal_contact.c.contact_id, isouter=True)
        .join(campaign, campaign.c.id == deal.c.source_campaign_id, isouter=True)
        .join(owner, owner.c.id == deal.c.owner_id, isouter=True)
        .where(deal.c.id.in_(bindparam("ids", expanding=True)), deal.c.trashed_at.is_(None))
    )


def load_cards(connection: Connection, ids: Sequence[int]) -> list[DealCard]:
    """The cards of these deals, in that order; none for a deal that is gone or in the Trash."""
    rows = connection.execute(_cards(_factors(connection)), {"ids": list(ids)})
    found = {row.id: _card(row) for row in rows}
    return [found[deal_id] for deal_id in ids if deal_id in found]


_SAME = 15
"""The first columns of the query are the first fields of a card."""


def _card(row: Row[Any]) -> DealCard:
    seen = (row.stage_since, row.last_activity, row.last_done)
    same: Any = row[:_SAME]
    return DealCard(
        *same,
        last_seen=max(day for day in seen if day is not None),
        waiting_until=row.waiting_until,
        waiting_because=row.waiting_because,
        position=row.position,
        value=row.value,
        known=tuple(_known(row)),
        created_on=row.created_on,
        source_channel=row.source_channel,
    )


def _known(row: Row[Any]) -> list[ExitFact]:
    known = [fact for fact, tick in TICKS.items() if getattr(row, tick.name)]
    if not row.has_unanswered:
        known.append(ExitFact.OBJECTIONS)
    if row.amount is not None:
        known.append(ExitFact.AMOUNT)
    if row.expected_close is not None:
        known.append(ExitFact.EXPECTED_CLOSE)
    return known
