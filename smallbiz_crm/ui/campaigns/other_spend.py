"""Spend that belongs to no campaign, so that no cost is out of sight."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from smallbiz_crm.ui.campaigns.spend_box import SpendBox, total_text
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.labels import Card, Label
from smallbiz_crm.ui.kit.metrics import SMALL
from smallbiz_crm.words import _, ngettext


class OtherSpend(QWidget):
    """In place of the campaigns while it `is_open`; `left` asks for them back."""

    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.is_open = False
        self.summary = ""
        """What leads here, in words: ``Spend without campaign: €1,240.00 (3 lines)``."""
        self.back_button = Button(_("All campaigns"), "chevron-left", "quiet")
        self.back_button.clicked.connect(self.left)
        self.box = SpendBox(desk)
        card = Card()
        card.body.addWidget(Label(_("Spend without campaign"), "section"))
        card.body.addWidget(self.box, 1)
        head = QHBoxLayout()
        head.addWidget(self.back_button)
        head.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addLayout(head)
        layout.addWidget(card, 1)

    def refresh(self, currency: str) -> None:
        """Read the lines again."""
        self.box.show_campaign(None)
        lines = self.box.lines.records.lines()
        if not lines:
            self.summary = _("Spend without campaign: none")
            return
        words = ngettext(
            "Spend without campaign: {amount} ({n} line)",
            "Spend without campaign: {amount} ({n} lines)",
            len(lines),
        )
        self.summary = words.format(amount=total_text(lines, currency), n=len(lines))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)
