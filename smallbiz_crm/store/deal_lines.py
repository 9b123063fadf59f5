"""Product lines of a deal: each a net in whole minor units, and their sum is the deal's amount."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.domain.money import divide_half_up, from_minor, line_net
from smallbiz_crm.domain.text import clean_line
from smallbiz_crm.store.tables.sales import deal, deal_line
from smallbiz_crm.store.unit_of_work import UnitOfWork

UNIT_PRICE = 10**6
WHOLE_QUANTITY = 1_000
FULL_SHARE = 10_000


def add_line(unit: UnitOfWork, deal_id: int, product_id: int) -> int:
    """Give a deal without lines one line of a product, over its whole amount."""
    row = _deal(unit, deal_id)
    return unit.insert(
        deal_line,
        deal_id=deal_id,
        product_id=product_id,
        quantity=WHOLE_QUANTITY,
        price=_unit_price(row.amount or 0, row.currency),
        discount=0,
        net=row.amount or 0,
        position=0,
    )


def insert_line(unit: UnitOfWork, deal_id: int, values: dict[str, Any]) -> int:
    """Add a line after those there are; the amount of the deal is written by `sum_lines`."""
    row = _deal(unit, deal_id)
    last = select(func.max(deal_line.c.position)).where(deal_line.c.deal_id == deal_id)
    position = unit.connection.execute(last).scalar()
    facts = {"quantity": WHOLE_QUANTITY, "price": 0, "discount": 0, **_clean(values)}
    return unit.insert(
        deal_line,
        deal_id=deal_id,
        position=0 if position is None else position + 1,
        net=line_net(facts["price"], facts["quantity"], facts["discount"], row.currency),
        **facts,
    )


def change_line(unit: UnitOfWork, line_id: int, values: dict[str, Any]) -> int:
    """Set columns of a line; its net follows. Returns the deal's id."""
    line = unit.connection.execute(select(deal_line).where(deal_line.c.id == line_id)).one_or_none()
    if line is None:
        raise NotFound("record.not_found", kind="deal_line", id=line_id)
    facts = {name: getattr(line, name) for name in ("quantity", "price", "discount")}
    values = _clean(values)
    facts |= {name: values[name] for name in facts if name in values}
    net = line_net(facts["price"], facts["quantity"], facts["discount"], _deal(unit, line.deal_id).currency)
    unit.update(deal_line, line_id, net=net, **values)
    return line.deal_id


def remove_line(unit: UnitOfWork, line_id: int) -> int:
    """Take a line away. Returns the deal's id."""
    deal_id = unit.connection.execute(select(deal_line.c.deal_id).where(deal_line.c.id == line_id)).scalar()
    if deal_id is None:
        raise NotFound("record.not_found", kind="deal_line", id=line_id)
    unit.delete(deal_line, line_id)
    return deal_id


def sum_of_lines(unit: UnitOfWork, deal_id: int) -> int | None:
    """The net of all lines together, None where there is none."""
    query = select(func.sum(deal_line.c.net)).where(deal_line.c.deal_id == deal_id)
    return unit.connection.execute(query).scalar()


def follow_amount(unit: UnitOfWork, deal_id: int) -> None:
    """Make a single line agree with an amount or a currency that was set on the deal itself.

    Raises Refused ``deal.amount_from_lines`` when several lines make the amount.
    """
    row = _deal(unit, deal_id)
    lines = unit.connection.execute(select(deal_line).where(deal_line.c.deal_id == deal_id)).all()
    if not lines:
        return
    nets = [line_net(line.price, line.quantity, line.discount, row.currency) for line in lines]
    if sum(nets) == row.amount:
        for line, net in zip(lines, nets, strict=True):
            unit.update(deal_line, line.id, net=net)
        return
    if len(lines) > 1:
        raise Refused("deal.amount_from_lines", count=len(lines))
    line, amount = lines[0], row.amount or 0
    quantity = line.quantity or WHOLE_QUANTITY
    price = divide_half_up(_unit_price(amount, row.currency) * WHOLE_QUANTITY, quantity)
    unit.update(deal_line, line.id, quantity=quantity, price=price, discount=0, net=amount)


def _deal(unit: UnitOfWork, deal_id: int) -> Any:
    query = select(deal.c.amount, deal.c.currency).where(deal.c.id == deal_id)
    row = unit.connection.execute(query).one_or_none()
    if row is None:
        raise NotFound("record.not_found", kind="deal", id=deal_id)
    return row


def _unit_price(amount: int, currency: str) -> int:
    return int(from_minor(amount, currency) * UNIT_PRICE)


def _clean(values: dict[str, Any]) -> dict[str, Any]:
    cleaned = dict(values)
    if "description" in cleaned:
        cleaned["description"] = clean_line(cleaned["description"] or "") or None
    if not 0 <= cleaned.get("discount", 0) <= FULL_SHARE:
        raise Refused("line.unfit_discount")
    if cleaned.get("quantity", 1) <= 0:
        raise Refused("line.unfit_quantity")
    return cleaned
