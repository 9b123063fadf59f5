"""A row of joined buttons of which one is on, to switch between views of the same thing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from smallbiz_crm.ui.kit.metrics import scaled_font


class Segmented(QWidget):
    """One of several keys. Emits `chosen` when the user picks another; arrows move, Tab leaves."""

    chosen = Signal(str)

    def __init__(self, options: Sequence[tuple[str, str]], name: str, parent: QWidget | None = None) -> None:
        """`options` are pairs of key and text; `name` is the accessible name of the group."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._buttons: dict[str, _Segment] = {}
        self._value = ""
        group = QButtonGroup(self)
        group.setExclusive(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for position, (key, text) in enumerate(options):
            button = _Segment(text, _place(position, len(options)), self)
            button.clicked.connect(lambda _checked=False, key=key: self._on_clicked(key))
            button.step.connect(self._on_step)
            group.addButton(button)
            layout.addWidget(button)
            self._buttons[key] = button
        if options:
            self.choose(options[0][0])

    def value(self) -> str:
        """The key that is on."""
        return self._value

    def choose(self, key: str) -> None:
        """Switch `key` on without emitting."""
        self._value = key
        self._buttons[key].setChecked(True)
        for button in self._buttons.values():
            on = button.isChecked()
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if on else Qt.FocusPolicy.ClickFocus)

    def button(self, key: str) -> QPushButton:
        return self._buttons[key]

    def _on_clicked(self, key: str) -> None:
        if key != self._value:
            self.choose(key)
            self.chosen.emit(key)

    def _on_step(self, offset: int) -> None:
        keys = list(self._buttons)
        key = keys[(keys.index(self._value) + offset) % len(keys)]
        self.choose(key)
        self._buttons[key].setFocus(Qt.FocusReason.TabFocusReason)
        self.chosen.emit(key)


class _Segment(QPushButton):
    step = Signal(int)

    def __init__(self, text: str, place: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.setProperty("kind", "segment")
        self.setProperty("place", place)
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Room for the heavier words of the one that is on."""
        heavy = scaled_font(self, 1.0, QFont.Weight.DemiBold)
        more = QFontMetrics(heavy).horizontalAdvance(self.text()) - self.fontMetrics().horizontalAdvance(
            self.text()
        )
        return super().sizeHint() + QSize(max(0, more), 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        forward = Qt.Key.Key_Left if self.isRightToLeft() else Qt.Key.Key_Right
        backward = Qt.Key.Key_Right if self.isRightToLeft() else Qt.Key.Key_Left
        if event.key() == forward:
            self.step.emit(1)
        elif event.key() == backward:
            self.step.emit(-1)
        else:
            super().keyPressEvent(event)


def _place(position: int, count: int) -> str:
    if count == 1:
        return "only"
    return {0: "first", count - 1: "last"}.get(position, "middle")
