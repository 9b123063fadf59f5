"""The accountant's month: totals to the cent, what stands in the way, and a pack that says the same as the screen."""

from __future__ import annotations

import csv
import hashlib
import threading
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.messages import MessageHost
from smallbiz_crm.ui.reports.accounts_form import ask_for_accounts
from smallbiz_crm.ui.reports.pack_target import unused_name
from smallbiz_crm.ui.reports.page import KEYS, ReportsPage

LEFT = Qt.MouseButton.LeftButton

Business = dict[str, int]


@pytest.fixture
def accountant(page: ReportsPage, qtbot: QtBot) -> ReportsPage:
    page.tabs.setCurrentIndex(KEYS.index("accountant"))
    return page


def choose(page: ReportsPage, key: str) -> None:
    picker = page.accountant.picker
    place = picker.findData(key)
    picker.setCurrentIndex(place)
    picker.activated.emit(place)


def totals(page: ReportsPage) -> dict[str, str]:
    return {key: label.text() for key, label in page.accountant.totals.amounts.items()}


def blockers(page: ReportsPage) -> list[str]:
    return [row.text.text() for row in page.accountant.blockers.rows]


def test_last_month_is_preset_with_its_totals(business: Business, accountant: ReportsPage) -> None:
    assert accountant.accountant.picker.currentText() == "April 2026"
    assert accountant.subtitle.text() == "1 Apr to 30 Apr 2026"
    assert totals(accountant) == {
        "sales_net": "€1,500.50",
        "sales_tax": "€0.00",
        "sales_gross": "€1,500.50",
        "payments": "€0.00",
        "spend_net": "€250.00",
        "spend_tax": "€47.50",
        "spend_gross": "€297.50",
    }


def test_each_tab_keeps_its_own_period(qtbot: QtBot, business: Business, accountant: ReportsPage) -> None:
    choose(accountant, "2026-03")
    assert totals(accountant)["sales_gross"] == "€300.00"

    accountant.tabs.setCurrentIndex(KEYS.index("sales"))
    assert accountant.subtitle.text() == "1 Jan to 31 Dec 2026"
    accountant.tabs.setCurrentIndex(KEYS.index("accountant"))
    assert accountant.subtitle.text() == "1 Mar to 31 Mar 2026"


def test_the_ledger_shows_every_row_in_words(business: Business, accountant: ReportsPage) -> None:
    model = accountant.accountant.ledger.rows
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)

    shown = [[model.text(row, column) for column in range(9)] for row in range(model.rowCount())]

    assert tester.model() is model
    assert shown[0] == ["02/04/2026", "Spend", "S-1", "Messe Nord", "", "200.00", "38.00", "238.00", "EUR"]
    assert [row[1] for row in shown] == ["Spend", "Sale", "Spend", "Sale"]
    assert shown[1][3:5] == ["Shelf Ltd", "Shelf"]


def test_amounts_have_the_decimals_of_their_own_currency(
    workspace: Workspace, close_deal: Callable[..., int], accountant: ReportsPage
) -> None:
    close_deal("Yen", Outcome.WON, date(2026, 4, 5), 12_345, currency="JPY")

    model = accountant.accountant.ledger.rows
    assert [model.text(0, column) for column in (5, 8)] == ["12,345", "JPY"]
    assert "1 row without an exchange rate" in accountant.accountant.totals.outside.text()
    assert accountant.accountant.totals.outside.isVisible()


def test_what_blocks_the_pack_leads_to_its_record(
    qtbot: QtBot, desk: Desk, business: Business, accountant: ReportsPage
) -> None:
    opened: list[tuple[str, object]] = []
    desk.record_requested.connect(lambda kind, record: opened.append((kind, record)))
    desk.page_requested.connect(lambda page, argument: opened.append((page, argument)))

    assert blockers(accountant) == [
        "Counter: won, but without a customer.",
        "Messe Nord: no receipt.",
        "Druckwerk: no receipt.",
    ]
    customer, stand, paper = accountant.accountant.blockers.rows
    for row in (customer, stand, paper):
        assert row.open_button is not None
        qtbot.mouseClick(row.open_button, LEFT)
    assert opened == [
        ("deal", business["counter"]),
        ("campaigns", f"spend:{business['stand']}"),
        ("campaigns", f"spend:{business['paper']}"),
    ]
    assert paper.attach_button is not None


def test_what_has_no_rate_leads_to_the_rates(
    qtbot: QtBot, desk: Desk, workspace: Workspace, accountant: ReportsPage
) -> None:
    workspace.spending.add("Abroad", date(2026, 4, 9), 5_00, currency="USD")
    accountant.refresh()
    places: list[tuple[str, object]] = []
    desk.page_requested.connect(lambda page, argument: places.append((page, argument)))
    row = next(row for row in accountant.accountant.blockers.rows if row.rate_button is not None)
    assert row.rate_button is not None
    qtbot.mouseClick(row.rate_button, LEFT)
    assert places == [("settings", "rates")]
    assert "1 thing is worth a look" not in accountant.accountant.blockers.sentence.text()


def test_a_receipt_is_attached_on_the_spot_and_taken_back(
    tmp_path: Path, desk: Desk, workspace: Workspace, business: Business, accountant: ReportsPage
) -> None:
    receipt = tmp_path / "receipt.pdf"
    receipt.write_bytes(b"paper")
    dialog = accountant.accountant.blockers.rows[2].ask_receipt(business["paper"])
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile(receipt.name)
    dialog.accept()

    assert "Druckwerk: no receipt." not in blockers(accountant)
    assert workspace.spending.receipt(business["paper"]) == ("receipt.pdf", b"paper")
    desk.undo()
    assert "Druckwerk: no receipt." in blockers(accountant)


def test_many_blockers_are_shown_a_few_at_a_time(
    qtbot: QtBot, workspace: Workspace, desk: Desk, accountant: ReportsPage
) -> None:
    for number in range(9):
        workspace.spending.add(f"Shop {number}", date(2026, 4, 2), 10_00)
    card = accountant.accountant.blockers
    assert len(card.rows) == 6
    assert card.more_button.text() == "Show 3 more"

    qtbot.mouseClick(card.more_button, LEFT)

    assert len(card.rows) == 9
    assert card.more_button.isHidden()


def test_nothing_missing_is_said(
    tmp_path: Path, workspace: Workspace, close_deal: Callable[..., int], accountant: ReportsPage
) -> None:
    close_deal("Shelf", Outcome.WON, date(2026, 4, 3), 10_00)

    assert accountant.accountant.blockers.sentence.text() == "Nothing is missing."
    assert blockers(accountant) == []


def test_the_pack_says_what_the_screen_says(
    qtbot: QtBot, tmp_path: Path, business: Business, accountant: ReportsPage, messages: MessageHost
) -> None:
    shown = totals(accountant)
    dialog = accountant.accountant.ask_target()
    assert dialog is not None
    assert not dialog.wants_zip()
    dialog.setDirectory(str(tmp_path))
    dialog.accept()
    target = tmp_path / "accountant 2026-04"

    with (target / "ledger 2026-04.csv").open(encoding="utf-8-sig", newline="") as file:
        ledger = list(csv.DictReader(file))

    def added(kind: str, column: str) -> str:
        return f"€{sum(Decimal(row[column]) for row in ledger if row['kind'] == kind):,}"

    for kind in ("sale", "spend"):
        name = "sales" if kind == "sale" else kind
        for column in ("net", "tax", "gross"):
            assert added(kind, f"base_{column}") == shown[f"{name}_{column}"]
    assert _workbook_total(target / "workbook 2026-04.xlsx", "Sales after reversals") == (1500.5, 0, 1500.5)
    assert messages.toasts()[-1].label.text() == "Pack for April 2026 is ready"

    made = accountant.accountant.made
    assert made.isVisible()
    assert made.heading.text() == "Pack for April 2026"
    assert {name for name, _checksum in made.files} == {
        "README.txt",
        "ledger 2026-04.csv",
        "manifest.json",
        "summary 2026-04.pdf",
        "workbook 2026-04.xlsx",
    }
    for name, checksum in made.files:
        assert hashlib.sha256((target / name).read_bytes()).hexdigest()[:12] == checksum


def _workbook_total(path: Path, name: str) -> tuple[object, ...]:
    sheet = openpyxl.load_workbook(path, data_only=True)["Summary"]
    for row in sheet.iter_rows(values_only=True):
        if row[0] == name:
            return tuple(value for value in row[1:] if isinstance(value, int | float))[-3:]
    raise AssertionError(f"no row {name}")


def test_a_zip_gets_its_ending(tmp_path: Path, business: Business, accountant: ReportsPage) -> None:
    dialog = accountant.accountant.ask_target()
    assert dialog is not None
    dialog.setDirectory(str(tmp_path))
    dialog.choose_zip()
    dialog.accept()

    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".crm"][0:] != []
    assert (tmp_path / "accountant 2026-04.zip").is_file()


def test_a_name_that_is_taken_is_numbered(tmp_path: Path) -> None:
    (tmp_path / "accountant 2026-04").mkdir()
    (tmp_path / "accountant 2026-04 (2)").mkdir()

    assert unused_name(tmp_path, "accountant 2026-04") == "accountant 2026-04 (3)"
    assert unused_name(tmp_path, "accountant 2026-05") == "accountant 2026-05"


def test_formats_are_chosen_and_one_is_needed(
    tmp_path: Path, business: Business, accountant: ReportsPage
) -> None:
    view = accountant.accountant
    view.formats.boxes["workbook"].click()
    view.formats.boxes["pdf"].click()
    view.make(tmp_path / "ledger only")
    assert {path.name for path in (tmp_path / "ledger only").iterdir()} == {
        "README.txt",
        "ledger 2026-04.csv",
        "manifest.json",
    }

    view.formats.boxes["ledger"].click()
    assert not view.make_button.isEnabled()
    assert view.ask_target() is None
    view.formats.boxes["ledger"].click()
    assert view.make_button.isEnabled()


def test_show_in_folder_opens_the_pack(
    qtbot: QtBot, tmp_path: Path, business: Business, accountant: ReportsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    accountant.accountant.make(tmp_path / "pack")
    qtbot.mouseClick(accountant.accountant.made.show_button, LEFT)
    accountant.accountant.make(tmp_path / "pack.zip")
    qtbot.mouseClick(accountant.accountant.made.show_button, LEFT)

    assert opened == [str(tmp_path / "pack"), str(tmp_path)]


def test_a_place_that_is_not_ours_is_refused_in_words(
    tmp_path: Path, business: Business, accountant: ReportsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr("smallbiz_crm.ui.desk.trouble", lambda _title, text: said.append(text))
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")

    accountant.accountant.make(tmp_path / "mine")

    assert "is no pack of this program" in said[0]
    assert (tmp_path / "mine" / "letter.txt").read_text() == "dear"
    assert accountant.accountant.make_button.isEnabled()
    assert accountant.accountant.made.isHidden()


def test_an_empty_workspace_says_so(qtbot: QtBot, desk: Desk, accountant: ReportsPage) -> None:
    gone: list[str] = []
    desk.page_requested.connect(lambda key, _argument: gone.append(key))
    nothing = accountant.accountant.nothing
    assert nothing.isVisible()
    qtbot.mouseClick(nothing.buttons[0], LEFT)
    assert gone == ["deals"]
    assert accountant.accountant.ask_target() is None


def test_a_quiet_month_can_still_be_handed_over(
    tmp_path: Path, business: Business, accountant: ReportsPage
) -> None:
    choose(accountant, "2025-06")
    ledger = accountant.accountant.ledger
    assert ledger.list.isHidden()
    assert ledger.caption.text() == "Nothing was sold, paid or spent in this period: June 2025."

    accountant.accountant.make(tmp_path / "june")
    assert (tmp_path / "june" / "manifest.json").is_file()


def test_making_runs_beside_the_window(
    qtbot: QtBot, tmp_path: Path, workspace: Workspace, business: Business
) -> None:
    desk = Desk(workspace)
    page = ReportsPage(desk)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    page.choose("accountant")
    page.make_fresh()
    qtbot.waitUntil(lambda: page.accountant.facts is not None)
    threads: list[str] = []
    build = workspace.accountant.build

    def noted(*arguments: object, **named: object) -> object:
        threads.append(threading.current_thread().name)
        return build(*arguments, **named)  # type: ignore[arg-type]

    workspace.accountant.build = noted  # type: ignore[method-assign,assignment]
    page.accountant.make(tmp_path / "pack")
    assert not page.accountant.make_button.isEnabled()
    qtbot.waitUntil(page.accountant.make_button.isEnabled)

    assert threads == ["job Making the pack for April 2026"]
    assert page.accountant.made.isVisible()
    desk.close()


def test_a_pack_that_was_sent_lists_what_changed_since(
    qtbot: QtBot, tmp_path: Path, workspace: Workspace, business: Business, accountant: ReportsPage
) -> None:
    view = accountant.accountant
    assert view.changes.isHidden()
    view.make(tmp_path / "pack")
    qtbot.mouseClick(view.made.sent_button, LEFT)
    assert not view.made.sent_button.isEnabled()
    view.read()
    assert view.changes.sentence.text() == "Nothing changed since."

    stage = next(stage for stage in workspace.deals.stages() if stage.kind is Outcome.WON)
    deal = workspace.deals.add("Late", amount=50_00, company="Late Ltd")
    workspace.deals.move(deal, stage.id, closed_on=date(2026, 4, 29))
    view.read()

    assert view.changes.lines == [f"— → €50.00 (€50.00 in the totals, 14/05/2026) · D-{deal} Late Ltd: new"]
    dialog = view.ask_correction_target()
    assert dialog is not None
    dialog.chosen.emit(tmp_path / "correction")
    assert (tmp_path / "correction" / "ledger 2026-04 correction.csv").exists()
    dialog.close()


def test_an_invoice_is_noted_where_a_format_needs_it(
    qtbot: QtBot, workspace: Workspace, business: Business, accountant: ReportsPage
) -> None:
    view = accountant.accountant
    assert not [row for row in view.blockers.rows if row.invoice_button is not None]
    view.formats.boxes["xero"].click()
    row = next(row for row in view.blockers.rows if row.invoice_button is not None)
    record = workspace.records.find(view.blockers._blockers[view.blockers.rows.index(row)].record or b"")
    assert record is not None
    form = row.ask_invoice(record[1], "Shelf")
    form.number.set_value("R-7")
    form.issued_on.set_value(date(2026, 4, 30))
    form.submitted.emit()
    noted = workspace.accountant.invoice(record[1])
    assert noted is not None
    assert (noted.number, noted.issued_on, noted.due_on) == ("R-7", date(2026, 4, 30), None)


def test_accounts_are_kept_and_what_is_still_needed_is_shown(
    workspace: Workspace, business: Business, accountant: ReportsPage
) -> None:
    form = ask_for_accounts(accountant.accountant.desk, accountant.accountant.formats.accounts_button)
    lines = form.entries.edit.toPlainText().splitlines()
    assert "datev bank = " in lines
    assert "xero sales none = " in lines
    form.entries.edit.setPlainText("datev bank = 1800\nxero sales standard = 200 / OUTPUT2\ndatev spend = ")
    form.submitted.emit()
    kept = "datev bank = 1800; xero sales standard = 200 / OUTPUT2"
    assert workspace.settings.get("accountant.accounts") == kept
