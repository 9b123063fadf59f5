"""The cards of one stage: a list with keys of its own, and drag and drop that only asks for a move."""

from __future__ import annotations

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
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractItemView, QListView

from smallbiz_crm.ui.deals.card_delegate import CardDelegate
from smallbiz_crm.ui.deals.card_model import CardModel, dragged_deal
from smallbiz_crm.ui.kit.labels import set_style_property
from smallbiz_crm.ui.kit.metrics import SMALL, em, px
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.words import _

_CONTROL = Qt.KeyboardModifier.ControlModifier
_SELECT = QItemSelectionModel.SelectionFlag.ClearAndSelect


class CardList(QListView):
    """The cards of one stage. Ids in its signals are Python ints."""

    opened = Signal(int)
    """Enter, or a click on a card: its deal."""
    current_changed = Signal()
    """The user went to another card of this list."""
    step_requested = Signal(int)
    """Left or right: to the column before (-1) or after (1)."""
    move_requested = Signal(int, int)
    """Ctrl with left or right: the deal, and one stage back (-1) or on (1)."""
    trash_requested = Signal(int)
    menu_requested = Signal(int, QPoint)
    """The deal, and a place in global coordinates."""
    dragged = Signal(object)
    """A drag of this deal begins; None when it has ended."""
    hovered = Signal(int, QPoint)
    """A deal is dragged over this list, at a place in global coordinates."""
    left = Signal()
    """A dragged deal went away again."""

    def __init__(self, model: CardModel) -> None:
        super().__init__()
        self._cards = model
        self._delegate = CardDelegate(self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        set_style_property(self, "role", "bare")
        self.setAccessibleName(model.stage.name)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
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

    def set_ghost(self, deal_id: int | None) -> None:
        """Show this card pale, since it is on its way elsewhere."""
        for changed in (self._delegate.ghost_id, deal_id):
            row = -1 if changed is None else self._cards.row_of(changed)
            if row >= 0:
                self.viewport().update(self.visualRect(self._cards.index(row, 0)))
        self._delegate.ghost_id = deal_id

    def current_id(self) -> int | None:
        return self._cards.id_at(self.currentIndex().row()) if self.currentIndex().isValid() else None

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
        if deal_id is not None:
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
            if deal_id is not None:
                self.move_requested.emit(deal_id, side)
        elif side:
            self.step_requested.emit(side)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if deal_id is not None:
                self.opened.emit(deal_id)
        elif event.key() == Qt.Key.Key_Delete:
            if deal_id is not None:
                self.trash_requested.emit(deal_id)
        else:
            super().keyPressEvent(event)

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
        index = self.currentIndex()
        deal_id = self.current_id()
        if deal_id is None:
            return
        self._hover(-1)
        place = self.visualRect(index)
        drag = QDrag(self)
        drag.setMimeData(self._cards.mimeData([index]))
        drag.setPixmap(self._delegate.picture(index, place.size(), self.devicePixelRatioF()))
        drag.setHotSpot(self.viewport().mapFromGlobal(QCursor.pos()) - place.topLeft())
        self.dragged.emit(deal_id)
        drag.exec(Qt.DropAction.MoveAction)
        self.dragged.emit(None)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        super().dragEnterEvent(event)
        self._welcome(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        super().dragMoveEvent(event)
        self._welcome(event)

    def _welcome(self, event: QDragMoveEvent) -> None:
        deal_id = dragged_deal(event.mimeData())
        if deal_id is None:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.MoveAction)
        event.accept()
        self.hovered.emit(deal_id, self.viewport().mapToGlobal(event.position().toPoint()))

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
