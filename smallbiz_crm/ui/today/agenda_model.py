"""The rows of one column as a Qt model: what is painted, spoken and ticked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt
from PySide6.QtCore import QPersistentModelIndex as Persistent

from smallbiz_crm.ui.today.agenda_row import AgendaRow, Record, RowKind

Index = QModelIndex | Persistent

_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_TASK_FLAGS = _FLAGS | Qt.ItemFlag.ItemIsUserCheckable


class AgendaModel(QAbstractListModel):
    """Rows as they were read last. What is being finished shows its tick until the list is read again."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[AgendaRow] = ()
        self._finishing: set[Record] = set()

    def set_rows(self, rows: Sequence[AgendaRow]) -> None:
        """Show these rows."""
        self.beginResetModel()
        self._rows = rows
        self._finishing.clear()
        self.endResetModel()

    def row_at(self, number: int) -> AgendaRow | None:
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def number_of(self, record: Record) -> int:
        """Where the row of a record stands, or -1."""
        return next((number for number, row in enumerate(self._rows) if row.record == record), -1)

    def next_from(self, number: int, step: int) -> int:
        """The nearest row at or after `number` (before it with a step of -1) that can be current, or -1."""
        while 0 <= number < len(self._rows):
            if self._rows[number].can_be_current:
                return number
            number += step
        return -1

    def is_finishing(self, record: Record | None) -> bool:
        """Whether a row was ticked and is being written."""
        return record in self._finishing

    def set_finishing(self, record: Record, finishing: bool) -> None:
        """Show the tick at once, or take it away again when the write was refused."""
        if finishing:
            self._finishing.add(record)
        else:
            self._finishing.discard(record)
        number = self.number_of(record)
        if number >= 0:
            index = self.index(number)
            self.dataChanged.emit(index, index, [Qt.ItemDataRole.CheckStateRole])

    # -- Qt -----------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        row = self.row_at(index.row()) if index.isValid() else None
        if row is None:
            return Qt.ItemFlag.NoItemFlags
        if not row.can_be_current:
            return Qt.ItemFlag.ItemNeverHasChildren
        return _TASK_FLAGS if row.kind is RowKind.TASK else _FLAGS

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row_at(index.row()) if index.isValid() else None
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken or f"{row.title} {row.note}".strip()
        if role == Qt.ItemDataRole.CheckStateRole and row.kind is RowKind.TASK:
            return Qt.CheckState.Checked if self.is_finishing(row.record) else Qt.CheckState.Unchecked
        return None
