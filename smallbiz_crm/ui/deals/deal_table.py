"""The table of deals: the same deals as on the board, as rows that can be sorted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu

from smallbiz_crm.domain.board import BoardFilter
from smallbiz_crm.domain.deals import FULL_SHARE, Deal, Outcome
from smallbiz_crm.ui.deals.amounts import Price, show_price
from smallbiz_crm.ui.deals.card_words import step_chip
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.chips import ChipKind
from smallbiz_crm.ui.kit.formats import day, percent
from smallbiz_crm.ui.kit.list_view import ListView
from smallbiz_crm.ui.kit.paged_model import Column, PagedTableModel
from smallbiz_crm.words import _

_STAGE_CHIPS: dict[Outcome, ChipKind] = {Outcome.WON: "success", Outcome.LOST: "danger"}
DEFAULT_SORT = ("created", True)
HIDDEN_AT_FIRST = ("owner", "campaign", "region", "probability", "age")


class DealTable(ListView):
    """Deals as rows. `show_all` reads which; the rows on screen are read when they are painted."""

    trash_requested = Signal(object)
    """Ids of deals."""
    find_requested = Signal()

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.records = PagedTableModel(self._columns(), self._rows)
        super().__init__(self.records, _("Deals"))
        self._narrowed = BoardFilter()
        self._order = DEFAULT_SORT
        self.set_sort(*self._order)
        self.sort_requested.connect(self._on_sort_requested)
        keys = (column.key for column in self.records.columns)
        self.show_columns([key for key in keys if key not in HIDDEN_AT_FIRST])

    def show_all(self, narrowed: BoardFilter) -> None:
        """Read the deals that match, in the order chosen."""
        self._narrowed = narrowed
        key, descending = self._order
        self.records.set_ids(self.desk.workspace.board.table_ids(narrowed, key, descending=descending))

    def columns_menu(self) -> QMenu:
        """Every column but the title, to be shown or hidden."""
        menu = QMenu(self)
        for section, column in enumerate(self.records.columns):
            if section:
                action = menu.addAction(column.title)
                action.setCheckable(True)
                action.setChecked(not self.isColumnHidden(section))
                action.toggled.connect(lambda on, key=column.key: self._on_column_toggled(key, on))
        return menu

    def shown_columns(self) -> list[str]:
        """The keys of the columns on show."""
        columns = enumerate(self.records.columns)
        return [column.key for section, column in columns if not self.isColumnHidden(section)]

    def _on_column_toggled(self, key: str, on: bool) -> None:
        shown = set(self.shown_columns())
        self.show_columns(shown | {key} if on else shown - {key})

    def _columns(self) -> list[Column]:
        return [
            Column("title", _("Title"), 20, look="strong", stretch=2),
            Column("company", _("Customer"), 20, look="muted", stretch=2),
            Column("amount", _("Amount"), 13, "right", show=show_price),
            Column("stage", _("Stage"), 13, show=_stage_name, chip=_stage_chip),
            Column("expected_close", _("Expected close"), 17, show=_day),
            Column("next_step", _("Next step"), 15, show=self._step, chip=self._step_chip),
            Column("owner", _("Owner"), 12, look="muted"),
            Column("campaign", _("Source campaign"), 16, look="muted"),
            Column("region", _("Region"), 12, look="muted"),
            Column("probability", _("Probability"), 11, "right", show=_share),
            Column("age", _("In stage since"), 13, show=_day, look="muted"),
            Column("created", _("Created"), 12, show=_day, look="muted"),
            Column("closed", _("Closed"), 12, show=_day, look="muted"),
        ]

    def _rows(self, ids: Sequence[int]) -> list[tuple[Any, ...]]:
        return [_row(deal) for deal in self.desk.workspace.deals.get_many(ids)]

    def _step(self, value: tuple[Outcome, date | None]) -> str:
        outcome, due_on = value
        if outcome is not Outcome.OPEN and due_on is None:
            return ""
        return step_chip(due_on, self.desk.today())[0]

    def _step_chip(self, value: tuple[Outcome, date | None]) -> ChipKind | None:
        outcome, due_on = value
        if outcome is not Outcome.OPEN and due_on is None:
            return None
        return step_chip(due_on, self.desk.today())[1]

    def _on_sort_requested(self, key: str, descending: bool) -> None:
        self._order = (key, descending)
        self.show_all(self._narrowed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        deal_id = self.current_id()
        if event.key() == Qt.Key.Key_Delete and deal_id is not None:
            self.trash_requested.emit(self.selected_ids() or [deal_id])
            return
        if event.text() == "/":
            self.find_requested.emit()
            return
        super().keyPressEvent(event)


def _row(deal: Deal) -> tuple[Any, ...]:
    customer = ", ".join(part for part in (deal.contact, deal.company) if part)
    return (
        deal.id,
        deal.title,
        customer,
        Price(deal.amount, deal.currency),
        (deal.stage, deal.outcome),
        deal.expected_close,
        (deal.outcome, deal.next_step_on),
        deal.owner,
        deal.source_campaign,
        deal.region,
        deal.probability,
        deal.stage_since,
        deal.created_on,
        deal.closed_on,
    )


def _day(value: date | None) -> str:
    return "" if value is None else day(value)


def _share(value: int) -> str:
    return percent(value / FULL_SHARE)


def _stage_name(value: tuple[str, Outcome]) -> str:
    return value[0]


def _stage_chip(value: tuple[str, Outcome]) -> ChipKind | None:
    return _STAGE_CHIPS.get(value[1], "neutral")
