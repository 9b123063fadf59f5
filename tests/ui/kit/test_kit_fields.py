from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QKeySequence, QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from smallbiz_crm.ui.kit.field import Field
from smallbiz_crm.ui.kit.fields import AmountField, CheckField, ChoiceField, DateField, NotesField, TextField
from smallbiz_crm.ui.kit.line_edits import LineEdit, PlainTextEdit, SearchEdit

TODAY = date(2026, 5, 14)
CONTROL = Qt.KeyboardModifier.ControlModifier
CONTROL_SHIFT = CONTROL | Qt.KeyboardModifier.ShiftModifier


class Form(QWidget):
    """A window with the workspace's Undo and Redo and something else to go to."""

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.other = QLineEdit()
        self.undone = 0
        self.redone = 0
        undo = QAction("Undo", self)
        undo.setShortcut(QKeySequence("Ctrl+Z"))
        undo.triggered.connect(self._on_undo)
        redo = QAction("Redo", self)
        redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        redo.triggered.connect(self._on_redo)
        self.addActions([undo, redo])

    def _on_undo(self) -> None:
        self.undone += 1

    def _on_redo(self) -> None:
        self.redone += 1


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    window = Form()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def place(form: Form, qtbot: QtBot) -> Callable[[QWidget], list[object]]:
    """Put a widget into the form, show it focused, and collect what a field saves."""

    def put(widget: QWidget) -> list[object]:
        form.column.addWidget(widget)
        form.column.addWidget(form.other)
        saved: list[object] = []
        if isinstance(widget, Field):
            widget.saved.connect(saved.append)
        form.show()
        form.activateWindow()
        widget.setFocus()
        target = widget.focusProxy() or widget
        qtbot.waitUntil(target.hasFocus)
        return saved

    return put


Place = Callable[[QWidget], list[object]]


def _type(qtbot: QtBot, field: Field, text: str) -> None:
    edit = field.input()
    edit.selectAll()  # pyright: ignore[reportAttributeAccessIssue] - every typed input has it
    qtbot.keyClicks(edit, text)


def test_text_is_saved_when_it_is_left_and_only_if_it_changed(form: Form, place: Place, qtbot: QtBot) -> None:
    field = TextField("Name")
    field.set_value("Ana")
    saved = place(field)
    form.other.setFocus()
    assert saved == []
    field.setFocus()
    _type(qtbot, field, "  Bea ")
    assert saved == []
    form.other.setFocus()
    assert saved == ["Bea"]
    field.setFocus()
    form.other.setFocus()
    assert saved == ["Bea"]
    assert field.value() == "Bea"


def test_enter_saves_once(form: Form, place: Place, qtbot: QtBot) -> None:
    field = TextField("Name")
    saved = place(field)
    _type(qtbot, field, "Ana")
    qtbot.keyClick(field.input(), Qt.Key.Key_Return)
    form.other.setFocus()
    assert saved == ["Ana"]


def test_escape_restores_and_then_belongs_to_others(form: Form, place: Place, qtbot: QtBot) -> None:
    field = TextField("Name")
    field.set_value("Ana")
    saved = place(field)
    _type(qtbot, field, "Bea")
    qtbot.keyClick(field.input(), Qt.Key.Key_Escape)
    assert field.edit.text() == "Ana"
    form.other.setFocus()
    assert saved == []


def test_bad_value_stays_with_its_message(form: Form, place: Place, qtbot: QtBot) -> None:
    def parse(text: str) -> int:
        if text and not text.isdigit():
            raise ValueError("Type digits only.")
        return int(text or 0)

    field = AmountField("Amount", parse, str)
    field.set_value(5)
    saved = place(field)
    _type(qtbot, field, "12k")
    form.other.setFocus()
    assert (saved, field.state, field.edit.text()) == ([], "bad", "12k")
    assert field.message() == "Type digits only."
    assert field.input().accessibleDescription() == "Type digits only."
    assert not field.commit()
    field.setFocus()
    _type(qtbot, field, "12")
    form.other.setFocus()
    assert (saved, field.state, field.message()) == ([12], "", "")


def test_refused_write_gives_back_what_was_typed(form: Form, place: Place, qtbot: QtBot) -> None:
    field = TextField("Email")
    field.set_value("ana@acme.com")
    saved = place(field)
    _type(qtbot, field, "ana@")
    form.other.setFocus()
    field.mark_saving()
    assert field.state == "saving"
    field.mark_bad("This is no e-mail address.")
    assert (field.edit.text(), field.state) == ("ana@", "bad")
    field.setFocus()
    qtbot.keyClick(field.input(), Qt.Key.Key_Escape)
    assert (field.edit.text(), field.state) == ("ana@acme.com", "")
    assert saved == ["ana@"]


def test_refused_value_is_not_sent_again_unless_edited(form: Form, place: Place, qtbot: QtBot) -> None:
    field = TextField("Email")
    field.set_value("old")
    saved = place(field)
    _type(qtbot, field, "bad")
    form.other.setFocus()
    field.mark_bad("Refused.")
    assert field.value() == "old"
    field.setFocus()
    form.other.setFocus()
    assert saved == ["bad"]
    field.refresh("old")
    assert (field.edit.text(), field.state) == ("bad", "bad")
    field.setFocus()
    _type(qtbot, field, "old")
    form.other.setFocus()
    assert (saved, field.state) == (["bad"], "")
    field.setFocus()
    _type(qtbot, field, "bad")
    form.other.setFocus()
    assert saved == ["bad", "bad"]


def test_going_back_while_a_write_is_under_way_is_saved_too(form: Form, place: Place, qtbot: QtBot) -> None:
    field = TextField("Name")
    field.set_value("Ana")
    saved = place(field)
    for text in ("Bea", "Ana"):
        field.setFocus()
        _type(qtbot, field, text)
        form.other.setFocus()
    assert saved == ["Bea", "Ana"]


def test_another_record_takes_refused_typing_away(form: Form, place: Place, qtbot: QtBot) -> None:
    field = TextField("Email")
    place(field)
    _type(qtbot, field, "bad")
    form.other.setFocus()
    field.mark_bad("Refused.")
    field.set_value("")
    assert (field.edit.text(), field.state, field.message()) == ("", "", "")


def test_typing_survives_a_refresh(form: Form, place: Place, qtbot: QtBot) -> None:
    field = TextField("Name")
    field.set_value("Ana")
    saved = place(field)
    _type(qtbot, field, "Ana Sil")
    field.set_value("Ana Maria")
    assert field.edit.text() == "Ana Sil"
    qtbot.keyClicks(field.input(), "va")
    form.other.setFocus()
    assert saved == ["Ana Silva"]
    field.set_value("Ana Silva")
    field.set_value("Undone")
    assert field.edit.text() == "Undone"


def test_undo_reaches_the_workspace_after_enter_without_moving(
    form: Form, place: Place, qtbot: QtBot
) -> None:
    field = TextField("Name")
    place(field)
    _type(qtbot, field, "Ana")
    qtbot.keyClick(field.input(), Qt.Key.Key_Z, CONTROL)
    assert form.undone == 0
    _type(qtbot, field, "Bea")
    qtbot.keyClick(field.input(), Qt.Key.Key_Return)
    qtbot.keyClick(field.input(), Qt.Key.Key_Z, CONTROL)
    assert form.undone == 1
    assert field.edit.text() == "Bea"
    qtbot.keyClick(field.input(), Qt.Key.Key_Z, CONTROL_SHIFT)
    qtbot.keyClick(field.input(), Qt.Key.Key_Y, CONTROL)
    assert form.redone == 2


@pytest.mark.parametrize("kind", [LineEdit, PlainTextEdit, SearchEdit])
def test_undo_belongs_to_the_field_while_it_has_typing(
    kind: type[LineEdit], form: Form, place: Place, qtbot: QtBot
) -> None:
    edit = kind("Anything")
    place(edit)
    qtbot.keyClick(edit, Qt.Key.Key_Z, CONTROL)
    assert form.undone == 1
    qtbot.keyClicks(edit, "abc")
    qtbot.keyClick(edit, Qt.Key.Key_Z, CONTROL)
    assert form.undone == 1
    qtbot.keyClick(edit, Qt.Key.Key_Z, CONTROL)
    assert form.undone == 2


def test_emptied_search_gives_undo_back(form: Form, place: Place, qtbot: QtBot) -> None:
    search = SearchEdit("Search people")
    place(search)
    told: list[str] = []
    search.textEdited.connect(told.append)
    qtbot.keyClicks(search, "si")
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert (search.text(), told) == ("", ["s", "si", ""])
    qtbot.keyClick(search, Qt.Key.Key_Z, CONTROL)
    assert form.undone == 1


def test_notes_are_saved_by_control_enter_and_on_leaving(form: Form, place: Place, qtbot: QtBot) -> None:
    field = NotesField("Notes")
    field.set_value("one")
    saved = place(field)
    _type(qtbot, field, "two")
    qtbot.keyClick(field.input(), Qt.Key.Key_Return)
    qtbot.keyClicks(field.input(), "three")
    qtbot.keyClick(field.input(), Qt.Key.Key_Return, CONTROL)
    assert saved == ["two\nthree"]
    qtbot.keyClick(field.input(), Qt.Key.Key_Z, CONTROL)
    assert form.undone == 1
    qtbot.keyClicks(field.input(), "!")
    qtbot.keyClick(field.input(), Qt.Key.Key_Tab)
    assert form.other.hasFocus()
    assert len(saved) == 2
    field.set_value(saved[1])
    field.setFocus()
    qtbot.keyClicks(field.input(), "gone")
    qtbot.keyClick(field.input(), Qt.Key.Key_Escape)
    assert field.edit.toPlainText() == saved[1]


def test_notes_keep_markup_as_text(qtbot: QtBot) -> None:
    field = NotesField("Notes")
    qtbot.addWidget(field)
    field.set_value("<img src=x>")
    assert field.edit.toPlainText() == "<img src=x>"


def test_date_is_typed_shown_and_emptied(form: Form, place: Place, qtbot: QtBot) -> None:
    field = DateField("Due", lambda: TODAY)
    saved = place(field)
    for typed, expected, shown in (
        ("tomorrow", date(2026, 5, 15), "15/05/2026"),
        ("2026-06-01", date(2026, 6, 1), "01/06/2026"),
        ("20/5", date(2026, 5, 20), "20/05/2026"),
    ):
        _type(qtbot, field, typed)
        qtbot.keyClick(field.input(), Qt.Key.Key_Return)
        assert saved[-1] == expected
        field.set_value(expected)
        assert field.edit.text() == shown
    _type(qtbot, field, "soon")
    form.other.setFocus()
    assert field.message() == "This is no date. Type it like 14/05/2026."
    field.edit.setFocus()
    field.edit.selectAll()
    qtbot.keyClick(field.edit, Qt.Key.Key_Delete)
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert saved[-1] is None


def test_date_is_picked_from_the_calendar(place: Place, qtbot: QtBot) -> None:
    field = DateField("Due", lambda: TODAY)
    saved = place(field)
    popup = field.pick()
    assert popup.calendar.selectedDate().day() == 14
    assert popup.clear_button.isHidden()
    popup.calendar.activated.emit(popup.calendar.selectedDate().addDays(2))
    assert saved == [date(2026, 5, 16)]
    field.set_value(saved[0])
    popup = field.pick()
    popup.clear_button.click()
    assert saved == [date(2026, 5, 16), None]


def test_choice_is_saved_when_chosen(place: Place, qtbot: QtBot) -> None:
    field = ChoiceField("Channel", [("event", "Event"), ("email", "Email"), (None, "None")])
    field.set_value("event")
    saved = place(field)
    qtbot.keyClick(field.box, Qt.Key.Key_Down)
    assert (saved, field.value()) == (["email"], "email")
    field.set_options([("email", "Mail"), ("print", "Print")])
    assert field.box.currentText() == "Mail"
    field.set_value("unheard of")
    assert field.box.currentIndex() == -1
    assert saved == ["email"]


def test_wheel_passing_by_changes_nothing(form: Form, place: Place, qapp: QApplication) -> None:
    field = ChoiceField("Channel", [(n, str(n)) for n in range(5)])
    field.set_value(2)
    saved = place(field)
    form.other.setFocus()
    middle = QPointF(5, 5)
    wheel = QWheelEvent(
        middle,
        middle,
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    qapp.sendEvent(field.box, wheel)
    assert (saved, field.value()) == ([], 2)


def test_searchable_choice_puts_unknown_text_back(form: Form, place: Place, qtbot: QtBot) -> None:
    field = ChoiceField("Campaign", [(1, "Spring fair"), (2, "Autumn fair")], searchable=True)
    field.set_value(1)
    saved = place(field)
    edit = field.box.lineEdit()
    assert edit is not None
    edit.selectAll()
    qtbot.keyClicks(edit, "Autumn fair")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert saved == [2]
    edit.selectAll()
    qtbot.keyClicks(edit, "nothing like it")
    form.other.setFocus()
    assert field.box.currentText() == "Autumn fair"
    assert saved == [2]


def test_tick_is_saved_at_once(place: Place, qtbot: QtBot) -> None:
    field = CheckField("Consent", text="May be written to")
    field.set_value(False)
    saved = place(field)
    qtbot.keyClick(field.box, Qt.Key.Key_Space)
    assert (saved, field.value()) == ([True], True)


@pytest.mark.parametrize("stacked", [False, True])
def test_every_field_has_a_name(qtbot: QtBot, stacked: bool) -> None:
    fields = [
        TextField("Label", stacked=stacked),
        NotesField("Label", stacked=stacked),
        ChoiceField("Label", stacked=stacked),
        DateField("Label", lambda: TODAY, stacked=stacked),
        AmountField("Label", str, str, stacked=stacked),
        CheckField("Label", stacked=stacked),
    ]
    for field in fields:
        qtbot.addWidget(field)
        assert field.input().accessibleName() == "Label"
        assert field.label.buddy() is field.input()
        field.mark_bad("Wrong.")
        assert (field.message(), field.state, field.commit()) == ("Wrong.", "bad", False)
        field.mark_saved()
        assert field.message() == ""
