"""The kinds of inline field: text, notes, choice, date, amount, tick. Each is saved when it is left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QCompleter, QWidget

from smallbiz_crm.ui.kit import formats
from smallbiz_crm.ui.kit.buttons import IconButton
from smallbiz_crm.ui.kit.calendar_popup import CalendarPopup
from smallbiz_crm.ui.kit.field import Field
from smallbiz_crm.ui.kit.line_edits import LineEdit, PlainTextEdit
from smallbiz_crm.ui.kit.metrics import em
from smallbiz_crm.words import _

Parse = Callable[[str], Any]
Show = Callable[[Any], str]


def _is_escape(event: QKeyEvent) -> bool:
    return event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape


class _TypedField(Field):
    """A field whose value is typed as text, parsed when it is left. A parser says no by a ValueError."""

    def __init__(
        self, label: str, parse: Parse, show: Show, parent: QWidget | None, *, stacked: bool
    ) -> None:
        super().__init__(label, parent, stacked=stacked)
        self._parse = parse
        self._show = show
        self._stored: Any = parse("")
        self._value: Any = self._stored
        self._shown = ""
        self._submitted: str | None = None
        self._refused: str | None = None

    def value(self) -> Any:
        return self._value

    def set_value(self, value: Any) -> None:
        if self._has_focus():
            self.refresh(value)
            return
        self._take(value)
        self._refused = None
        self._set_text(self._shown)
        self.mark_saved()

    def refresh(self, value: Any) -> None:
        typed = self._text()
        is_own = typed in (self._shown, self._submitted) and typed != self._refused
        self._take(value)
        if is_own:
            self._set_text(self._shown)
            self.mark_saved()

    def commit(self) -> bool:
        typed = self._text()
        if typed == self._refused:
            return False
        if typed == self._latest():
            self._refused = None
            self.mark_saved()
            return True
        try:
            value = self._parse(typed)
        except ValueError as error:
            self.mark_bad(str(error))
            return False
        self._refused = None
        self.mark_saved()
        if value == self._value:
            self._set_text(self._latest())
            return True
        # Setting the text drops its history, so that Ctrl+Z belongs to the workspace from here on.
        self._submitted = typed
        self._set_text(typed)
        self._value = value
        self.saved.emit(value)
        return True

    def mark_bad(self, text: str) -> None:
        self._refused = self._text()
        if self._refused == self._submitted:
            self._submitted, self._value = None, self._stored
        super().mark_bad(text)

    def restore(self) -> None:
        """Go back to what was saved last."""
        self._refused = None
        self._set_text(self._latest())
        self.mark_saved()

    def _take(self, value: Any) -> None:
        self._stored = self._value = value
        self._shown = self._show(value)
        self._submitted = None

    def _latest(self) -> str:
        """The text that the owner has or is about to store."""
        return self._shown if self._submitted is None else self._submitted

    def _is_changed(self) -> bool:
        return self._text() != self._latest() or self._refused is not None

    def _on_escaped(self) -> bool:
        """Esc restores, and says so; when there is nothing to restore it belongs to the panel or dialog."""
        is_changed = self._is_changed()
        if is_changed:
            self.restore()
        return is_changed

    def _has_focus(self) -> bool:
        return self.input().hasFocus()

    def _text(self) -> str:
        raise NotImplementedError

    def _set_text(self, text: str) -> None:
        raise NotImplementedError


class _LineField(_TypedField):
    def __init__(
        self,
        label: str,
        parse: Parse,
        show: Show,
        parent: QWidget | None,
        *,
        stacked: bool,
        placeholder: str,
    ) -> None:
        super().__init__(label, parse, show, parent, stacked=stacked)
        self.edit = LineEdit(label, placeholder=placeholder)
        self.edit.left.connect(self.commit)
        self.edit.returnPressed.connect(self.commit)
        self.edit.textEdited.connect(lambda _text: self.edited.emit())
        self.edit.installEventFilter(self)

    def _text(self) -> str:
        return self.edit.text()

    def _set_text(self, text: str) -> None:
        self.edit.setText(text)
        if not self.edit.hasFocus():
            self.edit.setCursorPosition(0)  # of a long text its beginning is seen

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and _is_escape(event):
            return self._on_escaped()
        return super().eventFilter(watched, event)


class TextField(_LineField):
    """One line of text, saved without spaces around it. `parse` may change it or say no (ValueError)."""

    def __init__(
        self,
        label: str,
        parent: QWidget | None = None,
        *,
        stacked: bool = False,
        placeholder: str = "",
        parse: Callable[[str], str] = str.strip,
    ) -> None:
        def show(value: str | None) -> str:
            return value or ""

        super().__init__(label, parse, show, parent, stacked=stacked, placeholder=placeholder)
        self.set_input(self.edit)


class AmountField(_LineField):
    """A typed value of any kind, such as money: `parse` turns text into it, `show` back."""

    def __init__(
        self,
        label: str,
        parse: Parse,
        show: Show,
        parent: QWidget | None = None,
        *,
        stacked: bool = False,
        placeholder: str = "",
    ) -> None:
        super().__init__(label, parse, show, parent, stacked=stacked, placeholder=placeholder)
        self.set_input(self.edit)


class NotesField(_TypedField):
    """Several lines of plain text; Ctrl+Enter saves, Enter makes a new line."""

    def __init__(
        self,
        label: str,
        parent: QWidget | None = None,
        *,
        stacked: bool = False,
        placeholder: str = "",
        lines: float = 4,
    ) -> None:
        super().__init__(label, str.rstrip, lambda value: value or "", parent, stacked=stacked)
        self.edit = PlainTextEdit(label, placeholder=placeholder)
        self.edit.setFixedHeight(em(self.edit, lines + 0.9))
        self.edit.left.connect(self.commit)
        self.edit.submitted.connect(self.commit)
        self.edit.textChanged.connect(self.edited)
        self.edit.installEventFilter(self)
        self.set_input(self.edit)

    def _text(self) -> str:
        return self.edit.toPlainText()

    def _set_text(self, text: str) -> None:
        if text != self.edit.toPlainText():
            self.edit.setPlainText(text)
        else:
            self.edit.document().clearUndoRedoStacks()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and _is_escape(event):
            return self._on_escaped()
        return super().eventFilter(watched, event)


class DateField(_LineField):
    """A day, or None: typed (ISO, the locale's order, "tomorrow") or picked. `today` says what day it is."""

    def __init__(
        self,
        label: str,
        today: Callable[[], date],
        parent: QWidget | None = None,
        *,
        stacked: bool = False,
        placeholder: str = "",
    ) -> None:
        self._today = today
        super().__init__(label, self._parse_day, _show_day, parent, stacked=stacked, placeholder=placeholder)
        self.pick_button = IconButton("calendar", _("Pick a day for {field}").format(field=label))
        self.pick_button.clicked.connect(self.pick)
        self.set_input(self.edit, self.pick_button)

    def pick(self) -> CalendarPopup:
        """Open the calendar under the field."""
        popup = CalendarPopup(self.value() or self._today(), self, can_clear=self.value() is not None)
        popup.picked.connect(self._on_picked)
        popup.open_at(self.edit)
        return popup

    def _parse_day(self, text: str) -> date | None:
        try:
            return formats.parse_day(text, self._today())
        except ValueError:
            example = formats.day(self._today())
            raise ValueError(_("This is no date. Type it like {example}.").format(example=example)) from None

    def _on_picked(self, day: date | None) -> None:
        self.edit.setText(_show_day(day))
        self.edit.setFocus()
        self.commit()


def _show_day(day: date | None) -> str:
    return "" if day is None else formats.day(day)


class ChoiceField(Field):
    """One of several keys. With `searchable` the list is narrowed by typing; for long lists."""

    def __init__(
        self,
        label: str,
        options: Sequence[tuple[Any, str]] = (),
        parent: QWidget | None = None,
        *,
        stacked: bool = False,
        searchable: bool = False,
    ) -> None:
        """`options` are pairs of key and text."""
        super().__init__(label, parent, stacked=stacked)
        self._keys: list[Any] = []
        self._value: Any = None
        self.box = ChoiceBox()
        if searchable:
            self.box.make_searchable(label)
        self.box.activated.connect(self._on_activated)
        self.set_input(self.box)
        self.set_options(options)

    def set_options(self, options: Sequence[tuple[Any, str]]) -> None:
        """Offer these instead; the value stays when it is among them."""
        self._keys = [key for key, _text in options]
        self.box.clear()
        self.box.addItems([text for _key, text in options])
        self._show_value()

    def value(self) -> Any:
        return self._value

    def set_value(self, value: Any) -> None:
        self._value = value
        self._show_value()
        self.mark_saved()

    def commit(self) -> bool:
        return self.state != "bad"

    def _show_value(self) -> None:
        self.box.setCurrentIndex(self._keys.index(self._value) if self._value in self._keys else -1)

    def _on_activated(self, position: int) -> None:
        if 0 <= position < len(self._keys) and self._keys[position] != self._value:
            self._value = self._keys[position]
            self.mark_saved()
            self.saved.emit(self._value)


class ChoiceBox(QComboBox):
    """A combo box that the wheel does not change while it only passes by, and that may be searched."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setMaxVisibleItems(14)

    def make_searchable(self, name: str) -> None:
        """Let the user narrow the list by typing; text that is not in the list is put back."""
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        edit = LineEdit(name)
        self.setLineEdit(edit)
        completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(completer)
        popup = completer.popup()
        if popup is not None:
            popup.setProperty("role", "popup")
        edit.left.connect(lambda: self.setEditText(self.itemText(self.currentIndex())))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class CheckField(Field):
    """Yes or no, saved at once."""

    def __init__(
        self, label: str, parent: QWidget | None = None, *, stacked: bool = False, text: str = ""
    ) -> None:
        """`text` stands beside the box, when the label alone does not say it."""
        super().__init__(label, parent, stacked=stacked)
        self.box = QCheckBox(text or (label if stacked else ""))
        self.set_input(self.box)
        if stacked:
            self.label.hide()
        self.box.clicked.connect(self._on_clicked)

    def value(self) -> bool:
        return self.box.isChecked()

    def set_value(self, value: bool) -> None:
        self.box.setChecked(bool(value))
        self.mark_saved()

    def commit(self) -> bool:
        return self.state != "bad"

    def _on_clicked(self, checked: bool) -> None:
        self.mark_saved()
        self.saved.emit(checked)
