"""Amounts as Today shows them: without cents, in their currency."""

from __future__ import annotations

from smallbiz_crm.domain.money import minor_digits
from smallbiz_crm.ui.kit.formats import money, number
from smallbiz_crm.ui.today.facts import MoneySum
from smallbiz_crm.words import _


def show_whole(minor: int | None, currency: str) -> str:
    """Money without cents, or — for none."""
    return money(minor, currency, minor_digits(currency), whole=True)


def show_sum(amount: MoneySum, currency: str) -> str:
    """A sum in home currency, and beside it what has no rate: ``€12,300 + 2 in CHF``."""
    summed = show_whole(amount.total, currency)
    if not amount.unrated:
        return summed
    codes = ", ".join(sorted(code for code, _count in amount.unrated))
    count = sum(count for _code, count in amount.unrated)
    return f"{summed} + {_('{n} in {currencies}').format(n=number(count), currencies=codes)}"
