"""What files for the accountant's programs share: which documents they get, and what must be said about their cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from smallbiz_crm.domain.accountant import Invoice, Pack, PackNote
from smallbiz_crm.domain.accounts import Account
from smallbiz_crm.domain.ledger import SALES, LedgerKind, LedgerRow
from smallbiz_crm.exchange.cells import guard

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class InvoiceRows:
    """An invoice with its rows of the ledger, one per tax code."""

    invoice: Invoice
    rows: tuple[LedgerRow, ...]


@dataclass(slots=True)
class Notes:
    """What is to be said about the files of one program, each thing once and in order."""

    program: str
    found: dict[PackNote, None] = field(default_factory=dict[PackNote, None])

    def add(self, code: str, subject: str) -> None:
        self.found.setdefault(PackNote(code, f"{self.program}: {' '.join(subject.split())}"))

    def account(self, account: Account | None, use: str) -> Account:
        """The account, or an empty one and a note that it is not set."""
        if account is None:
            self.add("account_missing", use)
        return account or Account("")

    def watch(self, rows: Iterable[Sequence[object]]) -> Iterator[Sequence[object]]:
        """Pass rows on; a cell that a spreadsheet would run as a formula is noted, because nothing guards it."""
        for row in rows:
            for cell in row:
                if isinstance(cell, str) and guard(cell) != cell:
                    self.add("unguarded", cell)
            yield row

    def all(self) -> list[PackNote]:
        return list(self.found)


def invoices(pack: Pack, notes: Notes) -> list[InvoiceRows]:
    """The sales with invoice number and date; every other sale and each reversal is noted as left out."""
    known = {invoice.number: invoice for invoice in pack.invoices}
    grouped: dict[str, list[LedgerRow]] = {}
    for row in pack.rows:
        if row.kind is LedgerKind.SALE and row.document in known:
            grouped.setdefault(row.document, []).append(row)
        elif row.kind in SALES:
            reversal = row.kind is LedgerKind.SALE_REVERSAL
            notes.add("reversal_left_out" if reversal else "left_out", f"{row.document} {row.party}".strip())
    return [InvoiceRows(known[number], tuple(rows)) for number, rows in grouped.items()]


def portions(items: Sequence[Item], most: int) -> list[Sequence[Item]]:
    """The items in parts of at most `most`, at least one part."""
    return [items[start : start + most] for start in range(0, max(len(items), 1), most)]


def numbered(stem: str, place: int, count: int) -> str:
    """The stem of the file at that place among `count`, numbered only when there are several."""
    return stem if count == 1 else f"{stem} {place + 1} of {count}"
