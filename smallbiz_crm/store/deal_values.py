"""What single deals count for in the sums of reports: their worth in home money, of one product its share of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from smallbiz_crm.domain.money import share_out
from smallbiz_crm.store.rates import DayRates
from smallbiz_crm.store.search import chunks
from smallbiz_crm.store.tables.sales import deal, deal_line, stage

EVERY_PRODUCT = object()


def values_of(
    connection: Connection, ids: Sequence[int], product_id: int | object | None = EVERY_PRODUCT
) -> dict[int, int]:
    """The worth of closed deals in home minor units, 0 without an amount or a rate.

    Won deals have it frozen; lost ones are worth what they were on the day they were lost. With `product_id` (None:
    lines and deals without a product) only the share of its lines.
    """
    rates = DayRates(connection)
    worth: dict[int, int] = {}
    for part in chunks(ids, 500):
        query = (
            select(
                deal.c.id, stage.c.kind, deal.c.base_amount, deal.c.amount, deal.c.currency, deal.c.closed_on
            )
            .join_from(deal, stage, stage.c.id == deal.c.stage_id)
            .where(deal.c.id.in_(part))
        )
        for deal_id, kind, base, amount, currency, day in connection.execute(query):
            if kind == "won":
                worth[deal_id] = base or 0
            else:
                worth[deal_id] = rates.worth(amount, currency, day) or 0
    if product_id is not EVERY_PRODUCT:
        worth = _of_product(connection, worth, product_id)
    return {deal_id: worth[deal_id] for deal_id in ids}


def _of_product(connection: Connection, worth: dict[int, int], product_id: object) -> dict[int, int]:
    shares = dict.fromkeys(worth, 0) if product_id is not None else dict(worth)
    for deal_id, lines in _lines(connection, list(worth)):
        nets = [net for _, net in lines]
        values = share_out(worth[deal_id], nets) if any(nets) else [0] * len(nets)
        if sum(nets) == worth[deal_id]:
            values = nets
        shares[deal_id] = sum(
            value for (product, _), value in zip(lines, values, strict=True) if product == product_id
        )
    return shares


def _lines(connection: Connection, ids: Sequence[int]) -> Iterable[tuple[int, list[tuple[int | None, int]]]]:
    """(product, net) of the lines of each deal that has any, in their order."""
    found: dict[int, list[tuple[int | None, int]]] = defaultdict(list)
    for part in chunks(ids, 500):
        query = select(deal_line.c.deal_id, deal_line.c.product_id, deal_line.c.net)
        ordered = query.where(deal_line.c.deal_id.in_(part)).order_by(
            deal_line.c.deal_id, deal_line.c.position, deal_line.c.id
        )
        for deal_id, product, net in connection.execute(ordered):
            found[deal_id].append((product, net))
    return found.items()


def cycle_days(connection: Connection, ids: Sequence[int]) -> dict[int, int]:
    """Days from creation to close of deals that are closed."""
    days: Any = func.julianday(deal.c.closed_on) - func.julianday(deal.c.created_on)
    found: dict[int, int] = {}
    for part in chunks(ids, 500):
        for deal_id, took in connection.execute(select(deal.c.id, days).where(deal.c.id.in_(part))):
            found[deal_id] = int(took)
    return found
