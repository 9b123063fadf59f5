"""Amounts of the reports as the locale writes them: minor units of the home currency or of a document's own."""

from __future__ import annotations

from smallbiz_crm.domain.money import minor_digits
from smallbiz_crm.ui.kit.formats import money


def exact(amount: int | None, currency: str) -> str:
    """To the cent, as the books have it."""
    return money(amount, currency, minor_digits(currency))


def whole(amount: int | None, currency: str) -> str:
    """Without cents, for a glance."""
    return money(amount, currency, minor_digits(currency), whole=True)


def round_where_even(amount: int, currency: str) -> str:
    """Without cents where there are none, for the axis of a chart."""
    is_even = amount % 10 ** minor_digits(currency) == 0
    return whole(amount, currency) if is_even else exact(amount, currency)
