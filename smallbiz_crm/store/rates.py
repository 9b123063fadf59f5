"""Exchange rates: home units per foreign unit, the newest within a week before the day that decides."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Connection, select

from smallbiz_crm.domain.money import convert
from smallbiz_crm.store.settings import home_currency
from smallbiz_crm.store.tables.sales import currency_rate

OLDEST_DAYS = 7


def rate_on(connection: Connection, currency: str, day: date) -> Decimal | None:
    """The rate to freeze for `day`, or None where none is known within the last seven days."""
    if currency == home_currency(connection):
        return Decimal(1)
    query = (
        select(currency_rate.c.rate)
        .where(
            currency_rate.c.currency == currency,
            currency_rate.c.valid_on <= day,
            currency_rate.c.valid_on >= day - timedelta(days=OLDEST_DAYS),
        )
        .order_by(currency_rate.c.valid_on.desc())
        .limit(1)
    )
    found = connection.execute(query).scalar()
    return None if found is None else Decimal(found)


def newest_rate(connection: Connection, currency: str) -> Decimal | None:
    """The rate for what is still open."""
    if currency == home_currency(connection):
        return Decimal(1)
    query = (
        select(currency_rate.c.rate)
        .where(currency_rate.c.currency == currency)
        .order_by(currency_rate.c.valid_on.desc())
        .limit(1)
    )
    found = connection.execute(query).scalar()
    return None if found is None else Decimal(found)


def in_home(amount: int, currency: str, home: str, rate: Decimal | None) -> int | None:
    """`amount` in minor units of the currency `home`, or None without a rate."""
    if rate is None:
        return None
    return amount if currency == home else convert(amount, currency, home, rate)
