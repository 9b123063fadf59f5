"""Journeys with people through the whole window by keys alone: at an event, the evening after, the first day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.contacts import Lifecycle, NewContact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.follow_ups import FollowUpKind
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.contacts.import_wizard import ImportWizard
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.merge_dialog import MergeDialog
from smallbiz_crm.ui.met_dialog import MetDialog
from smallbiz_crm.ui.shell.main_window import MainWindow
from smallbiz_crm.ui.shell.preferences import Preferences
from smallbiz_crm.ui.shell.registry import all_rooms
from smallbiz_crm.ui.today.page import TodayPage

Dialog = TypeVar("Dialog", bound=QWidget)

pytestmark = pytest.mark.full
TODAY = date(2026, 5, 14)
ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
PLAIN = Qt.KeyboardModifier.NoModifier
LINE = "Ana Pérez, Nordlicht GmbH, 0170 555 1234, ask for price list #retail !fri"
ATTENDEES = """Name\tE-mail\tCompany
Ana Perez\tana@nordlicht.example\tNordlicht GmbH
Bea Lund\tbea@lund.example\tLund AB
Nobody\tno address\t
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace.create(tmp_path / "a.crm", clock=FixedClock(TODAY), holder="window")
    yield made
    made.close()


@pytest.fixture
def fair(workspace: Workspace) -> int:
    return workspace.campaigns.add("Spring Fair", channel="event", status="running", starts_on=TODAY)


@pytest.fixture
def window(qtbot: QtBot, workspace: Workspace, fair: int, tmp_path: Path) -> MainWindow:
    preferences = Preferences(tmp_path / "window.ini")
    made = MainWindow(Desk(workspace, inline=True), all_rooms(preferences), preferences)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def in_use() -> QWidget:
    """Where a key goes: into what pops up, else where the focus is."""
    popup = QApplication.activePopupWidget()
    target = (popup.focusWidget() or popup) if popup is not None else QApplication.focusWidget()
    assert target is not None
    return target


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
    QTest.keyClick(in_use(), key, modifiers)


def write(text: str) -> None:
    """Letters of every script, as an input method sends them."""
    for letter in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(in_use(), QKeyEvent(kind, 0, PLAIN, letter))


def tab_to(widget: QWidget) -> None:
    for _step in range(60):
        if widget.hasFocus():
            return
        press(Qt.Key.Key_Tab)
    raise AssertionError(f"no way by Tab to {widget.accessibleName()}")


def shown(qtbot: QtBot, kind: type[Dialog]) -> Dialog:
    """The dialog that came up, once it has the keys."""
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, kind)

    def has_keys() -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and dialog.isAncestorOf(focus)

    qtbot.waitUntil(has_keys)
    return dialog


def wait_for_keys(qtbot: QtBot, window: MainWindow) -> None:
    """A dialog was closed: the window has the keys again, which without a screen nobody gives it."""
    window.activateWindow()
    qtbot.waitUntil(lambda: window.isActiveWindow() and QApplication.focusWidget() is not None)


def choose_event(window: MainWindow) -> TodayPage:
    """Event mode, chosen from the menu beside the line."""
    press(Qt.Key.Key_1, ALT)
    today = window.current_page()
    assert isinstance(today, TodayPage)
    press(Qt.Key.Key_L, CONTROL)
    tab_to(today.capture.event_button)
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert today.capture.event_name == "Spring Fair"
    return today


def test_at_an_event_one_line_saves_everything_and_a_likely_duplicate_is_merged(
    window: MainWindow, workspace: Workspace, fair: int, qtbot: QtBot
) -> None:
    choose_event(window)
    write(LINE)
    press(Qt.Key.Key_Return)

    (ana,) = workspace.contacts.ids()
    person = workspace.contacts.get(ana)
    assert (person.name, person.company, person.tags) == ("Ana Pérez", "Nordlicht GmbH", ("retail",))
    assert [phone.number for phone in person.phones] == ["0170 555 1234"]
    assert [touch.contact_id for touch in workspace.campaigns.touches(fair)] == [ana]
    (planned,) = workspace.follow_ups.of("contact", ana)
    assert (planned.text, planned.due_on) == ("ask for price list", date(2026, 5, 15))

    write("Ana Perez, Nordlicht GmbH, ana@nordlicht.example, call tomorrow 3pm")
    press(Qt.Key.Key_Return)
    assert workspace.contacts.count() == 2
    press(Qt.Key.Key_Return, CONTROL)
    shown(qtbot, MergeDialog)
    press(Qt.Key.Key_Return)

    assert list(workspace.contacts.ids()) == [ana]
    assert [email.address for email in workspace.contacts.get(ana).emails] == ["ana@nordlicht.example"]
    assert [each.due_time for each in workspace.follow_ups.of("contact", ana)] == [None, "15:00"]
    wait_for_keys(qtbot, window)
    press(Qt.Key.Key_L, CONTROL)
    press(Qt.Key.Key_Z, CONTROL)
    assert workspace.contacts.count() == 2
    press(Qt.Key.Key_Z, CONTROL)
    assert list(workspace.contacts.ids()) == [ana]
    press(Qt.Key.Key_Z, CONTROL)
    assert workspace.contacts.count() == 0
    assert workspace.follow_ups.all_open() == []


def test_the_evening_after_all_are_qualified_accepted_and_planned_for_at_once(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    today = choose_event(window)
    for line in (LINE, "Bea Lund, Lund AB", "Cleo Marsh"):
        write(line)
        press(Qt.Key.Key_Return)
    tab_to(today.capture.met_button)
    press(Qt.Key.Key_Space)
    met = shown(qtbot, MetDialog)
    cleo = next(person.id for person in met.people if person.name == "Cleo Marsh")
    others = [person.id for person in met.people if person.id != cleo]
    tab_to(met.boxes[cleo])
    press(Qt.Key.Key_Space)
    for how in ("qualify", "accept", "plan"):
        tab_to(met.buttons[how])
        press(Qt.Key.Key_Space)
    write("Send the catalogue")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Escape)

    assert {workspace.contacts.get(each).lifecycle for each in others} == {Lifecycle.OPPORTUNITY}
    assert workspace.contacts.get(cleo).lifecycle is Lifecycle.LEAD
    assert workspace.deals.count() == len(others)
    planned = [each for each in workspace.follow_ups.all_open() if each.text == "Send the catalogue"]
    assert {each.contact_id for each in planned} == set(others)
    assert {each.kind for each in planned} == {FollowUpKind.TODO}


def test_on_the_first_day_a_table_is_pasted_previewed_imported_and_taken_back(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    ana = workspace.contacts.add(NewContact("Ana Pérez", "Nordlicht GmbH"))
    QApplication.clipboard().setText(ATTENDEES)
    press(Qt.Key.Key_K, CONTROL)
    write("import")
    press(Qt.Key.Key_Return)
    wizard = shown(qtbot, ImportWizard)
    press(Qt.Key.Key_V, CONTROL)
    assert wizard.plan is not None
    tab_to(wizard.next_button)
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: wizard.pages.currentWidget() is wizard.preview)
    tab_to(wizard.next_button)
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: wizard.pages.currentWidget() is wizard.report)
    tab_to(wizard.next_button)
    press(Qt.Key.Key_Space)

    people = workspace.contacts.get_many(workspace.contacts.ids())
    assert [(person.name, [email.address for email in person.emails]) for person in people][:2] == [
        ("Ana Pérez", ["ana@nordlicht.example"]),
        ("Bea Lund", ["bea@lund.example"]),
    ]
    assert ana in {person.id for person in people}
    wait_for_keys(qtbot, window)
    press(Qt.Key.Key_Z, CONTROL)
    assert list(workspace.contacts.ids()) == [ana]
    assert workspace.contacts.get(ana).emails == ()
