from __future__ import annotations

import errno
import os
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from formula_reader import Formulas
from openpyxl.worksheet.worksheet import Worksheet
from pack_sample import ROWS, SUM, ledger_row, sample_pack

from smallbiz_crm.domain.accountant import Pack
from smallbiz_crm.domain.errors import Trouble
from smallbiz_crm.domain.ledger import LedgerKind
from smallbiz_crm.exchange.workbook import write_workbook
from smallbiz_crm.words import phrase

SHEETS = ["Summary", "Sales", "Payments", "Spend", "Customers", "Campaigns", "Checks"]


@pytest.fixture
def book_of(tmp_path: Path) -> Any:
    def write(pack: Pack, *, values: bool = False) -> openpyxl.Workbook:
        target = tmp_path / "pack.xlsx"
        write_workbook(target, pack, phrase)
        return openpyxl.load_workbook(target, data_only=values)

    return write


def cents(value: float | None) -> int | None:
    """The exact cents of a cell: a float that is the nearest to a whole number of cents, or it fails."""
    if value is None:
        return None
    whole = round(value * 100)
    assert value == float(Decimal(whole) / 100)
    return whole


def table(sheet: Worksheet) -> list[dict[str, Any]]:
    rows = list(sheet.iter_rows(values_only=True))
    return [dict(zip(map(str, rows[0]), row, strict=True)) for row in rows[1:]]


def line(sheet: Worksheet, label: str) -> tuple[Any, ...]:
    """The first row of the sheet that begins with the label."""
    return next(row for row in sheet.iter_rows(values_only=True) if row[0] == label)


def test_the_sheets_hold_every_row_to_the_cent(book_of: Any) -> None:
    book = book_of(sample_pack(), values=True)
    assert book.sheetnames == SHEETS
    sales = table(book["Sales"])[:-1]
    expected = [row for row in ROWS if row.kind in (LedgerKind.SALE, LedgerKind.SALE_REVERSAL)]
    assert [row["Customer or payee"] or "" for row in sales] == [row.party for row in expected]
    assert [row["Date"].date() for row in sales] == [row.date for row in expected]
    assert [cents(row["Net, home currency"]) for row in sales] == [row.base_net for row in expected]
    assert [cents(row["Tax, home currency"]) for row in sales] == [row.base_tax for row in expected]
    assert [cents(row["Gross, home currency"]) for row in sales] == [row.base_gross for row in expected]
    yen = next(row for row in sales if row["Currency"] == "JPY")
    assert (yen["Net"], yen["Exchange rate"]) == (5000, 0.006134)
    assert [row["Tax rate"] for row in sales if row["Tax code"] == "reduced"] == [0.07, 0.07]
    assert len(table(book["Payments"])) == 4
    assert len(table(book["Spend"])) == 4


def test_totals_agree_with_the_pack_to_the_cent(book_of: Any) -> None:
    book = book_of(sample_pack(), values=True)
    sales, spend = table(book["Sales"])[-1], table(book["Spend"])[-1]
    payments, customers = table(book["Payments"])[-1], table(book["Customers"])[-1]
    assert cents(sales["Net, home currency"]) == cents(customers["Net"]) == SUM.sales_net
    assert cents(sales["Gross, home currency"]) == cents(customers["Gross"]) == SUM.sales_gross
    assert cents(spend["Tax, home currency"]) == SUM.spend_tax
    assert cents(spend["Recoverable tax, home currency"]) == 31_67 - 1_90
    assert cents(payments["Amount, home currency"]) == SUM.payments == 1469_11 - 107_00
    assert cents(payments["Exchange difference"]) == -3_17
    assert cents(line(book["Summary"], "Sales after reversals")[4]) == SUM.sales_gross
    assert sales["Net"] is None


def test_every_formula_gives_the_value_beside_it(book_of: Any) -> None:
    """The values a reader without calculation shows are those that a spreadsheet works out."""
    formulas, values = book_of(sample_pack()), book_of(sample_pack(), values=True)
    reader, seen = Formulas(formulas), 0
    for sheet in formulas:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            shown, worked_out = (
                values[sheet.title][cell.coordinate].value,
                reader.value(sheet.title, cell.coordinate),
            )
            same = shown == worked_out if isinstance(shown, str) else abs(shown - worked_out) < 0.0005
            assert same, f"{sheet.title} {cell.coordinate} {cell.value}: {shown!r}, worked out {worked_out!r}"
            seen += 1
    assert seen > 100


def test_the_summary_splits_by_kind_and_by_tax_code(book_of: Any) -> None:
    summary = book_of(sample_pack(), values=True)["Summary"]
    sale = line(summary, "Sale")
    assert sale[1] == 5
    assert cents(sale[2]) == 1234_55 + 99_99 + 921_30 + 30_67
    assert line(summary, "Reversal of a sale")[1:2] == (1,)
    assert cents(line(summary, "Spend")[5]) == 31_67
    by_code = {
        (row[0], row[1], row[2]): tuple(map(cents, row[3:6]))
        for row in summary.iter_rows(values_only=True)
        if row[0] in ("Sales", "Spend") and not isinstance(row[1], int)
    }
    assert by_code["Sales", "standard", 0.19] == (1234_55, 234_56, 1469_11)
    assert by_code["Sales", "reduced", 0.07] == (0, 0, 0)
    assert by_code["Sales", None, 0] == (921_30 + 30_67, 0, 921_30 + 30_67)
    assert by_code["Spend", "standard", 0.19] == (323_33, 61_43, 384_76)
    assert by_code["Spend", "<5%", 0] == (0, 0, 0)


def test_what_has_no_rate_is_shown_apart(book_of: Any) -> None:
    summary = book_of(sample_pack(), values=True)["Summary"]
    assert ("Sale", 1, 50, 0, 50, "CHF") in set(summary.iter_rows(values_only=True))
    everything = sample_pack(tuple(row for row in ROWS if row.rate is not None))
    words = {cell for row in book_of(everything)["Summary"].iter_rows(values_only=True) for cell in row}
    assert "Without an exchange rate, so outside all totals" not in words


def test_the_summary_says_what_a_reader_must_know(book_of: Any) -> None:
    summary = book_of(sample_pack())["Summary"]
    words = [cell for row in summary.iter_rows(values_only=True) for cell in row if isinstance(cell, str)]
    assert any(text.startswith("A won deal is not an issued invoice.") for text in words)
    assert "Accrual: by the day won and the day spent" in words
    assert "2026-03-01 to 2026-03-31" in words
    assert "Zürich & Co, 50.00 CHF: no exchange rate on its day." in words
    assert not any("accountant." in text or "…" in text for text in words)


def test_the_checks_agree_or_say_where_they_differ(book_of: Any) -> None:
    results = table(book_of(sample_pack(), values=True)["Checks"])
    assert {row["Result"] for row in results} == {"OK"}
    assert len(results) == 1 + 7 + 11 + 2
    wrong = sample_pack(totals=replace(SUM, sales_tax=SUM.sales_tax + 1))
    formulas, values = Formulas(book_of(wrong)), book_of(wrong, values=True)["Checks"]
    for number, row in enumerate(table(values), 2):
        differs = row["Check"] in (
            "All checks", "Sales after reversals, tax", "All customers, tax, against sales"
        )  # fmt: skip
        assert row["Result"] == ("differs" if differs else "OK")
        assert formulas.value("Checks", f"E{number}") == row["Result"]


def test_text_is_never_a_formula_or_a_link(book_of: Any) -> None:
    hostile = [
        "=1+1",
        "@x",
        "\t=1",
        "+1+1",
        "http://example.com",
        "mailto:a@b.c",
        "{=1}",
        "<b>&amp;",
        "_x0041_",
        "007",
    ]
    rows = tuple(
        ledger_row(LedgerKind.SALE, 1, 100, party=text, description=text, tax_code=text, document=text)
        for text in hostile
    )
    pack = sample_pack(rows, business="=cmd", blockers=())
    book = book_of(pack)
    sheet = book["Sales"]
    assert [sheet.cell(row, 4).value for row in range(2, 12)] == hostile
    assert {sheet.cell(row, 4).data_type for row in range(2, 12)} == {"s"}
    assert all(cell.hyperlink is None for page in book for row in page.iter_rows() for cell in row)
    formulas = [cell for page in book for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    assert all(
        cell.value.startswith(("=SUM", "=ROUND", "=IF(", "='", "=B", "=C", "=D", "=E", "=F"))
        for cell in formulas
    )


def test_decimals_follow_the_currency(book_of: Any) -> None:
    rows = (
        ledger_row(LedgerKind.SALE, 1, 1500, currency="JPY", home="JPY"),
        ledger_row(LedgerKind.SALE, 2, 1_234_567, currency="KWD", home="JPY", rate=Decimal("480.5")),
    )
    sheet = book_of(sample_pack(rows, currency="JPY"))["Sales"]
    heads = [cell.value for cell in sheet[1]]
    net, home = heads.index("Net") + 1, heads.index("Net, home currency") + 1
    assert (sheet.cell(2, net).value, sheet.cell(2, net).number_format) == (1500, "#,##0")
    assert (sheet.cell(3, net).value, sheet.cell(3, net).number_format) == (1234.567, "#,##0.000")
    assert sheet.cell(3, home).number_format == "#,##0"
    assert sheet.cell(2, 1).number_format == "yyyy-mm-dd"


def test_the_largest_amounts_keep_their_cents(book_of: Any) -> None:
    rows = (ledger_row(LedgerKind.SALE, 1, 10**13 - 1), ledger_row(LedgerKind.SALE, 2, 1))
    sales = table(book_of(sample_pack(rows), values=True)["Sales"])
    assert [cents(row["Net, home currency"]) for row in sales] == [10**13 - 1, 1, 10**13]


def test_sheets_are_ready_to_read_and_to_print(book_of: Any) -> None:
    book = book_of(sample_pack(business="A & B"))
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToWidth in (None, 1)
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.oddHeader.left.text == "A && B"
        assert sheet.oddHeader.right.text == "2026-03-01 to 2026-03-31"
        assert "Page &P of &N" in sheet.oddFooter.right.text
    for name in SHEETS[1:]:
        assert book[name].freeze_panes == "A2"
        assert book[name].print_title_rows == "$1:$1"
    assert book["Sales"].auto_filter.ref == "A1:T7"
    widths = {letter: size.width for letter, size in book["Sales"].column_dimensions.items()}
    assert widths["A"] >= len("2026-03-31")
    assert len("Nordlicht GmbH") <= widths["D"] <= 20
    assert widths["S"] <= 20, "long headings stand on two lines"


def test_long_names_leave_the_page_header_valid(book_of: Any) -> None:
    """XlsxWriter warns and drops a header over 255 characters, and a warning fails the test."""
    assert book_of(sample_pack(business="&" * 300))["Sales"].oddHeader.left.text


def test_an_empty_month_is_a_workbook_too(book_of: Any) -> None:
    pack = sample_pack((), campaigns=(), blockers=())
    formulas, book = Formulas(book_of(pack)), book_of(pack, values=True)
    assert {row["Result"] for row in table(book["Checks"])} == {"OK"}
    assert formulas.value("Checks", "E2") == "OK"
    assert table(book["Sales"])[-1]["Net, home currency"] == 0


def test_the_same_pack_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        write_workbook(tmp_path / name, sample_pack(), phrase)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.xlsx") as archive:
        assert "2000-01-01T00:00:00Z" in archive.read("docProps/core.xml").decode()


def test_words_in_any_language_are_taken(book_of: Any, tmp_path: Path) -> None:
    """Long, doubled and forbidden names of sheets, quotes in results: all from the caller's words."""

    def strange(code: str, /, **params: object) -> str:
        if code.startswith("accountant.sheet."):
            return "Bob's [very] long name of a sheet / " + "x" * 20
        return 'it\'s "OK"' if code == "accountant.check.ok" else phrase(code, **params)

    write_workbook(tmp_path / "a.xlsx", sample_pack(), strange)
    formulas = openpyxl.load_workbook(tmp_path / "a.xlsx")
    values = openpyxl.load_workbook(tmp_path / "a.xlsx", data_only=True)
    assert len(set(values.sheetnames)) == 7
    assert all(len(name) <= 31 for name in values.sheetnames)
    checks = values.sheetnames[-1]
    assert values[checks]["E2"].value == 'it\'s "OK"'
    assert Formulas(formulas).value(checks, "E2") == 'it\'s "OK"'


def test_an_old_workbook_survives_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.xlsx").write_text("old")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Trouble, match=r"disk\.full"):
        write_workbook(tmp_path / "a.xlsx", sample_pack(), phrase)
    assert (tmp_path / "a.xlsx").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]
