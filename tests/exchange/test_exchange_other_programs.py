"""Files for Xero, QuickBooks, DATEV, hledger and beancount: their form, their limits, and the totals of the ledger."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pack_sample import MARCH, ROWS, STANDARD, SUM, ledger_row, sample_pack

from smallbiz_crm.domain.accountant import BankLine, Invoice, Pack
from smallbiz_crm.domain.accounts import Account, read_accounts, write_accounts
from smallbiz_crm.domain.ledger import LedgerKind
from smallbiz_crm.exchange.datev import HEADS, put_datev
from smallbiz_crm.exchange.invoice_files import XERO_BILLS, XERO_SALES, put_quickbooks, put_xero
from smallbiz_crm.exchange.journals import put_beancount, put_hledger
from smallbiz_crm.exchange.pack import write_pack
from smallbiz_crm.words import phrase

ACCOUNTS = (
    "xero sales standard = 200 / OUTPUT2; xero sales reduced = 201 / OUTPUT1; xero spend Event = 420; "
    "xero input standard = 0 / INPUT2; datev bank = 1800; datev receivables = 10000; datev payables = 70000; "
    "datev sales = 8400 / 3; datev spend = 4600; datev input standard = 0 / 9; datev consultant = 1001; "
    "datev client = 1; datev exchange = 2660"
)


def invoiced(**more: Any) -> Pack:
    facts: dict[str, Any] = {
        "invoices": (
            Invoice("R-1", date(2026, 3, 4), date(2026, 4, 3), "ana@x.example", "Weg 1, 20457 Hamburg, DE"),
        ),
        "bank": (
            BankLine(date(2026, 3, 20), "Nordlicht", 1469_11),
            BankLine(date(2026, 3, 28), "Messe", -396_66),
        ),
        "accounts": read_accounts(ACCOUNTS),
    }
    return sample_pack(**facts | more)


def many(count: int) -> Pack:
    rows = tuple(
        ledger_row(
            LedgerKind.SALE, 1 + number % 28, 100_00, document=f"R-{number}", party="Shelf", **STANDARD
        )
        for number in range(count)
    )
    found = tuple(Invoice(f"R-{number}", date(2026, 3, 4), None, "", "") for number in range(count))
    return invoiced(rows=rows, invoices=found)


def table(path: Path, **dress: Any) -> list[dict[str, str]]:
    with path.open(encoding=dress.pop("encoding", "utf-8"), newline="") as file:
        return list(csv.DictReader(file, **dress))


def test_xero_gets_invoices_and_bills_in_its_own_columns(tmp_path: Path) -> None:
    notes = put_xero(tmp_path, invoiced())
    sales, bills = table(tmp_path / "xero sales 2026-03.csv"), table(tmp_path / "xero bills 2026-03.csv")
    assert (
        (tmp_path / "xero sales 2026-03.csv")
        .read_bytes()
        .startswith(b"*ContactName,EmailAddress,POAddressLine1")
    )
    assert list(sales[0]) == XERO_SALES
    assert list(bills[0]) == XERO_BILLS
    assert [row["*InvoiceNumber"] for row in sales] == ["R-1", "R-1"]
    assert sum(Decimal(row["*UnitAmount"]) + Decimal(row["TaxAmount"]) for row in sales) == Decimal("1576.10")
    assert {row["*AccountCode"] for row in sales} == {"200", "201"}
    assert {row["*TaxType"] for row in sales} == {"OUTPUT2", "OUTPUT1"}
    assert (sales[0]["*InvoiceDate"], sales[0]["*DueDate"]) == ("2026-03-04", "2026-04-03")
    assert (sales[0]["POAddressLine1"], sales[0]["POAddressLine2"]) == ("Weg 1", "20457 Hamburg")
    assert [row["*TaxType"] for row in bills][:1] == ["INPUT2"]
    said = {(note.code, note.subject) for note in notes}
    assert ("left_out", "Xero: =LINK(1)") in said
    assert ("reversal_left_out", "Xero: R-1b") in said
    assert ("unguarded", "Xero: @free") in said


@pytest.mark.parametrize(("count", "files"), [(0, 1), (500, 1), (501, 2), (1001, 3)])
def test_xero_takes_five_hundred_documents_a_file(tmp_path: Path, count: int, files: int) -> None:
    put_xero(tmp_path, many(count))
    parts = sorted(tmp_path.glob("xero sales*.csv"))
    assert len(parts) == files
    assert all(len({row["*InvoiceNumber"] for row in table(part)}) <= 500 for part in parts)
    assert sum(len(table(part)) for part in parts) == count


def test_quickbooks_takes_a_hundred_invoices_a_file_and_days_with_the_month_first(tmp_path: Path) -> None:
    put_quickbooks(tmp_path, many(150))
    parts = sorted(tmp_path.glob("quickbooks invoices*.csv"))
    assert [len(table(part)) for part in parts] == [100, 50]
    assert table(parts[0])[0]["*InvoiceDate"] == "03/04/2026"
    assert table(parts[0])[0]["*ItemAmount"] == "100.00"
    bank = table(tmp_path / "quickbooks bank 2026-03.csv")
    assert bank[0] == {"Date": "03/20/2026", "Description": "Nordlicht", "Amount": "1469.11"}
    assert bank[1]["Amount"] == "-396.66"


def test_quickbooks_has_no_place_for_another_currency(tmp_path: Path) -> None:
    row = ledger_row(
        LedgerKind.SALE, 9, 1000_00, currency="USD", rate=Decimal("0.9"), document="R-9", party="Ann"
    )
    pack = invoiced(rows=(row,), invoices=(Invoice("R-9", date(2026, 3, 9), None, "", ""),))
    assert [note.code for note in put_quickbooks(tmp_path, pack)] == ["foreign_left_out"]


def test_datev_books_positive_amounts_with_debit_or_credit(tmp_path: Path) -> None:
    notes = put_datev(tmp_path, invoiced())
    lines = (tmp_path / "EXTF_bookings 2026-03.csv").read_bytes().decode("cp1252").split("\r\n")
    header = lines[0].split(";")
    assert header[:5] == ['"EXTF"', "700", "21", '"Buchungsstapel"', "13"]
    assert header[10:16] == ["1001", "1", "20260101", "4", "20260301", "20260331"]
    assert len(header) == 31
    assert len(HEADS) == 125
    assert lines[1].split(";") == list(HEADS)
    rows = table_of(lines)
    sale = next(row for row in rows if row["Belegfeld 1"] == "R-1" and row["Konto"] == "10000")
    assert (sale["Soll/Haben-Kennzeichen"], sale["Gegenkonto (ohne BU-Schlüssel)"]) == ("S", "8400")
    assert (sale["BU-Schlüssel"], sale["Belegdatum"]) == ("3", "0403")
    assert all(re.fullmatch(r"[0-9]+,[0-9]{2}", row["Umsatz (ohne Soll/Haben-Kz)"]) for row in rows)
    spend = next(row for row in rows if row["Buchungstext"] == "Messe")
    assert (spend["Umsatz (ohne Soll/Haben-Kz)"], spend["Soll/Haben-Kennzeichen"]) == ("396,66", "H")
    refund = next(row for row in rows if row["Umsatz (ohne Soll/Haben-Kz)"] == "107,00")
    assert (refund["Konto"], refund["Soll/Haben-Kennzeichen"]) == ("1800", "H")
    assert "left_out" in {note.code for note in notes}


def table_of(lines: list[str]) -> list[dict[str, str]]:
    return list(csv.DictReader(lines[1:], delimiter=";"))


def test_datev_never_guesses_an_account(tmp_path: Path) -> None:
    notes = put_datev(tmp_path, invoiced(accounts=read_accounts("")))
    lines = (tmp_path / "EXTF_bookings 2026-03.csv").read_bytes().decode("cp1252").split("\r\n")
    assert len([line for line in lines if line]) == 2
    assert {"account_missing", "without_account_left_out"} <= {note.code for note in notes}


def test_datev_gets_the_signs_and_amounts_that_it_takes(tmp_path: Path) -> None:
    row = ledger_row(LedgerKind.SALE, 3, 100_00, document="R 2026/07_(a)", party="Shelf", **STANDARD)
    large = ledger_row(LedgerKind.SALE, 4, 10**12, document="R-2", party="Croesus", **STANDARD)
    issued = [Invoice(one.document, date(2026, 3, 4), None, "", "") for one in (row, large)]
    notes = put_datev(tmp_path, invoiced(rows=(row, large), invoices=tuple(issued)))
    (path,) = tmp_path.glob("EXTF*.csv")
    lines = path.read_text("cp1252").splitlines()[2:]
    assert [line.split(";")[HEADS.index("Belegfeld 1")] for line in lines] == ['"R-2026/07_-a-"']
    assert [(note.code, note.subject) for note in notes] == [("too_large_left_out", "DATEV: R-2 Croesus")]


def test_datev_keeps_fiscal_years_apart(tmp_path: Path) -> None:
    rows = tuple(
        replace(ledger_row(LedgerKind.PAYMENT, 1, 100_00, party="Łódź"), date=day)
        for day in (date(2026, 3, 31), date(2026, 4, 1))
    )
    notes = put_datev(tmp_path, invoiced(rows=rows, fiscal_year_start="04-01"))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "EXTF_bookings 2026-03 from 2025-04-01.csv",
        "EXTF_bookings 2026-03 from 2026-04-01.csv",
    ]
    assert {note.subject for note in notes if note.code == "sign_replaced"} == {"DATEV: Ł", "DATEV: ź"}


def balances(text: str) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for account, amount in re.findall(r"^ +([A-Z][\w:-]+)  (-?[0-9.]+) EUR$", text, re.MULTILINE):
        found[account] += Decimal(amount)
    return found


@pytest.mark.parametrize("target", ["hledger", "beancount"])
def test_journals_balance_to_the_totals_of_the_other_files(tmp_path: Path, target: str) -> None:
    notes = {"hledger": put_hledger, "beancount": put_beancount}[target](tmp_path, invoiced())
    (path,) = tmp_path.iterdir()
    found = balances(path.read_text(encoding="utf-8"))
    assert sum(found.values()) == 0
    assert found["Income:Sales"] == -Decimal(SUM.sales_net) / 100
    assert found["Liabilities:Tax"] == -Decimal(SUM.sales_tax) / 100
    assert found["Assets:Bank"] == Decimal(SUM.payments) / 100
    assert found["Liabilities:Payable"] == -Decimal(SUM.spend_gross) / 100
    assert [note.code for note in notes] == ["without_rate_left_out"]


WILD = st.text(max_size=20)


@given(WILD, WILD, WILD)
def test_nothing_that_people_write_breaks_a_journal(
    tmp_path_factory: pytest.TempPathFactory, party: str, document: str, category: str
) -> None:
    folder = tmp_path_factory.mktemp("journal")
    row = ledger_row(
        LedgerKind.SPEND,
        2,
        100_00,
        party=party,
        document=document,
        category=category,
        description=party,
        **STANDARD,
    )
    pack = sample_pack((row,))
    for put in (put_hledger, put_beancount):
        put(folder, pack)
    for path in folder.iterdir():
        text = path.read_bytes().decode()
        assert sum(balances(text).values()) == 0
        assert len(re.findall(r"^2026-03-02 [^o]", text, re.MULTILINE)) == 1


@pytest.mark.full
@pytest.mark.parametrize("odd", ["=cmd|' /C calc'!A0", 'a "b" \\ c', "; x | y", "(", ""])
def test_the_programs_themselves_accept_the_journals(tmp_path: Path, odd: str) -> None:
    rows = (
        *ROWS,
        ledger_row(LedgerKind.SPEND, 9, 1_00, party=odd, document=odd, category=odd, description=odd),
    )
    put_hledger(tmp_path, sample_pack(rows))
    put_beancount(tmp_path, sample_pack(rows))
    ran = 0
    for program, ending, line in (
        ("hledger", "journal", ["hledger", "check", "--strict", "-f"]),
        ("bean-check", "beancount", ["bean-check"]),
    ):
        if shutil.which(program):
            subprocess.run([*line, next(tmp_path.glob(f"*.{ending}"))], check=True, capture_output=True)
            ran += 1
    if not ran:
        pytest.skip("neither hledger nor bean-check is installed")


@given(
    st.dictionaries(
        st.sampled_from(["bank", "sales standard", "spend Ads & more", "input none"]), st.integers(1, 99999)
    )
)
def test_accounts_read_back_as_they_were_written(numbers: dict[str, int]) -> None:
    entries = tuple(("datev", use, Account(str(number), "9")) for use, number in sorted(numbers.items()))
    assert read_accounts(write_accounts(entries)).entries == entries


@pytest.mark.parametrize("typed", ["lexware bank = 1", "datev = 1", "datev bank"])
def test_accounts_that_cannot_be_read_are_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_accounts(typed)


def test_all_formats_stand_in_one_pack_and_the_letter_says_what_was_left_out(tmp_path: Path) -> None:
    formats = ["pdf", "workbook", "ledger", "xero", "quickbooks", "datev", "hledger", "beancount"]
    for name in ("one", "two"):
        written = write_pack(tmp_path / name, invoiced(), formats=formats, words=phrase)
    assert MARCH.name == "2026-03"
    assert {Path(file.name).suffix for file in written.files} >= {
        ".pdf",
        ".xlsx",
        ".csv",
        ".journal",
        ".beancount",
    }
    text = (tmp_path / "one" / "README.txt").read_text(encoding="utf-8-sig")
    assert "left out, because it has no invoice number or date" in text
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()
