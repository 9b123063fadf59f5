"""Suggestions under a line while it is typed in, read from the workspace a few at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QWidget

from smallbiz_crm.ui.kit.buttons import IconButton
from smallbiz_crm.ui.kit.field import Field
from smallbiz_crm.ui.kit.line_edits import LineEdit
from smallbiz_crm.words import _

MOST_SUGGESTIONS = 8

_NameRole = Qt.ItemDataRole.UserRole + 1


class Suggestion(NamedTuple):
    """A record that may be meant: its id, its name, and what tells it from its namesakes."""

    id: int
    name: str
    note: str = ""


Find = Callable[[str], Sequence[Suggestion]]


class Suggestions(QObject):
    """Offers what `find` makes of the typed text; `picked` carries the suggestion that was taken."""

    picked = Signal(object)

    def __init__(self, edit: LineEdit, find: Find) -> None:
        super().__init__(edit)
        self._edit = edit
        self._find = find
        self.offered: list[Suggestion] = []
        self._model = QStandardItemModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setCompletionRole(_NameRole)
        popup = self._completer.popup()
        if popup is not None:
            popup.setProperty("role", "popup")
        edit.setCompleter(self._completer)
        edit.textEdited.connect(self._on_edited)
        # PySide offers no overload by name for a signal of a completer; the index one carries the row.
        self._completer.activated[QModelIndex].connect(self._on_activated)  # pyright: ignore[reportIndexIssue]

    def _on_edited(self, text: str) -> None:
        self.offered = list(self._find(text))[:MOST_SUGGESTIONS] if text.strip() else []
        self._model.clear()
        for suggestion in self.offered:
            item = QStandardItem(" · ".join(part for part in (suggestion.name, suggestion.note) if part))
            item.setData(suggestion.name, _NameRole)
            self._model.appendRow(item)

    def _on_activated(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self.offered):
            self.picked.emit(self.offered[index.row()])


class RecordField(Field):
    """A record chosen by typing a part of its name. Its value is a `Suggestion`, or None for nobody."""

    opened = Signal(int)
    """The record that is chosen is to be opened."""

    def __init__(
        self,
        label: str,
        find: Find,
        parent: QWidget | None = None,
        *,
        stacked: bool = False,
        placeholder: str = "",
        unknown: str = "",
        link: str = "",
    ) -> None:
        """`unknown` is said of a text that no record has; `link` names a button that asks to open the record."""
        super().__init__(label, parent, stacked=stacked)
        self._value: Suggestion | None = None
        self._unknown = unknown or _("There is no record of that name. Pick one from the list.")
        self.edit = LineEdit(label, placeholder=placeholder)
        self._suggestions = Suggestions(self.edit, find)
        self._suggestions.picked.connect(self._take)
        self.edit.left.connect(self.commit)
        self.edit.returnPressed.connect(self.commit)
        self.edit.escaped.connect(self._on_escaped)
        self.edit.textEdited.connect(lambda _text: self.edited.emit())
        self.link_button = IconButton("arrow-right", link or label)
        self.link_button.clicked.connect(self._on_link_pressed)
        self._has_link = bool(link)
        self.set_input(self.edit, self.link_button)
        self._show_link()

    def value(self) -> Suggestion | None:
        return self._value

    def set_value(self, value: Suggestion | None) -> None:
        """Show who is chosen; what is being typed is kept."""
        is_typing = self.edit.hasFocus() and self._is_changed()
        self._value = value
        if not is_typing:
            self.edit.setText(self._name())
            self.mark_saved()
        self._show_link()

    def refresh(self, value: Suggestion | None) -> None:
        if self.state != "bad":
            self.set_value(value)

    def restore(self) -> None:
        """Go back to who is chosen."""
        self.edit.setText(self._name())
        self.mark_saved()

    def commit(self) -> bool:
        typed = self.edit.text().strip()
        if not self._is_changed():
            self.mark_saved()
        elif not typed:
            self._take(None)
        else:
            named = [each for each in self._suggestions.offered if each.name.casefold() == typed.casefold()]
            if len(named) == 1:
                self._take(named[0])
            else:
                self.mark_bad(self._unknown)
        return self.state != "bad"

    def _is_changed(self) -> bool:
        return self.edit.text().strip() != self._name()

    def _name(self) -> str:
        return self._value.name if self._value else ""

    def _take(self, chosen: Suggestion | None) -> None:
        is_new = (chosen and chosen.id) != (self._value and self._value.id)
        self._value = chosen
        self.edit.setText(self._name())
        self.mark_saved()
        self._show_link()
        if is_new:
            self.saved.emit(chosen)

    def _show_link(self) -> None:
        self.link_button.setVisible(self._has_link and self._value is not None)

    def _on_link_pressed(self) -> None:
        if self._value is not None:
            self.opened.emit(self._value.id)

    def _on_escaped(self) -> None:
        if self._is_changed() or self.state == "bad":
            self.restore()
