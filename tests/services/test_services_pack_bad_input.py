"""A pack of anything people may have written: nothing at all, absurd amounts, formulas, signs no font has."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.services.accountant import PackMade
from smallbiz_crm.services.workspace import Workspace

TODAY = date(2026, 4, 2)
RUN = "=cmd|' /C calc'!A0"
NO_GLYPH = "Ana \U0001fae8 \ue123 Ltd"
LARGEST = 10**13


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace.create(tmp_path / "a.crm", clock=FixedClock(TODAY), holder="window")
    yield made
    made.close()


def every_format(workspace: Workspace) -> list[str]:
    return [name for name, reason in workspace.accountant.formats().items() if reason is None]


def packed(workspace: Workspace, folder: Path, period: str) -> PackMade:
    target = folder / f"pack {period}"
    return workspace.accountant.build(workspace.accountant.period(period), target, every_format(workspace))


def sold(workspace: Workspace, customer: str, amount: int, day: date = TODAY) -> int:
    person = workspace.contacts.add(NewContact(name=customer))
    deal_id = workspace.deals.add(customer, contact_id=person, amount=amount)
    won = next(stage.id for stage in workspace.deals.stages() if stage.kind is Outcome.WON)
    workspace.deals.move(deal_id, won, closed_on=day)
    return deal_id


def ledger(made: PackMade) -> list[dict[str, str]]:
    (path,) = made.target.glob("ledger*.csv")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("period", ["2026-04", "all", "1999-12", "2099"])
def test_nothing_at_all_is_a_pack_too(workspace: Workspace, tmp_path: Path, period: str) -> None:
    made = packed(workspace, tmp_path, period)
    assert ledger(made) == []
    assert json.loads((made.target / "manifest.json").read_text("utf-8"))["totals"] == {}
    assert "Nothing happened in this period." in (made.target / "README.txt").read_text("utf-8-sig")


def test_one_record_with_the_largest_amount_keeps_its_cents(workspace: Workspace, tmp_path: Path) -> None:
    sold(workspace, "Croesus", LARGEST)
    made = packed(workspace, tmp_path, "2026-04")
    assert [row["net"] for row in ledger(made)] == ["100000000000.00"]
    assert made.pack.totals.sales_net == LARGEST


def test_a_customer_called_like_a_command_stays_text_in_every_file(
    workspace: Workspace, tmp_path: Path
) -> None:
    sold(workspace, RUN, 100_00)
    made = packed(workspace, tmp_path, "2026-04")
    assert [row["party"] for row in ledger(made)] == [f"'{RUN}"]
    (path,) = made.target.glob("*.xlsx")
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == RUN]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}


def test_a_sign_that_no_font_has_is_said_and_costs_nothing_else(workspace: Workspace, tmp_path: Path) -> None:
    sold(workspace, NO_GLYPH, 100_00)
    made = packed(workspace, tmp_path, "2026-04")
    assert NO_GLYPH in [row["party"] for row in ledger(made)]
    if "pdf" in every_format(workspace):
        assert "pdf.signs_missing" in [note.code for note in made.notes]


def test_days_to_come_stand_in_their_own_months(workspace: Workspace, tmp_path: Path) -> None:
    sold(workspace, "Early", 100_00, date(2027, 1, 5))
    workspace.spending.add("Later", date(2031, 12, 31), 50_00)
    assert ledger(packed(workspace, tmp_path, "2026-04")) == []
    assert [row["party"] for row in ledger(packed(workspace, tmp_path, "2027-01"))] == ["Early"]
    assert [row["kind"] for row in ledger(packed(workspace, tmp_path, "all"))] == ["sale", "spend"]


@pytest.mark.full
def test_ten_thousand_products_are_rows_like_others(workspace: Workspace, tmp_path: Path) -> None:
    lines = [
        f"d{n},Deal {n},Firm {n % 50},Product {n},10.00,won,2026-04-01,2026-04-02" for n in range(10_000)
    ]
    path = tmp_path / "deals.csv"
    header = "external_id,title,company,product,amount,outcome,created,closed"
    path.write_text("\n".join([header, *lines]) + "\n", "utf-8")
    assert workspace.imports.run(workspace.imports.open(path, kind="deals")).created == len(lines)
    period = workspace.accountant.period("2026-04")
    made = workspace.accountant.build(period, tmp_path / "pack", ["pdf", "workbook", "ledger"])
    assert len(ledger(made)) == len(lines)
    assert made.pack.totals.sales_net == len(lines) * 10_00
    report = workspace.reports.report("sales", period)
    assert len(report.tables["by_product"]) == len(lines)
