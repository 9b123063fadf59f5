from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.campaigns.new_campaign import NewCampaignDialog
from smallbiz_crm.ui.campaigns.page import CampaignsPage
from smallbiz_crm.ui.campaigns.spend_dialog import SpendDialog
from smallbiz_crm.ui.campaigns.table import CampaignTable
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.messages import MessageHost


def _names(table: CampaignTable) -> list[str]:
    model = table.model_of_records()
    return [model.text(row, 0) for row in range(model.rowCount())]


def _column(table: CampaignTable, key: str) -> int:
    return [column.key for column in table.model_of_records().columns].index(key)


def _cell(table: CampaignTable, campaign_id: int, key: str) -> str:
    model = table.model_of_records()
    return model.text(model.row_of(campaign_id), _column(table, key))


def _click_row(table: CampaignTable, campaign_id: int) -> None:
    row = table.model_of_records().row_of(campaign_id)
    place = table.visualRect(table.model_of_records().index(row, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def _type_search(page: CampaignsPage, qtbot: QtBot, text: str) -> None:
    page.focus_find()
    QTest.keyClicks(page.search, text)
    qtbot.waitUntil(lambda: not page._search_timer.isActive())


def test_table_shows_each_campaign_with_status_and_budget_in_words(
    page: CampaignsPage, workspace: Workspace, campaigns: dict[str, int]
) -> None:
    workspace.spending.add(
        "Messe", date(2026, 3, 1), 112_000, campaign_id=campaigns["Fair"], category="Events"
    )
    assert _names(page.table) == ["Autumn fair", "Search ads", "Spring Fair", "Newsletter"]
    assert _cell(page.table, campaigns["Fair"], "status") == "Done"
    assert _cell(page.table, campaigns["Fair"], "used") == "112% · over"
    assert _cell(page.table, campaigns["Fair"], "cost") == "€1,120.00"
    assert _cell(page.table, campaigns["Ads"], "used") == "0%"
    assert _cell(page.table, campaigns["Letter"], "used") == "—"
    assert _cell(page.table, campaigns["Letter"], "starts_on") == "—"
    assert page.subtitle.text() == "4 campaigns · 1 running · €1,120 of €1,500 budget spent"


def test_table_model_keeps_the_rules_of_models(page: CampaignsPage) -> None:
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    QAbstractItemModelTester(page.table.model_of_records(), fatal)
    page.refresh()


def test_a_heading_sorts_and_what_has_no_value_comes_last_either_way(page: CampaignsPage) -> None:
    page.table.sort_requested.emit("name", False)
    assert _names(page.table) == ["Autumn fair", "Newsletter", "Search ads", "Spring Fair"]
    page.table.sort_requested.emit("budget", True)
    assert _names(page.table)[:2] == ["Spring Fair", "Search ads"]
    page.table.sort_requested.emit("budget", False)
    assert _names(page.table)[:2] == ["Search ads", "Spring Fair"]
    assert set(_names(page.table)[2:]) == {"Newsletter", "Autumn fair"}


def test_the_heading_is_clicked_with_the_mouse(page: CampaignsPage) -> None:
    header = page.table.horizontalHeader()
    place = QPoint(header.sectionPosition(0) + 20, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert _names(page.table) == ["Autumn fair", "Newsletter", "Search ads", "Spring Fair"]


def test_a_click_opens_the_panel_and_a_second_one_opens_it_again(
    page: CampaignsPage, campaigns: dict[str, int], opened: list[tuple[str, int]]
) -> None:
    _click_row(page.table, campaigns["Ads"])
    assert opened == [("campaign", campaigns["Ads"])]
    _click_row(page.table, campaigns["Ads"])
    assert opened == [("campaign", campaigns["Ads"])] * 2


def test_focus_alone_opens_nothing(page: CampaignsPage, opened: list[tuple[str, int]]) -> None:
    page.table.setFocus(Qt.FocusReason.TabFocusReason)
    assert opened == []
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    assert len(opened) == 1


def test_search_narrows_both_views_and_can_be_cleared(
    page: CampaignsPage, qtbot: QtBot, campaigns: dict[str, int]
) -> None:
    _type_search(page, qtbot, "fair")
    assert _names(page.table) == ["Autumn fair", "Spring Fair"]
    assert page.subtitle.text().startswith("2 of 4 campaigns")
    page.open_with("timeline")
    assert [row.campaign.name for row in page.timeline.rows()] == ["Spring Fair", "Autumn fair"]
    _type_search(page, qtbot, "xyz")
    assert page.views.currentWidget() is page.no_hits
    page.no_hits.buttons[0].click()
    qtbot.waitUntil(lambda: page.views.currentWidget() is page.timeline)
    assert len(page.timeline.rows()) == 4


def test_enter_in_the_search_leads_into_the_list(
    page: CampaignsPage, campaigns: dict[str, int], opened: list[tuple[str, int]]
) -> None:
    page.focus_find()
    QTest.keyClicks(page.search, "ads")
    QTest.keyClick(page.search, Qt.Key.Key_Return)
    assert page.table.hasFocus()
    assert page.table.current_id() == campaigns["Ads"]
    assert opened == [("campaign", campaigns["Ads"])]


def test_a_new_campaign_needs_only_a_name(
    page: CampaignsPage, workspace: Workspace, messages: MessageHost, opened: list[tuple[str, int]]
) -> None:
    page.create_record()
    dialog = page.findChild(NewCampaignDialog)
    assert dialog is not None
    QTest.keyClick(dialog.name.edit, Qt.Key.Key_Return)
    assert dialog.name.message() == "Give the campaign a name."
    QTest.keyClicks(dialog.name.edit, "Open day")
    QTest.keyClick(dialog.name.edit, Qt.Key.Key_Return)
    made = workspace.campaigns.named("Open day")
    assert (made.channel, made.status, made.budget) == ("other", "idea", None)
    assert opened == [("campaign", made.id)]
    assert page.table.current_id() == made.id
    assert not dialog.isVisible()
    assert messages.toasts()[-1].label.text() == "“Open day” was added"


def test_a_new_campaign_takes_all_that_is_typed(page: CampaignsPage, workspace: Workspace) -> None:
    page.create_record()
    dialog = page.findChild(NewCampaignDialog)
    assert dialog is not None
    QTest.keyClicks(dialog.name.edit, "Open day")
    for field, text in (
        (dialog.starts_on, "1/6/2026"),
        (dialog.ends_on, "3/6/2026"),
        (dialog.budget, "1.250"),
    ):
        QTest.keyClicks(field.edit, text)
    dialog.channel.set_value("event")
    dialog.objective.set_value("leads")
    dialog.status.set_value("planned")
    dialog.accept_button.click()
    made = workspace.campaigns.named("Open day")
    assert (made.starts_on, made.ends_on) == (date(2026, 6, 1), date(2026, 6, 3))
    assert (made.channel, made.objective, made.status, made.budget) == ("event", "leads", "planned", 125)


def test_a_campaign_that_ends_before_it_starts_stays_in_the_dialog(
    page: CampaignsPage, workspace: Workspace
) -> None:
    page.create_record()
    dialog = page.findChild(NewCampaignDialog)
    assert dialog is not None
    QTest.keyClicks(dialog.name.edit, "Open day")
    QTest.keyClicks(dialog.starts_on.edit, "3/6/2026")
    QTest.keyClicks(dialog.ends_on.edit, "1/6/2026")
    dialog.accept_button.click()
    assert dialog.isVisible()
    assert dialog.accept_button.isEnabled()
    assert "end before it starts" in dialog.problem()
    assert len(workspace.campaigns.list()) == 4


def test_delete_puts_the_selected_into_the_trash_and_undo_brings_them_back(
    page: CampaignsPage, desk: Desk, messages: MessageHost, campaigns: dict[str, int]
) -> None:
    _click_row(page.table, campaigns["Ads"])
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    assert "Search ads" not in _names(page.table)
    assert messages.toasts()[-1].label.text() == "“Search ads” is in the Trash"
    desk.undo()
    assert "Search ads" in _names(page.table)
    page.table.selectAll()
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    assert messages.toasts()[-1].label.text() == "4 campaigns are in the Trash"
    assert page.views.currentWidget() is page.empty
    desk.undo()
    assert len(_names(page.table)) == 4


def test_the_menu_offers_what_fits_the_selection(page: CampaignsPage, campaigns: dict[str, int]) -> None:
    texts = [action.text() for action in page.menu_for(campaigns["Ads"]).actions() if action.text()]
    assert texts == ["Open", "Plan follow-up …", "Move to Trash"]
    page.table.selectAll()
    texts = [action.text() for action in page.menu_for(campaigns["Ads"]).actions() if action.text()]
    assert texts == ["Move to Trash"]


def test_an_empty_page_offers_one_button(empty_page: CampaignsPage, workspace: Workspace) -> None:
    page = empty_page
    assert page.views.currentWidget() is page.empty
    assert not page.new_button.isVisible()
    page.empty.buttons[0].click()
    dialog = page.findChild(NewCampaignDialog)
    assert dialog is not None
    QTest.keyClicks(dialog.name.edit, "First")
    dialog.accept_button.click()
    assert page.views.currentWidget() is page.month
    assert "1 without dates" in page.subtitle.text()
    assert page.new_button.isVisible()


def test_both_views_share_the_campaign_the_user_is_on(page: CampaignsPage, campaigns: dict[str, int]) -> None:
    _click_row(page.table, campaigns["Ads"])
    page.view_toggle.button("timeline").click()
    assert page.views.currentWidget() is page.timeline
    assert page.timeline.current_id() == campaigns["Ads"]
    page.timeline.setFocus()
    QTest.keyClick(page.timeline, Qt.Key.Key_Down)
    page.view_toggle.button("table").click()
    assert page.table.current_id() == campaigns["Autumn"]


def test_open_with_selects_and_opens_even_what_the_search_hides(
    page: CampaignsPage, qtbot: QtBot, campaigns: dict[str, int], opened: list[tuple[str, int]]
) -> None:
    _type_search(page, qtbot, "ads")
    page.open_with(campaigns["Letter"])
    assert page.search.text() == ""
    assert page.table.current_id() == campaigns["Letter"]
    assert opened[-1] == ("campaign", campaigns["Letter"])


def test_spend_without_campaign_stays_in_sight(
    page: CampaignsPage, workspace: Workspace, campaigns: dict[str, int]
) -> None:
    assert page.other_button.text() == "Spend without campaign: none"
    workspace.spending.add("Stadtwerke", date(2026, 5, 2), 124_000, category="Office")
    workspace.spending.add("Bern AG", date(2026, 5, 2), 9_900, category="Office", currency="CHF")
    workspace.spending.add("Messe", date(2026, 5, 2), 500, category="Events", campaign_id=campaigns["Ads"])
    assert page.other_button.text() == "Spend without campaign: €1,240.00 + 1 in CHF (2 lines)"
    page.other_button.click()
    assert page.views.currentWidget() is page.other_spend
    assert {line.payee for line in page.other_spend.box.lines.records.lines()} == {"Stadtwerke", "Bern AG"}
    dialog = page.other_spend.box.add()
    assert dialog.campaign.value() is None
    dialog.close()
    QTest.keyClick(page.other_spend.box.lines, Qt.Key.Key_Escape)
    assert page.views.currentWidget() is page.table


@pytest.mark.parametrize("has_campaign", [True, False])
def test_a_spend_line_can_be_gone_to_from_elsewhere(
    page: CampaignsPage, workspace: Workspace, has_campaign: bool
) -> None:
    campaign_id = workspace.campaigns.add("Fair") if has_campaign else None
    line = workspace.spending.add("Messe", date(2026, 5, 4), 10_00, campaign_id=campaign_id)
    page.open_with(f"spend:{line}")
    (dialog,) = page.window().findChildren(SpendDialog)
    assert dialog.payee.value() == "Messe"
    assert page.other_spend.is_open is not has_campaign
    dialog.reject()


def test_a_write_while_spend_is_open_leaves_it_open(page: CampaignsPage, workspace: Workspace) -> None:
    page.open_with("other_spend")
    workspace.campaigns.add("Another")
    assert page.views.currentWidget() is page.other_spend
    page.view_toggle.button("timeline").click()
    assert page.views.currentWidget() is page.timeline


def test_everything_that_takes_the_focus_has_a_name(page: CampaignsPage, campaigns: dict[str, int]) -> None:
    for view in ("table", "timeline", "other_spend"):
        page.open_with(view)
        nameless = [
            child
            for child in page.findChildren(QWidget)
            if child.isVisible()
            and child.focusPolicy() & Qt.FocusPolicy.TabFocus
            and not (child.accessibleName() or getattr(child, "text", str)())
        ]
        assert nameless == []


def test_nothing_is_said_before_the_workspace_is_open(qtbot: QtBot, workspace: Workspace) -> None:
    desk = Desk(inline=True)
    page = CampaignsPage(desk)
    qtbot.addWidget(page)
    page.resize(900, 600)
    page.show()
    page.make_fresh()
    page.create_record()
    page.view_toggle.button("timeline").click()
    assert not page.empty.isVisible()
    assert not page.other_button.isVisible()
    assert page.subtitle.text() == ""
    desk.attach(workspace)
    assert page.empty.isVisible()
