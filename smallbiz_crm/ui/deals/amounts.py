"""Amounts of deals as the page shows and reads them: with their currency, in the locale's way."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from smallbiz_crm.domain.deals import StageTotal
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.domain.money import DecimalSign, from_minor, minor_digits, parse_money, to_minor
from smallbiz_crm.ui.kit.formats import locale, money, number
from smallbiz_crm.words import _, ngettext, sentence


@dataclass(frozen=True, slots=True)
class Price:
    """Net minor units of a currency; no amount when it is not known yet."""

    amount: int | None
    currency: str

    def in_currency(self, currency: str) -> Price:
        """The same figure in another currency: 500,00 EUR become 500 JPY, not 50,000."""
        if self.amount is None or currency == self.currency:
            return Price(self.amount, currency)
        return Price(to_minor(from_minor(self.amount, self.currency), currency), currency)


def show_price(price: Price | None) -> str:
    """As the locale writes it; nothing when there is no amount."""
    if price is None or price.amount is None:
        return ""
    return money(price.amount, price.currency, minor_digits(price.currency))


def show_amount(amount: int | None, currency: str) -> str:
    """Money as the locale writes it, or words that there is none yet."""
    if amount is None:
        return _("No amount")
    return money(amount, currency, minor_digits(currency))


def show_whole(amount: int, currency: str) -> str:
    """Money without cents, for sums."""
    return money(amount, currency, minor_digits(currency), whole=True)


def read_price(text: str, currency: str) -> Price:
    """What was typed, in `currency` unless it names another. Raises ValueError with the reason in words."""
    typed = text.strip()
    if not typed:
        return Price(None, currency)
    try:
        value, found = parse_money(typed, currency, decimal=decimal_sign())
        if value < Decimal(0):
            raise ValueError(_("An amount is not below zero."))
        return Price(to_minor(value, found), found)
    except CrmError as error:
        raise ValueError(sentence(error)) from error


def decimal_sign() -> DecimalSign:
    """What parts the decimals where the user lives."""
    return "comma" if locale().decimalPoint() == "," else "point"


def sum_text(total: StageTotal, currency: str) -> str:
    """The sum of a column in home currency, and beside it what has no rate: ``€12,300 + 2 in CHF``."""
    summed = show_whole(total.total, currency)
    if not total.unrated:
        return summed
    codes = ", ".join(sorted(code for code, _count in total.unrated))
    beside = _("{n} in {currencies}").format(n=number(total.without_rate), currencies=codes)
    return f"{summed} + {beside}"


def added_up(totals: list[StageTotal]) -> StageTotal:
    """Several columns as one."""
    unrated: dict[str, int] = {}
    for total in totals:
        for code, count in total.unrated:
            unrated[code] = unrated.get(code, 0) + count
    return StageTotal(
        0,
        sum(total.count for total in totals),
        sum(total.total for total in totals),
        sum(total.weighted for total in totals),
        sum(total.without_amount for total in totals),
        sum(total.without_rate for total in totals),
        tuple(unrated.items()),
    )


def deals_text(count: int) -> str:
    return ngettext("{n} deal", "{n} deals", count).format(n=number(count))
