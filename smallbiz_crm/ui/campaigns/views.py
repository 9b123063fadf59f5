"""The two views of all campaigns in one place: the same campaigns, the same one the user is on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget

from smallbiz_crm.domain.campaigns import Campaign, PlannedItem
from smallbiz_crm.ui.campaigns.table import CampaignTable
from smallbiz_crm.ui.campaigns.timeline_view import CampaignTimeline

ViewKey = Literal["table", "timeline"]


class CampaignViews(QStackedWidget):
    """The table and the timeline; whatever else is added is shown by `setCurrentWidget`."""

    opened = Signal(int)
    """A campaign is to be shown in the side panel."""
    trash_requested = Signal()
    """What is selected is to go to the Trash."""
    menu_requested = Signal(object, QPoint)
    """A context menu is asked for: the campaign's id or None, and the place in global coordinates."""

    def __init__(self) -> None:
        super().__init__()
        self.table = CampaignTable()
        self.timeline = CampaignTimeline()
        self.key: ViewKey = "table"
        self.campaigns: list[Campaign] = []
        self._told_id: int | None = None
        for view in (self.table, self.timeline):
            self.addWidget(view)
            view.menu_requested.connect(self.menu_requested)
            delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), view)
            delete.setContext(Qt.ShortcutContext.WidgetShortcut)
            delete.activated.connect(self.trash_requested)
        self.table.selected.connect(self._on_row_selected)
        self.table.clicked.connect(self._on_row_clicked)
        self.table.opened.connect(self._open)
        self.timeline.opened.connect(self._open)

    def show_table(self, campaigns: Sequence[Campaign], currency: str) -> None:
        """Fill the table; it is never left behind, as it costs little."""
        self.campaigns = list(campaigns)
        self.table.show_campaigns(campaigns, currency)

    def show_timeline(self, items: Iterable[PlannedItem], today: date, currency: str) -> None:
        """Fill the timeline with the campaigns of the table and their items."""
        shown = {campaign.id for campaign in self.campaigns}
        planned = [item for item in items if item.campaign_id in shown]
        self.timeline.show_campaigns(self.campaigns, planned, today, currency)

    def current_view(self) -> CampaignTable | CampaignTimeline:
        """The one of the two that is chosen."""
        return self.timeline if self.key == "timeline" else self.table

    def choose(self, key: ViewKey) -> None:
        """Turn to the other view, on the same campaign."""
        current = self.current_view().current_id()
        self.key = key
        if current is not None:
            self.go_to(current)

    def go_to(self, campaign_id: int) -> None:
        """Select a campaign in both views without opening it."""
        self._told_id = campaign_id
        self.table.select_id(campaign_id)
        self.timeline.select_id(campaign_id)

    def enter(self) -> None:
        """Put the focus into the view that is chosen, on the first campaign where there is none; opens that."""
        view = self.current_view()
        view.setFocus(Qt.FocusReason.OtherFocusReason)
        first = self.table.model_of_records().id_at(0)
        if view is self.table and not self.table.selected_ids() and first is not None:
            self.table.select_id(first)
            self.opened.emit(first)

    def selected(self) -> list[Campaign]:
        """The campaigns that are selected in the view that is chosen."""
        chosen = self.table.selected_ids() if self.key == "table" else [self.timeline.current_id()]
        return [campaign for campaign in self.campaigns if campaign.id in set(chosen)]

    def place_of(self, campaign_id: int) -> QRect:
        """Where the name of a campaign is, in global coordinates."""
        view = self.current_view()
        if isinstance(view, CampaignTimeline):
            area = view.name_rect(campaign_id)
        else:
            model = view.model_of_records()
            area = view.visualRect(model.index(model.row_of(campaign_id), 0))
        area = (area or QRect()) & view.viewport().rect()
        return QRect(view.viewport().mapToGlobal(area.topLeft()), area.size())

    def _open(self, campaign_id: int | None) -> None:
        if campaign_id is not None:
            self.opened.emit(campaign_id)

    def _on_row_selected(self, campaign_id: int | None) -> None:
        """Open what was gone to; focus alone, and a longer selection, open nothing."""
        if campaign_id is not None and self.table.selected_ids() == [campaign_id]:
            self._told_id = campaign_id
            self.opened.emit(campaign_id)

    def _on_row_clicked(self, index: QModelIndex) -> None:
        """A click on the row the user is on already opens it again, after its panel was closed."""
        campaign_id = self.table.model_of_records().id_at(index.row())
        told, self._told_id = self._told_id, None
        if campaign_id is not None and told != campaign_id and self.table.selected_ids() == [campaign_id]:
            self.opened.emit(campaign_id)
