"""The side panel: one for every page, where it stands, what it keeps."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shell_rooms import DealPanel, PersonPanel

from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.shell.main_window import MainWindow
from smallbiz_crm.ui.shell.preferences import Preferences


def test_a_record_opens_beside_the_page_and_closes_by_esc(
    qtbot: QtBot, window: MainWindow, people: list[int]
):
    window.resize(1_280, 800)
    window.go_to("contacts")
    page = window.pages.page("contacts")
    before = page.width()
    window.desk.open_record("contact", people[0])
    panel = window.panels.panel
    assert isinstance(panel, PersonPanel)
    assert panel.isVisible()
    assert not window.panels.covers_page
    assert page.width() <= before - panel.width()
    window.panels.focus_panel()
    assert window.panels.has_focus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert window.panels.panel is None
    assert page.width() == before
    assert page.isAncestorOf(QApplication.focusWidget() or window)


def test_each_kind_has_one_panel(window: MainWindow, workspace: Workspace, people: list[int]):
    deal = workspace.deals.add("Lamps")
    window.desk.open_record("contact", people[0])
    first = window.panels.panel
    window.desk.open_record("deal", deal)
    assert isinstance(window.panels.panel, DealPanel)
    assert first is not None
    assert not first.isVisible()
    window.desk.open_record("contact", people[1])
    assert window.panels.panel is first
    assert first.record_id == people[1]


def test_asking_again_moves_the_focus_into_the_panel(window: MainWindow, people: list[int]):
    window.go_to("contacts")
    window.desk.open_record("contact", people[0])
    assert not window.panels.has_focus()
    window.desk.open_record("contact", people[0])
    assert window.panels.has_focus()


def test_each_page_keeps_the_record_beside_it(window: MainWindow, workspace: Workspace, people: list[int]):
    window.go_to("contacts")
    window.desk.open_record("contact", people[1])
    window.go_to("settings")
    assert window.panels.panel is None
    window.go_to("contacts")
    panel = window.panels.panel
    assert panel is not None
    assert panel.record_id == people[1]
    window.panels.close_panel()
    window.go_to("settings")
    window.go_to("contacts")
    assert window.panels.panel is None


def test_a_record_that_is_gone_is_not_shown(window: MainWindow, workspace: Workspace, people: list[int]):
    window.go_to("contacts")
    window.desk.open_record("contact", people[2])
    window.go_to("today")
    workspace.history.undo()
    window.go_to("contacts")
    assert window.panels.panel is None


def test_a_narrow_window_lays_the_panel_over_the_page(window: MainWindow, people: list[int]):
    window.resize(1_000, 640)
    window.go_to("contacts")
    page = window.pages.page("contacts")
    before = page.geometry()
    window.desk.open_record("contact", people[0])
    panel = window.panels.panel
    assert panel is not None
    assert window.panels.covers_page
    assert page.geometry() == before
    right = panel.mapTo(window.panels, panel.rect().topRight()).x()
    assert 0 < window.panels.width() - right <= 32
    window.resize(1_400, 700)
    assert not window.panels.covers_page
    assert page.width() < before.width() + 400 - panel.width()


def test_a_tiny_window_gives_the_panel_all_its_room(window: MainWindow, people: list[int]):
    window.resize(560, 600)
    window.desk.open_record("contact", people[0])
    panel = window.panels.panel
    assert panel is not None
    assert panel.width() == window.panels.width() - 48
    window.resize(1_300, 700)
    assert panel.width() < 600


def test_its_width_is_kept(
    window: MainWindow, preferences: Preferences, workspace: Workspace, people: list[int]
):
    window.resize(1_400, 800)
    window.desk.open_record("contact", people[0])
    panel = window.panels.panel
    assert panel is not None
    panel.set_width(500)
    panel.resized.emit(500)
    assert preferences.panel_width == 500
    window.desk.open_record("deal", workspace.deals.add("Lamps"))
    other = window.panels.panel
    assert other is not None
    assert other is not panel
    assert other.width() == 500
