"""Single keys and the sheet that lists them; the palette that remembers and adds."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.shell.finding import Recent, find
from smallbiz_crm.ui.shell.key_list import key_groups
from smallbiz_crm.ui.shell.key_sheet import KeySheet
from smallbiz_crm.ui.shell.main_window import MainWindow

SHIFT = Qt.KeyboardModifier.ShiftModifier


def sheet_of(window: MainWindow) -> KeySheet | None:
    return window.findChild(KeySheet)


def test_a_question_mark_brings_up_every_key(qtbot: QtBot, window: MainWindow):
    window.rail.focus_current()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Question, SHIFT)
    sheet = sheet_of(window)
    assert sheet is not None
    listed = {text for _keys, text in sheet.shown()}
    for action in window.desk.commands:
        if action.shortcuts():
            assert str(action.property("name") or action.text()).rstrip(" …") in listed
    assert ("J  K", "Next and previous row") in sheet.shown()
    sheet.search.setText("snooze")
    assert [keys for keys, _text in sheet.shown()] == ["1  3  7", "M"]
    sheet.search.setText("xyzzy")
    assert (sheet.shown(), sheet.nothing.isVisible()) == ([], True)
    with qtbot.waitSignal(sheet.destroyed):
        sheet.reject()


def test_a_question_mark_typed_into_a_field_is_only_a_letter(qtbot: QtBot, window: MainWindow):
    field = QLineEdit(window)
    field.show()
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Question, SHIFT)
    assert field.text() == "?"
    assert sheet_of(window) is None


def test_no_key_means_two_things_in_the_whole_window(window: MainWindow):
    keys = [key.toString() for action in window.desk.commands for key in action.shortcuts()]
    assert len(keys) == len(set(keys))
    for group in key_groups(window.desk.commands):
        assert all(QKeySequence(line.keys.split("  ")[0]) for line in group.lines)


def test_what_was_opened_last_comes_first(desk: Desk, people: list[int]):
    recent = Recent(desk)
    for person in people[:2]:
        desk.open_record("contact", person)
    assert [line.text for line in find(desk, "", recent)[:2]] == ["Ben", "Ana"]


def test_a_command_run_from_the_palette_is_remembered(qtbot: QtBot, window: MainWindow):
    window.find_anything()
    palette = window.palette_shown
    assert palette is not None
    palette.edit.setText("larger text")
    palette.search()
    qtbot.keyClick(palette.edit, Qt.Key.Key_Return)
    window.find_anything()
    assert palette.model.found[0].text == "Larger text"
    assert [line.text for line in palette.model.found].count("Larger text") == 1


def test_whoever_is_typed_can_be_added_at_once(qtbot: QtBot, window: MainWindow, workspace: Workspace):
    window.find_anything()
    palette = window.palette_shown
    assert palette is not None
    palette.edit.setText("add Tom Becker, Nordlicht GmbH !fri")
    palette.search()
    assert palette.model.found[0].text == "Add Tom Becker"
    qtbot.keyClick(palette.edit, Qt.Key.Key_Return)
    added = workspace.contacts.get_many(workspace.contacts.ids())
    assert [(each.name, each.company) for each in added] == [("Tom Becker", "Nordlicht GmbH")]


def test_adding_is_offered_where_nothing_else_is_meant(desk: Desk, people: list[int]):
    assert [line.text for line in find(desk, "cleo")] == ["Cleo"]
    assert [line.text for line in find(desk, "Wanda")] == ["Add Wanda"]
    assert [line.text for line in find(desk, "Cleo, Acme")][-1] == "Add Cleo"
