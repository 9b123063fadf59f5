"""The capture line: typed, understood, saved by Enter, taken back by Ctrl+Z, never lost."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot
from today_shown import Shown

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.merge_dialog import MergeDialog
from smallbiz_crm.ui.shell.main_window import MainWindow
from smallbiz_crm.ui.shell.preferences import Preferences
from smallbiz_crm.ui.shell.registry import Room, Rooms, foot_rooms
from smallbiz_crm.ui.today.capture_line import CaptureLine
from smallbiz_crm.ui.today.page import TodayPage

JOURNEY = "Ana Pérez, Nordlicht GmbH, 0170 555 1234, ask for price list #retail !fri"
CONTROL = Qt.KeyboardModifier.ControlModifier


def press(qtbot: QtBot, key: Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
    """Send a key to whatever has the focus, as the keyboard does."""
    qtbot.keyClick(QApplication.focusWidget() or QApplication.activeWindow(), key, modifier)


def type_line(qtbot: QtBot, line: CaptureLine, text: str, *, enter: bool = False) -> None:
    for letter in text:  # the bot's own way knows only ASCII
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(line.edit, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))
    if enter:
        qtbot.keyClick(line.edit, Qt.Key.Key_Return)


def pick(menu: QMenu, text: str) -> None:
    next(action for action in menu.actions() if action.text() == text).trigger()


@pytest.fixture
def line(shown: Shown) -> CaptureLine:
    return shown.page.capture


# -- understanding --------------------------------------------------------------------------------------------


def test_chips_show_while_typing_how_the_line_is_understood(qtbot: QtBot, line: CaptureLine):
    assert line.hint.isVisible()
    type_line(qtbot, line, JOURNEY)
    assert line.chips.texts() == [
        *("Ana Pérez", "Nordlicht GmbH", "0170 555 1234", "retail"),
        "Follow up Fri 15 May: ask for price list",
    ]
    assert not line.hint.isVisible()
    assert line.enter_hint.isVisible()
    assert line.chips.buttons[1].accessibleName() == "Company: Nordlicht GmbH"


def test_a_deal_and_a_note_have_chips_of_their_own(qtbot: QtBot, line: CaptureLine):
    type_line(qtbot, line, "Tom Becker, Acme, tom@acme.com, nice chat, 1200 EUR, call Friday")
    assert line.chips.texts() == [
        *("Tom Becker", "Acme", "tom@acme.com", "Follow up Fri 15 May: call", "Deal of €1,200", "nice chat")
    ]


def test_the_chip_of_a_follow_up_shows_its_time(qtbot: QtBot, line: CaptureLine):
    type_line(qtbot, line, "Tom Becker, call tomorrow 3pm")
    assert line.chips.texts() == ["Tom Becker", "Follow up Fri 15 May, 15:00: call"]


def test_the_height_of_the_line_does_not_change_with_the_first_key(qtbot: QtBot, line: CaptureLine):
    before = line.height()
    type_line(qtbot, line, "A")
    qtbot.waitUntil(line.chips.isVisible)
    qtbot.wait(20)
    assert line.height() == before


def test_a_part_can_be_given_another_meaning(qtbot: QtBot, line: CaptureLine, workspace: Workspace):
    type_line(qtbot, line, "Ana Silva, Acme, nice chat")
    menu = line.meaning_menu("company")
    assert [action.text() for action in menu.actions()] == ["Name: Acme", "Job title: Acme", "Note: Acme"]
    pick(menu, "Name: Acme")
    assert line.chips.texts() == ["Acme", "Ana Silva", "nice chat"]
    assert line.edit.hasFocus()
    press(qtbot, Qt.Key.Key_Return)
    newest = workspace.contacts.get(max(workspace.contacts.ids()))
    assert (newest.name, newest.company) == ("Acme", "Ana Silva")


def test_a_chip_opens_its_menu_and_leaves_the_cursor_in_the_line(qtbot: QtBot, line: CaptureLine):
    line.focus_line()
    type_line(qtbot, line, "Ana Silva, Acme")
    qtbot.mouseClick(line.chips.buttons[0], Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert "Company: Ana Silva" in [action.text() for action in menu.actions()]
    menu.close()
    assert line.edit.hasFocus()


# -- saving ---------------------------------------------------------------------------------------------------


def test_enter_saves_person_company_tag_and_follow_up_and_empties_the_line(
    qtbot: QtBot, shown: Shown, line: CaptureLine, workspace: Workspace
):
    type_line(qtbot, line, JOURNEY, enter=True)
    ana = workspace.contacts.get(max(workspace.contacts.ids()))
    assert (ana.name, ana.company, ana.tags) == ("Ana Pérez", "Nordlicht GmbH", ("retail",))
    assert [(each.text, each.due_on) for each in workspace.follow_ups.of("contact", ana.id)] == [
        ("ask for price list", date(2026, 5, 15))
    ]
    assert line.edit.text() == ""
    assert shown.toasts() == ["Added Ana Pérez"]
    row = shown.page.sales.list.rows.row_at(1)
    assert row is not None
    assert row.title == "ask for price list"


def test_undo_on_the_toast_takes_all_of_it_back(qtbot: QtBot, shown: Shown, workspace: Workspace):
    before = list(workspace.contacts.ids())
    type_line(qtbot, shown.page.capture, JOURNEY, enter=True)
    shown.press_undo()
    assert list(workspace.contacts.ids()) == before
    assert workspace.follow_ups.all_open() == []


def test_one_line_after_another_needs_no_mouse(qtbot: QtBot, line: CaptureLine, workspace: Workspace):
    line.focus_line()
    for name in ("Bea Lund", "Cleo Marsh", "Dan Ode"):
        type_line(qtbot, line, name, enter=True)
    assert line.edit.hasFocus()
    assert workspace.contacts.count() == 4


def test_escape_empties_the_line(qtbot: QtBot, line: CaptureLine, workspace: Workspace):
    type_line(qtbot, line, "Ana Silva")
    qtbot.keyClick(line.edit, Qt.Key.Key_Escape)
    assert line.edit.text() == ""
    assert line.hint.isVisible()
    qtbot.keyClick(line.edit, Qt.Key.Key_Return)
    assert workspace.contacts.count() == 1


def test_a_line_that_names_nobody_stays_and_says_what_is_missing(
    qtbot: QtBot, line: CaptureLine, workspace: Workspace
):
    type_line(qtbot, line, "#retail !fri", enter=True)
    assert line.edit.text() == "#retail !fri"
    assert line.hint.isVisible()
    assert line.hint.text().startswith("The line names nobody.")
    type_line(qtbot, line, " Ana")
    assert not line.hint.isVisible()


def test_a_refused_line_comes_back_with_the_reason(
    qtbot: QtBot, shown: Shown, line: CaptureLine, workspace: Workspace
):
    line.event_name = "A fair that is gone"
    type_line(qtbot, line, "Bea Lund", enter=True)
    assert line.edit.text() == "Bea Lund"
    assert "A fair that is gone" in line.hint.text()
    assert workspace.contacts.count() == 1
    assert shown.toasts() == []


# -- likely duplicates ----------------------------------------------------------------------------------------


def test_a_likely_duplicate_is_offered_and_never_forced(
    qtbot: QtBot, shown: Shown, line: CaptureLine, workspace: Workspace
):
    known = next(iter(workspace.contacts.ids()))
    type_line(qtbot, line, "Ana Silva, Acme")
    qtbot.waitUntil(lambda: "Looks like Ana Silva, Acme – open" in line.chips.texts())
    line.chips.buttons[-1].click()
    assert shown.records == [("contact", known)]
    assert line.enter_hint.text() == "Enter adds, Ctrl+Enter opens"
    qtbot.keyClick(line.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert shown.records == [("contact", known)] * 2
    assert workspace.contacts.count() == 1
    assert line.edit.text() == "Ana Silva, Acme"
    qtbot.keyClick(line.edit, Qt.Key.Key_Return)
    assert workspace.contacts.count() == 2


def test_enter_that_outruns_the_warning_is_told_afterwards_and_merged_with_one_key(
    qtbot: QtBot, shown: Shown, line: CaptureLine, workspace: Workspace
):
    (known,) = workspace.contacts.ids()
    line.focus_line()
    type_line(qtbot, line, "Ana Silva, Acme, ana@acme.com", enter=True)
    assert shown.toasts() == ["Added Ana Silva. Looks like Ana Silva, Acme (same name and company)."]
    more = shown.messages.toasts()[0].more_button
    assert more is not None
    assert more.text() == "Compare (Ctrl+Enter)"
    assert line.chips.texts() == ["Looks like Ana Silva, Acme – compare"]
    assert line.enter_hint.text() == "Ctrl+Enter compares"
    press(qtbot, Qt.Key.Key_Return, CONTROL)
    dialog = shown.window.findChild(MergeDialog)
    assert isinstance(dialog, MergeDialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert list(workspace.contacts.ids()) == [known]
    assert [email.address for email in workspace.contacts.get(known).emails] == ["ana@acme.com"]
    assert line.chips.texts() == []


def test_the_next_line_takes_the_offer_of_the_last_away(qtbot: QtBot, line: CaptureLine):
    type_line(qtbot, line, "Ana Silva, Acme", enter=True)
    type_line(qtbot, line, "B")
    assert line.chips.texts() == ["B"]
    assert line.duplicates == ()


def test_several_likely_duplicates_are_counted(qtbot: QtBot, line: CaptureLine, workspace: Workspace):
    for number in range(3):
        workspace.contacts.add(NewContact(name=f"Bea {number}", emails=("bea@acme.com",)))
    type_line(qtbot, line, "bea@acme.com")
    qtbot.waitUntil(lambda: line.chips.texts()[-1] == "Looks like Bea 0 and 2 more – open")


# -- at an event ----------------------------------------------------------------------------------------------


def test_at_an_event_everybody_is_met_there(qtbot: QtBot, line: CaptureLine, workspace: Workspace):
    today = workspace.clock.today()
    workspace.campaigns.add("Ads", channel="ads", status="running", starts_on=today)
    fair = workspace.campaigns.add("Spring Fair", channel="event", status="running", starts_on=today)
    menu = line.event_menu()
    assert [action.text() for action in menu.actions()] == ["Spring Fair", "Ads", "", "Met today …"]
    pick(menu, "Spring Fair")
    assert line.chips.texts() == ["Met at Spring Fair"]
    assert line.met_button.text() == "0 met"
    type_line(qtbot, line, "Bea Lund", enter=True)
    type_line(qtbot, line, "Cleo Marsh", enter=True)
    assert {touch.contact for touch in workspace.campaigns.touches(fair)} == {"Bea Lund", "Cleo Marsh"}
    pick(line.event_menu(), "Not at an event")
    type_line(qtbot, line, "Dan Ode", enter=True)
    assert len(workspace.campaigns.touches(fair)) == 2


# -- before the workspace is open -----------------------------------------------------------------------------


def test_what_is_typed_before_the_workspace_is_open_is_kept(qtbot: QtBot, workspace: Workspace):
    desk = Desk(inline=True)
    shown = Shown(qtbot, desk)
    line = shown.page.capture
    assert line.edit.hasFocus()
    type_line(qtbot, line, "Bea Lund, Acme")
    desk.attach(workspace)
    assert line.edit.text() == "Bea Lund, Acme"
    assert line.chips.texts() == ["Bea Lund", "Acme"]
    assert workspace.contacts.count() == 0


def test_enter_before_the_workspace_is_open_saves_once_it_is(qtbot: QtBot, workspace: Workspace):
    desk = Desk(inline=True)
    line = Shown(qtbot, desk).page.capture
    type_line(qtbot, line, "Bea Lund", enter=True)
    assert line.hint.text() == "It is added as soon as the workspace is open."
    desk.attach(workspace)
    assert [workspace.contacts.get(each).name for each in workspace.contacts.ids()] == ["Bea Lund"]
    assert line.edit.text() == ""


def test_typing_on_after_that_enter_waits_for_another(qtbot: QtBot, workspace: Workspace):
    desk = Desk(inline=True)
    line = Shown(qtbot, desk).page.capture
    type_line(qtbot, line, "Bea", enter=True)
    type_line(qtbot, line, " Lund")
    desk.attach(workspace)
    assert workspace.contacts.count() == 0
    assert line.edit.text() == "Bea Lund"


def test_the_page_is_painted_without_the_database_library():
    script = (
        "import sys\n"
        "from PySide6.QtWidgets import QApplication\n"
        "app = QApplication([])\n"
        "from smallbiz_crm.ui.desk import Desk\n"
        "from smallbiz_crm.ui.today.page import TodayPage\n"
        "page = TodayPage(Desk())\n"
        "page.show()\n"
        "page.grab()\n"
        "bad = {'sqlalchemy', 'sqlcipher3', 'smallbiz_crm.services', 'babel', 'phonenumbers'} & set(sys.modules)\n"
        "sys.exit(','.join(sorted(bad)) or 0)\n"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr


# -- in the window --------------------------------------------------------------------------------------------


@pytest.fixture
def open_window(qtbot: QtBot, tmp_path: Path) -> Callable[[Desk], MainWindow]:
    """The program's window with Today and the pages of the frame."""

    def open_it(desk: Desk) -> MainWindow:
        preferences = Preferences(tmp_path / "window.ini")
        rooms = Rooms((Room("today", "Today", "today", TodayPage), *foot_rooms(preferences)), {})
        window = MainWindow(desk, rooms, preferences)
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    return open_it


def today_of(window: MainWindow) -> TodayPage:
    page = window.pages.page("today")
    assert isinstance(page, TodayPage)
    return page


def test_ctrl_z_right_after_enter_takes_the_person_back_and_ctrl_y_brings_them_again(
    qtbot: QtBot, desk: Desk, workspace: Workspace, open_window: Callable[[Desk], MainWindow]
):
    line = today_of(open_window(desk)).capture
    assert QApplication.focusWidget() is line.edit
    type_line(qtbot, line, JOURNEY, enter=True)
    assert workspace.contacts.count() == 1
    press(qtbot, Qt.Key.Key_Z, CONTROL)
    assert workspace.contacts.count() == 0
    assert QApplication.focusWidget() is line.edit
    press(qtbot, Qt.Key.Key_Y, CONTROL)
    assert workspace.contacts.count() == 1


def test_ctrl_z_while_typing_takes_back_the_typing(
    qtbot: QtBot, desk: Desk, workspace: Workspace, open_window: Callable[[Desk], MainWindow]
):
    workspace.contacts.add(NewContact(name="Ana Silva"))
    line = today_of(open_window(desk)).capture
    type_line(qtbot, line, "Bea")
    press(qtbot, Qt.Key.Key_Z, CONTROL)
    assert line.edit.text() == ""
    assert workspace.contacts.count() == 1


def test_ctrl_l_leads_to_the_line_from_anywhere(
    qtbot: QtBot, desk: Desk, open_window: Callable[[Desk], MainWindow]
):
    window = open_window(desk)
    window.go_to("history")
    press(qtbot, Qt.Key.Key_L, CONTROL)
    assert window.pages.current_key == "today"
    assert QApplication.focusWidget() is today_of(window).capture.edit
