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
    more_requested = Signal()
    all_requested = Signal()

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
        self.more_button = Button(_("More"), "more")
        self.more_button.setAccessibleDescription(_("Follow-up, field, tag, export"))
        self.more_button.clicked.connect(self.more_requested)
        self.all_button = Button("", kind="quiet")
        self.all_button.clicked.connect(self.all_requested)
        self.clear_button = Button(_("Clear selection"), kind="quiet")
        self.clear_button.clicked.connect(self.clear_requested)
        buttons = QWidget()
        flow = FlowLayout(buttons)
        doing = (self.campaign_button, self.tag_button, self.more_button, self.trash_button)
        for button in (*doing, self.all_button, self.clear_button):
            flow.addWidget(button)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(LARGE, SMALL, SMALL, SMALL)
        layout.setSpacing(LARGE)
        layout.addWidget(self.count)
        layout.addWidget(buttons, 1)
        self.hide()

    def show_count(self, count: int, listed: int) -> None:
        """Say how many of those listed are selected; fewer than two hide the strip."""
        self.all_button.setText(_("Select all {n}").format(n=number(listed)))
        self.all_button.setVisible(count < listed)
        self.count.setText(ngettext("{n} selected", "{n} selected", count).format(n=number(count)))
        self.setVisible(count > 1)
