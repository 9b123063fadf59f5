"""The three views of all campaigns in one place: the same campaigns, the same one the user is on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget

from smallbiz_crm.domain.campaigns import Campaign, PlannedItem
from smallbiz_crm.ui.campaigns.month_view import MonthView
from smallbiz_crm.ui.campaigns.planner_gaps import planned_rows
from smallbiz_crm.ui.campaigns.table import CampaignTable
from smallbiz_crm.ui.campaigns.timeline_rows import Drag, TimelineRow
from smallbiz_crm.ui.campaigns.timeline_view import CampaignTimeline

ViewKey = Literal["month", "timeline", "table"]
View = CampaignTable | CampaignTimeline | MonthView


class CampaignViews(QStackedWidget):
    """The month, the timeline and the table; whatever else is added is shown by `setCurrentWidget`."""

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
        self.month = MonthView()
        self.rows: list[TimelineRow] = []
        self.key: ViewKey = "month"
        self.campaigns: list[Campaign] = []
        self._told_id: int | None = None
        for view in (self.table, self.timeline, self.month):
            self.addWidget(view)
            view.menu_requested.connect(self.menu_requested)
            delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), view)
            delete.setContext(Qt.ShortcutContext.WidgetShortcut)
            delete.activated.connect(self.trash_requested)
        self.table.selected.connect(self._on_row_selected)
        self.table.clicked.connect(self._on_row_clicked)
        self.table.opened.connect(self._open)
        self.timeline.opened.connect(self._open)
        self.month.opened.connect(self._open)

    def show_table(self, campaigns: Sequence[Campaign], currency: str) -> None:
        """Fill the table; it is never left behind, as it costs little."""
        self.campaigns = list(campaigns)
        self.table.show_campaigns(campaigns, currency)

    def show_plan(self, items: Iterable[PlannedItem], today: date, currency: str) -> None:
        """Fill the month and the timeline with the campaigns of the table and their items."""
        shown = {campaign.id for campaign in self.campaigns}
        planned = [item for item in items if item.campaign_id in shown]
        self.rows = planned_rows(self.campaigns, planned, today)
        self.timeline.show_rows(self.rows, today, currency)
        self.month.show_rows(self.rows, today, currency)

    def plan_view(self) -> CampaignTimeline | MonthView | None:
        """The view that is chosen, when it is one of the plan."""
        view = self.current_view()
        return None if isinstance(view, CampaignTable) else view

    def current_view(self) -> View:
        """The one that is chosen."""
        return {"table": self.table, "timeline": self.timeline, "month": self.month}[self.key]

    def choose(self, key: str) -> None:
        """Turn to ``month``, ``timeline`` or ``table``, on the same campaign."""
        current = self.current_view().current_id()
        self.key = "timeline" if key == "timeline" else "table" if key == "table" else "month"
        if current is not None:
            self.go_to(current)

    def go_to(self, campaign_id: int) -> None:
        """Select a campaign in all views without opening it."""
        self._told_id = campaign_id
        self.table.select_id(campaign_id)
        self.timeline.select_id(campaign_id)
        self.month.select_id(campaign_id)

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
        chosen = self.table.selected_ids() if self.key == "table" else [self.current_view().current_id()]
        return [campaign for campaign in self.campaigns if campaign.id in set(chosen)]

    def place_of(self, campaign_id: int) -> QRect:
        """Where the name of a campaign is, in global coordinates."""
        view = self.current_view()
        if isinstance(view, MonthView):
            area = (view.place_of(campaign_id) or QRect()) & view.rect()
            return QRect(view.mapToGlobal(area.topLeft()), area.size())
        if isinstance(view, CampaignTimeline):
            area = view.name_rect(campaign_id)
        else:
            model = view.model_of_records()
            area = view.visualRect(model.index(model.row_of(campaign_id), 0))
        area = (area or QRect()) & view.viewport().rect()
        return QRect(view.viewport().mapToGlobal(area.topLeft()), area.size())

    def move_by(self, campaign_id: int, days: int, *, only_end: bool = False) -> None:
        """Move a campaign, or only its last day, in the view of the plan that is chosen."""
        view = self.plan_view()
        if view is not None:
            view.change(Drag(campaign_id, None, 0 if only_end else days, days))

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
