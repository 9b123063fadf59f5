"""The parts of the sales report: counts and sums of deals, in one grouped query a table."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, literal, or_, select

from smallbiz_crm.domain.days import Period
from smallbiz_crm.domain.figures import SalesParts
from smallbiz_crm.domain.money import share_out
from smallbiz_crm.store.rates import in_home, newest_rate
from smallbiz_crm.store.settings import home_currency
from smallbiz_crm.store.tables.marketing import campaign
from smallbiz_crm.store.tables.people import company, owner, target
from smallbiz_crm.store.tables.sales import deal, deal_line, product, stage

Scope = tuple[int | str | None, str | None]

_days = func.julianday(deal.c.closed_on) - func.julianday(deal.c.created_on)
_region = func.coalesce(deal.c.region, company.c.region, owner.c.region)

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


def sales_parts(connection: Connection, period: Period) -> SalesParts:
    """Everything in the period, undivided."""
    everything = (literal(None), literal(None))
    return _parts(connection, period, everything).get((None, None), SalesParts())


def sales_parts_by(connection: Connection, period: Period, dimension: str) -> dict[Scope, SalesParts]:
    """The parts per value of a dimension; what has none stands under (None, None), so that parts equal totals."""
    if dimension == "by_product":
        return _parts_by_product(connection, period)
    return _parts(connection, period, DIMENSIONS[dimension])


def _joined(*columns: Any) -> Any:
    return (
        select(*columns)
        .join_from(deal, stage, stage.c.id == deal.c.stage_id)
        .join(company, company.c.id == deal.c.company_id, isouter=True)
        .join(owner, owner.c.id == deal.c.owner_id, isouter=True)
        .join(campaign, campaign.c.id == deal.c.source_campaign_id, isouter=True)
        .where(deal.c.trashed_at.is_(None))
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


def _parts(connection: Connection, period: Period, dimension: tuple[Any, Any]) -> dict[Scope, SalesParts]:
    key, label = dimension
    parts: dict[Scope, SalesParts] = defaultdict(SalesParts)
    columns = (key, func.min(label), stage.c.kind, deal.c.currency, *_SUMS)
    closed = _joined(*columns).where(*_closed_in(period)).group_by(key, stage.c.kind, deal.c.currency)
    for group_key, group_label, kind, currency, *sums in _rows(connection, closed):
        _add(connection, parts[group_key, group_label], kind, currency, sums)
    won = and_(stage.c.kind == "won", *_closed_in(period))
    cycles = _joined(key, func.min(label), _days, func.count()).where(won).group_by(key, _days)
    for group_key, group_label, days, count in _rows(connection, cycles):
        parts[group_key, group_label].cycle_days[int(days)] = count
    if dimension is not DIMENSIONS["by_month"]:
        opened = _joined(key, func.min(label), func.count()).where(stage.c.kind == "open").group_by(key)
        for group_key, group_label, count in _rows(connection, opened):
            parts[group_key, group_label].open = count
    return dict(parts)


_SUMS = (
    func.count(),
    func.coalesce(func.sum(deal.c.base_amount), 0),
    func.coalesce(func.sum(deal.c.amount), 0),
    func.count(deal.c.base_amount),
    func.sum(case((and_(deal.c.amount.is_not(None), deal.c.base_amount.is_(None)), 1), else_=0)),
)


def _add(connection: Connection, parts: SalesParts, kind: str, currency: str, sums: list[Any]) -> None:
    count, base, amount, with_base, without_rate = sums
    if kind == "won":
        parts.won += count
        parts.revenue += base
        parts.won_with_amount += with_base
        parts.won_without_rate += without_rate
    else:
        parts.lost += count
        parts.lost_value += _converted(connection, amount, currency) or 0


def _converted(connection: Connection, amount: int, currency: str) -> int | None:
    """What a lost amount is worth in home currency today."""
    return in_home(amount, currency, home_currency(connection), newest_rate(connection, currency))


# -- by product -----------------------------------------------------------------------------------------------


def _parts_by_product(connection: Connection, period: Period) -> dict[Scope, SalesParts]:
    """A deal counts under each of its products; its revenue is divided by its lines, so that the parts tie out."""
    parts: dict[Scope, SalesParts] = defaultdict(SalesParts)
    home = home_currency(connection)
    by_product = _joined(
        deal_line.c.product_id,
        func.min(product.c.name),
        stage.c.kind,
        deal.c.currency,
        func.count(deal.c.id.distinct()),
        func.sum(deal_line.c.net),
    )
    by_product = (
        by_product.join(deal_line, deal_line.c.deal_id == deal.c.id, isouter=True)
        .join(product, product.c.id == deal_line.c.product_id, isouter=True)
        .group_by(deal_line.c.product_id, stage.c.kind, deal.c.currency, deal_line.c.id.is_(None))
    )
    closed = by_product.where(*_closed_in(period), deal_line.c.id.is_not(None))
    for key, label, kind, currency, count, net in _rows(connection, closed):
        scope = parts[key, label]
        if kind == "won":
            scope.won += count
            scope.won_with_amount += count
            scope.revenue += net if currency == home else 0
        else:
            scope.lost += count
            scope.lost_value += _converted(connection, net, currency) or 0
    _add_foreign_lines(connection, period, home, parts)
    _add_without_lines(connection, period, parts)
    _add_open_and_cycles(connection, period, parts)
    return dict(parts)


def _add_foreign_lines(
    connection: Connection, period: Period, home: str, parts: dict[Scope, SalesParts]
) -> None:
    query = (
        _joined(deal.c.id, deal.c.base_amount, deal_line.c.product_id, product.c.name, deal_line.c.net)
        .join(deal_line, deal_line.c.deal_id == deal.c.id)
        .join(product, product.c.id == deal_line.c.product_id, isouter=True)
        .where(
            *_closed_in(period),
            stage.c.kind == "won",
            deal.c.currency != home,
            deal.c.base_amount.is_not(None),
        )
        .order_by(deal.c.id, deal_line.c.position, deal_line.c.id)
    )
    lines: dict[tuple[int, int], list[tuple[Scope, int]]] = defaultdict(list)
    for deal_id, base, product_id, name, net in _rows(connection, query):
        lines[deal_id, base].append(((product_id, name), net))
    for (_, base), shares in lines.items():
        weights = [net for _, net in shares]
        divided = share_out(base, weights) if any(weights) else [0] * len(weights)
        for (scope, _), amount in zip(shares, divided, strict=True):
            parts[scope].revenue += amount


def _add_without_lines(connection: Connection, period: Period, parts: dict[Scope, SalesParts]) -> None:
    has_lines = select(deal_line.c.id).where(deal_line.c.deal_id == deal.c.id).exists()
    query = _joined(stage.c.kind, deal.c.currency, *_SUMS).where(*_closed_in(period), ~has_lines)
    for kind, currency, *sums in _rows(connection, query.group_by(stage.c.kind, deal.c.currency)):
        _add(connection, parts[None, None], kind, currency, sums)


def _add_open_and_cycles(connection: Connection, period: Period, parts: dict[Scope, SalesParts]) -> None:
    lines = deal_line.c
    joined = (
        _joined(lines.product_id, product.c.name, stage.c.kind, _days, func.count(deal.c.id.distinct()))
        .join(deal_line, lines.deal_id == deal.c.id, isouter=True)
        .join(product, product.c.id == lines.product_id, isouter=True)
        .group_by(lines.product_id, product.c.name, stage.c.kind, _days)
    )
    won = joined.where(stage.c.kind == "won", *_closed_in(period))
    for key, label, _kind, days, count in _rows(connection, won):
        parts[key, label].cycle_days[int(days)] = count
    for key, label, _kind, _none, count in _rows(connection, joined.where(stage.c.kind == "open")):
        parts[key, label].open += count


# -- behind the figures ----------------------------------------------------------------------------------------


def deals_behind(
    connection: Connection,
    period: Period,
    kinds: Sequence[str],
    dimension: str | None = None,
    key: int | str | None = None,
) -> array[int]:
    """The deals that a figure counts, the last closed first: of these outcomes, in the row of a table if one is named.

    Open deals are those open now, whatever the period.
    """
    closed = [kind for kind in kinds if kind != "open"]
    wanted: list[ColumnElement[bool]] = [and_(*_closed_in(period), stage.c.kind.in_(closed))]
    if "open" in kinds:
        wanted.append(stage.c.kind == "open")
    query = _joined(deal.c.id).where(or_(*wanted))
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


def revenue_by_month(connection: Connection, period: Period) -> dict[str, int]:
    """Won amounts in home minor units by ``YYYY-MM``; months without any are left out."""
    month = func.substr(deal.c.closed_on, 1, 7)
    query = (
        _joined(month, func.sum(deal.c.base_amount))
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


def first_and_last_close(connection: Connection) -> tuple[date, date] | None:
    """The earliest and latest day a deal was won or lost, for the period picker."""
    query = select(func.min(deal.c.closed_on), func.max(deal.c.closed_on)).where(deal.c.trashed_at.is_(None))
    first, last = connection.execute(query).one()
    if first is None:
        return None
    return _as_date(first), _as_date(last)


def _as_date(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
