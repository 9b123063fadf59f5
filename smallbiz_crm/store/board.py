"""Queries of the board: which deals stand in which column and in what order, and what each column sums to."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from smallbiz_crm.domain.board import (
    LATER,
    BoardFilter,
    CardOrder,
    forecast_column,
    forecast_columns,
    last_of_month,
)
from smallbiz_crm.domain.deals import Outcome, StageTotal
from smallbiz_crm.store.deal_cards import home_value, next_step_on, real_probability, searched
from smallbiz_crm.store.rates import in_home, newest_rate
from smallbiz_crm.store.settings import home_currency
from smallbiz_crm.store.stages import list_stages
from smallbiz_crm.store.tables.marketing import campaign
from smallbiz_crm.store.tables.people import activity, company, follow_up, owner
from smallbiz_crm.store.tables.sales import deal, deal_line, product, stage

_is_open = deal.c.closed_on.is_(None)


def narrowed_to(query: Any, connection: Connection, wanted: BoardFilter, today: date) -> Any:
    """The query about deals joined with their stages, narrowed to what the filter wants."""
    for name in ("campaign_id", "owner_id", "product_id", "region", "month"):
        value = getattr(wanted, name)
        if value is not None:
            query = query.where(_MATCHES[name](value))
    if wanted.is_stale:
        query = query.where(_is_stale(connection, today))
    if wanted.has_no_next_step:
        query = query.where(stage.c.kind == Outcome.OPEN.value, next_step_on.is_(None))
    return searched(query, wanted.search)


def _has_product(product_id: int) -> ColumnElement[bool]:
    lines = select(deal_line.c.deal_id).where(deal_line.c.product_id == product_id)
    return deal.c.id.in_(lines)


def _in_month(month: str) -> ColumnElement[bool]:
    first = date.fromisoformat(f"{month}-01")
    last = last_of_month(first.year * 12 + first.month - 1)
    return func.coalesce(deal.c.closed_on, deal.c.expected_close).between(first, last)


_MATCHES: dict[str, Callable[[Any], ColumnElement[bool]]] = {
    "campaign_id": lambda value: deal.c.source_campaign_id == value,
    "owner_id": lambda value: deal.c.owner_id == value,
    "product_id": _has_product,
    "region": lambda value: deal.c.region == value,
    "month": _in_month,
}


def _is_stale(connection: Connection, today: date) -> ColumnElement[bool]:
    """The rule of `domain.deals.is_stale`, asked of the database."""
    late: list[ColumnElement[bool]] = []
    for each in list_stages(connection):
        if each.kind is not Outcome.OPEN or each.stale_days is None:
            continue
        limit = today - timedelta(days=each.stale_days)
        late.append(and_(deal.c.stage_id == each.id, deal.c.stage_since < limit, ~_anything_since(limit)))
    is_quiet = or_(deal.c.waiting_until > today, next_step_on >= today)
    return and_(or_(*late), func.coalesce(is_quiet, 0) == 0) if late else deal.c.id.is_(None)


def _anything_since(day: date) -> ColumnElement[bool]:
    active = select(activity.c.id).where(
        activity.c.deal_id == deal.c.id, activity.c.happened_on >= day, activity.c.trashed_at.is_(None)
    )
    done = select(follow_up.c.id).where(
        follow_up.c.deal_id == deal.c.id, follow_up.c.done_on >= day, follow_up.c.trashed_at.is_(None)
    )
    return or_(active.correlate(deal).exists(), done.correlate(deal).exists())


# -- columns --------------------------------------------------------------------------------------------------


def _ordered(connection: Connection, order: CardOrder) -> tuple[ColumnElement[Any], ...]:
    """How the cards of a column stand; the last criterion is the id, so that it is always the same."""
    step = case((_is_open, next_step_on)).nulls_last()
    close = case((_is_open, deal.c.expected_close)).nulls_last()
    same = case((_is_open, deal.c.id), else_=-deal.c.id)
    if order is CardOrder.VALUE:
        return home_value(connection).desc().nulls_last(), deal.c.id
    newest = deal.c.closed_on.desc()
    if order is CardOrder.CLOSE:
        return newest, close, step, same
    if order is CardOrder.HAND:
        return newest, case((_is_open, deal.c.position)).nulls_last(), step, close, same
    return newest, step, close, same


def _listed(*columns: Any) -> Any:
    return (
        select(*columns)
        .join_from(deal, stage, stage.c.id == deal.c.stage_id)
        .where(deal.c.trashed_at.is_(None))
    )


def _rows(connection: Connection, query: Any) -> list[Any]:
    return list(connection.execute(query).all())


def ids_by_stage(
    connection: Connection, wanted: BoardFilter, order: CardOrder, today: date
) -> dict[int, array[int]]:
    """The deals of every stage that has any, in the order of their cards."""
    query = narrowed_to(_listed(deal.c.stage_id, deal.c.id), connection, wanted, today)
    columns: dict[int, array[int]] = {}
    for stage_id, deal_id in _rows(connection, query.order_by(*_ordered(connection, order))):
        if stage_id not in columns:
            columns[stage_id] = array("q")
        columns[stage_id].append(deal_id)
    return columns


def ids_of_stage(connection: Connection, stage_id: int, order: CardOrder) -> array[int]:
    """The deals of one stage in the order of their cards."""
    query = _listed(deal.c.id).where(deal.c.stage_id == stage_id).order_by(*_ordered(connection, order))
    return array("q", connection.execute(query).scalars().all())


def not_in_stage(connection: Connection, ids: Sequence[int], stage_id: int) -> list[int]:
    """Those of `ids` that stand elsewhere, in that order."""
    query = select(deal.c.id).where(deal.c.id.in_(ids), deal.c.stage_id != stage_id)
    elsewhere = set(connection.execute(query).scalars())
    return [deal_id for deal_id in ids if deal_id in elsewhere]


def table_ids(
    connection: Connection, wanted: BoardFilter, sort: str, *, descending: bool, today: date
) -> array[int]:
    """The deals that match, in the order of a column of the table; those without a value last."""
    key = _table_key(connection, sort)
    query: Any = (
        _listed(deal.c.id)
        .join(company, company.c.id == deal.c.company_id, isouter=True)
        .join(owner, owner.c.id == deal.c.owner_id, isouter=True)
        .join(campaign, campaign.c.id == deal.c.source_campaign_id, isouter=True)
    )
    query = narrowed_to(query, connection, wanted, today)
    direction = (key.desc() if descending else key.asc()).nulls_last()
    return array("q", connection.execute(query.order_by(direction, deal.c.id)).scalars().all())


def _table_key(connection: Connection, sort: str) -> ColumnElement[Any]:
    if sort == "amount":
        return home_value(connection)
    return _TABLE_KEYS[sort]


_TABLE_KEYS: dict[str, Any] = {
    "title": deal.c.sort_name,
    "company": company.c.sort_name,
    "created": deal.c.created_on,
    "expected_close": deal.c.expected_close,
    "closed": deal.c.closed_on,
    "stage": stage.c.position,
    "age": deal.c.stage_since,
    "next_step": next_step_on,
    "probability": real_probability,
    "owner": func.lower(owner.c.name),
    "campaign": func.lower(campaign.c.name),
    "region": func.lower(deal.c.region),
}


def ids_by_month(
    connection: Connection, wanted: BoardFilter, order: CardOrder, today: date
) -> dict[int, array[int]]:
    """The open deals of every column of the forecast, empty ones too, from left to right."""
    query = narrowed_to(_listed(deal.c.expected_close, deal.c.id), connection, wanted, today)
    query = query.where(stage.c.kind == Outcome.OPEN.value).order_by(*_ordered(connection, order))
    rows = _rows(connection, query)
    columns = {key: array("q") for key in _forecast_keys((row[0] for row in rows), today)}
    last = _last_month(columns)
    for expected, deal_id in rows:
        columns[forecast_column(expected, today, last)].append(deal_id)
    return columns


def _forecast_keys(expected: Iterable[date | None], today: date) -> list[int]:
    return forecast_columns(max((day for day in expected if day is not None), default=None), today)


def _last_month(columns: Iterable[int]) -> int:
    """The last column that is a month."""
    return max(key for key in columns if key < LATER)


# -- sums -----------------------------------------------------------------------------------------------------

_weighted = (2 * deal.c.amount * real_probability + 10_000) // 20_000
_SUMS = (
    func.count(),
    func.count(deal.c.amount),
    func.coalesce(func.sum(deal.c.amount), 0),
    func.coalesce(func.sum(_weighted), 0),
)


def totals_by_stage(
    connection: Connection, wanted: BoardFilter, today: date, stages: Collection[int] | None = None
) -> dict[int, StageTotal]:
    """Count, sum and weighted sum per stage, in home currency; other currencies by their newest rate.

    With `stages` only theirs, which does not look at the deals of all others.
    """
    query = narrowed_to(_listed(deal.c.stage_id, deal.c.currency, *_SUMS), connection, wanted, today)
    if stages is not None:
        query = query.where(deal.c.stage_id.in_(stages))
    adding = Adding(connection)
    for stage_id, currency, *sums in _rows(connection, query.group_by(deal.c.stage_id, deal.c.currency)):
        adding.add(stage_id, currency, *sums)
    return adding.totals


def totals_by_month(connection: Connection, wanted: BoardFilter, today: date) -> dict[int, StageTotal]:
    """The same per column of the forecast, of open deals."""
    query = narrowed_to(_listed(deal.c.expected_close, deal.c.currency, *_SUMS), connection, wanted, today)
    query = query.where(stage.c.kind == Outcome.OPEN.value).group_by(deal.c.expected_close, deal.c.currency)
    rows = _rows(connection, query)
    last = _last_month(_forecast_keys((row[0] for row in rows), today))
    adding = Adding(connection)
    for expected, currency, *sums in rows:
        column = forecast_column(expected, today, last)
        adding.add(column, currency, *sums)
    return adding.totals


class Adding:
    """Sums rows of one currency each into totals in home currency; what has no rate is counted beside."""

    def __init__(self, connection: Connection) -> None:
        self.totals: dict[int, StageTotal] = {}
        self._connection = connection
        self._home = home_currency(connection)
        self._rates: dict[str, Decimal | None] = {}

    def add(self, key: int, currency: str, count: int, with_amount: int, total: int, weighted: int) -> None:
        """Put `count` deals of one currency into the total of `key`; money in its minor units."""
        if currency not in self._rates:
            self._rates[currency] = newest_rate(self._connection, currency)
        rate = self._rates[currency]
        home_total = in_home(int(total), currency, self._home, rate)
        home_weighted = in_home(int(weighted), currency, self._home, rate)
        before = self.totals.get(key, StageTotal(key, 0, 0, 0, 0, 0))
        unrated = with_amount if home_total is None else 0
        beside = dict(before.unrated)
        if unrated:
            beside[currency] = beside.get(currency, 0) + unrated
        self.totals[key] = StageTotal(
            key,
            before.count + count,
            before.total + (home_total or 0),
            before.weighted + (home_weighted or 0),
            before.without_amount + count - with_amount,
            before.without_rate + unrated,
            tuple(beside.items()),
        )


# -- choices --------------------------------------------------------------------------------------------------


def regions(connection: Connection) -> list[str]:
    """The regions that deals have."""
    query = select(deal.c.region).where(deal.c.region.is_not(None), deal.c.trashed_at.is_(None)).distinct()
    return sorted(region for region in connection.execute(query).scalars() if region)


def competitors(connection: Connection) -> list[str]:
    """To whom deals were lost."""
    query = select(deal.c.competitor).where(deal.c.competitor.is_not(None), deal.c.trashed_at.is_(None))
    return sorted(name for name in connection.execute(query.distinct()).scalars() if name)


def months(connection: Connection) -> list[str]:
    """The months, as ``YYYY-MM``, in which open deals are expected."""
    query = select(deal.c.expected_close).where(
        deal.c.expected_close.is_not(None), deal.c.closed_on.is_(None), deal.c.trashed_at.is_(None)
    )
    days = connection.execute(query.distinct()).scalars()
    return sorted({f"{day.year:04}-{day.month:02}" for day in days if day is not None})


_CHOICES: dict[str, Any] = {
    "campaign": select(campaign.c.id, campaign.c.name).where(
        campaign.c.id.in_(select(deal.c.source_campaign_id).where(deal.c.trashed_at.is_(None)))
    ),
    "owner": select(owner.c.id, owner.c.name).where(
        owner.c.id.in_(select(deal.c.owner_id).where(deal.c.trashed_at.is_(None)))
    ),
    "product": select(product.c.id, product.c.name).where(product.c.id.in_(select(deal_line.c.product_id))),
}


def named_ids(connection: Connection, kind: str) -> list[tuple[int, str]]:
    """Ids and names of what deals can be narrowed to: campaign, owner or product; only those that deals have."""
    rows = _rows(connection, _CHOICES[kind])
    return sorted(((row[0], row[1]) for row in rows), key=lambda each: each[1].casefold())


def has_origins(connection: Connection) -> bool:
    """Whether any deal has a source campaign or channel."""
    told = or_(deal.c.source_campaign_id.is_not(None), deal.c.source_channel.is_not(None))
    found = select(deal.c.id).where(told, deal.c.trashed_at.is_(None)).limit(1)
    return connection.execute(found).first() is not None
