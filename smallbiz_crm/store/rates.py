"""Exchange rates: home units per foreign unit, the newest within a week before the day that decides."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, func, select

from smallbiz_crm.domain.currencies import CODES
from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.domain.money import convert
from smallbiz_crm.domain.prices import Rate, fit_rate
from smallbiz_crm.store.search import chunks
from smallbiz_crm.store.settings import home_currency
from smallbiz_crm.store.tables.sales import currency_rate
from smallbiz_crm.store.unit_of_work import UnitOfWork

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


class DayRates:
    """Turns amounts into home money at the rates of their days, each looked up once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._home = home_currency(connection)
        self._known: dict[tuple[str, date], Decimal | None] = {}

    def worth(self, amount: int | None, currency: str, day: date | None) -> int | None:
        """Minor units of home money; None without amount or rate."""
        if amount is None or currency == self._home:
            return amount
        if day is None:
            return None
        if (currency, day) not in self._known:
            self._known[currency, day] = rate_on(self._connection, currency, day)
        return in_home(amount, currency, self._home, self._known[currency, day])


# -- the table the user keeps ---------------------------------------------------------------------------------


def list_rates(connection: Connection, currency: str | None, limit: int) -> list[Rate]:
    """The newest first, of one currency or of all."""
    query = select(currency_rate).order_by(currency_rate.c.valid_on.desc(), currency_rate.c.currency)
    if currency is not None:
        query = query.where(currency_rate.c.currency == currency)
    return [_rate(row) for row in connection.execute(query.limit(limit)).all()]


def newest_rates(connection: Connection) -> list[Rate]:
    """The newest rate of every currency that has one, by currency."""
    newest = (
        select(currency_rate.c.currency, func.max(currency_rate.c.valid_on).label("day"))
        .group_by(currency_rate.c.currency)
        .subquery()
    )
    query = (
        select(currency_rate)
        .join(
            newest,
            (newest.c.currency == currency_rate.c.currency) & (newest.c.day == currency_rate.c.valid_on),
        )
        .order_by(currency_rate.c.currency)
    )
    return [_rate(row) for row in connection.execute(query).all()]


def _rate(row: Any) -> Rate:
    return Rate(row.id, row.currency, row.valid_on, Decimal(row.rate))


def save_rate(unit: UnitOfWork, currency: str, valid_on: date, rate: Decimal) -> bool:
    """Keep the rate of a day, in the place of the one there is; True when anything changed.

    Raises Refused for a currency that is none or the home currency, and for a rate that is not above zero.
    """
    if currency not in CODES:
        raise Refused("currency.unknown", value=currency)
    if currency == home_currency(unit.connection):
        raise Refused("rate.of_home_currency", currency=currency)
    text = str(fit_rate(rate))
    query = select(currency_rate.c.id).where(
        currency_rate.c.currency == currency, currency_rate.c.valid_on == valid_on
    )
    found = unit.connection.execute(query).scalar()
    if found is not None:
        return unit.update(currency_rate, found, rate=text)
    unit.insert(currency_rate, currency=currency, valid_on=valid_on, rate=text)
    return True


def rates_there(connection: Connection, days: Collection[date]) -> dict[tuple[str, date], Decimal]:
    """The rates of these days, by currency and day."""
    found: dict[tuple[str, date], Decimal] = {}
    for part in chunks(sorted(days)):
        query = select(currency_rate.c.currency, currency_rate.c.valid_on, currency_rate.c.rate).where(
            currency_rate.c.valid_on.in_(part)
        )
        found.update(((row[0], row[1]), Decimal(row[2])) for row in connection.execute(query))
    return found


def save_rates(unit: UnitOfWork, rates: Mapping[tuple[str, date], Decimal]) -> None:
    """Keep many rates that fit, each in the place of the one there is."""
    known: dict[tuple[str, date], int] = {}
    for part in chunks(sorted({day for _, day in rates})):
        query = select(currency_rate.c.currency, currency_rate.c.valid_on, currency_rate.c.id).where(
            currency_rate.c.valid_on.in_(part)
        )
        known.update(((row[0], row[1]), row[2]) for row in unit.connection.execute(query))
    new = [
        {"currency": key[0], "valid_on": key[1], "rate": str(rate)}
        for key, rate in rates.items()
        if key not in known
    ]
    unit.insert_many(currency_rate, new)
    for key, rate in rates.items():
        if key in known:
            unit.update(currency_rate, known[key], rate=str(rate))


def remove_rate(unit: UnitOfWork, rate_id: int) -> str:
    """Take a rate away and return its currency."""
    row = unit.connection.execute(select(currency_rate).where(currency_rate.c.id == rate_id)).one_or_none()
    if row is None:
        raise NotFound("record.not_found", kind="currency_rate", id=rate_id)
    unit.delete(currency_rate, rate_id)
    return row.currency
