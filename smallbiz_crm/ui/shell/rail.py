"""The rail at the window's leading edge: a button for each page, the current one marked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from smallbiz_crm.services.places import PROGRAM
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.metrics import HAIR, LARGE, MEDIUM, SMALL, TIGHT, px
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.ui.shell.registry import Room
from smallbiz_crm.words import _

WIDE, COMPACT = 188, 56
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_MOVES = frozenset((*_STEPS, Qt.Key.Key_Home, Qt.Key.Key_End))


class Rail(QFrame):
    """Emits `chosen` with a page's key. One button takes part in Tab; arrows, Home and End move the focus."""

    chosen = Signal(str)
    find_requested = Signal()

    def __init__(self, rooms: Sequence[Room], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "rail")
        self.setAccessibleName(_("Pages"))
        self._is_compact = False
        self._rooms = {room.key: room for room in rooms}
        self.buttons: dict[str, Button] = {}
        self._name = Label(PROGRAM, "strong")
        self._name.setAccessibleName(PROGRAM)
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(TIGHT)
        self._layout.addWidget(self._name)
        self._layout.addSpacing(SMALL)
        self.find_button = Button(_("Find"), "search", "rail", self)
        self.find_button.setAccessibleName(_("Find"))
        self.find_button.clicked.connect(self.find_requested)
        self._layout.addWidget(self.find_button)
        self._layout.addSpacing(SMALL)
        for room in rooms:
            if not room.at_foot:
                self._add(room)
        self._layout.addStretch(1)
        for room in rooms:
            if room.at_foot:
                self._add(room)
        self._fit()
        theme().changed.connect(self._fit)

    def set_compact(self, is_compact: bool) -> None:
        """Show icons only; the words go to tool tips and stay the accessible names."""
        if is_compact != self._is_compact:
            self._is_compact = is_compact
            self._fit()

    def mark(self, key: str) -> None:
        """Show which page is open."""
        for name, button in self.buttons.items():
            is_current = name == key
            button.setChecked(is_current)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_current else Qt.FocusPolicy.ClickFocus)
            button.setAccessibleDescription(_("Open now") if is_current else "")

    def focus_current(self) -> None:
        """Put the focus on the button of the open page."""
        for button in self.buttons.values():
            if button.isChecked():
                button.setFocus(Qt.FocusReason.TabFocusReason)

    def _add(self, room: Room) -> None:
        button = _RailButton(_(room.title), room.icon, "rail", self)
        button.setCheckable(True)
        button.setAccessibleName(_(room.title))
        button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        button.clicked.connect(lambda _checked=False, key=room.key: self.chosen.emit(key))
        self._layout.addWidget(button)
        self.buttons[room.key] = button

    def _fit(self) -> None:
        self.setFixedWidth(px(self, COMPACT if self._is_compact else WIDE))
        side = TIGHT if self._is_compact else px(self, 10)
        self._layout.setContentsMargins(side, LARGE, side, MEDIUM)
        self._name.setContentsMargins(px(self, MEDIUM), HAIR, 0, 0)
        self._name.setVisible(not self._is_compact)
        self.find_button.setText("" if self._is_compact else _("Find"))
        self.find_button.setToolTip(_("Find people, deals, commands (Ctrl+K)"))
        self.find_button.set_icon("search")
        for key, button in self.buttons.items():
            title = _(self._rooms[key].title)
            button.setText("" if self._is_compact else title)
            button.setToolTip(title if self._is_compact else "")
            button.set_icon(self._rooms[key].icon)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        buttons = list(self.buttons.values())
        focused = next((place for place, button in enumerate(buttons) if button.hasFocus()), None)
        if focused is None or event.key() not in _MOVES:
            super().keyPressEvent(event)
            return
        step = _STEPS.get(Qt.Key(event.key()))
        end = 0 if event.key() == Qt.Key.Key_Home else -1
        target = end if step is None else (focused + step) % len(buttons)
        buttons[target].setFocus(Qt.FocusReason.TabFocusReason)


class _RailButton(Button):
    """Leaves the keys that move along the rail to the rail; a button alone would go to any neighbour."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _MOVES:
            event.ignore()
        else:
            super().keyPressEvent(event)
