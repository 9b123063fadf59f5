"""A list inside a page that scrolls: as high as its rows, up to a limit from which it scrolls by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from smallbiz_crm.ui.kit.labels import set_style_property
from smallbiz_crm.ui.kit.list_view import ListView
from smallbiz_crm.ui.kit.paged_model import Column, Look, PagedTableModel

Row = tuple[Any, ...]


class RowsModel(PagedTableModel):
    """Rows that are all there already; their ids are their places. The last may be a total in strong letters."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(columns, self._fetch_rows, parent)
        self._rows: Sequence[Row] = ()
        self._has_total = False

    def show_rows(self, rows: Sequence[Row], *, has_total: bool = False) -> None:
        """Show these rows, each a value for every column and anything more behind them."""
        self._rows, self._has_total = rows, has_total
        self.set_ids(range(len(rows)))

    def row_values(self, place: int) -> Row:
        return self._rows[place]

    def look(self, row: int, column: int) -> Look:
        is_total = self._has_total and row == len(self._rows) - 1
        return "strong" if is_total else super().look(row, column)

    def _fetch_rows(self, ids: Sequence[int]) -> list[Row]:
        return [(place, *self._rows[place]) for place in ids]


class FittedList(ListView):
    """Shows a `RowsModel` on a card, `most_rows` at a time; one row's room stays where there is none."""

    def __init__(self, model: RowsModel, name: str, most_rows: int, parent: QWidget | None = None) -> None:
        self._most_rows = most_rows
        super().__init__(model, name, parent)
        self.setSelectionMode(ListView.SelectionMode.SingleSelection)
        self.setFrameShape(QFrame.Shape.NoFrame)
        set_style_property(self, "role", "bare")
        self.horizontalHeader().setSectionsMovable(False)
        model.modelReset.connect(self.fit)
        self.fit()

    def fit(self) -> None:
        """Take the height of the rows, the heading, and the bar below where the columns need one."""
        rows = min(max(self.model_of_records().rowCount(), 1), self._most_rows)
        height = (
            self.horizontalHeader().sizeHint().height() + rows * self.verticalHeader().defaultSectionSize()
        )
        if self.horizontalHeader().length() > self.viewport().width():
            height += self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(height + 2 * self.frameWidth())

    def _on_theme_changed(self) -> None:
        super()._on_theme_changed()
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()
