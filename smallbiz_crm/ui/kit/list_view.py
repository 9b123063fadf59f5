"""The list of records: a table view set up once for all pages, with sorting, opening and an empty state."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QSignalBlocker,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from smallbiz_crm.ui.kit.list_header import ListHeader
from smallbiz_crm.ui.kit.metrics import chars, em
from smallbiz_crm.ui.kit.paged_model import Column, PagedTableModel
from smallbiz_crm.ui.kit.row_delegate import FindMarks, RowDelegate
from smallbiz_crm.ui.kit.row_keys import as_arrow
from smallbiz_crm.ui.kit.theme import theme

_MOST_SELECTED_KEPT = 1_000
MOST_GIVEN = 8
"""The share of its width, one in so many, that a column gives up before one is left out."""


class ListView(QTableView):
    """A list of records over a `PagedTableModel`. Ids in its signals are Python ints.

    The record the user is on stays selected when the model is filled anew, as soon as it is in the list.
    """

    opened = Signal(object)
    """Enter or a double click on a record: its id."""
    selected = Signal(object)
    """The record the user is on changed: its id, or None."""
    selection_changed = Signal()
    """Which records are selected changed; see `selected_ids`."""
    sort_requested = Signal(str, bool)
    """A heading was clicked: the column's key and whether descending."""
    columns_sized = Signal()
    """The user gave a column another width."""
    menu_requested = Signal(object, QPoint)
    """A context menu is asked for: the record's id or None, and the place in global coordinates."""

    def __init__(self, model: PagedTableModel, name: str, parent: QWidget | None = None) -> None:
        """`name` is what a screen reader calls the list."""
        super().__init__(parent)
        self._records = model
        self._current_id: int | None = None
        self._kept_ids: set[int] = set()
        self._laying_out = False
        self.has_widths_by_user = False
        self.keeps_all_columns = False
        """Whether the user asked for more columns than are shown first: then they scroll rather than give way."""
        self._hidden_sections: set[int] = set()
        self._empty: QWidget | None = None
        self._sort = (-1, Qt.SortOrder.AscendingOrder)
        self.setAccessibleName(name)
        self.setModel(model)
        self._delegate = RowDelegate(self)
        self.setItemDelegate(self._delegate)
        _set_up(self)
        _set_up_header(self)
        self._connect(model)
        self._on_theme_changed()

    def model_of_records(self) -> PagedTableModel:
        return self._records

    def current_id(self) -> int | None:
        """The record the user is on."""
        return self._current_id

    def selected_ids(self) -> list[int]:
        """The selected records in the order of the list."""
        rows: set[int] = set()
        selection = self.selectionModel().selection()
        for span in (selection.at(number) for number in range(selection.size())):
            rows.update(range(span.top(), span.bottom() + 1))
        ids = self._records.ids()
        return [ids[row] for row in sorted(rows)]

    def select_id(self, record_id: int | None) -> bool:
        """Go to a record without emitting `selected`; whether it is in the list. None goes nowhere."""
        row = -1 if record_id is None else self._records.row_of(record_id)
        self._current_id = record_id
        if row < 0:
            self.selectionModel().clear()
            return False
        index = self._records.index(row, 0)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)
        return True

    def set_sort(self, key: str, descending: bool) -> None:
        """Show how the list is sorted."""
        section = next((n for n, column in enumerate(self._records.columns) if column.key == key), -1)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self._sort = (section, order)
        with QSignalBlocker(self.horizontalHeader()):
            self.horizontalHeader().setSortIndicator(section, order)
        self.horizontalHeader().viewport().update()

    def mark_with(self, find_marks: FindMarks | None) -> None:
        """Mark the stretches of each text that `find_marks` finds; None marks nothing."""
        self._delegate.mark_with(find_marks)
        self.viewport().update()

    def set_empty_state(self, widget: QWidget) -> None:
        """What to show in place of the rows when the model was filled with none."""
        if self._empty is not None:
            self._empty.deleteLater()
        self._empty = widget
        widget.setParent(self.viewport())
        self._show_empty()

    def _connect(self, model: PagedTableModel) -> None:
        header = self.horizontalHeader()
        header.sortIndicatorChanged.connect(self._on_sort_indicator_changed)
        header.sectionResized.connect(self._on_section_resized)
        model.modelAboutToBeReset.connect(self._on_about_to_reset)
        model.modelReset.connect(self._on_reset)
        model.rowsInserted.connect(self._on_rows_inserted)
        self.selectionModel().currentRowChanged.connect(self._on_current_row_changed)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.doubleClicked.connect(self._on_double_clicked)
        self.customContextMenuRequested.connect(self._on_menu_requested)
        theme().changed.connect(self._on_theme_changed)

    def _on_theme_changed(self) -> None:
        self._delegate.refresh()
        height = self._delegate.row_height()
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setDefaultSectionSize(height)
        self.lay_out_columns()
        self.viewport().update()

    def hide_column(self, section: int, *, hidden: bool) -> None:
        """Hide or show a column without taking its new width for the user's."""
        (self._hidden_sections.add if hidden else self._hidden_sections.discard)(section)
        self._laying_out = True
        self.setColumnHidden(section, hidden)
        self._laying_out = False

    def is_column_wanted(self, section: int) -> bool:
        """Whether a column is to be shown, also while it gives way for want of room."""
        return section not in self._hidden_sections

    def size_columns(self, widths: Mapping[int, int]) -> None:
        """Give columns these widths in pixels, as if the user had; none lets them share the room again."""
        self.has_widths_by_user = False
        self.lay_out_columns()
        self._laying_out = True
        for section, width in widths.items():
            self.setColumnWidth(section, width)
        self._laying_out = False
        self.has_widths_by_user = bool(widths)

    def lay_out_columns(self) -> None:
        """Give each column its width and share what is left; not after the user sized one."""
        if self.has_widths_by_user:
            return
        columns = self._records.columns
        padding = 2 * self._delegate.padding
        widths = [chars(self, column.width) + padding for column in columns]
        room = self.viewport().width()
        shown = self._columns_with_room(widths, room)
        weights = sum(columns[section].stretch for section in shown)
        spare = room - sum(widths[section] for section in shown)
        give = {section: _give(columns[section], widths[section]) for section in shown}
        self._laying_out = True
        for section in range(len(columns)):
            self.setColumnHidden(section, section not in shown)
        for section in shown:
            share = spare * columns[section].stretch // weights if weights and spare > 0 else 0
            if spare < 0 and not self.keeps_all_columns:
                share = -min(give[section], give[section] * -spare // max(1, sum(give.values())) + 1)
            self.setColumnWidth(section, widths[section] + share)
        self._laying_out = False

    def _columns_with_room(self, widths: Sequence[int], room: int) -> list[int]:
        """The columns to be shown, those left out that give way as long as the others are too narrow."""
        shown = [section for section in range(len(widths)) if self.is_column_wanted(section)]
        columns = self._records.columns
        while (
            not self.keeps_all_columns and sum(widths[s] - _give(columns[s], widths[s]) for s in shown) > room
        ):
            weakest = max(shown, key=lambda section: columns[section].gives_way, default=-1)
            if weakest < 0 or not columns[weakest].gives_way:
                break
            shown.remove(weakest)
        return shown

    def show_columns(self, keys: Collection[str]) -> None:
        """Show these columns by key and hide the others; those on show share the room again."""
        for section, column in enumerate(self._records.columns):
            self.hide_column(section, hidden=column.key not in keys)
        self.lay_out_columns()

    def _show_empty(self) -> None:
        if self._empty is not None:
            self._empty.setGeometry(self.viewport().rect())
            self._empty.setVisible(self._records.is_filled and self._records.rowCount() == 0)

    def _on_about_to_reset(self) -> None:
        chosen = self.selectionModel().selectedRows() if self.selectionModel().hasSelection() else []
        many = 1 < len(chosen) <= _MOST_SELECTED_KEPT
        self._kept_ids = {self._records.ids()[index.row()] for index in chosen} if many else set()

    def _on_reset(self) -> None:
        self._delegate.hovered_row = -1
        self._restore()
        self._show_empty()
        self.selection_changed.emit()

    def _on_rows_inserted(self) -> None:
        if self._current_id is not None and not self.currentIndex().isValid():
            self._restore()
        self._show_empty()

    def _restore(self) -> None:
        row = -1 if self._current_id is None else self._records.row_of(self._current_id)
        index = self._records.index(row, 0)
        selection = self._selection_to_restore(index)
        if selection.isEmpty():
            return
        with QSignalBlocker(self):
            if index.isValid():
                self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
                self.scrollTo(index)
            self.selectionModel().select(selection, _SELECT_ROWS)

    def _selection_to_restore(self, current: QModelIndex) -> QItemSelection:
        selection = QItemSelection(current, current) if current.isValid() else QItemSelection()
        if self._kept_ids:
            for row, record_id in enumerate(self._records.ids()):
                if record_id in self._kept_ids:
                    selection.select(self._records.index(row, 0), self._records.index(row, 0))
        return selection

    def _on_current_row_changed(self, current: QModelIndex) -> None:
        self._delegate.focused_row = current.row() if self.hasFocus() else -1
        record_id = self._records.id_at(current.row()) if current.isValid() else None
        if record_id != self._current_id and (record_id is not None or not self._records.is_filled):
            self._current_id = record_id
            self.selected.emit(record_id)
        self.viewport().update()

    def _on_selection_changed(self) -> None:
        self.selection_changed.emit()

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.opened.emit(self._records.id_at(index.row()))

    def _on_menu_requested(self, place: QPoint) -> None:
        index = self.indexAt(place)
        self.menu_requested.emit(self._records.id_at(index.row()), self.viewport().mapToGlobal(place))

    def _on_section_resized(self) -> None:
        if not self._laying_out and self.isVisible():
            self.has_widths_by_user = True
            self.columns_sized.emit()

    def _on_sort_indicator_changed(self, section: int, order: Qt.SortOrder) -> None:
        columns = self._records.columns
        if not 0 <= section < len(columns) or not columns[section].sortable:
            with QSignalBlocker(self.horizontalHeader()):
                self.horizontalHeader().setSortIndicator(*self._sort)
            return
        self._sort = (section, order)
        self.sort_requested.emit(columns[section].key, order == Qt.SortOrder.DescendingOrder)

    def _hover(self, row: int) -> None:
        if row != self._delegate.hovered_row:
            for changed in (row, self._delegate.hovered_row):
                if changed >= 0:
                    top, height = self.rowViewportPosition(changed), self.rowHeight(changed)
                    self.viewport().update(0, top, self.viewport().width(), height)
            self._delegate.hovered_row = row

    def keyboardSearch(self, search: str) -> None:
        """Typing letters does nothing here: the page's search field does it better."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentIndex().isValid():
                self.opened.emit(self._records.id_at(self.currentIndex().row()))
            return
        super().keyPressEvent(as_arrow(event))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint whole rows: Qt's call for each cell costs more than painting it."""
        columns = range(len(self._records.columns))
        if any(self.itemDelegateForColumn(column) is not None for column in columns):
            super().paintEvent(event)
        else:
            painter = QPainter(self.viewport())
            self._delegate.paint_rows(painter, self._records, event.rect())
            painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.rowAt(event.position().toPoint().y()))
        super().mouseMoveEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover(-1)
        return super().viewportEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._delegate.focused_row = self.currentIndex().row()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._delegate.focused_row = -1
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.lay_out_columns()
        self._show_empty()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.lay_out_columns()


def _give(column: Column, width: int) -> int:
    """How much narrower a column may become before one is left out: those that stretch may."""
    return width // MOST_GIVEN if column.stretch else 0


_SELECT_ROWS = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


def _set_up(view: QTableView) -> None:
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setCornerButtonEnabled(False)
    view.setTabKeyNavigation(False)
    view.setMouseTracking(True)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    rows = view.verticalHeader()
    rows.hide()
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)


def _set_up_header(view: QTableView) -> None:
    header = ListHeader(view)
    view.setHorizontalHeader(header)
    header.setHighlightSections(False)
    header.setSectionsClickable(True)
    header.setSectionsMovable(True)
    header.setSortIndicatorShown(True)
    header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
    header.setTextElideMode(Qt.TextElideMode.ElideRight)
    header.setAccessibleName(view.accessibleName())
    header.setMinimumSectionSize(em(view, 2.5))
