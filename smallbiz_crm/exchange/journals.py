"""The month as plain-text journals for hledger and beancount, in home currency, each entry in balance."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from smallbiz_crm.domain.accountant import Pack, PackNote
from smallbiz_crm.domain.accounts import (
    BANK,
    EXCHANGE,
    PAYABLES,
    RECEIVABLES,
    TAX_ON_SALES,
    TAX_ON_SPEND,
    Accounts,
)
from smallbiz_crm.domain.ledger import PAYMENTS, SALES, SPENDING, LedgerRow
from smallbiz_crm.domain.money import minor_digits, plain
from smallbiz_crm.exchange.atomic import atomic_file
from smallbiz_crm.exchange.filenames import safe_file_name
from smallbiz_crm.exchange.other_programs import Notes

USUAL = {
    BANK: "Assets:Bank",
    RECEIVABLES: "Assets:Receivable",
    PAYABLES: "Liabilities:Payable",
    TAX_ON_SALES: "Liabilities:Tax",
    TAX_ON_SPEND: "Assets:Tax",
    EXCHANGE: "Income:Exchange",
    "sales": "Income:Sales",
    "spend": "Expenses",
}
"""Names that every book in these programs begins with; settings give others."""

_ACCOUNT = re.compile(r"(Assets|Liabilities|Income|Expenses|Equity)(:[A-Z0-9][A-Za-z0-9-]*)+")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the ledger as amounts on accounts that sum to nothing; home minor units."""

    row: LedgerRow
    postings: tuple[tuple[str, int], ...]


def put_hledger(folder: Path, pack: Pack) -> list[PackNote]:
    notes = Notes("hledger")
    entries = list(_entries(pack, "hledger", notes))
    point = "." if minor_digits(pack.currency) == 0 else "." + "0" * minor_digits(pack.currency)
    lines = [f"; {_plain_line(pack.business)} {pack.period.name}", f"commodity 1000{point} {pack.currency}"]
    lines += [f"account {account}" for account in _accounts(entries)]
    for entry in entries:
        row = entry.row
        lines += ["", f"{row.date.isoformat()} ({_code(row.document)}) {_plain_line(row.party)}".rstrip()]
        if told := _plain_line(_told(row)):
            lines.append(f"    ; {told}")
        lines += [
            f"    {account}  {plain(amount, pack.currency)} {pack.currency}"
            for account, amount in entry.postings
        ]
    _write(folder / safe_file_name(f"hledger {pack.period.name}.journal"), lines)
    return notes.all()


def put_beancount(folder: Path, pack: Pack) -> list[PackNote]:
    notes = Notes("beancount")
    entries = list(_entries(pack, "beancount", notes))
    first = min((entry.row.date for entry in entries), default=pack.last_day).isoformat()
    lines = [
        f'option "title" {_quoted(f"{pack.business} {pack.period.name}")}',
        f'option "operating_currency" "{pack.currency}"',
        "",
    ]
    lines += [f"{first} open {account} {pack.currency}" for account in _accounts(entries)]
    for entry in entries:
        row = entry.row
        lines += ["", f"{row.date.isoformat()} * {_quoted(row.party)} {_quoted(_told(row))}"]
        lines.append(f"  document-number: {_quoted(row.document)}")
        lines += [
            f"  {account}  {plain(amount, pack.currency)} {pack.currency}"
            for account, amount in entry.postings
        ]
    _write(folder / safe_file_name(f"beancount {pack.period.name}.beancount"), lines)
    return notes.all()


def _entries(pack: Pack, target: str, notes: Notes) -> Iterator[Entry]:
    """The rows that have a rate, so that the balances are the totals of the other files."""
    for row in pack.rows:
        if row.base_gross is None:
            notes.add("without_rate_left_out", f"{row.document} {row.party}".strip())
            continue
        named = _Named(pack.accounts, target, notes)
        postings = tuple((account, amount) for account, amount in _postings(row, named) if amount)
        if postings:
            yield Entry(row, postings)


def _postings(row: LedgerRow, named: _Named) -> Iterator[tuple[str, int]]:
    net, tax, gross = row.base_net or 0, row.base_tax or 0, row.base_gross or 0
    if row.kind in SALES:
        yield named(RECEIVABLES), gross
        yield named("sales", row.tax_code), -net
        yield named(TAX_ON_SALES), -tax
    elif row.kind in PAYMENTS:
        yield named(BANK), gross
        yield named(RECEIVABLES), -gross
    elif row.kind in SPENDING:
        recoverable = row.base_recoverable_tax or 0
        yield named("spend", row.category), gross - recoverable
        yield named(TAX_ON_SPEND), recoverable
        yield named(PAYABLES), -gross
    else:
        yield named(RECEIVABLES), gross
        yield named(EXCHANGE), -gross


@dataclass(frozen=True, slots=True)
class _Named:
    """Gives the account for a use, and for a detail of it (a tax code, a category)."""

    accounts: Accounts
    target: str
    notes: Notes

    def __call__(self, use: str, detail: str = "") -> str:
        found = self.accounts.find(self.target, *([f"{use} {detail}"] if detail else []), use)
        if found is not None:
            if _ACCOUNT.fullmatch(found.code):
                return found.code
            self.notes.add("account_unfit", found.code)
        part = _component(detail) if use == "spend" else ""
        return f"{USUAL[use]}:{part}" if part else USUAL[use] + (":Other" if use == "spend" else "")


def _component(text: str) -> str:
    """A part of an account's name: letters without accents, digits and dashes, a capital letter first."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    joined = "-".join(re.findall(r"[A-Za-z0-9]+", bare))
    return joined[:1].upper() + joined[1:]


def _accounts(entries: list[Entry]) -> list[str]:
    return sorted({account for entry in entries for account, _amount in entry.postings})


def _told(row: LedgerRow) -> str:
    """What it was; behind it the amount in the currency of the document where that is another."""
    original = f"{plain(row.gross, row.currency)} {row.currency}" if row.rate != 1 else ""
    parts = (row.kind.value, row.description, row.category, original)
    return " - ".join(part for part in parts if part)


def _plain_line(text: str) -> str:
    """On one line, without the signs that begin a comment or split the text in hledger."""
    return " ".join(re.sub(r"[;|\x00-\x1f\x7f]", " ", text).split())


def _code(text: str) -> str:
    return _plain_line(text).replace("(", "").replace(")", "")


def _quoted(text: str) -> str:
    visible = " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", text).split())
    return '"' + visible.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _write(target: Path, lines: list[str]) -> None:
    with atomic_file(target, newline="\n") as stream:
        stream.write("\n".join(lines) + "\n")
