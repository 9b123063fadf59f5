"""Payments received for won deals, frozen at the rate of their own day."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from smallbiz_crm.domain.errors import NotFound
from smallbiz_crm.store.rates import in_home, rate_on
from smallbiz_crm.store.settings import home_currency
from smallbiz_crm.store.tables.sales import deal, payment
from smallbiz_crm.store.unit_of_work import UnitOfWork


def add_payment(unit: UnitOfWork, deal_id: int, paid_on: date, amount: int, values: dict[str, Any]) -> int:
    """Note money received (negative: refunded) in minor units of the deal's currency, or of the one named."""
    its_currency = unit.connection.execute(select(deal.c.currency).where(deal.c.id == deal_id)).scalar()
    if its_currency is None:
        raise NotFound("record.not_found", kind="deal", id=deal_id)
    currency = values.pop("currency", None) or its_currency
    rate = rate_on(unit.connection, currency, paid_on)
    return unit.insert(
        payment,
        deal_id=deal_id,
        paid_on=paid_on,
        amount=amount,
        currency=currency,
        rate=None if rate is None else str(rate),
        base_amount=in_home(amount, currency, home_currency(unit.connection), rate),
        **values,
    )
