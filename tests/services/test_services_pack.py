"""The accountant's month: ledger, workbook and screen agree to the cent, and what blocks is named."""

from __future__ import annotations

import csv
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.ledger import check_rows
from smallbiz_crm.services.workspace import Workspace

TODAY = date(2026, 5, 14)
APRIL = "2026-04"


@pytest.fixture
def workspace(tmp_path: Path):
    made = Workspace.create(tmp_path / "a.crm", clock=FixedClock(TODAY), holder="window")
    made.sample.fill()
    yield made
    made.close()


def ledger_rows(folder: Path) -> list[dict[str, str]]:
    (path,) = folder.glob("*.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def total(rows: list[dict[str, str]], kind: str, column: str) -> Decimal:
    return sum((Decimal(row[column]) for row in rows if row["kind"] == kind), Decimal(0))


def test_last_month_is_preset(workspace: Workspace) -> None:
    assert workspace.accountant.period().name == APRIL


def test_ledger_and_workbook_hold_the_totals_of_the_screen(workspace: Workspace, tmp_path: Path) -> None:
    made = workspace.accountant.build(workspace.accountant.period(APRIL), tmp_path / "april")
    totals = made.pack.totals
    rows = ledger_rows(tmp_path / "april")
    assert total(rows, "sale", "base_net") == Decimal(totals.sales_net) / 100
    assert total(rows, "spend", "base_gross") == Decimal(totals.spend_gross) / 100
    assert total(rows, "payment", "base_gross") == Decimal(totals.payments) / 100
    assert totals.sales_net > 0
    assert totals.spend_net > 0
    (book_path,) = (tmp_path / "april").glob("*.xlsx")
    book = openpyxl.load_workbook(book_path, data_only=True)
    numbers = {
        cell.value
        for row in book["Summary"].iter_rows()
        for cell in row
        if isinstance(cell.value, int | float)
    }
    assert totals.sales_net / 100 in numbers
    assert totals.spend_gross / 100 in numbers
    book.close()


def test_the_report_of_the_month_is_the_ledger_of_the_month(workspace: Workspace) -> None:
    pack = workspace.accountant.preview(workspace.accountant.period(APRIL))
    figures = workspace.reports.sales(workspace.reports.period(APRIL)).figures
    assert pack.totals.sales_net == figures["revenue"].value
    assert check_rows(pack.rows, "EUR") == []


def test_files_say_that_a_won_deal_is_not_an_invoice(workspace: Workspace, tmp_path: Path) -> None:
    workspace.accountant.build(workspace.accountant.period(APRIL), tmp_path / "april")
    letter = (tmp_path / "april" / "README.txt").read_text("utf-8")
    assert "not an issued invoice" in letter


def test_what_blocks_is_named_with_its_record(workspace: Workspace) -> None:
    won = workspace.deals.add("No amount")
    closing = next(stage.id for stage in workspace.deals.stages() if stage.name == "Won")
    workspace.deals.move(won, closing, closed_on=date(2026, 4, 30))
    blockers = {
        (blocker.code, blocker.subject)
        for blocker in workspace.accountant.blockers(workspace.accountant.period())
    }
    assert ("sale_without_amount", "No amount") in blockers
    assert ("sale_without_customer", "No amount") in blockers
    assert ("spend_without_receipt", "Ad network") in blockers


def test_a_receipt_travels_with_the_pack(workspace: Workspace, tmp_path: Path) -> None:
    receipt = tmp_path / "stand.pdf"
    receipt.write_bytes(b"%PDF-1.4 receipt")
    line = workspace.spending.list(start=date(2026, 4, 1), end=date(2026, 4, 30))[0]
    workspace.spending.attach_receipt(line.id, receipt)
    receipt.unlink()
    target = tmp_path / "april.zip"
    made = workspace.accountant.build(workspace.accountant.period(APRIL), target)
    assert workspace.spending.receipt(line.id) == ("stand.pdf", b"%PDF-1.4 receipt")
    with zipfile.ZipFile(target) as archive:
        names = [name for name in archive.namelist() if name.startswith("receipts/")]
        assert len(names) == 1
        assert archive.read(names[0]) == b"%PDF-1.4 receipt"
    assert line.payee not in {b.subject for b in made.pack.blockers if b.record == line.id}


def test_the_same_month_gives_the_same_bytes(workspace: Workspace, tmp_path: Path) -> None:
    period = workspace.accountant.period(APRIL)
    first = workspace.accountant.build(period, tmp_path / "one")
    second = workspace.accountant.build(period, tmp_path / "two")
    assert [file.sha256 for file in first.files] == [file.sha256 for file in second.files]


def test_the_customer_stays_as_it_was_when_won(workspace: Workspace) -> None:
    contact_id = workspace.contacts.add(NewContact("Ana", company="Alt GmbH"))
    won = workspace.deals.add("Shelf", contact_id=contact_id, amount=5_000)
    closing = next(stage.id for stage in workspace.deals.stages() if stage.name == "Won")
    workspace.deals.move(won, closing, closed_on=date(2026, 4, 2))
    company_id = workspace.contacts.get(contact_id).company_id
    assert company_id is not None
    workspace.companies.edit(company_id, name="Neu GmbH", tax_id="DE1")
    pack = workspace.accountant.preview(workspace.accountant.period(APRIL))
    assert "Alt GmbH" in {row.party for row in pack.rows}
    assert "Neu GmbH" not in {row.party for row in pack.rows}
