"""Products with their prices, tax codes, and the exchange rates the user keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum

from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.money import tax_of

RATE_DIGITS = 10
RATE_LIMIT = Decimal(10**9)


class TaxKind(StrEnum):
    STANDARD = "standard"
    NONE = "none"
    EXEMPT = "exempt"
    REVERSE_CHARGE = "reverse_charge"
    EXPORT = "export"
    SMALL_BUSINESS = "small_business"


class TaxRounding(StrEnum):
    """Where half a cent of tax is rounded: once on the net of a tax code, or on each line before they are summed."""

    TOTAL = "total"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class TaxCode:
    """`rate` in 10⁻⁴."""

    id: int
    code: str
    name: str
    rate: int
    kind: TaxKind


def tax_on(nets: Sequence[int], rate: int, rounding: TaxRounding) -> int:
    """Tax in minor units on lines of one code; `rate` in 10⁻⁴, half up."""
    if rounding is TaxRounding.LINE:
        return sum(tax_of(net, rate) for net in nets)
    return tax_of(sum(nets), rate)


@dataclass(frozen=True, slots=True)
class Product:
    """`price` in 10⁻⁶ of the major unit of `currency`; `tax_code` is null where the workspace's default holds."""

    id: int
    name: str
    category: str | None
    price: int | None
    currency: str | None
    tax_code: str | None


@dataclass(frozen=True, slots=True)
class Sold:
    """What was won under one heading (a product, category or region; None when nothing is said).

    `net` in minor units of the home currency.
    """

    key: int | str | None
    name: str | None
    net: int
    wins: int


@dataclass(frozen=True, slots=True)
class Rate:
    """Home units per one unit of `currency`, from `valid_on` on."""

    id: int
    currency: str
    valid_on: date
    rate: Decimal


def fit_rate(rate: Decimal) -> Decimal:
    """A rate with at most ten significant digits. Raises Refused unless it is above zero and below 10⁹."""
    if not rate.is_finite() or not 0 < rate < RATE_LIMIT:
        raise Refused("rate.unfit", value=str(rate))
    rounded = Context(prec=RATE_DIGITS, rounding=ROUND_HALF_UP).plus(rate)
    return Decimal(format(rounded.normalize(), "f"))


def crossed(per_euro: Mapping[str, Decimal], home: str) -> dict[str, Decimal]:
    """Home units per one unit of each other currency, from units of every currency per one euro."""
    return {code: fit_rate(per_euro[home] / units) for code, units in per_euro.items() if code != home}
