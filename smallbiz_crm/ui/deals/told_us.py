"""What they already told us: the notes on the deal's people and the campaigns that met them, before the deal."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from smallbiz_crm.domain.contacts import TimelineEntry
from smallbiz_crm.domain.deals import Deal
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.metrics import TIGHT
from smallbiz_crm.ui.timeline import TimelineView
from smallbiz_crm.words import _, ngettext

SHOWN = 3


class ToldUs(QWidget):
    """The newest entries, and all of them at a press. Nothing stands here for a deal without a story."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._deal_id: int | None = None
        self._entries: list[TimelineEntry] = []
        self._is_whole = False
        self.notes = Label("", wrap=True)
        self.story = TimelineView(desk)
        self.all_button = Button("", kind="quiet")
        self.all_button.clicked.connect(self._show_all)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TIGHT)
        layout.addWidget(Label(_("What they already told us"), "strong"))
        layout.addWidget(self.notes)
        layout.addWidget(self.story)
        layout.addWidget(self.all_button, 0, Qt.AlignmentFlag.AlignLeading)

    def show_deal(self, deal: Deal) -> None:
        if deal.id != self._deal_id:
            self._deal_id, self._is_whole = deal.id, False
        notes = ""
        if deal.contact_id is not None:
            notes = self.desk.workspace.contacts.get(deal.contact_id).notes or ""
        self.notes.setText(notes)
        self.notes.setVisible(bool(notes))
        self._entries = self.desk.workspace.deal_parts.told_before(deal.id)
        self.setVisible(bool(notes or self._entries))
        self._fill()

    def _fill(self) -> None:
        shown = self._entries if self._is_whole else self._entries[:SHOWN]
        self.story.setVisible(bool(shown))
        self.story.show_entries(shown)
        more = len(self._entries) - len(shown)
        self.all_button.setText(ngettext("Show {n} more", "Show {n} more", more).format(n=more))
        self.all_button.setVisible(more > 0)

    def _show_all(self) -> None:
        self._is_whole = True
        self._fill()
