"""What is planned within a campaign: dated items, ticked off, moved and added, and the follow-ups beneath them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from smallbiz_crm.domain.campaigns import Campaign, PlannedItem, PlannedKind
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.ui.campaigns.campaign_words import items_text, kind_options
from smallbiz_crm.ui.campaigns.item_row import ItemRow
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.follow_up_list import FollowUpList
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.fields import ChoiceBox, DateField, TextField
from smallbiz_crm.ui.kit.labels import Label, line
from smallbiz_crm.ui.kit.metrics import LARGE, SMALL, TIGHT
from smallbiz_crm.words import _, ngettext, sentence

ROWS_AT_ONCE = 60


class AddItemLine(QWidget):
    """Title, kind and day of a new item; Enter adds it and waits for the next."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._campaign_id: int | None = None
        self.title = TextField(_("New planned item"), stacked=True, placeholder=_("Add to the plan …"))
        self.kind = ChoiceBox()
        self.kind.setAccessibleName(_("Kind"))
        self.kinds = [kind for kind, _text in kind_options()]
        self.kind.addItems([text for _kind, text in kind_options()])
        self.kind.setCurrentIndex(self.kinds.index(PlannedKind.TASK))
        self.day = DateField(_("Planned on"), today=desk.today, stacked=True)
        self.add_button = Button(_("Add"), "plus")
        for field in (self.title, self.day):
            field.label.hide()
        self.title.edit.returnPressed.connect(self.add)
        self.day.edit.returnPressed.connect(self.add)
        self.add_button.clicked.connect(self.add)
        below = QHBoxLayout()
        below.setSpacing(SMALL)
        below.addWidget(self.kind)
        below.addWidget(self.day, 1)
        below.addWidget(self.add_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TIGHT)
        layout.addWidget(self.title)
        layout.addLayout(below)

    def show_campaign(self, campaign: Campaign) -> None:
        """Add to this campaign from now on; a new one begins with an empty line and a fitting day."""
        if campaign.id == self._campaign_id:
            return
        self._campaign_id = campaign.id
        self.title.set_value("")
        today = self.desk.today()
        self.day.set_value(max(campaign.starts_on or today, today))

    def add(self) -> None:
        """Write the item that is typed."""
        campaign_id = self._campaign_id
        if campaign_id is None or not self._is_complete():
            return
        title, day, kind = self.title.value(), self.day.value(), self.kinds[self.kind.currentIndex()]
        self.desk.write(
            lambda workspace: workspace.campaigns.plan(campaign_id, title, day, kind=kind.value),
            then=self._on_added,
            refused=self._on_refused,
            owner=self,
        )

    def _is_complete(self) -> bool:
        for field, words in ((self.title, _("Say what is planned.")), (self.day, _("Say on which day."))):
            if not field.commit():
                field.setFocus()
                return False
            if not field.value():
                field.mark_bad(words)
                field.setFocus()
                return False
        return True

    def _on_added(self, _item_id: int) -> None:
        self.title.set_value("")
        self.title.setFocus()

    def _on_refused(self, error: CrmError) -> None:
        self.title.mark_bad(sentence(error))


class PlanTab(QWidget):
    """Items by their day, and the campaign's follow-ups."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.rows: list[ItemRow] = []
        self._items: list[PlannedItem] = []
        self._today: date | None = None
        self._campaign_id: int | None = None
        self._most = ROWS_AT_ONCE
        self.add_line = AddItemLine(desk)
        self.summary = Label("", "muted", wrap=True)
        self._rows_layout = QVBoxLayout()
        self._rows_layout.setSpacing(TIGHT)
        self.more_button = Button("", kind="quiet")
        self.more_button.clicked.connect(self._on_more)
        self.follow_ups = FollowUpList(desk, "campaign")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addWidget(self.add_line)
        layout.addWidget(self.summary)
        layout.addLayout(self._rows_layout)
        layout.addWidget(self.more_button)
        layout.addSpacing(LARGE - SMALL)
        layout.addWidget(line())
        layout.addWidget(self.follow_ups)
        layout.addStretch(1)

    def show_campaign(self, campaign: Campaign) -> None:
        """Read and show the plan of a campaign."""
        if campaign.id != self._campaign_id:
            self._campaign_id, self._most = campaign.id, ROWS_AT_ONCE
        self.add_line.show_campaign(campaign)
        self.follow_ups.show_record(campaign.id)
        self._show_items(self.desk.workspace.campaigns.items(campaign.id))

    def _show_items(self, items: Sequence[PlannedItem]) -> None:
        today = self.desk.today()
        left = len(items) - self._most
        self.more_button.setText(ngettext("Show {n} more", "Show {n} more", left).format(n=left))
        self.more_button.setVisible(left > 0)
        self.summary.setText(items_text(items) or _("Nothing planned yet: a post, a mail, a stand to book."))
        shown = list(items[: self._most])
        if shown == self._items and today == self._today:
            return
        self._items, self._today = shown, today
        focus = QApplication.focusWidget()
        place = next((n for n, row in enumerate(self.rows) if focus and row.isAncestorOf(focus)), None)
        for row in self.rows:
            row.hide()
            self._rows_layout.removeWidget(row)
            row.deleteLater()
        self.rows = [ItemRow(self.desk, item) for item in shown]
        for row in self.rows:
            self._rows_layout.addWidget(row)
        if place is not None:
            self._focus_again(place)

    def _focus_again(self, place: int) -> None:
        """Keep the focus where it was while the rows are made anew."""
        if self.rows:
            self.rows[min(place, len(self.rows) - 1)].done_box.setFocus()
        else:
            self.add_line.title.setFocus()

    def _on_more(self) -> None:
        self._most += ROWS_AT_ONCE
        if self._campaign_id is not None:
            self._show_items(self.desk.workspace.campaigns.items(self._campaign_id))
