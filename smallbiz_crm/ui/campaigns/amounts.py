"""Amounts of campaigns and spend as they are shown and read: in the home currency, or in that of a receipt."""

from __future__ import annotations

from dataclasses import dataclass

from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.domain.money import DecimalSign, from_minor, minor_digits, parse_money, to_minor
from smallbiz_crm.ui.kit.formats import locale, money
from smallbiz_crm.words import _, sentence


@dataclass(frozen=True, slots=True)
class Amount:
    """Minor units of a currency."""

    minor: int
    currency: str

    def in_currency(self, currency: str) -> Amount:
        """The same figure in another currency: 500,00 EUR become 500 JPY, not 50,000."""
        if currency == self.currency:
            return self
        return Amount(to_minor(from_minor(self.minor, self.currency), currency), currency)


def show_money(minor: int | None, currency: str) -> str:
    """Money as the locale writes it, or — for none."""
    return money(minor, currency, minor_digits(currency))


def show_whole(minor: int | None, currency: str) -> str:
    """Money without cents, for sums."""
    return money(minor, currency, minor_digits(currency), whole=True)


def show_amount(amount: Amount | None) -> str:
    """What a field shows: nothing for none."""
    return "" if amount is None else show_money(amount.minor, amount.currency)


def read_amount(text: str, currency: str) -> Amount | None:
    """What was typed, in `currency` unless it names another; None for nothing. Raises ValueError in words."""
    if not text.strip():
        return None
    decimal: DecimalSign = "comma" if locale().decimalPoint() == "," else "point"
    try:
        value, found = parse_money(text.strip(), currency, decimal=decimal)
        return Amount(to_minor(value, found), found)
    except CrmError as error:
        raise ValueError(sentence(error)) from error


def read_budget(text: str, currency: str) -> int | None:
    """A budget in minor units of the home currency. Raises ValueError in words."""
    amount = read_amount(text, currency)
    if amount is None:
        return None
    if amount.currency != currency:
        raise ValueError(_("Budgets are in {currency}.").format(currency=currency))
    if amount.minor < 0:
        raise ValueError(_("A budget is not below zero."))
    return amount.minor
