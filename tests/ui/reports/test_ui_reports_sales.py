"""The sales report: figures of a period, what stands behind them, the target, the chart, the file."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.services.reports import SALES_TABLES
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.fields import DateField
from smallbiz_crm.ui.kit.messages import MessageHost
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.ui.reports.behind import Behind, Slice
from smallbiz_crm.ui.reports.page import ReportsPage
from smallbiz_crm.ui.reports.target_form import TargetForm

TODAY = date(2026, 5, 14)
LEFT = Qt.MouseButton.LeftButton

Business = dict[str, int]


def choose(page: ReportsPage, key: str) -> None:
    """Pick a period as the user does, from the open list."""
    picker = page.sales.picker
    place = picker.findData(key)
    picker.setCurrentIndex(place)
    picker.activated.emit(place)


def tile(page: ReportsPage, key: str) -> tuple[str, str]:
    shown = page.sales.tiles.tiles[key]
    return shown.value.text(), shown.note.text()


def listed(page: ReportsPage) -> list[int]:
    return list(page.sales.records.models["deal"].ids())


def rows(page: ReportsPage) -> list[list[str]]:
    model = page.sales.table.rows
    return [
        [model.text(row, column) for column in range(model.columnCount())] for row in range(model.rowCount())
    ]


def test_figures_are_those_of_the_period(business: Business, page: ReportsPage) -> None:
    assert page.subtitle.text() == "1 Jan to 31 Dec 2026"
    assert tile(page, "revenue") == ("€1,801", "Net of tax")
    assert tile(page, "win_rate") == ("75%", "3 of 4, few")

    choose(page, "last_month")

    assert page.subtitle.text() == "1 Apr to 30 Apr 2026"
    assert tile(page, "won") == ("2", "Of 3 closed")
    assert tile(page, "win_rate") == ("67%", "2 of 3, few")
    assert tile(page, "win_rate_by_value") == ("68%", "€1,501 of €2,201")
    assert tile(page, "quota_attainment") == ("—", "No target for this period")
    assert "Revenue ÷ the revenue target" in page.sales.tiles.tiles["quota_attainment"].toolTip()
    assert tile(page, "open") == ("1", "Today")


def test_days_of_ones_own(qtbot: QtBot, business: Business, page: ReportsPage) -> None:
    form = page.sales.picker.ask_for_days()
    _type(qtbot, form.start, "2026-04-20")
    _type(qtbot, form.end, "2026-04-10")
    form.accept()
    assert form.isVisible()

    _type(qtbot, form.end, "2026-04-21")
    form.accept()

    assert page.subtitle.text() == "20 Apr to 21 Apr 2026"
    assert page.sales.picker.currentText() == "20 Apr to 21 Apr 2026"
    assert tile(page, "won") == ("1", "Of 1 closed")
    choose(page, "all")
    assert tile(page, "won") == ("3", "Of 4 closed")


def test_giving_up_days_of_ones_own_keeps_the_period(business: Business, page: ReportsPage) -> None:
    picker = page.sales.picker
    last = picker.count() - 1
    picker.setCurrentIndex(last)
    picker.activated.emit(last)
    assert picker.popover is not None
    picker.popover.close()

    assert picker.currentText() == "This year"
    assert page.subtitle.text() == "1 Jan to 31 Dec 2026"


def test_rows_add_up_and_what_is_unassigned_comes_last(business: Business, page: ReportsPage) -> None:
    choose(page, "last_month")
    page.sales.table.choose("by_region")

    shown = rows(page)

    assert [row[0] for row in shown] == ["North", "South", "No region", "Total"]
    assert [row[1] for row in shown] == ["1", "1", "0", "2"]
    assert [row[2] for row in shown] == ["0", "0", "1", "1"]
    assert [row[4] for row in shown] == ["€1,000", "€501", "€0", "€1,501"]
    assert shown[-1][3] == "2 of 3 (67%)"
    assert shown[2][5] == "—"


def test_every_table_is_well_behaved(
    business: Business, workspace: Workspace, page: ReportsPage, qapp: QApplication
) -> None:
    workspace.deals.edit(business["shelf"], source_campaign_id=business["fair"], owner="Marta")
    breakdown = page.sales.table
    tester = QAbstractItemModelTester(breakdown.rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    named = {}
    for table in SALES_TABLES:
        breakdown.choose(table)
        named[table] = [row[0] for row in rows(page)]

    assert tester.model() is breakdown.rows
    assert named["by_owner"] == ["Marta", "No owner", "Total"]
    assert named["by_campaign"] == ["Spring Fair", "No campaign", "Total"]
    assert named["by_channel"] == ["Event", "No channel", "Total"]
    assert named["by_month"] == ["March 2026", "April 2026", "Total"]
    assert named["by_product"] == ["No product", "Total"]


def test_sorting_keeps_the_total_last(qtbot: QtBot, business: Business, page: ReportsPage) -> None:
    page.sales.table.choose("by_region")
    assert [row[0] for row in rows(page)] == ["North", "South", "No region", "Total"]

    header = page.sales.table.list.horizontalHeader()
    middle = header.sectionViewportPosition(4) + header.sectionSize(4) // 2
    qtbot.mouseClick(header.viewport(), LEFT, pos=header.viewport().rect().center().__class__(middle, 8))

    assert [row[0] for row in rows(page)] == ["South", "North", "No region", "Total"]


def test_a_clicked_figure_shows_its_deals(
    qtbot: QtBot, desk: Desk, business: Business, page: ReportsPage
) -> None:
    opened: list[tuple[str, int]] = []
    desk.record_requested.connect(lambda kind, record: opened.append((kind, record)))
    choose(page, "last_month")

    qtbot.mouseClick(page.sales.tiles.tiles["win_rate"], LEFT)

    behind = page.sales.records
    assert behind.isVisible()
    assert behind.heading.text() == "Win rate · 67%"
    assert "open deals are not in it" in behind.meaning.text()
    deals = behind.lists["deal"]
    assert listed(page) == [business["counter"], business["lamp"], business["shelf"]]
    assert opened == []

    qtbot.keyClick(deals, Qt.Key.Key_Down)
    qtbot.keyClick(deals, Qt.Key.Key_Return)
    assert opened == [("deal", business["lamp"])]

    behind.parts.button("1").click()
    assert listed(page) == [business["counter"], business["shelf"]]
    assert behind.sum.text() == "2 records"

    qtbot.keyClick(deals, Qt.Key.Key_Escape)
    assert not behind.isVisible()
    assert page.sales.tiles.tiles["win_rate"].hasFocus()


def test_a_clicked_cell_shows_the_deals_of_its_row(
    qtbot: QtBot, business: Business, page: ReportsPage
) -> None:
    page.sales.table.choose("by_region")
    table = page.sales.table.list
    page.sales.area.show_widget(table)
    won_in_north = table.visualRect(table.model().index(0, 1))

    qtbot.mouseClick(table.viewport(), LEFT, pos=won_in_north.center())

    behind = page.sales.records
    assert behind.heading.text() == "Won · 2 · North"
    assert listed(page) == [business["shelf"], business["march"]]


def test_the_records_of_an_amount_sum_to_it_to_the_cent(business: Business, page: ReportsPage) -> None:
    page.sales.look_behind(Behind("revenue", Slice("by_month", "2026-04", "April 2026")))

    assert listed(page) == [business["counter"], business["shelf"]]
    assert page.sales.records.heading.text() == "Revenue · €1,501 · April 2026"
    assert page.sales.records.sum.text() == "2 records · in all €1,500.50"


def test_keys_go_from_figure_to_figure(qtbot: QtBot, business: Business, page: ReportsPage) -> None:
    page.sales.table.choose("by_region")
    table = page.sales.table.list
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Right)
    qtbot.keyClick(table, Qt.Key.Key_Right)
    qtbot.keyClick(table, Qt.Key.Key_Right)
    assert table.accessibleDescription() == "North, Revenue: €1,300"

    qtbot.keyClick(table, Qt.Key.Key_Return)

    assert page.sales.records.heading.text() == "Revenue · €1,300 · North"


def test_what_changes_is_shown_at_once(
    workspace: Workspace, desk: Desk, business: Business, page: ReportsPage
) -> None:
    page.sales.look_behind(Behind("lost"))
    desk.write(lambda w: w.deals.trash([business["lamp"]]))

    assert listed(page) == []
    assert page.sales.records.heading.text() == "Lost · 0"
    page.sales.look_at_report()
    assert tile(page, "lost") == ("0", "Of 3 closed")

    desk.undo()
    assert tile(page, "lost") == ("1", "Of 4 closed")


def test_a_target_is_set_on_its_tile_and_can_be_taken_back(
    qtbot: QtBot, desk: Desk, business: Business, page: ReportsPage, messages: MessageHost
) -> None:
    choose(page, "last_month")
    qtbot.mouseClick(page.sales.tiles.tiles["quota_attainment"], LEFT)
    form = _open_form(page)
    qtbot.keyClicks(form.amount.edit, "3,000")
    qtbot.keyClick(form.amount.edit, Qt.Key.Key_Return)

    assert tile(page, "quota_attainment") == ("50%", "€1,501 of €3,000")
    assert tile(page, "pace") == ("-€1,500", "Behind the target")
    assert messages.toasts()[-1].label.text() == "Target for April 2026 set"

    qtbot.mouseClick(page.sales.tiles.tiles["quota_attainment"], LEFT)
    assert page.sales.records.target_button.isVisible()
    page.sales.look_at_report()
    desk.undo()
    assert tile(page, "quota_attainment") == ("—", "No target for this period")


def test_a_target_that_makes_no_sense_is_refused_in_place(
    qtbot: QtBot, business: Business, page: ReportsPage
) -> None:
    page.sales.ask_target(page.sales.tiles.tiles["pace"])
    form = _open_form(page)
    qtbot.keyClicks(form.amount.edit, "0")
    form.accept()
    assert form.isVisible()
    assert tile(page, "quota_attainment")[0] == "—"

    form.amount.edit.setText("much")
    form.accept()
    assert form.isVisible()
    assert form.amount.state == "bad"
    form.close()


def test_a_period_of_no_whole_months_asks_for_no_target(
    qtbot: QtBot, business: Business, page: ReportsPage
) -> None:
    page.sales.picker.choose_days(date(2026, 4, 2), date(2026, 4, 20))

    qtbot.mouseClick(page.sales.tiles.tiles["pace"], LEFT)

    assert page.sales.records.isVisible()
    assert not page.sales.records.target_button.isVisible()


def test_the_chart_is_drawn_at_its_size_and_again_for_another(
    qtbot: QtBot, window: QMainWindow, business: Business, page: ReportsPage, qapp: QApplication
) -> None:
    picture = page.sales.charts.cards[0].picture
    wanted = theme().color("chart_1").name()

    def bars() -> set[str]:
        middle = picture.image.height() // 2
        return {picture.image.pixelColor(x, middle).name() for x in range(picture.image.width())}

    assert picture.image.deviceIndependentSize().toSize() == picture.size()
    assert wanted in bars()
    assert "April 2026 · Revenue: €1,500.50" in picture.accessibleDescription()

    window.resize(900, 700)
    qtbot.waitUntil(lambda: picture.image.deviceIndependentSize().toSize() == picture.size())

    theme().apply(qapp, "dark", 10)
    assert theme().color("chart_1").name() in bars()
    assert wanted not in bars()
    theme().apply(qapp, "light", 10)


def test_the_chart_is_a_table_too(qtbot: QtBot, business: Business, page: ReportsPage) -> None:
    card = page.sales.charts.cards[0]
    page.sales.area.show_widget(card)
    qtbot.mouseClick(card.toggle, LEFT)

    assert card.table.isVisible()
    assert not card.picture.isVisible()
    assert card.rows.text(3, 0) == "April 2026"
    assert card.rows.text(3, 2) == "€1,500.50"
    assert card.rows.rowCount() == 5
    qtbot.mouseClick(card.toggle, LEFT)
    assert card.picture.isVisible()


def test_the_report_is_written_as_a_file(
    tmp_path: Path, business: Business, page: ReportsPage, messages: MessageHost
) -> None:
    choose(page, "last_month")
    dialog = page.sales.ask_export()
    assert dialog is not None
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile("sales 2026-04.csv")
    dialog.accept()

    with (tmp_path / "sales 2026-04.csv").open(encoding="utf-8-sig", newline="") as file:
        written = {(row["table"], row["label"]): row for row in csv.DictReader(file)}
    assert written["total", ""]["revenue"] == "1500.50"
    assert written["by_region", "North"]["won"] == "1"
    assert messages.toasts()[-1].label.text() == "Exported to sales 2026-04.csv"


def test_an_empty_workspace_says_so_and_leads_to_the_deals(
    qtbot: QtBot, desk: Desk, page: ReportsPage, close_deal: Callable[..., int]
) -> None:
    gone: list[str] = []
    desk.page_requested.connect(lambda key, _argument: gone.append(key))
    empty = page.sales.nothing
    assert empty.isVisible()
    assert page.subtitle.text() == ""

    qtbot.mouseClick(empty.buttons[0], LEFT)
    assert gone == ["deals"]

    close_deal("Shelf", Outcome.WON, TODAY, 10_00)
    assert not empty.isVisible()
    assert tile(page, "revenue") == ("€10", "Net of tax")


def test_a_period_without_deals_shows_dashes_and_no_rows(business: Business, page: ReportsPage) -> None:
    choose(page, "this_month")

    assert tile(page, "win_rate") == ("—", "Nothing won or lost in this period")
    assert tile(page, "revenue")[0] == "€0"
    assert [row[0] for row in rows(page)][-1] == "Total"


def test_tiles_make_room_in_columns(business: Business, window: QMainWindow, page: ReportsPage) -> None:
    def columns() -> int:
        tops = [tile.y() for tile in page.sales.tiles.tiles.values()]
        return tops.count(min(tops))

    assert columns() == 5
    window.resize(600, 700)
    QApplication.processEvents()
    assert columns() == 2


def _type(qtbot: QtBot, field: DateField, text: str) -> None:
    field.edit.setFocus()
    field.edit.selectAll()
    qtbot.keyClicks(field.edit, text)


def _open_form(page: ReportsPage) -> TargetForm:
    return next(form for form in page.findChildren(TargetForm) if form.isVisible())
