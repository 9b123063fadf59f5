"""Amounts and shares as a reader of a language writes them; days stay as 2026-03-31 for every reader."""

from __future__ import annotations

from decimal import Decimal

from smallbiz_crm.domain.languages import SOURCE
from smallbiz_crm.domain.money import from_minor, minor_digits


def amount_text(amount: int, currency: str, language: str) -> str:
    """The amount with its currency's decimals, thousands apart: 1,234.50, in German 1.234,50."""
    value = from_minor(amount, currency)
    if language == SOURCE:
        return f"{value:,}"
    from babel.numbers import format_decimal

    digits = minor_digits(currency)
    return format_decimal(value, format="#,##0" + ("." + "0" * digits if digits else ""), locale=language)


def share_text(rate: int, language: str) -> str:
    """A rate of 10⁻⁴ in percent: 19 %, 5.5 %."""
    if language == SOURCE:
        return f"{rate / 100:g} %"
    from babel.numbers import format_decimal

    return f"{format_decimal(Decimal(rate) / 100, format='0.##', locale=language)} %"
