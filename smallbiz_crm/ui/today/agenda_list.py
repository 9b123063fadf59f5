"""One of Today's lists: rows under headings, worked off with single keys or the mouse."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from smallbiz_crm.ui.kit.labels import set_style_property
from smallbiz_crm.ui.kit.metrics import em
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.ui.today.agenda_delegate import AgendaDelegate
from smallbiz_crm.ui.today.agenda_model import AgendaModel
from smallbiz_crm.ui.today.agenda_row import AgendaRow, Record, RowKind

_NONE = Qt.KeyboardModifier.NoModifier
_SELECT = QItemSelectionModel.SelectionFlag.ClearAndSelect
_SNOOZES = {Qt.Key.Key_1: 1, Qt.Key.Key_3: 3, Qt.Key.Key_7: 7, Qt.Key.Key_M: None}
_DECISIONS = {Qt.Key.Key_Q: "qualify", Qt.Key.Key_A: "accept", Qt.Key.Key_R: "return"}
_STEPS = {Qt.Key.Key_J: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_K: -1, Qt.Key.Key_Up: -1}


class AgendaList(QListView):
    """Signals carry the row they are about. Ticking, snoozing and opening are up to whoever listens."""

    opened = Signal(object)
    """Enter, or a click on a row."""
    finished = Signal(object)
    """Space, D, or a click on the box."""
    snoozed = Signal(object, object)
    """1, 3, 7 or M: the row, and days from today or None for Monday."""
    trashed = Signal(object)
    plan_requested = Signal(object, QRect)
    """P or the button on a deal: the row, and its place in global coordinates."""
    decided = Signal(object, str, QRect)
    """Q, A or R on a lead: the row, what was decided, and its place in global coordinates."""
    menu_requested = Signal(object, QPoint)
    moved = Signal(QRect)
    """The user went to another row: its place in this list's viewport."""

    def __init__(self, name: str) -> None:
        """`name` is what a screen reader calls the list."""
        super().__init__()
        self.rows = AgendaModel(self)
        self._delegate = AgendaDelegate(self)
        self.setModel(self.rows)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        set_style_property(self, "role", "bare")
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMouseTracking(True)
        self.selectionModel().currentRowChanged.connect(self._show_focus)
        theme().changed.connect(self.refresh_look)
        self.refresh_look()

    # -- content ------------------------------------------------------------------------------------------

    def show_rows(self, rows: Sequence[AgendaRow]) -> None:
        """Show these rows; who was current stays so, or the row that takes its place."""
        number, current = self.currentIndex().row(), self.current_row()
        offset = self.verticalScrollBar().value()
        self._delegate.hovered_row = -1
        self.rows.set_rows(rows)
        self.verticalScrollBar().setValue(offset)
        if current is None:
            return
        found = self.rows.number_of(current.record) if current.record else -1
        if found < 0:
            found = self.rows.next_from(min(number, self.rows.rowCount() - 1), 1)
        if found < 0:
            found = self.rows.next_from(self.rows.rowCount() - 1, -1)
        self._make_current(found)

    def current_row(self) -> AgendaRow | None:
        """The row the user is on."""
        return self.rows.row_at(self.currentIndex().row()) if self.currentIndex().isValid() else None

    def go_to(self, record: Record) -> None:
        """Put the focus on the row of a record."""
        self._make_current(self.rows.number_of(record))
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_to_first(self) -> None:
        """Put the focus on the first row."""
        self._make_current(self.rows.next_from(0, 1))
        self.scrollToTop()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def global_rect(self, row: AgendaRow) -> QRect:
        """Where a row is on the screen, or the list when it is out of sight."""
        number = self.rows.number_of(row.record) if row.record else -1
        rect = self.visualRect(self.rows.index(number, 0)).intersected(self.viewport().rect())
        if rect.isEmpty():
            rect = self.viewport().rect()
        return QRect(self.viewport().mapToGlobal(rect.topLeft()), rect.size())

    def content_height(self, most: int) -> int:
        """How high the list is with every row in sight, or `most`."""
        height = 0
        for number in range(self.rows.rowCount()):
            row = self.rows.row_at(number)
            height += self._delegate.height_of(row, number) if row is not None else 0
            if height >= most:
                return most
        return height

    def refresh_look(self) -> None:
        """Take fonts and colours anew."""
        self._delegate.refresh()
        self.verticalScrollBar().setSingleStep(em(self, 1.5))
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def _make_current(self, number: int) -> None:
        index = self.rows.index(number, 0)
        self.selectionModel().setCurrentIndex(index, _SELECT)
        if index.isValid():
            self.scrollTo(index)
        self._show_focus()
        if index.isValid() and self.hasFocus():
            self.moved.emit(self.visualRect(index))

    def _show_focus(self) -> None:
        number = self.currentIndex().row() if self.hasFocus() else -1
        if number != self._delegate.focused_row:
            self._delegate.focused_row = number
            self.viewport().update()

    # -- keys ---------------------------------------------------------------------------------------------

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands here, they do not search."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == _NONE
        if plain and key in _STEPS:
            self._step(_STEPS[key])
        elif plain and key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            at_end = key == Qt.Key.Key_End
            self._make_current(
                self.rows.next_from(self.rows.rowCount() - 1 if at_end else 0, -1 if at_end else 1)
            )
            if not at_end:
                self.scrollToTop()
        elif plain and self._act(key):
            return
        else:
            super().keyPressEvent(event)

    def _step(self, step: int) -> None:
        number = self.rows.next_from(self.currentIndex().row() + step, step)
        if number >= 0:
            self._make_current(number)
            if self.rows.next_from(number - 1, -1) < 0:
                self.scrollToTop()

    def _act(self, key: Qt.Key) -> bool:
        """Carry out what a key says about the current row; whether it says anything."""
        row = self.current_row()
        if row is None:
            return False
        is_task = row.kind is RowKind.TASK
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(row)
        elif key in (Qt.Key.Key_Space, Qt.Key.Key_D) and is_task:
            self._finish(row)
        elif key in _SNOOZES and is_task:
            self.snoozed.emit(row, _SNOOZES[key])
        elif key == Qt.Key.Key_Delete and is_task:
            self.trashed.emit(row)
        elif key == Qt.Key.Key_P and row.can_be_planned:
            self.plan_requested.emit(row, self.global_rect(row))
        elif _DECISIONS.get(key) in row.decisions:
            self.decided.emit(row, _DECISIONS[key], self.global_rect(row))
        else:
            return key == Qt.Key.Key_Space
        return True

    def _finish(self, row: AgendaRow) -> None:
        if row.record is not None and not self.rows.is_finishing(row.record):
            self.rows.set_finishing(row.record, True)
            self.finished.emit(row)

    # -- mouse --------------------------------------------------------------------------------------------

    def _row_under(self, point: QPoint) -> tuple[int, AgendaRow | None, str]:
        index = self.indexAt(point)
        row = self.rows.row_at(index.row()) if index.isValid() else None
        if row is None or not row.can_be_current:
            return -1, None, ""
        return index.row(), row, self._delegate.part_at(row, self.visualRect(index), point)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number, row, _part = self._row_under(event.position().toPoint())
        if row is not None and event.button() == Qt.MouseButton.LeftButton:
            self._make_current(number)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()
        number, row, part = self._row_under(event.position().toPoint())
        if row is None or event.button() != Qt.MouseButton.LeftButton or number != self.currentIndex().row():
            return
        if part == "box":
            self._finish(row)
        elif part == "button" and row.can_be_planned:
            self.plan_requested.emit(row, self.global_rect(row))
        elif part == "button":
            self.menu_requested.emit(row, event.globalPosition().toPoint())
        else:
            self.opened.emit(row)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        number, row, part = self._row_under(event.position().toPoint())
        self._hover(number, part)
        self.viewport().setCursor(
            Qt.CursorShape.ArrowCursor if row is None else Qt.CursorShape.PointingHandCursor
        )

    def _hover(self, number: int, part: str) -> None:
        if (number, part) != (self._delegate.hovered_row, self._delegate.hovered_part):
            for changed in (number, self._delegate.hovered_row):
                self.viewport().update(self.visualRect(self.rows.index(changed, 0)))
            self._delegate.hovered_row, self._delegate.hovered_part = number, part

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        if by_key:
            row = self.current_row()
        else:
            number, row, _part = self._row_under(event.pos())
            if row is not None:
                self._make_current(number)
        if row is not None and row.record is not None:
            self.menu_requested.emit(row, self.global_rect(row).center() if by_key else event.globalPos())

    # -- Qt -----------------------------------------------------------------------------------------------

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Paging may land on a heading: the row after or before it is meant."""
        index = super().moveCursor(action, modifiers)
        step = -1 if action == QAbstractItemView.CursorAction.MovePageUp else 1
        number = self.rows.next_from(index.row(), step) if index.isValid() else -1
        if number < 0 and index.isValid():
            number = self.rows.next_from(index.row(), -step)
        return self.rows.index(number, 0)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover(-1, "")
        return super().viewportEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        by_mouse = event.reason() == Qt.FocusReason.MouseFocusReason  # the press itself says which row
        if not by_mouse and (self.current_row() is None or not self.selectionModel().hasSelection()):
            self._make_current(self.rows.next_from(max(0, self.currentIndex().row()), 1))
        self._show_focus()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._show_focus()

    def sizeHint(self) -> QSize:
        return QSize(em(self, 18), em(self, 8))

    def minimumSizeHint(self) -> QSize:
        return QSize(em(self, 8), em(self, 4))
