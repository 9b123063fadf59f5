"""What every inline field has in common: label, input, a message under it, and when its value is saved."""

from __future__ import annotations

from typing import Any, Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from smallbiz_crm.ui.kit.labels import Label, set_style_property
from smallbiz_crm.ui.kit.metrics import HAIR, MEDIUM, TIGHT, em
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.words import _

LABEL_WIDTH = 7.0

FieldState = Literal["", "saving", "saved", "bad"]


class Field(QWidget):
    """A labelled input whose value is saved when it is left.

    `saved` carries the new value, once for each change: on Enter and when the focus goes. The owner then
    calls `set_value` when it was written, or `mark_bad` when it was refused; what was typed stays.
    With `stacked` the label stands above a framed input (dialogs), else beside a quiet one (side panels).
    """

    saved = Signal(object)
    edited = Signal()
    """Something was typed that is not saved yet."""

    def __init__(self, label: str, parent: QWidget | None = None, *, stacked: bool = False) -> None:
        super().__init__(parent)
        self.is_stacked = stacked
        self._state: FieldState = ""
        self.label = Label(label, "strong" if stacked else "muted", wrap=not stacked)
        self._message = Label("", "caption", wrap=True)
        self._message.hide()
        self._column = QVBoxLayout()
        self._column.setSpacing(HAIR)
        self._column.addWidget(self._message)
        outer: QBoxLayout = QVBoxLayout(self) if stacked else QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(TIGHT if stacked else MEDIUM)
        if stacked:
            outer.addWidget(self.label)
        else:
            self.label.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
            # The label's own margins would be forgotten with the next change of theme: it is a frame to Qt.
            self._beside = QVBoxLayout()
            self._beside.addWidget(self.label, 1)
            outer.addLayout(self._beside)
            self._fit_label()
            theme().changed.connect(self._fit_label)
        outer.addLayout(self._column, 1)

    def set_input(self, widget: QWidget, *extra: QWidget) -> None:
        """Put the input and what belongs beside it into its place. Called once by a kind of field."""
        self.setFocusProxy(widget)
        self.label.setBuddy(widget)
        widget.setAccessibleName(self.label.text())
        if not self.is_stacked:
            set_style_property(widget, "inline", "true")
        line = QHBoxLayout()
        line.setSpacing(HAIR)
        line.addWidget(widget, 1)
        for item in extra:
            line.addWidget(item)
        self._column.insertLayout(0, line)

    def _fit_label(self) -> None:
        """Give the label its width, and stand its first line beside the words of the input."""
        self.label.setFixedWidth(em(self, LABEL_WIDTH))
        self._beside.setContentsMargins(0, em(self, 0.5), 0, 0)

    def value(self) -> Any:
        """The value last set or saved."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show what is stored, for this record or another; only typing under the focus is kept."""
        raise NotImplementedError

    def refresh(self, value: Any) -> None:
        """Show what is stored now for the same record; unsaved typing and refused values are kept."""
        self.set_value(value)

    def commit(self) -> bool:
        """Save now what was typed, if it changed; whether the field holds nothing bad."""
        raise NotImplementedError

    def input(self) -> QWidget:
        """The widget that has the focus."""
        return self.focusProxy() or self

    def message(self) -> str:
        """What stands under the input now."""
        return "" if self._message.isHidden() else self._message.text()

    @property
    def state(self) -> FieldState:
        return self._state

    def mark_bad(self, text: str) -> None:
        """Keep what was typed and say under it why it was not taken."""
        self._show_state("bad", text)

    def mark_saving(self) -> None:
        """Say that the value is on its way."""
        self._show_state("saving", _("Saving …"))

    def mark_saved(self) -> None:
        """Take "Saving …" and complaints away."""
        self._show_state("", "")

    def _show_state(self, state: FieldState, text: str) -> None:
        self._state = state
        self._message.setText(text)
        self._message.set_tone("danger" if state == "bad" else "")
        self._message.setVisible(bool(text))
        widget = self.input()
        set_style_property(widget, "bad", "true" if state == "bad" else "false")
        widget.setAccessibleDescription(text)
