"""The palette: one field that finds commands and records."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shell_rooms import CapturePage, DealPanel

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.shell.finding import find
from smallbiz_crm.ui.shell.main_window import MainWindow
from smallbiz_crm.ui.shell.palette import Palette

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def palette(qtbot: QtBot, window: MainWindow) -> Palette:
    page = window.pages.page("today")
    assert isinstance(page, CapturePage)
    page.line.setFocus()
    qtbot.keyClick(page.line, Qt.Key.Key_K, CONTROL)
    opened = window.palette_shown
    assert opened is not None
    assert opened.isVisible()
    assert opened.edit.hasFocus()
    return opened


def shown(palette: Palette) -> list[str]:
    return [line.text for line in palette.model.found]


def search(qtbot: QtBot, palette: Palette, text: str) -> None:
    palette.edit.selectAll()
    qtbot.keyClicks(palette.edit, text)
    qtbot.waitUntil(lambda: not palette._timer.isActive())


def test_it_finds_commands_by_the_beginnings_of_their_words(
    qtbot: QtBot, palette: Palette, window: MainWindow
):
    tester = QAbstractItemModelTester(palette.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert "Undo" in shown(palette)
    search(qtbot, palette, "te si")
    assert shown(palette) == ["Standard text size"]
    search(qtbot, palette, "hist")
    qtbot.keyClick(palette.edit, Qt.Key.Key_Return)
    assert not palette.isVisible()
    assert window.pages.current_key == "history"
    assert isinstance(tester.model(), QAbstractItemModel)


def test_it_finds_every_kind_of_record_and_opens_it(
    qtbot: QtBot, palette: Palette, window: MainWindow, workspace: Workspace
):
    workspace.contacts.add(NewContact(name="Łucja Nordlicht", company="Nordlicht GmbH"))
    deal = workspace.deals.add("Nordlicht lamps")
    workspace.campaigns.add("Nordlicht fair")
    search(qtbot, palette, "nordl")
    found = {(line.text, line.detail) for line in palette.model.found}
    assert found == {
        ("Łucja Nordlicht", "Nordlicht GmbH"),
        ("Nordlicht GmbH", "Company"),
        ("Nordlicht lamps", "Deal"),
        ("Nordlicht fair", "Campaign, Idea"),
    }
    for _step in range(shown(palette).index("Nordlicht lamps")):
        qtbot.keyClick(palette.edit, Qt.Key.Key_Down)
    qtbot.keyClick(palette.edit, Qt.Key.Key_Return)
    panel = window.panels.panel
    assert isinstance(panel, DealPanel)
    assert panel.record_id == deal


def test_enter_does_not_run_ahead_of_what_was_typed(qtbot: QtBot, palette: Palette, window: MainWindow):
    palette._timer.setInterval(60_000)
    qtbot.keyClicks(palette.edit, "trash")
    qtbot.keyClick(palette.edit, Qt.Key.Key_Return)
    assert window.pages.current_key == "trash"


def test_esc_gives_the_focus_back(qtbot: QtBot, palette: Palette, window: MainWindow):
    page = window.pages.page("today")
    assert isinstance(page, CapturePage)
    qtbot.keyClick(palette.edit, Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert page.line.hasFocus()


def test_a_click_beside_it_closes_it_and_one_on_a_line_does_it(
    qtbot: QtBot, palette: Palette, window: MainWindow
):
    qtbot.mouseClick(window.pages.page("today"), Qt.MouseButton.LeftButton)
    assert not palette.isVisible()
    qtbot.mouseClick(window.rail.find_button, Qt.MouseButton.LeftButton)
    assert palette.isVisible()
    search(qtbot, palette, "settings")
    place = palette.list.visualRect(palette.model.index(0, 0)).center()
    qtbot.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.pages.current_key == "settings"
    assert not palette.isVisible()


def test_nothing_found_says_so(qtbot: QtBot, palette: Palette):
    search(qtbot, palette, "qq")
    assert shown(palette) == []
    assert palette.nothing.isVisible()
    qtbot.keyClick(palette.edit, Qt.Key.Key_Down)
    qtbot.keyClick(palette.edit, Qt.Key.Key_Return)
    assert palette.isVisible()


def test_commands_that_cannot_be_done_now_are_not_offered(qapp: QApplication, workspace: Workspace):
    desk = Desk(inline=True)
    command = desk.add_command("Juggle", lambda: None)
    assert [line.text for line in find(desk, "jug")] == ["Juggle"]
    command.setEnabled(False)
    assert find(desk, "jug") == []
    desk.attach(workspace)
    assert find(desk, "'\"*") is not None
