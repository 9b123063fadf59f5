"""The table of deals: the same deals as on the board, as rows that can be sorted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from smallbiz_crm.domain.deals import Deal, Outcome
from smallbiz_crm.ui.deals.amounts import Price, show_price
from smallbiz_crm.ui.deals.card_words import step_chip
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.chips import ChipKind
from smallbiz_crm.ui.kit.formats import day
from smallbiz_crm.ui.kit.list_view import ListView
from smallbiz_crm.ui.kit.paged_model import Column, PagedTableModel
from smallbiz_crm.words import _

_STAGE_CHIPS: dict[Outcome, ChipKind] = {Outcome.WON: "success", Outcome.LOST: "danger"}
DEFAULT_SORT = ("created", True)


class DealTable(ListView):
    """Deals as rows. `show_all` reads which; the rows on screen are read when they are painted."""

    trash_requested = Signal(int)

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.records = PagedTableModel(self._columns(), self._rows)
        super().__init__(self.records, _("Deals"))
        self._search = ""
        self._order = DEFAULT_SORT
        self.set_sort(*self._order)
        self.sort_requested.connect(self._on_sort_requested)

    def show_all(self, search: str) -> None:
        """Read the deals that match, in the order chosen."""
        self._search = search
        key, descending = self._order
        self.records.set_ids(self.desk.workspace.deals.ids(search=search, sort=key, descending=descending))

    def _columns(self) -> list[Column]:
        return [
            Column("title", _("Title"), 20, look="strong", stretch=2),
            Column("company", _("Customer"), 20, look="muted", stretch=2),
            Column("amount", _("Amount"), 13, "right", show=show_price),
            Column("stage", _("Stage"), 13, show=_stage_name, chip=_stage_chip),
            Column("expected_close", _("Expected close"), 17, show=_day),
            Column("next_step", _("Next step"), 15, show=self._step, chip=self._step_chip, sortable=False),
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
        self.show_all(self._search)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        deal_id = self.current_id()
        if event.key() == Qt.Key.Key_Delete and deal_id is not None:
            self.trash_requested.emit(deal_id)
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
        deal.created_on,
        deal.closed_on,
    )


def _day(value: date | None) -> str:
    return "" if value is None else day(value)


def _stage_name(value: tuple[str, Outcome]) -> str:
    return value[0]


def _stage_chip(value: tuple[str, Outcome]) -> ChipKind | None:
    return _STAGE_CHIPS.get(value[1], "neutral")
