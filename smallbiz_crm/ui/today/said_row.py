"""The chips under the capture line, as buttons where something can be done about what they say."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from smallbiz_crm.ui.kit.chips import ChipButton, ChipKind
from smallbiz_crm.ui.kit.flow_layout import FlowLayout
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.metrics import TIGHT, chars
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.ui.today.understanding import SaidChip

LONGEST_CHIP = 44
LONGEST_WARNING = 72
"""In characters."""
_ICON_ROLES: dict[ChipKind, str] = {
    "accent": "on_accent_soft",
    "neutral": "muted",
    "success": "success",
    "warning": "warning",
    "danger": "danger",
    "info": "info",
}


class SaidRow(QWidget):
    """Shows chips in as many lines as they need; they never take the focus by a click."""

    pressed = Signal(object, object)
    """A `SaidChip` with something to do about it, and its button."""

    def __init__(self) -> None:
        super().__init__()
        self.buttons: list[ChipButton] = []
        self._chips: list[SaidChip] = []
        self._flow = FlowLayout(self, TIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        theme().changed.connect(self._fill)

    def show_chips(self, chips: Sequence[SaidChip]) -> None:
        """Show these chips in this order."""
        if list(chips) != self._chips:
            self._chips = list(chips)
            self._fill()

    def texts(self) -> list[str]:
        """What the chips say, in full."""
        return [chip.text for chip in self._chips]

    def _fill(self) -> None:
        self._flow.clear()
        self.buttons = [self._button(chip) for chip in self._chips]
        for button in self.buttons:
            self._flow.addWidget(button)
        self.updateGeometry()

    def _button(self, chip: SaidChip) -> ChipButton:
        room = chars(self, LONGEST_WARNING if chip.kind == "warning" else LONGEST_CHIP)
        shown = self.fontMetrics().elidedText(chip.text, Qt.TextElideMode.ElideRight, room)
        button = ChipButton(shown.replace("&", "&&"), chip.kind)
        button.setIcon(icon(chip.icon, _ICON_ROLES[chip.kind]))
        button.setAccessibleName(f"{chip.spoken}: {chip.text}")
        button.setToolTip(button.accessibleName())
        if chip.does:
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(partial(self._on_clicked, chip, button))
        else:
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setCursor(Qt.CursorShape.ArrowCursor)
        return button

    def _on_clicked(self, chip: SaidChip, button: ChipButton, _checked: bool = False) -> None:
        self.pressed.emit(chip, button)
