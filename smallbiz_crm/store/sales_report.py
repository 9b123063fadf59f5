"""The parts of the sales report: closed deals read once and put under each of their values, open ones counted."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from smallbiz_crm.domain.days import Period
from smallbiz_crm.domain.money import share_out
from smallbiz_crm.domain.sales_kpis import SalesParts
from smallbiz_crm.store.rates import DayRates
from smallbiz_crm.store.report_filter import EVERYTHING, Narrowing
from smallbiz_crm.store.tables.marketing import campaign
from smallbiz_crm.store.tables.people import company, owner, target
from smallbiz_crm.store.tables.sales import deal, deal_line, product, stage

Scope = tuple[int | str | None, str | None]

_days = func.julianday(deal.c.closed_on) - func.julianday(deal.c.created_on)
_region = func.coalesce(deal.c.region, company.c.region, owner.c.region)
# Nearly nothing is in the Trash: an index over it would lead the query astray.
_untrashed = func.coalesce(deal.c.trashed_at, 0) == 0

DIMENSIONS: dict[str, tuple[Any, Any]] = {
    "by_region": (_region, _region),
    "by_month": (func.substr(deal.c.closed_on, 1, 7), func.substr(deal.c.closed_on, 1, 7)),
    "by_campaign": (deal.c.source_campaign_id, campaign.c.name),
    "by_channel": (
        func.coalesce(campaign.c.channel, deal.c.source_channel),
        func.coalesce(campaign.c.channel, deal.c.source_channel),
    ),
    "by_owner": (deal.c.owner_id, owner.c.name),
}


NOTHING: Scope = (None, None)
_PLACES = (
    _region,
    func.substr(deal.c.closed_on, 1, 10),
    deal.c.source_campaign_id,
    campaign.c.name,
    func.coalesce(campaign.c.channel, deal.c.source_channel),
    deal.c.owner_id,
    owner.c.name,
)
_GROUPED = (_region, deal.c.source_campaign_id, deal.c.source_channel, deal.c.owner_id)


class _Deal(NamedTuple):
    """A closed deal with what it is counted under; `base` in home minor units, of a lost one of the day it was lost."""

    region: str | None
    closed_on: str
    campaign_id: int | None
    campaign: str | None
    channel: str | None
    owner_id: int | None
    owner: str | None
    id: int
    kind: str
    days: float | None
    has_amount: bool
    base: int | None
    is_future: bool


_CLOSED_ON = _Deal._fields.index("closed_on")


class _OpenDeals(NamedTuple):
    """How many deals are open under one set of values; none of them has a day it was closed on."""

    region: str | None
    closed_on: str | None
    campaign_id: int | None
    campaign: str | None
    channel: str | None
    owner_id: int | None
    owner: str | None
    number: int


_SCOPES: dict[str, Callable[[_Deal | _OpenDeals], Scope]] = {
    "by_region": lambda one: (one.region, one.region),
    "by_month": lambda one: ((one.closed_on or "")[:7], (one.closed_on or "")[:7]),
    "by_campaign": lambda one: (one.campaign_id, one.campaign),
    "by_channel": lambda one: (one.channel, one.channel),
    "by_owner": lambda one: (one.owner_id, one.owner),
}


def _joined(by: Narrowing, *columns: Any) -> Any:
    return (
        select(*columns)
        .join_from(deal, stage, stage.c.id == deal.c.stage_id)
        .join(company, company.c.id == deal.c.company_id, isouter=True)
        .join(owner, owner.c.id == deal.c.owner_id, isouter=True)
        .join(campaign, campaign.c.id == deal.c.source_campaign_id, isouter=True)
        .where(_untrashed, *by.deals)
    )


def _rows(connection: Connection, query: Any) -> Any:
    """The rows, whose columns only the query knows."""
    return connection.execute(query).all()


def _closed_in(period: Period) -> list[ColumnElement[bool]]:
    inside: list[ColumnElement[bool]] = [stage.c.kind.in_(("won", "lost"))]
    if period.start is not None:
        inside.append(deal.c.closed_on >= period.start)
    if period.end is not None:
        inside.append(deal.c.closed_on <= period.end)
    return inside


class SalesRead:
    """The deals of a period, read once: undivided, and by any dimension. What closed after `today` is told apart."""

    def __init__(
        self, connection: Connection, period: Period, today: date, by: Narrowing = EVERYTHING
    ) -> None:
        self._connection = connection
        self._period = period
        self._today = today.isoformat()
        self._by = by

    def total(self) -> SalesParts:
        """Everything in the period, undivided."""
        parts = SalesParts(open=sum(group.number for group in self._open))
        for one in self._closed:
            _add(parts, one)
        return parts

    def by(self, dimension: str) -> dict[Scope, SalesParts]:
        """The parts per value of a dimension; what has none stands under (None, None), so that parts equal totals."""
        if dimension == "by_product":
            return self._by_product()
        scope_of = _SCOPES[dimension]
        parts: dict[Scope, SalesParts] = defaultdict(SalesParts)
        for one in self._closed:
            _add(parts[scope_of(one)], one)
        if dimension != "by_month":
            for group in self._open:
                parts[scope_of(group)].open += group.number
        return dict(parts)

    @cached_property
    def _closed(self) -> list[_Deal]:
        query = _joined(
            self._by,
            *_PLACES,
            deal.c.id,
            stage.c.kind,
            _days,
            deal.c.amount,
            deal.c.base_amount,
            deal.c.currency,
        )
        rates = DayRates(self._connection)
        found: list[_Deal] = []
        for *facts, amount, base, currency in _rows(self._connection, query.where(*_closed_in(self._period))):
            is_future = facts[_CLOSED_ON] > self._today
            one = _Deal._make((*facts, amount is not None, base, is_future))
            if one.kind == "lost":
                one = one._replace(base=rates.worth(amount, currency, date.fromisoformat(one.closed_on)))
            found.append(one)
        return found

    @cached_property
    def _open(self) -> list[_OpenDeals]:
        query = _joined(self._by, *_PLACES, func.count()).where(stage.c.kind == "open")
        return [_OpenDeals(*row) for row in _rows(self._connection, query.group_by(*_GROUPED))]

    # -- by product -------------------------------------------------------------------------------------------

    def _by_product(self) -> dict[Scope, SalesParts]:
        """A deal counts under each of its products; its value is divided by its lines, so that the parts tie out."""
        parts: dict[Scope, SalesParts] = defaultdict(SalesParts)
        lines = self._lines_of_closed()
        for one in self._closed:
            its = lines.get(one.id)
            if its is None:
                _add(parts[NOTHING], one)
                continue
            nets = [net for _, net in its]
            values = nets
            if one.base is not None and sum(nets) != one.base:
                values = share_out(one.base, nets) if any(nets) else [0] * len(nets)
            worth: dict[Scope, int] = defaultdict(int)
            for (scope, _), value in zip(its, values, strict=True):
                worth[scope] += value
            for scope, value in worth.items():
                _add(parts[scope], one._replace(base=None if one.base is None else value))
        for product_id, name, number in self._open_by_product():
            parts[product_id, name].open += number
        return dict(parts)

    def _lines_of_closed(self) -> dict[int, list[tuple[Scope, int]]]:
        query = (
            select(deal_line.c.deal_id, deal_line.c.product_id, deal_line.c.net)
            .join_from(deal_line, deal, deal_line.c.deal_id == deal.c.id)
            .join(stage, stage.c.id == deal.c.stage_id)
            .where(_untrashed, *_closed_in(self._period), *self._by.deals)
            .order_by(deal_line.c.deal_id, deal_line.c.position, deal_line.c.id)
        )
        names = dict(_rows(self._connection, select(product.c.id, product.c.name)))
        found: dict[int, list[tuple[Scope, int]]] = defaultdict(list)
        for deal_id, product_id, net in _rows(self._connection, query):
            found[deal_id].append(((product_id, names.get(product_id)), net))
        return found

    def _open_by_product(self) -> Any:
        """Open deals of each product; a deal with several lines of one counts once."""
        query = (
            select(deal_line.c.product_id, product.c.name, func.count(deal.c.id.distinct()))
            .join_from(deal, stage, stage.c.id == deal.c.stage_id)
            .join(deal_line, deal_line.c.deal_id == deal.c.id, isouter=True)
            .join(product, product.c.id == deal_line.c.product_id, isouter=True)
            .where(_untrashed, stage.c.kind == "open", *self._by.deals)
            .group_by(deal_line.c.product_id)
        )
        return _rows(self._connection, query)


def _add(parts: SalesParts, one: _Deal) -> None:
    if one.kind == "won":
        parts.won += 1
        if one.base is not None:
            parts.won_with_amount += 1
            parts.revenue += one.base
        elif one.has_amount:
            parts.won_without_rate += 1
        if one.days is not None:
            _add_cycle(parts, one, int(one.days))
    else:
        parts.lost += 1
        parts.lost_value += one.base or 0


def _add_cycle(parts: SalesParts, one: _Deal, days: int) -> None:
    """Days that cannot be right are kept apart, never averaged in silence."""
    histogram = parts.odd_days if one.is_future or days < 0 else parts.cycle_days
    histogram[days] = histogram.get(days, 0) + 1
    if one.is_future:
        parts.future_won += 1
        parts.future_revenue += one.base or 0


# -- behind the figures ----------------------------------------------------------------------------------------


def deals_behind(
    connection: Connection,
    period: Period,
    kinds: Sequence[str],
    dimension: str | None = None,
    key: int | str | None = None,
    by: Narrowing = EVERYTHING,
) -> array[int]:
    """The deals that a figure counts, the last closed first: of these outcomes, in the row of a table if one is named.

    Open deals are those open now, whatever the period.
    """
    closed = [kind for kind in kinds if kind != "open"]
    wanted: list[ColumnElement[bool]] = [and_(*_closed_in(period), stage.c.kind.in_(closed))]
    if "open" in kinds:
        wanted.append(stage.c.kind == "open")
    query = _joined(by, deal.c.id).where(or_(*wanted))
    if dimension == "by_product":
        query = query.where(_has_product(key))
    elif dimension is not None:
        query = query.where(DIMENSIONS[dimension][0].is_not_distinct_from(key))
    ordered = query.order_by(deal.c.closed_on.desc(), deal.c.id.desc())
    return array("q", (row[0] for row in _rows(connection, ordered)))


def _has_product(product_id: int | str | None) -> ColumnElement[bool]:
    lines = select(deal_line.c.id).where(deal_line.c.deal_id == deal.c.id)
    if product_id is not None:
        return lines.where(deal_line.c.product_id == product_id).exists()
    return or_(lines.where(deal_line.c.product_id.is_(None)).exists(), ~lines.exists())


def revenue_by_month(connection: Connection, period: Period, by: Narrowing = EVERYTHING) -> dict[str, int]:
    """Won amounts in home minor units by ``YYYY-MM``; months without any are left out."""
    month = func.substr(deal.c.closed_on, 1, 7)
    query = (
        _joined(by, month, func.sum(deal.c.base_amount))
        .where(stage.c.kind == "won", *_closed_in(period))
        .where(deal.c.base_amount.is_not(None), deal.c.closed_on.is_not(None))
        .group_by(month)
    )
    return {row[0]: row[1] for row in _rows(connection, query)}


# -- targets --------------------------------------------------------------------------------------------------


def revenue_target(connection: Connection, months: Iterable[str]) -> int | None:
    """The sum of the months' revenue targets in minor units, or None when one is missing."""
    wanted = list(months)
    if not wanted:
        return None
    query = select(target.c.value).where(target.c.kind == "revenue", target.c.period.in_(wanted))
    values = connection.execute(query).scalars().all()
    return sum(values) if len(values) == len(wanted) else None


def targets_of_months(connection: Connection, months: Sequence[str]) -> dict[str, int]:
    """The revenue targets of those of the months that have one, in minor units."""
    query = select(target.c.period, target.c.value)
    rows = connection.execute(query.where(target.c.kind == "revenue", target.c.period.in_(months)))
    return {row[0]: row[1] for row in rows}


def first_and_last_close(connection: Connection) -> tuple[date, date] | None:
    """The earliest and latest day a deal was won or lost, for the period picker."""
    query = select(func.min(deal.c.closed_on), func.max(deal.c.closed_on)).where(deal.c.trashed_at.is_(None))
    first, last = connection.execute(query).one()
    if first is None:
        return None
    return _as_date(first), _as_date(last)


def _as_date(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
