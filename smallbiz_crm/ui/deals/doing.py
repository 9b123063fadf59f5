"""What can be done with deals from their page: moved, placed, expected, closed, put to rest or into the Trash."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, QSize
from PySide6.QtWidgets import QMenu

from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.ui.deals.commands import deal_commands
from smallbiz_crm.ui.deals.deal_menu import DealActions, deal_menu
from smallbiz_crm.ui.deals.moving import move_deals
from smallbiz_crm.ui.deals.waiting import ask_to_wait
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.metrics import LARGE
from smallbiz_crm.words import _, ngettext

if TYPE_CHECKING:  # the page makes this and is made first
    from smallbiz_crm.ui.deals.page import DealsPage


class DealDoing(QObject):
    """Carries out what board, table, menu and palette ask of the Deals page."""

    def __init__(self, page: DealsPage) -> None:
        super().__init__(page)
        self._page = page
        self._desk = page.desk
        self._commands = deal_commands(self._desk)
        self._commands.serve_page(page)

    def show_commands(self) -> None:
        """Let the commands work while there is a deal to work on."""
        self._commands.show_state()

    # -- moving and the rest ---------------------------------------------------------------------------

    def move(self, ids: Sequence[int], stage_id: int) -> None:
        """Move deals; they stand at their new place while won or lost is being asked."""
        stage = next((stage for stage in self._page.stages if stage.id == stage_id), None)
        if stage is None:
            return
        if self._page.shown_board() is not self._page.board:
            place = self._place_of_row(ids[0]) if self._page.shown_board() is None else None
            move_deals(self._desk, ids, stage, self._page.shown_board() or self._page.table, place=place)
            return
        place = self._page.board.hold(ids, stage_id)
        move_deals(
            self._desk,
            ids,
            stage,
            self._page.board,
            place=place,
            ended=lambda _moved: self._page.board.let_go(),
        )

    def place(self, ids: Sequence[int], stage_id: int, before_id: int | None) -> None:
        """Put deals where they were dropped, in the order by hand."""
        self._desk.write(
            lambda workspace: workspace.board.place(ids, stage_id, before_id),
            then=lambda _nothing: self._after_placing(),
            refused=self._on_drop_refused,
        )

    def _after_placing(self) -> None:
        self._page.board.let_go()
        self._page.refresh()

    def expect(self, ids: Sequence[int], month: int) -> None:
        """Expect deals in another month, or on no day."""
        self._page.forecast.hold(ids, month)
        said = ngettext(
            "Another expected close for {n} deal", "Another expected close for {n} deals", len(ids)
        )
        self._desk.write(
            lambda workspace: workspace.board.expect_in(ids, month),
            said=said.format(n=number(len(ids))),
            then=lambda _nothing: self._page.forecast.let_go(),
            refused=self._on_drop_refused,
        )

    def _on_drop_refused(self, error: CrmError) -> None:
        for board in (self._page.board, self._page.forecast):
            board.let_go()
        self._desk.show_trouble(error)

    def _place_of_row(self, deal_id: int) -> QRect:
        row = self._page.table.model_of_records().row_of(deal_id)
        viewport = self._page.table.viewport()
        top = self._page.table.rowViewportPosition(row) if row >= 0 else 0
        corner = viewport.mapToGlobal(QPoint(LARGE, max(0, min(top, viewport.height()))))
        return QRect(corner, QSize(1, self._page.table.rowHeight(row) if row >= 0 else 1))

    def trash(self, ids: Sequence[int]) -> None:
        """Put deals into the Trash."""
        title = self._desk.workspace.deals.get(ids[0]).title
        said = _("“{title}” is in the Trash").format(title=title)
        if len(ids) > 1:
            count = ngettext("{n} deal is in the Trash", "{n} deals are in the Trash", len(ids))
            said = count.format(n=number(len(ids)))
        self._desk.write(lambda workspace: workspace.deals.trash(ids), said=said)

    def _wake(self, deal_id: int) -> None:
        self._desk.write(
            lambda workspace: workspace.deals.edit(deal_id, waiting_until=None, waiting_because=None),
            said=_("No longer waiting"),
        )

    def menu_for(self, deal_id: int, point: QPoint) -> QMenu:
        """What can be done with a deal, or with all selected when it is one of them; `point` is global."""
        shown = self._page.shown_board()
        selected = self._page.table.selected_ids() if shown is None else shown.selected_ids()
        others = [each for each in selected if each != deal_id] if deal_id in selected else []
        actions = DealActions(
            self._page.open, self.move, partial(ask_to_wait, self._desk, self._page), self._wake, self.trash
        )
        return deal_menu(self._desk, self._page, [deal_id, *others], point, self._page.stages, actions)

    def show_menu(self, deal_id: int | None, point: QPoint) -> None:
        """Open the menu of a deal at a place in global coordinates."""
        if deal_id is not None:
            self.menu_for(deal_id, point).popup(point)
