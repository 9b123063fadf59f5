"""A figure tile: what is counted, the figure, and a word beside it. Pressed, it opens what is behind it."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from smallbiz_crm.ui.kit.labels import Card, ElidedLabel, Label, set_style_property
from smallbiz_crm.ui.kit.metrics import HAIR, LARGE

Tone = Literal["", "success", "warning", "danger", "info"]


class FigureTile(Card):
    """Caption, value and note. Emits `pressed` on click, Enter and Space while it is pressable."""

    pressed = Signal()

    def __init__(
        self,
        caption: str,
        value: str = "—",
        note: str = "",
        parent: QWidget | None = None,
        *,
        pressable: bool = False,
    ) -> None:
        super().__init__(parent, padding=LARGE, spacing=HAIR)
        self.caption = ElidedLabel(caption, "muted")
        self.value = ElidedLabel(value, "figure")
        self.note = Label(note, "caption", wrap=True)
        self.note.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
        for label in (self.caption, self.value, self.note):
            self.body.addWidget(label)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.body.addStretch(1)
        self._pressable = pressable
        if pressable:
            set_style_property(self, "pressable", "true")
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._name_it()

    def show_figure(self, value: str, note: str = "", tone: Tone = "") -> None:
        """Show a new value; the tone colours the note, whose words must say the same."""
        self.value.setText(value)
        self.note.setText(note)
        self.note.set_tone(tone)
        self._name_it()

    def _name_it(self) -> None:
        parts = (self.caption.text(), self.value.text(), self.note.text())
        self.setAccessibleName(", ".join(part for part in parts if part))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if self._pressable and inside and event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit()
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._pressable and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.pressed.emit()
            return
        super().keyPressEvent(event)
