"""The plainest window that could do the job: a rail, a table, one page of rows. With ``orm`` it maps 15 tables first.

``python -m benchmarks.limit_window FILE [orm]`` ends the process once the table is painted.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtWidgets import QApplication, QHBoxLayout, QListWidget, QTableView, QWidget
from sqlcipher3 import dbapi2

QUERY = "SELECT id, name, job_title FROM contact ORDER BY sort_name LIMIT 64"
Index = QModelIndex | QPersistentModelIndex


class Rows(QAbstractTableModel):
    def __init__(self, rows: list[tuple[object, ...]]) -> None:
        super().__init__()
        self._rows = rows

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 3

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        return str(self._rows[index.row()][index.column()]) if role == Qt.ItemDataRole.DisplayRole else None


def read(path: str, *, by_orm: bool) -> list[tuple[object, ...]]:
    """One page of people, by the driver or by an ORM with 15 mapped tables."""
    if not by_orm:
        return dbapi2.connect(path).execute(QUERY).fetchall()
    from sqlalchemy import Integer, String, create_engine, select
    from sqlalchemy.orm import DeclarativeBase, Session, mapped_column

    class Base(DeclarativeBase):
        pass

    def mapped(name: str, *columns: str) -> Any:
        told: dict[str, Any] = {column: mapped_column(String) for column in columns}
        told |= {"__tablename__": name, "id": mapped_column(Integer, primary_key=True)}
        return type(name.title(), (Base,), told)

    for number in range(14):
        mapped(f"other_{number}", *(f"column_{place}" for place in range(8)))
    contact = mapped("contact", "name", "job_title", "sort_name")
    engine = create_engine("sqlite://", module=dbapi2, creator=lambda: dbapi2.connect(path))
    with Session(engine) as session:
        found = session.scalars(select(contact).order_by(contact.sort_name).limit(64)).all()
        return [(one.id, one.name, one.job_title) for one in found]


def main(path: str, *, by_orm: bool) -> None:
    app = QApplication([])
    window = QWidget()
    row = QHBoxLayout(window)
    rail = QListWidget()
    rail.addItems(["Today", "Contacts", "Deals", "Campaigns", "Reports"])
    table = QTableView()
    row.addWidget(rail)
    row.addWidget(table, 1)
    window.resize(1_280, 820)
    model = Rows(read(path, by_orm=by_orm))
    table.setModel(model)
    window.show()
    window.repaint()
    QTimer.singleShot(0, lambda: os._exit(0))
    app.exec()


if __name__ == "__main__":
    main(sys.argv[1], by_orm="orm" in sys.argv[2:])
