"""The content library on the Campaigns page, by mouse and by keys."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from smallbiz_crm.domain.content import BuyerStage, ContentKind
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.campaigns.item_row import ItemPopover
from smallbiz_crm.ui.campaigns.page import CampaignsPage
from smallbiz_crm.ui.campaigns.panel import PLAN, CampaignPanel


def _titles(page: CampaignsPage) -> list[str]:
    model = page.library.list.model_of_records()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_button_leads_to_the_library_and_escape_back(page: CampaignsPage) -> None:
    assert page.library_button.text() == "Content library: empty"

    page.library_button.click()

    assert page.views.currentWidget() is page.library
    assert page.library.add_button.hasFocus()
    QTest.keyClick(page.library.add_button, Qt.Key.Key_Escape)
    assert page.views.currentWidget() is page.table
    assert page.library_button.hasFocus()


def test_piece_is_added_with_link_and_file(page: CampaignsPage, workspace: Workspace, tmp_path: Path) -> None:
    paper = tmp_path / "prices.pdf"
    paper.write_bytes(b"%PDF-1.7")
    page.open_with("content")
    dialog = page.library.add()
    QTest.keyClicks(dialog.title_field.edit, "Prices 2026")
    dialog.kind_field.set_value(ContentKind.PRICE_LIST)
    dialog.stage_field.set_value(BuyerStage.DECISION)
    QTest.keyClicks(dialog.link_field.edit, "example.com/prices")
    dialog.file_field.set_value(paper)
    dialog.submit()

    made = workspace.content.list()[0]
    assert (made.title, made.kind, made.buyer_stage) == (
        "Prices 2026",
        ContentKind.PRICE_LIST,
        BuyerStage.DECISION,
    )
    assert (made.url, made.files) == ("https://example.com/prices", ("prices.pdf",))
    assert _titles(page) == ["Prices 2026"]


def test_link_that_is_none_is_said_in_the_dialog(page: CampaignsPage, workspace: Workspace) -> None:
    page.open_with("content")
    dialog = page.library.add()
    QTest.keyClicks(dialog.title_field.edit, "Prices")
    QTest.keyClicks(dialog.link_field.edit, "ftp://example.com")
    dialog.submit()

    assert "is no link of the web" in dialog.problem()
    assert workspace.content.list() == []
    dialog.reject()


def test_library_is_searched_narrowed_and_sorted(page: CampaignsPage, workspace: Workspace) -> None:
    workspace.content.add("Zebra lamps at Nordlicht", kind="case_study", buyer_stage="consideration")
    workspace.content.add("Prices", kind="price_list", buyer_stage="decision")
    workspace.content.add("Who we are", kind="video")
    page.open_with("content")

    assert _titles(page) == ["Zebra lamps at Nordlicht", "Prices", "Who we are"]
    page.library.list.sort_requested.emit("title", False)
    assert _titles(page) == ["Prices", "Who we are", "Zebra lamps at Nordlicht"]
    QTest.keyClicks(page.library.search, "lamps")
    assert _titles(page) == ["Zebra lamps at Nordlicht"]
    page.library.search.clear()
    page.library.search.textEdited.emit("")
    page.library.stage.setCurrentIndex(page.library.stage.findData("decision"))
    page.library.stage.activated.emit(0)
    assert _titles(page) == ["Prices", "Who we are"]


def test_delete_puts_a_piece_into_the_trash(page: CampaignsPage, workspace: Workspace) -> None:
    workspace.content.add("Prices", kind="price_list")
    page.open_with("content")
    page.library.list.setFocus()
    page.library.list.selectRow(0)
    page.library.trash_selected()

    assert _titles(page) == []
    assert [each.kind for each in workspace.trash.list()] == ["content"]


def test_planned_item_is_linked_to_content(panel: CampaignPanel, workspace: Workspace) -> None:
    video = workspace.content.add("Who we are", kind="video")
    workspace.campaigns.plan(panel.campaign.id if panel.campaign else 0, "Post it", panel.desk.today())
    panel.show_page(PLAN)
    ask = panel.plan.rows[0].edit()
    assert isinstance(ask, ItemPopover)
    ask.content_field.set_value(video)
    ask.submitted.emit()

    assert "Who we are" in panel.plan.rows[0].kind.text()
