"""A list of figures in which keys go from cell to cell, because every figure can be opened."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.ui.reports.fitted_list import FittedList, RowsModel

FIRST = 1
"""The column of the first figure; before it stands the name of the row."""


class FiguresList(FittedList):
    """Emits `cell_opened` with row and column on a click and on Enter; Left and Right go along a row."""

    cell_opened = Signal(int, int)

    def __init__(self, model: RowsModel, name: str, most_rows: int, parent: QWidget | None = None) -> None:
        super().__init__(model, name, most_rows, parent)
        self.column = FIRST
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._on_clicked)
        self.opened.connect(lambda row: self.cell_opened.emit(row, self.column))
        self.selected.connect(lambda _row: self._say())

    def go_to(self, row: int, column: int) -> None:
        """Make a cell the one that keys are at."""
        self.column = max(FIRST, column)
        if 0 <= row < self.model_of_records().rowCount():
            self.select_id(row)
        self._say()

    def _on_clicked(self, index: QModelIndex) -> None:
        self.column = max(FIRST, index.column())
        self.cell_opened.emit(index.row(), self.column)

    def _step(self, by: int) -> None:
        count = self.model_of_records().columnCount()
        place = self.column + by
        while FIRST <= place < count and self.isColumnHidden(place):
            place += by
        if FIRST <= place < count:
            self.column = place
            row = self.currentIndex().row()
            if row >= 0:
                self.scrollTo(self.model_of_records().index(row, place))
            self._say()
        self.viewport().update()

    def _say(self) -> None:
        """Tell a screen reader which figure keys are at."""
        row = self.currentIndex().row()
        model = self.model_of_records()
        if 0 <= row < model.rowCount() and self.column < model.columnCount():
            head = model.columns[self.column].title
            self.setAccessibleDescription(f"{model.text(row, 0)}, {head}: {model.text(row, self.column)}")

    def cell_rect(self) -> QRect:
        """Where the cell that keys are at is in the viewport; empty where there is none."""
        row = self.currentIndex().row()
        if row < 0 or self.isColumnHidden(self.column):
            return QRect()
        return self.visualRect(self.model_of_records().index(row, self.column))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Left) and not event.modifiers():
            self._step(1 if event.key() == Qt.Key.Key_Right else -1)
        elif event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self.cell_opened.emit(self.currentIndex().row(), self.column)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        cell = self.cell_rect()
        if self.hasFocus() and not cell.isEmpty():
            painter = QPainter(self.viewport())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme().color("focus"), 2))
            painter.drawRoundedRect(QRectF(cell).adjusted(1, 2, -1, -3), 4, 4)
            painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        if not self.currentIndex().isValid() and self.model_of_records().rowCount():
            self.select_id(0)
        super().focusInEvent(event)
        self._say()
