"""The page itself: it reads what is shown, goes where it is sent, and can be used without a mouse."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.reports.pack_target import PackTargetDialog
from smallbiz_crm.ui.reports.page import ReportsPage

Business = dict[str, int]


def test_a_page_without_a_workspace_waits_for_it(
    qtbot: QtBot, window: QMainWindow, business: Business, workspace: Workspace
) -> None:
    desk = Desk(inline=True)
    page = ReportsPage(desk)
    window.setCentralWidget(page)
    window.show()
    page.choose("accountant")
    page.make_fresh()
    assert page.accountant.facts is None

    desk.attach(workspace)

    assert page.accountant.totals.amounts["sales_gross"].text() == "€1,500.50"
    assert page.sales.answer is None


def test_a_link_goes_to_a_tab(business: Business, page: ReportsPage) -> None:
    page.open_with("accountant")
    assert page.accountant.isVisible()
    page.open_with(7)
    assert page.accountant.isVisible()
    page.open_with("sales")
    assert page.sales.isVisible()


def test_new_asks_where_the_pack_goes(business: Business, page: ReportsPage) -> None:
    page.create_record()

    dialogs = page.findChildren(PackTargetDialog)
    assert [dialog.isVisible() for dialog in dialogs] == [True]
    dialogs[0].reject()


def test_find_goes_to_the_period(business: Business, page: ReportsPage) -> None:
    page.focus_find()
    assert page.sales.picker.hasFocus()
    page.choose("accountant")
    page.focus_find()
    assert page.accountant.picker.hasFocus()


def test_the_tab_that_is_not_shown_is_read_when_it_is(
    desk: Desk, workspace: Workspace, business: Business, page: ReportsPage
) -> None:
    assert page.accountant.facts is None
    page.choose("accountant")
    workspace.spending.add("Print shop", date(2026, 4, 9), 100_00)
    assert page.accountant.totals.amounts["spend_net"].text() == "€350.00"

    page.choose("sales")
    workspace.spending.add("Print shop", date(2026, 4, 9), 100_00)
    page.choose("accountant")
    assert page.accountant.totals.amounts["spend_net"].text() == "€450.00"


def test_everything_that_takes_the_focus_has_a_name(business: Business, page: ReportsPage) -> None:
    nameless: list[str] = []
    for key in ("sales", "accountant"):
        page.choose(key)
        for widget in page.findChildren(QWidget):
            takes_focus = widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            says = widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text())
            if takes_focus and not says:
                nameless.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")

    assert nameless == []


def test_the_keyboard_reaches_every_part(qtbot: QtBot, business: Business, page: ReportsPage) -> None:
    page.tabs.setFocus()
    reached: list[QWidget | None] = []
    for _step in range(36):
        reached.append(QApplication.focusWidget())
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)

    for part in (
        page.sales.picker,
        page.sales.bar.export_button,
        *page.sales.tiles.tiles.values(),
        page.sales.charts.cards[0].toggle,
        page.sales.table.tabs,
        page.sales.table.list,
    ):
        assert part in reached

    page.sales.tiles.tiles["won"].setFocus()
    qtbot.keyClick(page.sales.tiles.tiles["won"], Qt.Key.Key_Return)
    assert page.sales.records.isVisible()
    qtbot.keyClick(page.sales.records.lists["deal"], Qt.Key.Key_Escape)
    page.sales.table.list.setFocus()
    qtbot.keyClick(page.sales.table.list, Qt.Key.Key_Return)
    assert page.sales.records.heading.text() == "Won · 3 · No product"


def test_a_narrow_page_keeps_everything_within_its_width(
    qtbot: QtBot, window: QMainWindow, business: Business, page: ReportsPage
) -> None:
    window.resize(520, 700)
    QApplication.processEvents()

    assert window.width() == 520
    page.choose("accountant")
    QApplication.processEvents()
    button = page.accountant.make_button
    assert button.width() >= button.sizeHint().width()
    assert button.mapTo(page, button.rect().topRight()).x() <= page.width()
    assert not page.accountant.pair.is_row()
    window.resize(1100, 700)
    QApplication.processEvents()
    assert page.accountant.pair.is_row()
    assert page.accountant.bar.is_row()
