"""The table of campaigns: its columns, its order, and the bar in the cell of the budget used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from smallbiz_crm.domain.campaigns import Campaign, CampaignStatus
from smallbiz_crm.ui.campaigns.amounts import show_money
from smallbiz_crm.ui.campaigns.budget import BudgetUse, draw_budget_bar
from smallbiz_crm.ui.campaigns.campaign_words import STATUS_CHIPS, word
from smallbiz_crm.ui.kit.formats import NOTHING, day, number
from smallbiz_crm.ui.kit.list_view import ListView
from smallbiz_crm.ui.kit.metrics import px
from smallbiz_crm.ui.kit.paged_model import Column, PagedTableModel, Row
from smallbiz_crm.ui.kit.row_delegate import RowDelegate
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.words import _

_STATUS_ORDER = {status: place for place, status in enumerate(CampaignStatus)}
_SELECTED = QStyle.StateFlag.State_Selected

SORTS: dict[str, Callable[[Campaign], Any]] = {
    "name": lambda campaign: campaign.name.casefold(),
    "status": lambda campaign: _STATUS_ORDER[campaign.status],
    "channel": lambda campaign: word("channel", campaign.channel).casefold(),
    "starts_on": lambda campaign: campaign.starts_on,
    "ends_on": lambda campaign: campaign.ends_on,
    "used": lambda campaign: BudgetUse.of(campaign).share,
    "cost": lambda campaign: campaign.cost,
    "budget": lambda campaign: campaign.budget,
    "people": lambda campaign: campaign.people,
    "objective": lambda campaign: word("objective", campaign.objective).casefold() or None,
}
"""What each column is sorted by; None comes last either way."""


def in_order(campaigns: Iterable[Campaign], key: str, *, descending: bool) -> list[Campaign]:
    """The campaigns by a column; those without a value last, equals in the order given."""
    value = SORTS[key]
    known: list[Campaign] = []
    unknown: list[Campaign] = []
    for campaign in campaigns:
        (unknown if value(campaign) is None else known).append(campaign)
    return [*sorted(known, key=value, reverse=descending), *unknown]


class CampaignTable(ListView):
    """All campaigns given to it, a row each, sorted by the heading that was clicked."""

    def __init__(self) -> None:
        self._campaigns: dict[int, Campaign] = {}
        self._currency = ""
        self._key, self._descending = "starts_on", True
        super().__init__(PagedTableModel(self._columns(), self._fetch), _("Campaigns"))
        keys = [column.key for column in self.model_of_records().columns]
        self._used = _BudgetDelegate(self)
        self.setItemDelegateForColumn(keys.index("used"), self._used)
        self.set_sort(self._key, self._descending)
        self.sort_requested.connect(self._on_sort_requested)
        theme().changed.connect(self._used.refresh)

    def show_campaigns(self, campaigns: Sequence[Campaign], currency: str) -> None:
        """Show these; the one the user is on and the selection stay where they are."""
        self._campaigns = {campaign.id: campaign for campaign in campaigns}
        self._currency = currency
        self._fill()

    def _fill(self) -> None:
        ordered = in_order(self._campaigns.values(), self._key, descending=self._descending)
        model = self.model_of_records()
        ids = [campaign.id for campaign in ordered]
        if model.is_filled and list(model.ids()) == ids:
            model.invalidate()
        else:
            model.set_ids(ids)

    def _fetch(self, ids: Sequence[int]) -> list[Row]:
        found = (self._campaigns.get(campaign_id) for campaign_id in ids)
        return [
            (
                campaign.id,
                campaign.name,
                campaign.status,
                BudgetUse.of(campaign),
                campaign.starts_on,
                campaign.ends_on,
                campaign.channel,
                campaign.cost,
                campaign.budget,
                campaign.people,
                campaign.objective,
            )
            for campaign in found
            if campaign is not None
        ]

    def _columns(self) -> list[Column]:
        def money(minor: int | None) -> str:
            return show_money(minor, self._currency)

        return [
            Column("name", _("Name"), 20, stretch=3, look="strong"),
            Column("status", _("Status"), 12, show=_word_of("status"), chip=STATUS_CHIPS.__getitem__),
            Column("used", _("Budget used"), 17, "right", show=BudgetUse.short, stretch=1),
            Column("starts_on", _("Start"), 12, show=day, is_quiet=_is_none),
            Column("ends_on", _("End"), 12, show=day, is_quiet=_is_none),
            Column("channel", _("Channel"), 10, show=_word_of("channel")),
            Column("cost", _("Spent in all"), 12, "right", show=money),
            Column("budget", _("Budget"), 11, "right", show=money, is_quiet=_is_none),
            Column("people", _("People"), 8, "right", show=number),
            Column("objective", _("Objective"), 12, show=_objective, is_quiet=_is_none),
        ]

    def _on_sort_requested(self, key: str, descending: bool) -> None:
        self._key, self._descending = key, descending
        self._fill()


def _word_of(group: str) -> Callable[[Any], str]:
    return lambda value: word(group, value)


def _objective(value: Any) -> str:
    return word("objective", value) or NOTHING


def _is_none(value: object) -> bool:
    return value is None


class _BudgetDelegate(RowDelegate):
    """The words of the budget used at the right, and the bar in the room they leave."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row_delegate = self._view.itemDelegate()
        if isinstance(row_delegate, RowDelegate):
            self.hovered_row, self.focused_row = row_delegate.hovered_row, row_delegate.focused_row
        super().paint(painter, option, index)
        model = index.model()
        values = model.values(index.row()) if isinstance(model, PagedTableModel) else None
        use = None if values is None else values[index.column() + 1]
        if not isinstance(use, BudgetUse) or use.share is None:
            return
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue] - missing from the stubs
        selected = bool(option.state & _SELECTED)  # pyright: ignore[reportAttributeAccessIssue]
        metrics = QFontMetrics(painter.font())
        # Room for the longest words usual, so that the bars of all rows are equally long.
        longest = metrics.horizontalAdvance(BudgetUse(888, 100).short())
        words = max(longest, metrics.horizontalAdvance(use.short()))
        room = rect.adjusted(self.padding, 0, -(2 * self.padding + words), 0)
        height = px(self._view, 8)
        if room.width() >= 3 * height:
            area = QRect(room.left(), rect.center().y() - height // 2, room.width(), height)
            draw_budget_bar(painter, area, use, selected=selected)
