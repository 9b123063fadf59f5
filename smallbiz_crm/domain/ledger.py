"""The accountant's ledger: one row per document and tax rate, what must hold for rows, and their totals."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import astuple, dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from smallbiz_crm.domain.money import convert, divide_half_up


class LedgerKind(StrEnum):
    SALE = "sale"
    SALE_REVERSAL = "sale_reversal"
    PAYMENT = "payment"
    REFUND = "refund"
    SPEND = "spend"
    SPEND_REVERSAL = "spend_reversal"
    EXCHANGE_DIFFERENCE = "exchange_difference"


SALES = (LedgerKind.SALE, LedgerKind.SALE_REVERSAL)
PAYMENTS = (LedgerKind.PAYMENT, LedgerKind.REFUND)
SPENDING = (LedgerKind.SPEND, LedgerKind.SPEND_REVERSAL)
NEGATIVE = (LedgerKind.SALE_REVERSAL, LedgerKind.REFUND, LedgerKind.SPEND_REVERSAL)

Key = TypeVar("Key", bound=Hashable)

_PLACE = {kind: place for place, kind in enumerate(LedgerKind)}
_CONVERSION_SLACK = 1


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A row with the columns of the ledger file, in their order.

    `net`, `tax`, `gross` and `recoverable_tax` are minor units of `currency` as the document shows them,
    reversals and refunds negative; `base_…` are minor units of the home currency, all None when there is no
    `rate` (home units per 1 foreign unit). `tax_rate` in 10⁻⁴. Payments, refunds and exchange differences
    carry no tax: their net is their gross; an exchange difference is in the home currency.
    """

    date: dt.date
    kind: LedgerKind
    document: str
    party: str
    party_tax_id: str
    description: str
    category: str
    campaign: str
    product: str
    region: str
    tax_code: str
    tax_rate: int | None
    net: int
    tax: int
    gross: int
    recoverable_tax: int
    currency: str
    rate: Decimal | None
    base_net: int | None
    base_tax: int | None
    base_gross: int | None
    reference: str

    @property
    def base_recoverable_tax(self) -> int | None:
        """The share of `base_tax` that comes back, in home minor units."""
        if self.base_tax is None:
            return None
        if self.tax == 0:
            return 0
        sign = 1 if self.tax > 0 else -1
        return divide_half_up(sign * self.base_tax * self.recoverable_tax, abs(self.tax))


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over `count` rows. The figures of the documents are None when their currencies differ.

    `base_…` are home minor units over the rows that have a rate; `unconverted` counts the others.
    """

    count: int = 0
    unconverted: int = 0
    net: int | None = 0
    tax: int | None = 0
    gross: int | None = 0
    recoverable_tax: int | None = 0
    base_net: int = 0
    base_tax: int = 0
    base_gross: int = 0
    base_recoverable_tax: int = 0


@dataclass(frozen=True, slots=True)
class LedgerProblem:
    """The rule that a row breaks: ``ledger.gross``, ``ledger.base_gross``, ``ledger.base_partial``,
    ``ledger.sign``, ``ledger.recoverable``, ``ledger.home`` or ``ledger.conversion``."""

    code: str
    index: int
    row: LedgerRow


@dataclass(frozen=True, slots=True)
class LedgerDifference:
    """The rows that are no longer there and those that are new; a changed row is in both."""

    removed: tuple[LedgerRow, ...]
    added: tuple[LedgerRow, ...]


def order_rows(rows: Iterable[LedgerRow]) -> list[LedgerRow]:
    """The fixed order of every ledger: by date, kind, document, then by everything else."""
    return sorted(rows, key=_order_key)


def totals(rows: Iterable[LedgerRow]) -> dict[LedgerKind, Totals]:
    """The totals of each kind that occurs, in the order of kinds."""
    found = totals_by(rows, lambda row: row.kind)
    return {kind: found[kind] for kind in LedgerKind if kind in found}


def totals_by(rows: Iterable[LedgerRow], key: Callable[[LedgerRow], Key]) -> dict[Key, Totals]:
    """Totals of the rows that share a key, keys in the order of their first row."""
    groups: dict[Key, list[LedgerRow]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return {group: totals_of(members) for group, members in groups.items()}


def totals_of(rows: Sequence[LedgerRow]) -> Totals:
    """The totals over all `rows`, whatever their kinds."""
    adds_up = len({row.currency for row in rows}) <= 1
    return Totals(
        count=len(rows),
        unconverted=sum(row.base_gross is None for row in rows),
        net=sum(row.net for row in rows) if adds_up else None,
        tax=sum(row.tax for row in rows) if adds_up else None,
        gross=sum(row.gross for row in rows) if adds_up else None,
        recoverable_tax=sum(row.recoverable_tax for row in rows) if adds_up else None,
        base_net=sum(row.base_net or 0 for row in rows),
        base_tax=sum(row.base_tax or 0 for row in rows),
        base_gross=sum(row.base_gross or 0 for row in rows),
        base_recoverable_tax=sum(row.base_recoverable_tax or 0 for row in rows),
    )


def check_rows(rows: Sequence[LedgerRow], home: str) -> list[LedgerProblem]:
    """What does not hold: net + tax = gross (also in home currency), signs by kind, recoverable tax within
    the tax, home documents unconverted, foreign ones converted at their rate to one minor unit."""
    return [
        LedgerProblem(code, index, row)
        for index, row in enumerate(rows)
        for code, holds in _RULES.items()
        if not holds(row, home)
    ]


def difference(before: Iterable[LedgerRow], after: Iterable[LedgerRow]) -> LedgerDifference:
    """What changed from one ledger to another, both parts in the fixed order."""
    old, new = Counter(before), Counter(after)
    return LedgerDifference(
        tuple(order_rows((old - new).elements())), tuple(order_rows((new - old).elements()))
    )


def _order_key(row: LedgerRow) -> tuple[object, ...]:
    everything = ((value is None, 0 if value is None else value) for value in astuple(row))
    return (row.date, _PLACE[row.kind], row.document, *everything)


def _adds_up(row: LedgerRow, _home: str) -> bool:
    return row.net + row.tax == row.gross


def _base_adds_up(row: LedgerRow, _home: str) -> bool:
    return (row.base_net or 0) + (row.base_tax or 0) == (row.base_gross or 0)


def _is_whole(row: LedgerRow, _home: str) -> bool:
    """Converted altogether or not at all."""
    return len({value is None for value in (row.rate, row.base_net, row.base_tax, row.base_gross)}) == 1


def _has_its_sign(row: LedgerRow, _home: str) -> bool:
    if row.kind is LedgerKind.EXCHANGE_DIFFERENCE:
        return True
    return row.gross <= 0 if row.kind in NEGATIVE else row.gross >= 0


def _recovers_within_tax(row: LedgerRow, _home: str) -> bool:
    if row.kind not in SPENDING:
        return row.recoverable_tax == 0
    return min(row.tax, 0) <= row.recoverable_tax <= max(row.tax, 0)


def _is_home_as_shown(row: LedgerRow, home: str) -> bool:
    if row.currency != home:
        return row.kind is not LedgerKind.EXCHANGE_DIFFERENCE
    return (row.rate, row.base_net, row.base_tax, row.base_gross) == (1, row.net, row.tax, row.gross)


def _is_converted_at_its_rate(row: LedgerRow, home: str) -> bool:
    if row.rate is None or row.currency == home:
        return True
    return all(
        base is None or abs(base - convert(amount, row.currency, home, row.rate)) <= _CONVERSION_SLACK
        for amount, base in ((row.net, row.base_net), (row.tax, row.base_tax))
    )


_RULES: dict[str, Callable[[LedgerRow, str], bool]] = {
    "ledger.gross": _adds_up,
    "ledger.base_gross": _base_adds_up,
    "ledger.base_partial": _is_whole,
    "ledger.sign": _has_its_sign,
    "ledger.recoverable": _recovers_within_tax,
    "ledger.home": _is_home_as_shown,
    "ledger.conversion": _is_converted_at_its_rate,
}
