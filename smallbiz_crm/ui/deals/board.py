"""The board: a column per stage side by side, one card current, and the place a card is on its way to."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from smallbiz_crm.domain.deals import DealCard, Stage, StageTotal
from smallbiz_crm.ui.deals.board_column import BoardColumn
from smallbiz_crm.ui.deals.card_model import CardModel, CardStore, Fetch
from smallbiz_crm.ui.kit.metrics import MEDIUM, em, px
from smallbiz_crm.ui.kit.theme import theme

COLUMN_WIDTH = 240
SCROLL_EVERY_MS = 16


class Board(QScrollArea):
    """Shows what it is given and asks for everything else; it reads cards only through `fetch`."""

    opened = Signal(int)
    trash_requested = Signal(int)
    menu_requested = Signal(int, QPoint)
    """The deal, and a place in global coordinates."""
    move_requested = Signal(int, int)
    """The deal and the id of the stage to move it to."""

    def __init__(self, fetch: Fetch, today: Callable[[], date]) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.store = CardStore(fetch)
        self.columns: list[BoardColumn] = []
        self._today = today
        self._current: int | None = None
        self._moving: int | None = None
        self._is_dropped = False
        self._scroll_step = 0
        self._scroll_timer = QTimer(self)
        self._scroll_timer.setInterval(SCROLL_EVERY_MS)
        self._scroll_timer.timeout.connect(self._on_scroll_time)
        self._strip = QWidget()
        self._strip.setAutoFillBackground(False)
        self._layout = QHBoxLayout(self._strip)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(MEDIUM)
        self.setWidget(self._strip)
        self.viewport().setAutoFillBackground(False)
        theme().changed.connect(self._on_theme_changed)

    # -- content ------------------------------------------------------------------------------------------

    def show_stages(self, stages: Sequence[Stage]) -> None:
        """Make a column for each stage, unless these stand already."""
        if [column.stage for column in self.columns] == list(stages):
            return
        for column in self.columns:
            self._layout.removeWidget(column)
            column.hide()
            column.deleteLater()
        self.columns = [self._make_column(stage) for stage in stages]
        for column in self.columns:
            self._layout.addWidget(column, 1)
        self._hand_on_focus()

    def _make_column(self, stage: Stage) -> BoardColumn:
        model = CardModel(stage, self.store, self._today)
        column = BoardColumn(stage, model)
        column.setMinimumWidth(px(self, COLUMN_WIDTH))
        model.setParent(column)
        cards = column.cards
        model.move_requested.connect(self._on_drop_noted)
        # Queued, so that a drag has ended before a popover opens.
        model.move_requested.connect(self._on_dropped, Qt.ConnectionType.QueuedConnection)
        cards.opened.connect(self.opened)
        cards.trash_requested.connect(self.trash_requested)
        cards.menu_requested.connect(self.menu_requested)
        cards.current_changed.connect(lambda: self._on_current_changed(column))
        cards.step_requested.connect(lambda side: self._step(column, side))
        cards.move_requested.connect(lambda deal_id, side: self._move_beside(column, deal_id, side))
        cards.dragged.connect(self._on_dragged)
        cards.hovered.connect(lambda deal_id, place: self._on_hovered(column, deal_id, place))
        cards.left.connect(lambda: self._on_left(column))
        return column

    def column(self, stage_id: int) -> BoardColumn | None:
        return next((column for column in self.columns if column.stage.id == stage_id), None)

    def column_of(self, deal_id: int) -> BoardColumn | None:
        """The column that holds a deal."""
        return next(
            (column for column in self.columns if column.cards.model_of_cards().row_of(deal_id) >= 0), None
        )

    def show_ids(self, ids: Mapping[int, array[int]]) -> None:
        """Give columns, by stage id, the deals they hold; the current card and scroll positions stay."""
        had_focus = self._focused_column() is not None
        old_row = self._row_of_current()
        for column in self.columns:
            if column.stage.id in ids:
                bar = column.cards.verticalScrollBar()
                value = bar.value()
                column.cards.model_of_cards().set_ids(ids[column.stage.id])
                column.cards.doItemsLayout()
                bar.setValue(value)
        self._restore_current(old_row, had_focus=had_focus)

    def replace(self, gone: Iterable[int], cards: Sequence[DealCard]) -> None:
        """Take deals out of their columns and put those that have a card where they stand now."""
        gone = list(gone)
        self.store.forget(gone)
        self.store.keep(cards)
        changed: dict[int, array[int]] = {}
        for deal_id in gone:
            column = self.column_of(deal_id)
            if column is not None:
                _ids_to_change(changed, column).remove(deal_id)
        for card in cards:
            column = self.column(card.stage_id)
            if column is not None:
                ids = _ids_to_change(changed, column)
                place = column.cards.model_of_cards().landing_row(card, card.closed_on, ids)
                ids.insert(place, card.id)
        self.show_ids(changed)

    def show_totals(self, totals: Mapping[int, StageTotal], currency: str) -> None:
        """Fill the heads."""
        for column in self.columns:
            nothing = StageTotal(column.stage.id, 0, 0, 0, 0, 0)
            column.show_total(totals.get(column.stage.id, nothing), currency)

    def forget(self, ids: Iterable[int] | None = None) -> None:
        """Read these cards again when they are painted; all of them without `ids`."""
        self.store.forget(ids)
        for column in self.columns:
            column.cards.viewport().update()

    # -- the current card ---------------------------------------------------------------------------------

    def current_id(self) -> int | None:
        """The deal the user is on."""
        return self._current

    def select(self, deal_id: int | None, *, focus: bool = False) -> bool:
        """Go to a deal; whether it is on the board."""
        self._current = deal_id
        target = None if deal_id is None else self.column_of(deal_id)
        for column in self.columns:
            if column is not target:
                column.cards.leave()
        if target is not None and deal_id is not None:
            target.cards.go_to(target.cards.model_of_cards().row_of(deal_id))
            self.ensureWidgetVisible(target, 0, 0)
        self._hand_on_focus()
        if focus and target is not None:
            target.cards.setFocus()
        return target is not None

    def focus_cards(self) -> None:
        """Put the focus on the current card, or the first there is."""
        column = self._tab_column()
        if column is not None:
            column.cards.setFocus()

    def _on_current_changed(self, column: BoardColumn) -> None:
        self._current = column.cards.current_id()
        for other in self.columns:
            if other is not column:
                other.cards.leave()
        self.ensureWidgetVisible(column, 0, 0)
        self._hand_on_focus()

    def _row_of_current(self) -> tuple[BoardColumn, int] | None:
        if self._current is None:
            return None
        column = self.column_of(self._current)
        return None if column is None else (column, column.cards.model_of_cards().row_of(self._current))

    def _restore_current(self, old: tuple[BoardColumn, int] | None, *, had_focus: bool) -> None:
        """Stay on the current card wherever it is now; where it is gone, on what took its place."""
        if self._current is None:
            return
        column = self.column_of(self._current)
        if column is None and old is not None:
            model = old[0].cards.model_of_cards()
            self._current = model.id_at(min(old[1], model.rowCount() - 1))
        is_elsewhere = column is not None and (old is None or column is not old[0])
        if column is not None and not is_elsewhere:
            column.cards.go_to_quietly(column.cards.model_of_cards().row_of(self._current or 0))
            return
        self.select(self._current, focus=had_focus)

    def _focused_column(self) -> BoardColumn | None:
        """The column that has the focus, or gets it back when a popover closes."""
        focus = self.window().focusWidget()
        return next((column for column in self.columns if column.cards is focus), None)

    def _tab_column(self) -> BoardColumn | None:
        """The column that Tab leads to: that of the current card, else the first with cards."""
        current = None if self._current is None else self.column_of(self._current)
        filled = (column for column in self.columns if column.cards.model_of_cards().rowCount())
        return current or next(filled, None) or next(iter(self.columns), None)

    def _hand_on_focus(self) -> None:
        """Make the board one stop of the Tab key; the arrows go between its columns."""
        stop = self._tab_column()
        for column in self.columns:
            is_stop = column is stop
            column.cards.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_stop else Qt.FocusPolicy.ClickFocus)

    # -- keys ---------------------------------------------------------------------------------------------

    def _step(self, column: BoardColumn, side: int) -> None:
        """Go to the card at the same height of the next column that has any."""
        place = self.columns.index(column) + side
        height = column.cards.height_of_current()
        while 0 <= place < len(self.columns):
            target = self.columns[place]
            if target.cards.model_of_cards().rowCount():
                deal_id = target.cards.model_of_cards().id_at(target.cards.row_near(height))
                self.select(deal_id, focus=True)
                return
            place += side

    def _move_beside(self, column: BoardColumn, deal_id: int, side: int) -> None:
        place = self.columns.index(column) + side
        if 0 <= place < len(self.columns) and self._moving is None:
            self.move_requested.emit(deal_id, self.columns[place].stage.id)

    # -- a card on its way --------------------------------------------------------------------------------

    def hold(self, deal_id: int, stage_id: int) -> QRect | None:
        """Show a card as on its way to a stage until `let_go`; where it will land, in global coordinates."""
        column, card = self.column(stage_id), self._card(deal_id)
        if column is None or card is None:
            return None
        self._moving = deal_id
        self._set_ghost(deal_id)
        row = self._open_gap(column, card)
        self.ensureWidgetVisible(column, 0, 0)
        return column.cards.global_rect(row)

    def let_go(self) -> None:
        """Show every card where it is stored."""
        self._moving = None
        self._is_dropped = False
        self._set_ghost(None)
        for column in self.columns:
            column.cards.model_of_cards().close_gap()

    def _open_gap(self, column: BoardColumn, card: DealCard) -> int:
        for other in self.columns:
            if other is not column:
                other.cards.model_of_cards().close_gap()
        model = column.cards.model_of_cards()
        if model.gap < 0:
            row = model.open_gap(card)
            column.cards.scrollTo(model.index(row, 0))
        return model.gap

    def _card(self, deal_id: int) -> DealCard | None:
        column = self.column_of(deal_id)
        if column is None:
            return None
        model = column.cards.model_of_cards()
        return model.card_at(model.row_of(deal_id))

    def _set_ghost(self, deal_id: int | None) -> None:
        for column in self.columns:
            column.cards.set_ghost(deal_id)

    def _on_dragged(self, deal_id: int | None) -> None:
        self._stop_scrolling()
        if deal_id is not None:
            self._is_dropped = False
            self._set_ghost(deal_id)
        elif not self._is_dropped:
            self.let_go()

    def _on_hovered(self, column: BoardColumn, deal_id: int, place: QPoint) -> None:
        card = self._card(deal_id)
        if card is not None and card.stage_id != column.stage.id:
            self._open_gap(column, card)
        self._scroll_towards(self.viewport().mapFromGlobal(place).x())

    def _on_left(self, column: BoardColumn) -> None:
        self._stop_scrolling()
        column.cards.model_of_cards().close_gap()

    def _on_drop_noted(self) -> None:
        self._stop_scrolling()
        self._is_dropped = True

    def _on_dropped(self, deal_id: int, stage_id: int) -> None:
        self.move_requested.emit(deal_id, stage_id)

    def _scroll_towards(self, x: int) -> None:
        """Scroll sideways while a card is dragged near an edge."""
        margin = em(self, 3)
        step = em(self, 0.8)
        if x < margin:
            self._scroll_step = -step
        elif x > self.viewport().width() - margin:
            self._scroll_step = step
        else:
            self._stop_scrolling()
            return
        if not self._scroll_timer.isActive():
            self._scroll_timer.start()

    def _stop_scrolling(self) -> None:
        self._scroll_timer.stop()

    def _on_scroll_time(self) -> None:
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() + self._scroll_step)

    def _on_theme_changed(self) -> None:
        for column in self.columns:
            column.setMinimumWidth(px(self, COLUMN_WIDTH))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        column = None if self._current is None else self.column_of(self._current)
        if column is not None and event.size().width() < event.oldSize().width():
            self.ensureWidgetVisible(column, 0, 0)


def _ids_to_change(changed: dict[int, array[int]], column: BoardColumn) -> array[int]:
    """A copy of what a column holds, the same one each time."""
    return changed.setdefault(column.stage.id, array("q", column.cards.model_of_cards().ids()))
