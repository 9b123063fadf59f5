"""The cards of one column: a list with keys of its own, and drag and drop that only asks for a move."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, QRect, QSignalBlocker, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QCursor,
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractItemView, QListView

from smallbiz_crm.ui.deals.card_delegate import CardDelegate
from smallbiz_crm.ui.deals.card_model import CardModel, dragged_deals
from smallbiz_crm.ui.kit.labels import set_style_property
from smallbiz_crm.ui.kit.metrics import SMALL, em, px
from smallbiz_crm.ui.kit.row_keys import as_arrow
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.words import _

_CONTROL = Qt.KeyboardModifier.ControlModifier
_ADDING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
_SELECT = QItemSelectionModel.SelectionFlag.ClearAndSelect


class CardList(QListView):
    """The cards of one column. Ids in its signals are Python ints, several of them in a list."""

    opened = Signal(int)
    """Enter, or a click on a card: its deal."""
    current_changed = Signal()
    """The user went to another card of this list."""
    step_requested = Signal(int)
    """Left or right: to the column before (-1) or after (1)."""
    move_requested = Signal(object, int)
    """Ctrl with left or right: the selected deals, and one column back (-1) or on (1)."""
    trash_requested = Signal(object)
    """The selected deals."""
    find_requested = Signal()
    """A slash: the user begins to type a name."""
    menu_requested = Signal(int, QPoint)
    """The deal, and a place in global coordinates."""
    dragged = Signal(object)
    """A drag of these deals begins; None when it has ended."""
    hovered = Signal(object, QPoint)
    """Deals are dragged over this list, at a place in global coordinates."""
    left = Signal()
    """A dragged deal went away again."""

    def __init__(self, model: CardModel) -> None:
        super().__init__()
        self._cards = model
        lane = model.lane
        self._delegate = CardDelegate(self, more_lines=lane.has_checks + lane.has_origins)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        set_style_property(self, "role", "bare")
        self.setAccessibleName(model.lane.name)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self._set_up_dragging()
        self.clicked.connect(self._on_clicked)
        self.selectionModel().currentRowChanged.connect(self._on_current_changed)
        theme().changed.connect(self.refresh_look)
        self.refresh_look()

    def _set_up_dragging(self) -> None:
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setAutoScroll(True)
        self.setAutoScrollMargin(em(self, 2.5))

    def model_of_cards(self) -> CardModel:
        return self._cards

    def refresh_look(self) -> None:
        """Take fonts and colours anew."""
        self._delegate.refresh()
        self.verticalScrollBar().setSingleStep(max(8, self._delegate.item_height() // 3))
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def set_ghosts(self, ids: Iterable[int]) -> None:
        """Show these cards pale, since they are on their way elsewhere."""
        ghosts = frozenset(ids)
        if ghosts != self._delegate.ghost_ids:
            self._delegate.ghost_ids = ghosts
            self.viewport().update()

    def current_id(self) -> int | None:
        return self._cards.id_at(self.currentIndex().row()) if self.currentIndex().isValid() else None

    def selected_ids(self) -> list[int]:
        """The selected deals from top to bottom."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [deal_id for row in rows if (deal_id := self._cards.id_at(row)) is not None]

    def place_at(self, place: QPoint) -> int:
        """The row, counted without a gap, in front of which a card dropped at a place would stand."""
        index = self.indexAt(self.viewport().mapFromGlobal(place))
        row = index.row() if index.isValid() else self._cards.rowCount()
        gap = self._cards.gap
        if row == gap:
            return gap
        is_low = (
            index.isValid() and self.viewport().mapFromGlobal(place).y() > self.visualRect(index).center().y()
        )
        return row + is_low - (1 if 0 <= gap < row else 0)

    def go_to(self, row: int) -> None:
        """Select a row and show it, without telling."""
        index = self._cards.index(row, 0)
        with QSignalBlocker(self):
            self.selectionModel().setCurrentIndex(index, _SELECT)
        self._show_focus()
        if index.isValid():
            self.scrollTo(index)

    def go_to_quietly(self, row: int) -> None:
        """Select a row again after the list was filled anew, without scrolling."""
        with QSignalBlocker(self):
            self.selectionModel().setCurrentIndex(self._cards.index(row, 0), _SELECT)
        self._show_focus()

    def leave(self) -> None:
        """Select nothing."""
        with QSignalBlocker(self):
            self.selectionModel().clear()
        self._show_focus()

    def row_near(self, height: int) -> int:
        """The row at a height of the viewport, the last one below the end; -1 in an empty list."""
        index = self.indexAt(QPoint(self.viewport().width() // 2, max(1, height)))
        return index.row() if index.isValid() else self._cards.rowCount() - 1

    def height_of_current(self) -> int:
        return self.visualRect(self.currentIndex()).center().y()

    def global_rect(self, row: int) -> QRect:
        """Where a card is on the screen, or the list when that card is scrolled out of sight."""
        rect = self.visualRect(self._cards.index(row, 0)).intersected(self.viewport().rect())
        if rect.isEmpty():
            rect = self.viewport().rect()
        return QRect(self.viewport().mapToGlobal(rect.topLeft()), rect.size())

    def _on_clicked(self, index: QModelIndex) -> None:
        deal_id = self._cards.id_at(index.row())
        if deal_id is not None and not QGuiApplication.keyboardModifiers() & _ADDING:
            self.opened.emit(deal_id)

    def _on_current_changed(self) -> None:
        self._show_focus()
        if not self.signalsBlocked() and self.currentIndex().isValid():
            self.current_changed.emit()

    def _show_focus(self) -> None:
        row = self.currentIndex().row() if self.hasFocus() else -1
        if row != self._delegate.focused_row:
            self._delegate.focused_row = row
            self.viewport().update()

    def _hover(self, row: int) -> None:
        if row != self._delegate.hovered_row:
            for changed in (row, self._delegate.hovered_row):
                self.viewport().update(self.visualRect(self._cards.index(changed, 0)))
            self._delegate.hovered_row = row

    # -- keys and mouse -----------------------------------------------------------------------------------

    def keyboardSearch(self, search: str) -> None:
        """Typing letters does nothing here: the page's search field does it better."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        deal_id = self.current_id()
        side = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if side and self.isRightToLeft():
            side = -side
        if side and event.modifiers() & _CONTROL:
            if self.selected_ids():
                self.move_requested.emit(self.selected_ids(), side)
        elif side:
            self.step_requested.emit(side)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if deal_id is not None:
                self.opened.emit(deal_id)
        elif event.key() == Qt.Key.Key_Delete:
            if self.selected_ids():
                self.trash_requested.emit(self.selected_ids())
        elif event.text() == "/":
            self.find_requested.emit()
        else:
            super().keyPressEvent(as_arrow(event))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        row = self.currentIndex().row() if by_key else self.indexAt(event.pos()).row()
        deal_id = self._cards.id_at(row)
        if deal_id is not None:
            place = self.global_rect(row).center() if by_key else event.globalPos()
            self.menu_requested.emit(deal_id, place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not event.buttons():
            self._hover(self.indexAt(event.position().toPoint()).row())
        super().mouseMoveEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover(-1)
        return super().viewportEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.selectionModel().hasSelection() and self._cards.rowCount():
            row = max(0, self.currentIndex().row())
            self.selectionModel().setCurrentIndex(self._cards.index(row, 0), _SELECT)
        self._show_focus()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_focus()
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._cards.rowCount() == 0:
            self._paint_empty()

    def _paint_empty(self) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRect(1, 1, self.viewport().width() - 2, self._delegate.item_height() - SMALL)
        role, width = ("focus", 2) if self.hasFocus() else ("border", 1)
        painter.setPen(QPen(theme().color(role), width, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(area, px(self, 10), px(self, 10))
        painter.setPen(theme().color("muted"))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, _("No deals"))
        painter.end()

    # -- drag and drop ------------------------------------------------------------------------------------

    def startDrag(self, _actions: Qt.DropAction) -> None:
        index, ids = self.currentIndex(), self.selected_ids()
        if not ids:
            return
        self._hover(-1)
        place = self.visualRect(index)
        drag = QDrag(self)
        drag.setMimeData(self._cards.mimeData(sorted(self.selectionModel().selectedRows())))
        drag.setPixmap(self._delegate.picture(index, place.size(), self.devicePixelRatioF(), len(ids)))
        drag.setHotSpot(self.viewport().mapFromGlobal(QCursor.pos()) - place.topLeft())
        self.dragged.emit(ids)
        drag.exec(Qt.DropAction.MoveAction)
        self.dragged.emit(None)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        super().dragEnterEvent(event)
        self._welcome(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        super().dragMoveEvent(event)
        self._welcome(event)

    def _welcome(self, event: QDragMoveEvent) -> None:
        ids = dragged_deals(event.mimeData())
        if not ids or not self._cards.lane.takes_drops:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.MoveAction)
        event.accept()
        self.hovered.emit(ids, self.viewport().mapToGlobal(event.position().toPoint()))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self.left.emit()

    def dropEvent(self, event: QDropEvent) -> None:
        self._cards.dropMimeData(event.mimeData(), event.dropAction(), -1, -1, QModelIndex())
        # Not accepted as a move: the view that the card comes from would take it away.
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        self.setState(QAbstractItemView.State.NoState)
        self.stopAutoScroll()
