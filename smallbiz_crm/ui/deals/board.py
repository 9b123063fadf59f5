"""The board: columns side by side, one card current, and the place that cards are on their way to."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from smallbiz_crm.domain.board import CardOrder
from smallbiz_crm.domain.deals import DealCard, Stage, StageTotal
from smallbiz_crm.ui.deals.board_column import BoardColumn
from smallbiz_crm.ui.deals.card_model import CardModel, CardStore, Fetch
from smallbiz_crm.ui.deals.lanes import Lane
from smallbiz_crm.ui.kit.metrics import MEDIUM, em

LaneOf = Callable[[DealCard], int | None]
SCROLL_EVERY_MS = 16


class Board(QScrollArea):
    """Shows what it is given and asks for everything else; it reads cards only through `fetch`."""

    opened = Signal(int)
    trash_requested = Signal(object)
    """Ids of deals."""
    find_requested = Signal()
    folded_changed = Signal()
    current_changed = Signal()
    """Another card is the current one."""
    menu_requested = Signal(int, QPoint)
    """The deal, and a place in global coordinates."""
    move_requested = Signal(object, int)
    """Ids of deals, and the key of the column to move them to."""
    place_requested = Signal(object, int, object)
    """Ids of deals, the key of a column, and the deal they shall stand in front of by hand, or None."""

    def __init__(self, fetch: Fetch, today: Callable[[], date], lane_of: LaneOf) -> None:
        """`lane_of` tells the key of the column that a card belongs to, None for none."""
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.store = CardStore(fetch)
        self.columns: list[BoardColumn] = []
        self._today = today
        self._lane_of = lane_of
        self._current: int | None = None
        self._moving: list[int] = []
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

    # -- content ------------------------------------------------------------------------------------------

    def show_lanes(self, lanes: Sequence[Lane], stages: Sequence[Stage]) -> None:
        """Make a column for each lane, unless these stand already; `stages` are those that cards may stand in."""
        self.store.stages = {stage.id: stage for stage in stages}
        if [column.lane for column in self.columns] == list(lanes):
            return
        folded = self.folded()
        for column in self.columns:
            self._layout.removeWidget(column)
            column.hide()
            column.deleteLater()
        self.columns = [self._make_column(lane) for lane in lanes]
        for column in self.columns:
            self._layout.addWidget(column, 1)
        self.fold(folded)
        self._hand_on_focus()

    def _make_column(self, lane: Lane) -> BoardColumn:
        model = CardModel(lane, self.store, self._today)
        column = BoardColumn(lane, model)
        column.folded_changed.connect(lambda _folded: self._on_folded())
        model.setParent(column)
        cards = column.cards
        model.move_requested.connect(self._on_drop_noted)
        # Queued, so that a drag has ended before a popover opens.
        model.move_requested.connect(self._on_dropped, Qt.ConnectionType.QueuedConnection)
        cards.opened.connect(self.opened)
        cards.trash_requested.connect(self.trash_requested)
        cards.menu_requested.connect(self.menu_requested)
        cards.find_requested.connect(self.find_requested)
        cards.current_changed.connect(lambda: self._on_current_changed(column))
        cards.step_requested.connect(lambda side: self._step(column, side))
        cards.move_requested.connect(lambda ids, side: self._move_beside(column, ids, side))
        cards.dragged.connect(self._on_dragged)
        cards.hovered.connect(lambda ids, place: self._on_hovered(column, ids, place))
        cards.left.connect(lambda: self._on_left(column))
        return column

    def column(self, key: int | None) -> BoardColumn | None:
        return next((column for column in self.columns if column.lane.key == key), None)

    def folded(self) -> list[int]:
        """The keys of the columns that are folded."""
        return [column.lane.key for column in self.columns if column.is_folded]

    def fold(self, keys: Iterable[int]) -> None:
        """Fold these columns and unfold all others."""
        wanted = set(keys)
        for column in self.columns:
            column.set_folded(column.lane.key in wanted)

    def set_order(self, order: CardOrder) -> None:
        """How the cards stand that are shown from now on."""
        self.store.order = order

    def column_of(self, deal_id: int) -> BoardColumn | None:
        """The column that holds a deal."""
        return next(
            (column for column in self.columns if column.cards.model_of_cards().row_of(deal_id) >= 0), None
        )

    def show_ids(self, ids: Mapping[int, array[int]]) -> None:
        """Give columns, by key, the deals they hold; the current card and scroll positions stay."""
        had_focus = self._focused_column() is not None
        old_row = self._row_of_current()
        for column in self.columns:
            if column.lane.key in ids:
                bar = column.cards.verticalScrollBar()
                value = bar.value()
                column.cards.model_of_cards().set_ids(ids[column.lane.key])
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
            column = self.column(self._lane_of(card))
            if column is not None:
                ids = _ids_to_change(changed, column)
                place = column.cards.model_of_cards().landing_row(card, card.closed_on, ids)
                ids.insert(place, card.id)
        self.show_ids(changed)

    def show_totals(self, totals: Mapping[int, StageTotal], currency: str) -> None:
        """Fill the heads."""
        for column in self.columns:
            nothing = StageTotal(column.lane.key, 0, 0, 0, 0, 0)
            column.show_total(totals.get(column.lane.key, nothing), currency)

    def forget(self, ids: Iterable[int] | None = None) -> None:
        """Read these cards again when they are painted; all of them without `ids`."""
        self.store.forget(ids)
        for column in self.columns:
            column.cards.viewport().update()

    # -- the current card ---------------------------------------------------------------------------------

    def current_id(self) -> int | None:
        """The deal the user is on."""
        return self._current

    def selected_ids(self) -> list[int]:
        """The selected deals of the column the user is in."""
        column = None if self._current is None else self.column_of(self._current)
        return [] if column is None else column.cards.selected_ids()

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
        self.current_changed.emit()
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
        self.current_changed.emit()

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
        filled = (
            each for each in self.columns if each.cards.model_of_cards().rowCount() and not each.is_folded
        )
        if current is not None and current.is_folded:
            current = None
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
            if target.cards.model_of_cards().rowCount() and not target.is_folded:
                deal_id = target.cards.model_of_cards().id_at(target.cards.row_near(height))
                self.select(deal_id, focus=True)
                return
            place += side

    def _move_beside(self, column: BoardColumn, ids: list[int], side: int) -> None:
        place = self.columns.index(column) + side
        if 0 <= place < len(self.columns) and not self._moving and self.columns[place].lane.takes_drops:
            self.move_requested.emit(ids, self.columns[place].lane.key)

    # -- a card on its way --------------------------------------------------------------------------------

    def hold(self, ids: Sequence[int], key: int) -> QRect | None:
        """Show cards as on their way to a column until `let_go`; where they will land, in global coordinates."""
        column, card = self.column(key), self._card(ids[0])
        if column is None or card is None:
            return None
        self._moving = list(ids)
        self._set_ghosts(ids)
        row = self._open_gap(column, card)
        self.ensureWidgetVisible(column, 0, 0)
        return column.cards.global_rect(row)

    def let_go(self) -> None:
        """Show every card where it is stored."""
        self._moving = []
        self._is_dropped = False
        self._set_ghosts(())
        for column in self.columns:
            column.cards.model_of_cards().close_gap()

    def _open_gap(self, column: BoardColumn, card: DealCard) -> int:
        self._close_gaps(column)
        model = column.cards.model_of_cards()
        if model.gap < 0:
            row = model.open_gap(card)
            column.cards.scrollTo(model.index(row, 0))
        return model.gap

    def _close_gaps(self, column: BoardColumn) -> None:
        for other in self.columns:
            if other is not column:
                other.cards.model_of_cards().close_gap()

    def _is_by_hand(self, column: BoardColumn) -> bool:
        """Whether cards stand in a column as they were put."""
        return (
            self.store.order is CardOrder.HAND and not column.lane.is_closed and not column.lane.names_stage
        )

    def _card(self, deal_id: int) -> DealCard | None:
        column = self.column_of(deal_id)
        if column is None:
            return None
        model = column.cards.model_of_cards()
        return model.card_at(model.row_of(deal_id))

    def _set_ghosts(self, ids: Iterable[int]) -> None:
        for column in self.columns:
            column.cards.set_ghosts(ids)

    def _on_dragged(self, ids: list[int] | None) -> None:
        self._stop_scrolling()
        if ids is not None:
            self._is_dropped = False
            self._set_ghosts(ids)
        elif not self._is_dropped:
            self.let_go()

    def _on_hovered(self, column: BoardColumn, ids: list[int], place: QPoint) -> None:
        card = self._card(ids[0])
        if card is not None and self._is_by_hand(column):
            self._close_gaps(column)
            column.cards.model_of_cards().open_gap_at(column.cards.place_at(place))
        elif card is not None and self._lane_of(card) != column.lane.key:
            self._open_gap(column, card)
        self._scroll_towards(self.viewport().mapFromGlobal(place).x())

    def _on_left(self, column: BoardColumn) -> None:
        self._stop_scrolling()
        column.cards.model_of_cards().close_gap()

    def _on_drop_noted(self) -> None:
        self._stop_scrolling()
        self._is_dropped = True

    def _on_dropped(self, ids: list[int], key: int) -> None:
        column, card = self.column(key), self._card(ids[0])
        if column is not None and self._is_by_hand(column):
            self.place_requested.emit(ids, key, column.cards.model_of_cards().id_below_gap())
        elif card is not None and self._lane_of(card) != key:
            self.move_requested.emit(ids, key)
        else:
            self.let_go()

    def _on_folded(self) -> None:
        self._hand_on_focus()
        self.folded_changed.emit()

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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        column = None if self._current is None else self.column_of(self._current)
        if column is not None and event.size().width() < event.oldSize().width():
            self.ensureWidgetVisible(column, 0, 0)


def _ids_to_change(changed: dict[int, array[int]], column: BoardColumn) -> array[int]:
    """A copy of what a column holds, the same one each time."""
    return changed.setdefault(column.lane.key, array("q", column.cards.model_of_cards().ids()))
