"""A table of any length: sorted ids in one array, and the rows on screen fetched a page at a time."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from smallbiz_crm.ui.kit.chips import ChipKind

PAGE_ROWS = 32
PAGES_KEPT = 128
FIRST_ROWS = 400

IdRole = Qt.ItemDataRole.UserRole
ValueRole = Qt.ItemDataRole.UserRole + 1

Look = Literal["text", "muted", "strong"]
Index = QModelIndex | QPersistentModelIndex
Row = tuple[Any, ...]
Fetch = Callable[[Sequence[int]], Iterable[Row]]

_ALIGNMENT = {
    "left": Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
    "right": Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
    "center": Qt.AlignmentFlag.AlignCenter,
}


def as_text(value: object) -> str:
    """The plain text of a value; nothing for None."""
    return "" if value is None else str(value)


@dataclass(frozen=True)
class Column:
    """One column: where its values come from is its place in the row, how they read is `show`.

    `width` is in average characters; columns with a `stretch` share the room that is left by that weight.
    `chip` turns a value into the kind of chip it is shown as, or None for plain text. Values of which
    `is_quiet` says so are shown muted. Where there is too little room, columns that give way are not shown, the highest
    number first, unless the user asked for more of them.
    """

    key: str
    title: str
    width: float = 14
    align: Literal["left", "right", "center"] = "left"
    show: Callable[[Any], str] = as_text
    look: Look = "text"
    stretch: int = 0
    sortable: bool = True
    chip: Callable[[Any], ChipKind | None] | None = None
    is_quiet: Callable[[Any], bool] | None = None
    gives_way: int = 0

    @property
    def alignment(self) -> Qt.AlignmentFlag:
        return _ALIGNMENT[self.align]


class PagedTableModel(QAbstractTableModel):
    """Rows named by ids, fetched a page at a time when they are looked at; the last pages are kept.

    `fetch` gets ids and returns, in any order, a tuple for each that still exists: the id, then a value for
    each column, then anything more the page wants to find again with `values`. A row that vanished is blank.
    """

    def __init__(self, columns: Sequence[Column], fetch: Fetch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.first_more_column = len(self.columns)
        """Where columns begin that `set_more_columns` put there."""
        self._fetch = fetch
        self._ids = array("q")
        self._pages: OrderedDict[int, list[Row | None]] = OrderedDict()
        self.is_filled = False

    def set_more_columns(self, columns: Sequence[Column]) -> None:
        """Put these columns behind those the model was made with, in the place of others that were put there."""
        first, more = self.first_more_column, tuple(columns)
        if self.columns[first:] == more:
            return
        self._pages.clear()
        if len(self.columns) > first:
            self.beginRemoveColumns(QModelIndex(), first, len(self.columns) - 1)
            self.columns = self.columns[:first]
            self.endRemoveColumns()
        if more:
            self.beginInsertColumns(QModelIndex(), first, first + len(more) - 1)
            self.columns += more
            self.endInsertColumns()

    def set_ids(self, ids: Iterable[int]) -> None:
        """Show these records in this order."""
        fresh = ids if isinstance(ids, array) and ids.typecode == "q" else array("q", ids)
        self.beginResetModel()
        self._ids = array("q", fresh)
        self._pages.clear()
        self.is_filled = True
        self.endResetModel()

    def extend_ids(self, ids: Iterable[int]) -> None:
        """Add records at the end, such as those after the first `FIRST_ROWS`."""
        more = array("q", ids)
        if not more:
            return
        first = len(self._ids)
        self.beginInsertRows(QModelIndex(), first, first + len(more) - 1)
        self._ids.extend(more)
        self._pages.pop(first // PAGE_ROWS, None)
        self.endInsertRows()

    def invalidate(self, ids: Iterable[int] | None = None) -> None:
        """Fetch these records again when they are next looked at; all of them without `ids`."""
        if not self._ids:
            return
        if ids is None:
            stale = list(self._pages)
        else:
            wanted = set(ids)
            stale = [page for page in self._pages if not wanted.isdisjoint(self._page_ids(page))]
        last_column = len(self.columns) - 1
        for page in stale:
            del self._pages[page]
            first = page * PAGE_ROWS
            last = min(first + PAGE_ROWS, len(self._ids)) - 1
            self.dataChanged.emit(self.index(first, 0), self.index(last, last_column))

    def id_at(self, row: int) -> int | None:
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def row_of(self, record_id: int) -> int:
        """The row of a record, or -1."""
        try:
            return self._ids.index(record_id)
        except ValueError:
            return -1

    def ids(self) -> array[int]:
        """All ids in order; not to be changed."""
        return self._ids

    def values(self, row: int) -> Row | None:
        """What `fetch` returned for the row, the id first; None when the record is gone."""
        number, place = divmod(row, PAGE_ROWS)
        page = self._pages.get(number)
        if page is None:
            page = self._load(number)
        else:
            self._pages.move_to_end(number)
        return page[place] if place < len(page) else None

    def text(self, row: int, column: int) -> str:
        """What a cell shows."""
        values = self.values(row)
        return "" if values is None else self.columns[column].show(values[column + 1])

    def cell(self, row: int, column: int) -> tuple[str, ChipKind | None]:
        """All that a delegate needs to paint a cell: its text and the chip it is shown as."""
        values = self.values(row)
        if values is None:
            return "", None
        shown = self.columns[column]
        value = values[column + 1]
        return shown.show(value), shown.chip(value) if shown.chip else None

    def look(self, row: int, column: int) -> Look:
        """How a cell's words are drawn."""
        shown = self.columns[column]
        values = self.values(row) if shown.is_quiet else None
        is_quiet = shown.is_quiet is not None and values is not None and shown.is_quiet(values[column + 1])
        return "muted" if is_quiet else shown.look

    def _page_ids(self, page: int) -> array[int]:
        return self._ids[page * PAGE_ROWS : (page + 1) * PAGE_ROWS]

    def _load(self, number: int) -> list[Row | None]:
        ids = self._page_ids(number)
        # Kept before fetching: when that fails, the failure is told once and not for every cell painted.
        page: list[Row | None] = [None] * len(ids)
        self._pages[number] = page
        if len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        found = {row[0]: row for row in self._fetch(ids)}
        page[:] = [found.get(record_id) for record_id in ids]
        return page

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._ids):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.text(index.row(), index.column())
        if role == IdRole:
            return self._ids[index.row()]
        if role == ValueRole:
            values = self.values(index.row())
            return None if values is None else values[index.column() + 1]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.columns[index.column()].alignment
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.columns[section].alignment
        return None
