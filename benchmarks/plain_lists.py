"""The least that could show a list of people or a board of deals: bare driver, ids in an array, Qt's own views."""

from __future__ import annotations

from array import array
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QHBoxLayout, QListView, QTableView, QWidget
from sqlcipher3 import dbapi2

PAGE = 64
Index = QModelIndex | QPersistentModelIndex
_PEOPLE = "SELECT id FROM contact WHERE trashed_at IS NULL ORDER BY sort_name, id"
_PERSON = (
    "SELECT p.id, p.name, c.name, p.job_title FROM contact p LEFT JOIN company c ON c.id = p.company_id "
    "WHERE p.id IN ({})"
)
_DEALS = "SELECT id FROM deal WHERE trashed_at IS NULL AND stage_id = ? ORDER BY id"
_DEAL = (
    "SELECT d.id, d.title, c.name, d.amount FROM deal d LEFT JOIN company c ON c.id = d.company_id "
    "WHERE d.id IN ({})"
)


class PlainModel(QAbstractTableModel):
    """Ids in an array, rows read by pages."""

    def __init__(self, connection: Any, ids: array[int], query: str) -> None:
        super().__init__()
        self._connection, self._ids, self._query = connection, ids, query
        self._rows: dict[int, tuple[Any, ...]] = {}

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 3

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        row_id = self._ids[index.row()]
        if row_id not in self._rows:
            first = index.row() // PAGE * PAGE
            wanted = self._ids[first : first + PAGE]
            marks = ",".join("?" * len(wanted))
            for row in self._connection.execute(self._query.format(marks), list(wanted)):
                self._rows[row[0]] = row
        return self._rows[row_id][index.column() + 1]


def open_plain_list(path: Path) -> None:
    connection = dbapi2.connect(str(path))
    ids = array("q", (row[0] for row in connection.execute(_PEOPLE)))
    model = PlainModel(connection, ids, _PERSON)
    view = QTableView()
    view.resize(1_000, 700)
    view.setModel(model)
    view.show()
    view.viewport().repaint()
    view.close()
    connection.close()


def open_plain_board(path: Path) -> None:
    connection = dbapi2.connect(str(path))
    stages = connection.execute("SELECT id FROM stage ORDER BY position").fetchall()
    board = QWidget()
    board.resize(1_000, 700)
    row = QHBoxLayout(board)
    for (stage_id,) in stages:
        ids = array("q", (found[0] for found in connection.execute(_DEALS, (stage_id,))))
        column = QListView()
        model = PlainModel(connection, ids, _DEAL)
        model.setParent(column)
        column.setModel(model)
        row.addWidget(column)
    board.show()
    board.repaint()
    board.close()
    connection.close()
