"""The accountant's ledger as a CSV file: written for people and programs, read back to the same rows."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path

from smallbiz_crm.domain.ledger import LedgerKind, LedgerRow
from smallbiz_crm.domain.money import DecimalSign, from_minor, to_minor
from smallbiz_crm.exchange.cells import unguard
from smallbiz_crm.exchange.delimited import Cell, write_csv

COLUMNS = tuple(field.name for field in fields(LedgerRow))
"""The names in the header, fixed for the programs that read the file."""

_NUMBER = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,30})?")


def write_ledger(
    target: Path,
    rows: Iterable[LedgerRow],
    home: str,
    *,
    delimiter: str = ",",
    decimal: DecimalSign = "point",
) -> int:
    """Write `rows` in the order given and return how many; `home` is the currency of the base amounts.

    Raises `Trouble`; an old file survives it.
    """
    cells = (ledger_cells(row, home) for row in rows)
    return write_csv(target, COLUMNS, cells, delimiter=delimiter, decimal=decimal)


def read_ledger(path: Path, home: str) -> list[LedgerRow]:
    """The rows of a file that `write_ledger` made, in either dress. Raises ValueError for another file."""
    with path.open(newline="", encoding="utf-8-sig") as stream:
        header = stream.readline().rstrip("\r\n")
        delimiter = ";" if ";" in header else ","
        if tuple(header.split(delimiter)) != COLUMNS:
            raise ValueError(f"{path} has other columns than a ledger")
        lines = csv.reader(stream, delimiter=delimiter)
        return [ledger_row([unguard(cell) for cell in cells], home) for cells in lines]


def ledger_cells(row: LedgerRow, home: str) -> tuple[Cell, ...]:
    """The cells of a row: amounts in major units with their currency's decimals, the tax rate in percent."""
    return (
        row.date,
        row.kind.value,
        row.document,
        row.party,
        row.party_tax_id,
        row.description,
        row.category,
        row.campaign,
        row.product,
        row.region,
        row.tax_code,
        None if row.tax_rate is None else Decimal(row.tax_rate).scaleb(-2).normalize(),
        *(from_minor(amount, row.currency) for amount in (row.net, row.tax, row.gross, row.recoverable_tax)),
        row.currency,
        row.rate,
        *(
            None if amount is None else from_minor(amount, home)
            for amount in (row.base_net, row.base_tax, row.base_gross)
        ),
        row.reference,
    )


def ledger_row(texts: Sequence[str], home: str) -> LedgerRow:
    """The row whose cells, in the order of COLUMNS, are these texts. Raises ValueError for nonsense."""
    told = dict(zip(COLUMNS, texts, strict=True))
    currency = told["currency"]
    rate = _number(told, "tax_rate")
    return LedgerRow(
        date=date.fromisoformat(told["date"]),
        kind=LedgerKind(told["kind"]),
        document=told["document"],
        party=told["party"],
        party_tax_id=told["party_tax_id"],
        description=told["description"],
        category=told["category"],
        campaign=told["campaign"],
        product=told["product"],
        region=told["region"],
        tax_code=told["tax_code"],
        tax_rate=None if rate is None else int(rate.scaleb(2)),
        net=_amount(told, "net", currency) or 0,
        tax=_amount(told, "tax", currency) or 0,
        gross=_amount(told, "gross", currency) or 0,
        recoverable_tax=_amount(told, "recoverable_tax", currency) or 0,
        currency=currency,
        rate=_number(told, "rate"),
        base_net=_amount(told, "base_net", home),
        base_tax=_amount(told, "base_tax", home),
        base_gross=_amount(told, "base_gross", home),
        reference=told["reference"],
    )


def _amount(told: Mapping[str, str], name: str, currency: str) -> int | None:
    number = _number(told, name)
    return None if number is None else to_minor(number, currency)


def _number(told: Mapping[str, str], name: str) -> Decimal | None:
    text = told[name].replace(",", ".")
    if not text:
        return None
    if _NUMBER.fullmatch(text) is None:
        raise ValueError(f"{name} is no number: {told[name]!r}")
    return Decimal(text)
