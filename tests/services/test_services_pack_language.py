"""The pack speaks the accountant's language, whatever the program speaks; what programs read stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.services.accountant import PackMade
from smallbiz_crm.services.workspace import Workspace

TODAY = date(2026, 4, 2)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PackMade]:
    folder = tmp_path_factory.mktemp("german")
    workspace = Workspace.create(folder / "a.crm", clock=FixedClock(TODAY), holder="window")
    workspace.settings.set("accountant.language", "de")
    won = next(stage.id for stage in workspace.deals.stages() if stage.kind is Outcome.WON)
    workspace.deals.move(workspace.deals.add("Laden", company="Nordlicht", amount=1_234_50), won)
    workspace.spending.add("Messe", date(2026, 4, 1), 333_33)
    formats = [name for name, reason in workspace.accountant.formats().items() if reason is None]
    yield workspace.accountant.build(workspace.accountant.period("2026-04"), folder / "pack", formats)
    workspace.close()


def test_the_letter_is_german_with_german_numbers(made: PackMade) -> None:
    text = (made.target / "README.txt").read_text("utf-8-sig")
    assert text.startswith("Unterlagen für die Buchhaltung")
    assert "1 Zeile, netto 1.234,50" in text
    assert "Nicht vollständig" not in text
    assert "Messe: ohne Beleg." in text
    for english in ("Notes", "Total", "receipt", "Sales"):
        assert english not in text


def test_sheets_and_heads_of_the_workbook_are_german_and_its_checks_agree(made: PackMade) -> None:
    book = openpyxl.load_workbook(made.target / "Arbeitsmappe 2026-04.xlsx", data_only=True)
    sheets = ["Übersicht", "Umsatz", "Zahlungen", "Ausgaben", "Kunden", "Kampagnen", "Prüfungen"]
    assert book.sheetnames == sheets
    told = {cell.value for row in book["Prüfungen"].iter_rows() for cell in row}
    assert "OK" in told
    assert "weicht ab" not in told


def test_names_of_columns_stay_as_programs_know_them(made: PackMade) -> None:
    ledger = (made.target / "Journal 2026-04.csv").read_text("utf-8-sig")
    assert ledger.startswith("date,kind,document,party,party_tax_id,")
    assert ",sale," in ledger


def test_a_language_that_is_not_there_is_refused(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "a.crm", clock=FixedClock(TODAY), holder="window")
    with pytest.raises(Refused, match="unfit"):
        workspace.settings.set("accountant.language", "tlh")
    workspace.close()
