"""A month as it was sent to the accountant, what changed in it since, and the rows that put that right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from smallbiz_crm.domain.ledger import (
    PAYMENTS,
    SALES,
    SPENDING,
    LedgerDifference,
    LedgerKind,
    LedgerRow,
    order_rows,
)

_OPPOSITE = {
    LedgerKind.SALE: LedgerKind.SALE_REVERSAL,
    LedgerKind.SALE_REVERSAL: LedgerKind.SALE,
    LedgerKind.PAYMENT: LedgerKind.REFUND,
    LedgerKind.REFUND: LedgerKind.PAYMENT,
    LedgerKind.SPEND: LedgerKind.SPEND_REVERSAL,
    LedgerKind.SPEND_REVERSAL: LedgerKind.SPEND,
    LedgerKind.EXCHANGE_DIFFERENCE: LedgerKind.EXCHANGE_DIFFERENCE,
}
_SIDES = {kind: side for side, kinds in enumerate((SALES, PAYMENTS, SPENDING)) for kind in kinds}
_AMOUNTS = ("net", "tax", "gross", "recoverable_tax", "base_net", "base_tax", "base_gross")


@dataclass(frozen=True, slots=True)
class SentPack:
    """When a pack was sent, and the ledger as it was then."""

    sent_at: datetime
    rows: tuple[LedgerRow, ...]


@dataclass(frozen=True, slots=True)
class LedgerChange:
    """A row before and now, None where it was not there; `changed_on` is None when nothing tells the day."""

    before: LedgerRow | None
    after: LedgerRow | None
    changed_on: date | None = None

    @property
    def row(self) -> LedgerRow:
        """The row that names the change: the one now, of a vanished one the one before."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a change of nothing")
        return found

    @property
    def nature(self) -> str:
        """``added``, ``removed`` or ``changed``."""
        return "added" if self.before is None else "removed" if self.after is None else "changed"

    @property
    def effect(self) -> int:
        """How much the gross of its side grew, in home minor units."""
        return sum(row.base_gross or 0 for row in (self.after,) if row) - sum(
            row.base_gross or 0 for row in (self.before,) if row
        )


def paired(difference: LedgerDifference) -> list[LedgerChange]:
    """The vanished and the new rows put together where they are of the same document and tax code."""
    waiting: dict[tuple[object, ...], list[LedgerRow]] = defaultdict(list)
    for row in difference.added:
        waiting[_identity(row)].append(row)
    changes: list[LedgerChange] = []
    for row in difference.removed:
        same = waiting[_identity(row)]
        changes.append(LedgerChange(row, same.pop(0) if same else None))
    left = [LedgerChange(None, row) for rows in waiting.values() for row in rows]
    return sorted([*changes, *left], key=lambda change: (change.row.date, change.row.document))


def _identity(row: LedgerRow) -> tuple[object, ...]:
    return (_SIDES.get(row.kind), row.document, row.tax_code)


def correction_rows(changes: Iterable[LedgerChange]) -> list[LedgerRow]:
    """What was sent taken back, and what holds now: added to the rows as sent they make the totals of today."""
    rows = [_taken_back(change.before) for change in changes if change.before is not None]
    return order_rows([*rows, *(change.after for change in changes if change.after is not None)])


def _taken_back(row: LedgerRow) -> LedgerRow:
    amounts: dict[str, Any] = {}
    for name in _AMOUNTS:
        amount = getattr(row, name)
        amounts[name] = None if amount is None else -amount
    return replace(row, kind=_OPPOSITE[row.kind], **amounts)


def row_facts(row: LedgerRow) -> list[object]:
    """The row as plain values for JSON."""
    return [
        value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Decimal) else value
        for value in astuple(row)
    ]


def row_of(facts: Sequence[Any]) -> LedgerRow:
    """The row that `row_facts` told."""
    told = dict(zip((field.name for field in fields(LedgerRow)), facts, strict=True))
    told["date"] = date.fromisoformat(told["date"])
    told["kind"] = LedgerKind(told["kind"])
    told["rate"] = None if told["rate"] is None else Decimal(told["rate"])
    return LedgerRow(**told)
