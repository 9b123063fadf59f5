"""What takes the place of the campaigns for a while: a card with a way back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.labels import Card
from smallbiz_crm.ui.kit.metrics import SMALL
from smallbiz_crm.words import _


class Aside(QWidget):
    """In place of the campaigns while it `is_open`; `left` asks for them back. Its content stands in `card`."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.is_open = False
        self.summary = ""
        """What leads here, in words."""
        self.back_button = Button(_("All campaigns"), "chevron-left", "quiet")
        self.back_button.clicked.connect(self.left)
        self.card = Card()
        head = QHBoxLayout()
        head.addWidget(self.back_button)
        head.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addLayout(head)
        layout.addWidget(self.card, 1)

    def refresh(self) -> None:
        """Read again what is shown."""
        raise NotImplementedError

    def begin(self) -> None:
        """Take the focus when it is opened."""
        self.back_button.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)
