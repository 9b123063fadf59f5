"""Invoices, bills and bank lines as Xero and QuickBooks Online import them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from smallbiz_crm.domain.accountant import Pack, PackNote
from smallbiz_crm.domain.ledger import SPENDING, LedgerKind, LedgerRow
from smallbiz_crm.domain.money import from_minor
from smallbiz_crm.exchange.delimited import Cell, write_csv
from smallbiz_crm.exchange.filenames import safe_file_name
from smallbiz_crm.exchange.other_programs import InvoiceRows, Notes, invoices, numbered, portions

XERO_DOCUMENTS = 500
QUICKBOOKS_INVOICES = 100

_XERO_ADDRESS = (
    "*ContactName,EmailAddress,POAddressLine1,POAddressLine2,POAddressLine3,POAddressLine4,POCity,PORegion,"
    "POPostalCode,POCountry"
)
_XERO_TRACKING = "TrackingName1,TrackingOption1,TrackingName2,TrackingOption2,Currency"
XERO_SALES = (
    f"{_XERO_ADDRESS},*InvoiceNumber,Reference,*InvoiceDate,*DueDate,Total,InventoryItemCode,*Description,*Quantity,"
    f"*UnitAmount,Discount,*AccountCode,*TaxType,TaxAmount,{_XERO_TRACKING},BrandingTheme"
).split(",")
XERO_BILLS = (
    f"{_XERO_ADDRESS},*InvoiceNumber,*InvoiceDate,*DueDate,Total,InventoryItemCode,Description,*Quantity,"
    f"*UnitAmount,*AccountCode,*TaxType,TaxAmount,{_XERO_TRACKING}"
).split(",")
QUICKBOOKS_SALES = (
    "*InvoiceNo,*Customer,*InvoiceDate,*DueDate,Terms,Location,Memo,Item(Product/Service),ItemDescription,"
    "ItemQuantity,ItemRate,*ItemAmount,Service Date"
).split(",")
QUICKBOOKS_BANK = ("Date", "Description", "Amount")

_MONTH_FIRST = "%m/%d/%Y"
_ADDRESS_LINES = 4

Told = dict[str, Cell]
Document = TypeVar("Document")


def put_xero(folder: Path, pack: Pack) -> list[PackNote]:
    """Sales invoices and bills, at most 500 documents a file."""
    notes = Notes("Xero")
    sales = invoices(pack, notes)
    _write_parts(
        folder,
        pack,
        "xero sales",
        XERO_SALES,
        portions(sales, XERO_DOCUMENTS),
        lambda document: _xero_invoice(document, pack, notes),
        notes,
    )
    bills: dict[tuple[str, str], list[LedgerRow]] = {}
    for row in pack.rows:
        if row.kind is LedgerKind.SPEND:
            bills.setdefault((row.party, row.document), []).append(row)
        elif row.kind in SPENDING:
            notes.add("reversal_left_out", f"{row.document} {row.party}".strip())
    parts = portions(list(bills.values()), XERO_DOCUMENTS)
    _write_parts(
        folder, pack, "xero bills", XERO_BILLS, parts, lambda rows: _xero_bill(rows, pack, notes), notes
    )
    return notes.all()


def _xero_invoice(document: InvoiceRows, pack: Pack, notes: Notes) -> Iterator[Told]:
    invoice = document.invoice
    address = [part.strip() for part in invoice.address.replace("\n", ",").split(",") if part.strip()]
    rest = ", ".join(address[_ADDRESS_LINES - 1 :])
    lines = [*address[: _ADDRESS_LINES - 1], *([rest] if rest else [])]
    for row in document.rows:
        account = notes.account(
            pack.accounts.find("xero", f"sales {row.tax_code}", "sales"), f"sales {row.tax_code}"
        )
        yield {
            "*ContactName": row.party,
            "EmailAddress": invoice.email,
            **{f"POAddressLine{place}": line for place, line in enumerate(lines, 1)},
            "*InvoiceNumber": invoice.number,
            "Reference": row.reference,
            "*InvoiceDate": invoice.issued_on,
            "*DueDate": invoice.due_on or invoice.issued_on,
            "*Description": row.description or row.product or row.party,
            "*Quantity": 1,
            "*UnitAmount": from_minor(row.net, row.currency),
            "*AccountCode": account.code,
            "*TaxType": account.tax,
            "TaxAmount": from_minor(row.tax, row.currency),
            "Currency": row.currency,
        }


def _xero_bill(rows: Sequence[LedgerRow], pack: Pack, notes: Notes) -> Iterator[Told]:
    for row in rows:
        account = notes.account(
            pack.accounts.find("xero", f"spend {row.category}", "spend"), f"spend {row.category}"
        )
        tax = pack.accounts.find("xero", f"input {row.tax_code}")
        yield {
            "*ContactName": row.party,
            "*InvoiceNumber": row.document,
            "*InvoiceDate": row.date,
            "*DueDate": row.date,
            "Description": row.description or row.category,
            "*Quantity": 1,
            "*UnitAmount": from_minor(row.net, row.currency),
            "*AccountCode": account.code,
            "*TaxType": account.tax or notes.account(tax, f"input {row.tax_code}").tax,
            "TaxAmount": from_minor(row.tax, row.currency),
            "Currency": row.currency,
        }


def put_quickbooks(folder: Path, pack: Pack) -> list[PackNote]:
    """Invoices, at most 100 a file, and the money that came and went as bank lines; days with the month first."""
    notes = Notes("QuickBooks")
    home: list[InvoiceRows] = []
    for document in invoices(pack, notes):
        if document.rows[0].currency == pack.currency:
            home.append(document)
        else:
            notes.add("foreign_left_out", f"{document.invoice.number} {document.rows[0].party}")
    parts = portions(home, QUICKBOOKS_INVOICES)
    _write_parts(folder, pack, "quickbooks invoices", QUICKBOOKS_SALES, parts, _quickbooks_invoice, notes)
    lines = [
        (
            line.date.strftime(_MONTH_FIRST),
            " ".join(line.description.split()),
            from_minor(line.amount, pack.currency),
        )
        for line in pack.bank
    ]
    target = folder / safe_file_name(f"quickbooks bank {pack.period.name}.csv")
    _write(target, QUICKBOOKS_BANK, lines, notes)
    return notes.all()


def _quickbooks_invoice(document: InvoiceRows) -> Iterator[Told]:
    invoice = document.invoice
    for row in document.rows:
        net = from_minor(row.net, row.currency)
        yield {
            "*InvoiceNo": invoice.number,
            "*Customer": row.party,
            "*InvoiceDate": invoice.issued_on.strftime(_MONTH_FIRST),
            "*DueDate": (invoice.due_on or invoice.issued_on).strftime(_MONTH_FIRST),
            "Memo": row.reference,
            "Item(Product/Service)": row.product,
            "ItemDescription": row.description,
            "ItemQuantity": 1,
            "ItemRate": net,
            "*ItemAmount": net,
            "Service Date": row.date.strftime(_MONTH_FIRST),
        }


def _write_parts(
    folder: Path,
    pack: Pack,
    stem: str,
    heads: Sequence[str],
    parts: Sequence[Sequence[Document]],
    lines_of: Callable[[Document], Iterator[Told]],
    notes: Notes,
) -> None:
    for place, part in enumerate(parts):
        name = numbered(f"{stem} {pack.period.name}", place, len(parts))
        lines = [[told.get(head) for head in heads] for document in part for told in lines_of(document)]
        _write(folder / safe_file_name(f"{name}.csv"), heads, lines, notes)


def _write(target: Path, heads: Sequence[str], lines: Sequence[Sequence[Cell]], notes: Notes) -> None:
    for _row in notes.watch(lines):
        pass
    write_csv(target, heads, lines, bom=False, guarded=False)
