"""A day at a fair and its evening through the whole window, by keys alone; then the fair is moved in the planner."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.contacts import Lifecycle
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.campaigns.page import CampaignsPage
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.follow_up_list import PlanPopover
from smallbiz_crm.ui.met_dialog import MetDialog
from smallbiz_crm.ui.shell.main_window import MainWindow
from smallbiz_crm.ui.shell.preferences import Preferences
from smallbiz_crm.ui.shell.registry import all_rooms
from smallbiz_crm.ui.today.page import TodayPage

FAIR = date(2026, 5, 14)
MOST_TABS = 80
pytestmark = pytest.mark.full


def press(key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the focus is."""
    where = QApplication.activePopupWidget() or QApplication.focusWidget()
    assert where is not None
    QTest.keyClick(where, key, held)


def tab_to(wanted: QWidget) -> None:
    """Go to a widget as the Tab key does."""
    for _step in range(MOST_TABS):
        if QApplication.focusWidget() is wanted:
            return
        press(Qt.Key.Key_Tab)
    raise AssertionError(f"Tab never comes to {wanted.objectName() or type(wanted).__name__}")


@pytest.fixture
def window(qtbot: QtBot, preferences: Preferences, workspace: Workspace, tmp_path: Path) -> MainWindow:
    workspace.campaigns.add(
        "Spring Fair", channel="event", status="running", starts_on=FAIR, ends_on=date(2026, 5, 15)
    )
    shown = MainWindow(Desk(workspace, inline=True), all_rooms(preferences), preferences)
    qtbot.addWidget(shown)
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    return shown


def test_a_day_at_a_fair_and_its_evening_by_keys(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    today = window.current_page()
    assert isinstance(today, TodayPage)
    line = today.capture
    assert QApplication.focusWidget() is line.edit
    tab_to(line.event_button)
    press(Qt.Key.Key_Space)
    assert isinstance(QApplication.activePopupWidget(), QMenu)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert "Spring Fair" in window.windowTitle()

    line.focus_line()
    for text in (
        "Ana Perez, Nordlicht GmbH, 0170 555 1234, ask for price list #retail !fri",
        "Ben Ode, Ode Ltd",
        "Cleo Marsh",
    ):
        QTest.keyClicks(line.edit, text)
        press(Qt.Key.Key_Return)
    assert line.met_button.text() == "3 met"
    fair = workspace.campaigns.list()[0]
    assert {touch.contact for touch in workspace.campaigns.touches(fair.id)} == {
        "Ana Perez",
        "Ben Ode",
        "Cleo Marsh",
    }

    tab_to(line.met_button)
    press(Qt.Key.Key_Space)
    dialog = window.findChild(MetDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    cleo = next(person.id for person in dialog.people if person.name == "Cleo Marsh")
    tab_to(dialog.boxes[cleo])
    press(Qt.Key.Key_Space)
    tab_to(dialog.buttons["qualify"])
    press(Qt.Key.Key_Space)
    tab_to(dialog.buttons["accept"])
    press(Qt.Key.Key_Space)
    assert {person.lifecycle for person in dialog.people if person.id != cleo} == {Lifecycle.OPPORTUNITY}
    tab_to(dialog.buttons["thank"])
    press(Qt.Key.Key_Space)
    asked = QApplication.activePopupWidget()
    assert isinstance(asked, PlanPopover)
    QTest.keyClick(QApplication.focusWidget() or asked, Qt.Key.Key_Return)
    ana = next(person for person in dialog.people if person.name == "Ana Perez")
    assert "Thank for meeting at Spring Fair" in [
        each.text for each in workspace.follow_ups.of("contact", ana.id)
    ]
    press(Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_the_planner_is_worked_by_keys(window: MainWindow, workspace: Workspace) -> None:
    fair = workspace.campaigns.list()[0]
    item = workspace.campaigns.plan(fair.id, "Open the stand", FAIR)
    window.go_to("campaigns")
    page = window.current_page()
    assert isinstance(page, CampaignsPage)
    tab_to(page.month)
    page.month.select_id(fair.id)
    press(Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    moved = workspace.campaigns.get(fair.id)
    assert (moved.starts_on, workspace.campaigns.item(item).planned_on) == (
        date(2026, 5, 21),
        date(2026, 5, 21),
    )
    press(Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert workspace.campaigns.get(fair.id).ends_on == date(2026, 5, 23)
    press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert workspace.campaigns.get(fair.id).ends_on == date(2026, 5, 22)
    press(Qt.Key.Key_Return)
    assert window.panels.panel is not None
    assert window.panels.panel.record_id == fair.id
