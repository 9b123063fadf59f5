from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui import documents
from smallbiz_crm.ui.campaigns.page import CampaignsPage
from smallbiz_crm.ui.campaigns.panel import SPEND, CampaignPanel
from smallbiz_crm.ui.campaigns.spend_box import SpendBox
from smallbiz_crm.ui.campaigns.spend_dialog import SpendDialog
from smallbiz_crm.ui.campaigns.spend_lines import SpendModel, facts_text, oddities
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.messages import MessageHost
from smallbiz_crm.ui.kit.private_files import private_files

ENTER = Qt.Key.Key_Return


@pytest.fixture
def box(panel: CampaignPanel) -> SpendBox:
    panel.show_page(SPEND)
    return panel.spend.box


@pytest.fixture
def receipt(tmp_path: Path) -> Path:
    path = tmp_path / "Invoice 7.pdf"
    path.write_bytes(b"%PDF-1.7 seven")
    return path


@pytest.fixture
def shown_files(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that the system was asked to show."""
    asked: list[Path] = []

    def note(path: Path) -> bool:
        asked.append(path)
        return True

    monkeypatch.setattr(documents, "open_file", note)
    return asked


def _add(workspace: Workspace, campaign_id: int | None, payee: str = "Ad network", net: int = 40_000) -> int:
    return workspace.spending.add(
        payee, date(2026, 5, 2), net, tax=7_600, campaign_id=campaign_id, category="Advertising"
    )


def _fill(dialog: SpendDialog, **texts: str) -> None:
    for name, text in texts.items():
        edit = getattr(dialog, name).edit
        edit.selectAll()
        QTest.keyClicks(edit, text)


def _drop(target: SpendBox | SpendDialog, path: Path, place: QPoint) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(place, *how)
    QApplication.sendEvent(target, enter)
    if enter.isAccepted():
        QApplication.sendEvent(target, QDropEvent(QPointF(place), *how))


def test_an_empty_list_says_what_to_do(panel: CampaignPanel, box: SpendBox) -> None:
    assert box.nothing.isVisible()
    assert not box.lines.isVisible()
    assert panel.spend.words.text() == "€0.00 of €500.00 spent, €500.00 left"


def test_spend_is_added_with_its_receipt(
    panel: CampaignPanel, box: SpendBox, workspace: Workspace, receipt: Path, messages: MessageHost
) -> None:
    dialog = box.add()
    _fill(dialog, payee="Messe Nord", net="1180", tax="224,20", category="Stand building", description="9 m²")
    assert dialog.gross.text() == "Gross: —" or "224" in dialog.gross.text()
    _fill(dialog, tax="224.20")
    assert dialog.gross.text() == "Gross: €1,404.20"
    dialog.receipt.take(receipt)
    dialog.accept_button.click()
    assert not dialog.isVisible()
    (line,) = workspace.spending.list(campaign_id=panel.record_id)
    assert (line.payee, line.net, line.tax, line.gross) == ("Messe Nord", 118_000, 22_420, 140_420)
    assert (line.category, line.description, line.spent_on) == ("Stand building", "9 m²", date(2026, 5, 14))
    assert workspace.spending.receipt(line.id) == ("Invoice 7.pdf", b"%PDF-1.7 seven")
    assert "Stand building" in workspace.spending.categories()
    assert messages.toasts()[-1].label.text() == "Added €1,404.20 for Messe Nord"
    assert panel.spend.words.text().startswith("€1,404.20 of €500.00 spent, €904.20 over")
    assert panel.spend.bar.accessibleDescription() == "281% · over"


def test_the_form_says_what_is_missing_one_after_the_other(box: SpendBox, workspace: Workspace) -> None:
    dialog = box.add()
    for name, words in (
        ("payee", "Say who was paid."),
        ("net", "Say how much, without tax."),
        ("category", "Choose a category or type a new one."),
    ):
        dialog.accept_button.click()
        assert getattr(dialog, name).message() == words
        _fill(dialog, **{name: "12" if name == "net" else "Print"})
    _fill(dialog, tax="much")
    dialog.accept_button.click()
    assert "cannot be read" in dialog.tax.message()
    assert workspace.spending.list() == []


def test_a_foreign_receipt_keeps_its_currency(
    panel: CampaignPanel, box: SpendBox, workspace: Workspace
) -> None:
    dialog = box.add()
    _fill(dialog, payee="Bern AG", tax="7.70", net="100 CHF", category="Print")
    dialog.accept_button.click()
    (line,) = workspace.spending.list(campaign_id=panel.record_id)
    assert (line.net, line.tax, line.currency, line.cost) == (10_000, 770, "CHF", None)
    assert box.total.text() == "€0.00 + 1 in CHF · 1 line"
    again = box.edit(line.id)
    assert again.net.edit.text() == "CHF 100.00".replace(" ", "\u00a0")
    again.accept_button.click()
    assert workspace.spending.get(line.id).currency == "CHF"


def test_tax_in_another_currency_is_refused(box: SpendBox) -> None:
    dialog = box.add()
    _fill(dialog, payee="Bern AG", net="100", category="Print", tax="5 CHF")
    dialog.accept_button.click()
    assert dialog.tax.message() == "The net amount is in EUR."


def test_the_category_of_the_last_line_is_offered(
    panel: CampaignPanel, box: SpendBox, workspace: Workspace
) -> None:
    assert box.add().category.value() == ""
    _add(workspace, panel.record_id)
    assert box.add().category.value() == "Advertising"


def test_enter_opens_a_line_to_change_it(
    panel: CampaignPanel,
    box: SpendBox,
    workspace: Workspace,
    receipt: Path,
    desk: Desk,
    campaigns: dict[str, int],
) -> None:
    spend_id = _add(workspace, panel.record_id)
    box.lines.setFocus()
    box.lines.select_row(0)
    QTest.keyClick(box.lines, ENTER)
    dialog = panel.window().findChild(SpendDialog)
    assert dialog is not None
    assert dialog.payee.value() == "Ad network"
    _fill(dialog, payee="Ad network Ltd", net="500")
    dialog.campaign.set_value(campaigns["Fair"])
    dialog.receipt.take(receipt)
    dialog.accept_button.click()
    line = workspace.spending.get(spend_id)
    assert (line.payee, line.net, line.gross, line.campaign) == (
        "Ad network Ltd",
        50_000,
        57_600,
        "Spring Fair",
    )
    assert line.receipt == "Invoice 7.pdf"
    assert not box.lines.isVisible()
    desk.undo()
    line = workspace.spending.get(spend_id)
    assert (line.payee, line.receipt, line.campaign) == ("Ad network", None, "Search ads")
    assert box.lines.isVisible()


def test_delete_puts_a_line_into_the_trash_and_goes_on_to_the_next(
    panel: CampaignPanel, box: SpendBox, workspace: Workspace, desk: Desk, messages: MessageHost
) -> None:
    for payee in ("One", "Two", "Three"):
        _add(workspace, panel.record_id, payee)
    box.lines.setFocus()
    box.lines.select_row(1)
    QTest.keyClick(box.lines, Qt.Key.Key_Delete)
    assert [line.payee for line in box.lines.records.lines()] == ["Three", "One"]
    assert messages.toasts()[-1].label.text() == "“Two” is in the Trash"
    assert box.lines.currentIndex().row() == 1
    desk.undo()
    assert len(box.lines.records.lines()) == 3


def test_a_click_on_the_clip_opens_a_private_copy(
    panel: CampaignPanel, box: SpendBox, workspace: Workspace, receipt: Path, shown_files: list[Path]
) -> None:
    spend_id = _add(workspace, panel.record_id)
    clip = box.lines.clip_area(0).center()
    QTest.mouseClick(box.lines.viewport(), Qt.MouseButton.LeftButton, pos=clip)
    assert shown_files == []
    workspace.spending.attach_receipt(spend_id, receipt)
    box.refresh()
    QTest.mouseClick(box.lines.viewport(), Qt.MouseButton.LeftButton, pos=box.lines.clip_area(0).center())
    (shown,) = shown_files
    assert shown.name == "Invoice 7.pdf"
    assert shown.read_bytes() == b"%PDF-1.7 seven"
    private_files.clear()
    assert not shown.exists()


def test_what_is_no_document_is_saved_and_never_opened(
    panel: CampaignPanel, box: SpendBox, workspace: Workspace, tmp_path: Path, shown_files: list[Path]
) -> None:
    program = tmp_path / "invoice.pdf.exe"
    program.write_bytes(b"MZ")
    spend_id = _add(workspace, panel.record_id)
    workspace.spending.attach_receipt(spend_id, program)
    box.open_receipt(spend_id)
    assert shown_files == []
    dialog = panel.window().findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path / "copy.exe"))
    assert (tmp_path / "copy.exe").read_bytes() == b"MZ"
    dialog.reject()


def test_a_dropped_file_begins_a_line_or_becomes_the_receipt_of_the_one_under_it(
    panel: CampaignPanel, box: SpendBox, workspace: Workspace, receipt: Path
) -> None:
    _drop(box, receipt, box.rect().bottomLeft() - QPoint(-20, 20))
    dialog = panel.window().findChild(SpendDialog)
    assert dialog is not None
    assert dialog.receipt.path == receipt
    dialog.reject()
    spend_id = _add(workspace, panel.record_id)
    place = box.lines.viewport().mapTo(box, box.lines.visualRect(box.lines.records.index(0, 0)).center())
    _drop(box, receipt, place)
    assert workspace.spending.get(spend_id).receipt == "Invoice 7.pdf"


def test_a_file_dropped_on_the_form_is_its_receipt(box: SpendBox, receipt: Path, tmp_path: Path) -> None:
    dialog = box.add()
    _drop(dialog, tmp_path, QPoint(5, 5))
    assert dialog.receipt.path is None
    _drop(dialog, receipt, QPoint(5, 5))
    assert dialog.receipt.words.text() == "Receipt: Invoice 7.pdf"
    dialog.receipt.forget_button.click()
    assert dialog.receipt.path is None
    assert not dialog.receipt.forget_button.isVisible()


def test_a_receipt_that_is_gone_is_said_in_the_form(
    box: SpendBox, receipt: Path, workspace: Workspace
) -> None:
    dialog = box.add()
    _fill(dialog, payee="Messe Nord", net="10", category="Print")
    dialog.receipt.take(receipt)
    receipt.unlink()
    dialog.accept_button.click()
    assert dialog.isVisible()
    assert "There is no file" in dialog.problem()
    assert workspace.spending.list() == []
    assert dialog.accept_button.isEnabled()


def test_the_menu_of_a_line(panel: CampaignPanel, box: SpendBox, workspace: Workspace, receipt: Path) -> None:
    spend_id = _add(workspace, panel.record_id)
    texts = [action.text() for action in box.menu_of(spend_id).actions() if action.text()]
    assert texts == ["Change …", "Attach receipt …", "Move to Trash"]
    box.attach(spend_id, receipt)
    texts = [action.text() for action in box.menu_of(spend_id).actions() if action.text()]
    assert texts == ["Change …", "Open receipt", "Replace receipt …", "Move to Trash"]


def test_lines_are_said_whole(panel: CampaignPanel, box: SpendBox, workspace: Workspace) -> None:
    _add(workspace, panel.record_id)
    assert box.lines.records.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == (
        "Ad network · €476.00 · €400.00 + €76.00 tax · 02/05/2026 · outside the campaign's days · Advertising · "
        "without a receipt"
    )


def test_model_keeps_the_rules_of_models(panel: CampaignPanel, workspace: Workspace) -> None:
    model = SpendModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    _add(workspace, panel.record_id)
    model.show_lines(workspace.spending.list())
    model.show_lines([])


def test_spend_of_a_trashed_campaign_stays_in_sight(
    page: CampaignsPage, workspace: Workspace, campaigns: dict[str, int]
) -> None:
    workspace.spending.add("Printer", date(2026, 5, 20), 5_000, campaign_id=campaigns["Ads"])
    workspace.campaigns.trash([campaigns["Ads"]])
    lines = workspace.spending.list(without_campaign=True)
    assert [line.payee for line in lines] == ["Printer"]
    assert "“Search ads” is in the Trash" in facts_text(lines[0])
    assert "(1 line)" in page.other_button.text()


def test_a_line_outside_the_days_or_with_odd_tax_is_marked(
    workspace: Workspace, campaigns: dict[str, int]
) -> None:
    code = workspace.prices.add_tax_code("VAT19", "VAT 19 %", 1_900)
    for day, tax, expected in (
        (date(2026, 5, 5), 1_900, []),
        (date(2026, 7, 1), 1_900, ["outside the campaign's days"]),
        (date(2026, 5, 5), 500, ["tax does not fit its rate"]),
    ):
        made = workspace.spending.add(
            "Printer", day, 10_000, tax=tax, tax_code_id=code, campaign_id=campaigns["Ads"]
        )
        assert oddities(workspace.spending.get(made)) == expected


def test_a_payee_is_remembered_and_a_rate_says_the_tax(
    panel: CampaignPanel, workspace: Workspace, campaigns: dict[str, int]
) -> None:
    code = workspace.prices.add_tax_code("VAT19", "VAT 19 %", 1_900)
    workspace.spending.add("Printer", date(2026, 5, 5), 10_000, category="Print", tax_code_id=code)
    panel.show_page(SPEND)
    dialog = panel.spend.box.add()
    dialog.payee.edit.setText("printer")
    dialog.payee.commit()
    assert dialog.category.value() == "Print"
    assert dialog.tax_code.value() == code
    dialog.net.edit.setText("100")
    dialog._on_tax_code_chosen(code)
    assert dialog.tax.value().minor == 1_900
    dialog.paid_on.edit.setText("2026-05-20")
    dialog.accept_button.click()
    made = workspace.spending.list(campaign_id=campaigns["Ads"])[0]
    assert (made.tax, made.tax_code_id, made.paid_on) == (1_900, code, date(2026, 5, 20))


def test_a_picture_is_pasted_as_a_receipt(panel: CampaignPanel, workspace: Workspace) -> None:
    picture = QImage(8, 8, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    QGuiApplication.clipboard().setImage(picture)
    dialog = panel.spend.box.add()
    dialog.receipt.paste_button.click()
    assert dialog.receipt.path is not None
    assert dialog.receipt.path.read_bytes().startswith(b"\x89PNG")
    QGuiApplication.clipboard().clear()
    dialog.reject()


def test_the_pace_is_said_while_a_campaign_runs(
    panel: CampaignPanel, workspace: Workspace, campaigns: dict[str, int]
) -> None:
    workspace.spending.add("Google", date(2026, 5, 6), 20_000, campaign_id=campaigns["Ads"])
    panel.show_page(SPEND)
    assert panel.spend.forecast.text() == "At this pace €745.45 by the end, over the budget"


def test_spend_that_is_no_marketing_is_told_apart(panel: CampaignPanel, workspace: Workspace) -> None:
    campaign_id = panel.campaign.id if panel.campaign else 0
    day = panel.desk.today()
    workspace.spending.add("Meta", day, 30_000, campaign_id=campaign_id, category="Advertising")
    panel.show_page(SPEND)
    assert panel.spend.kinds.isHidden()

    workspace.spending.add("Notary", day, 5_000, campaign_id=campaign_id, category="Other")

    assert panel.spend.kinds.text() == "Marketing spend €300.00 of it: reports count that alone."
