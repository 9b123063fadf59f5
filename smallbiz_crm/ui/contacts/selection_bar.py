"""The strip under the list while several people are selected: how many, and what to do with them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.flow_layout import FlowLayout
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.metrics import LARGE, SMALL
from smallbiz_crm.words import _, ngettext


class SelectionBar(QFrame):
    """Shows itself for two or more. It stands under the list so that no row moves under the pointer."""

    trash_requested = Signal()
    tag_requested = Signal()
    campaign_requested = Signal()
    clear_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setAccessibleName(_("Selected people"))
        self.count = Label("", "strong")
        self.campaign_button = Button(_("Add to campaign"), "campaigns")
        self.campaign_button.clicked.connect(self.campaign_requested)
        self.tag_button = Button(_("Tag"), "tag")
        self.tag_button.clicked.connect(self.tag_requested)
        self.trash_button = Button(_("Move to Trash"), "trash")
        self.trash_button.clicked.connect(self.trash_requested)
        self.clear_button = Button(_("Clear selection"), kind="quiet")
        self.clear_button.clicked.connect(self.clear_requested)
        buttons = QWidget()
        flow = FlowLayout(buttons)
        for button in (self.campaign_button, self.tag_button, self.trash_button, self.clear_button):
            flow.addWidget(button)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(LARGE, SMALL, SMALL, SMALL)
        layout.setSpacing(LARGE)
        layout.addWidget(self.count)
        layout.addWidget(buttons, 1)
        self.hide()

    def show_count(self, count: int) -> None:
        """Say how many are selected; fewer than two hide the strip."""
        self.count.setText(ngettext("{n} selected", "{n} selected", count).format(n=number(count)))
        self.setVisible(count > 1)
