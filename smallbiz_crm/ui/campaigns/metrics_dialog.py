"""A grid of figures by day, typed or pasted from a spreadsheet; an empty cell says nothing, a zero says zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from smallbiz_crm.domain.campaigns import Campaign
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.domain.metrics import Metric
from smallbiz_crm.ui.campaigns.amounts import read_budget, show_money
from smallbiz_crm.ui.campaigns.campaign_words import read_count, show_count, word
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.dialogs import FormDialog
from smallbiz_crm.ui.kit.formats import day as day_text
from smallbiz_crm.ui.kit.formats import parse_day
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.metrics import chars, em
from smallbiz_crm.words import _, sentence

Index = QModelIndex | QPersistentModelIndex
COLUMNS = tuple(Metric)
MOST_PASTED = 5_000


class MetricsModel(QAbstractTableModel):
    """Text as it is typed, the day first; an empty row at the end waits for the next day."""

    def __init__(self, grid: Mapping[date, Mapping[Metric, int]], today: date, currency: str) -> None:
        super().__init__()
        self._today, self._currency = today, currency
        self._stored = grid
        self.cells = [
            [day_text(day), *(self._shown(metric, row.get(metric)) for metric in COLUMNS)]
            for day, row in sorted(grid.items())
        ]
        self._add_row()

    def _shown(self, metric: Metric, value: int | None) -> str:
        if metric is Metric.REPORTED_REVENUE:
            return "" if value is None else show_money(value, self._currency)
        return show_count(value)

    def _add_row(self) -> None:
        self.cells.append([""] * (len(COLUMNS) + 1))

    def put(self, row: int, column: int, block: Sequence[Sequence[str]]) -> None:
        """Lay a block of text over the grid, rows added as it needs them."""
        self.beginResetModel()
        for down, line in enumerate(block[:MOST_PASTED]):
            while row + down >= len(self.cells):
                self._add_row()
            for across, text in enumerate(line[: len(COLUMNS) + 1 - column]):
                self.cells[row + down][column + across] = text.strip()
        if any(self.cells[-1]):
            self._add_row()
        self.endResetModel()

    def changes(self) -> dict[tuple[date, Metric], int | None]:
        """What differs from what is stored; rows taken away are None. Raises ValueError in words."""
        wanted: dict[tuple[date, Metric], int | None] = {
            (day, metric): None for day, row in self._stored.items() for metric in row
        }
        seen: set[date] = set()
        for number, line in enumerate(self.cells, 1):
            if not any(line):
                continue
            day = self._day(number, line[0])
            if day in seen:
                raise ValueError(_("Row {n}: the day is there twice.").format(n=number))
            seen.add(day)
            for metric, text in zip(COLUMNS, line[1:], strict=True):
                value = self._value(number, metric, text)
                if value is not None:
                    wanted[day, metric] = value
        return wanted

    def _day(self, number: int, text: str) -> date:
        try:
            day = parse_day(text, self._today)
        except ValueError:
            day = None
        if day is None:
            raise ValueError(_("Row {n}: “{text}” is no day.").format(n=number, text=text))
        return day

    def _value(self, number: int, metric: Metric, text: str) -> int | None:
        try:
            is_money = metric is Metric.REPORTED_REVENUE
            return read_budget(text, self._currency) if is_money else read_count(text)
        except ValueError:
            name = word("metric", metric)
            raise ValueError(
                _("Row {n}: “{text}” is no figure for {name}.").format(n=number, text=text, name=name)
            ) from None

    # -- Qt -----------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.cells)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(COLUMNS) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self.cells[index.row()][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column():
            return int(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        self.cells[index.row()][index.column()] = str(value).strip()
        self.dataChanged.emit(index, index)
        if index.row() == len(self.cells) - 1 and any(self.cells[-1]):
            self.beginInsertRows(QModelIndex(), len(self.cells), len(self.cells))
            self._add_row()
            self.endInsertRows()
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.isValid() else flags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1)
        return _("Day") if section == 0 else word("metric", COLUMNS[section - 1])


class MetricsGrid(QTableView):
    """Paste lays a block down from the current cell, Delete empties what is selected."""

    pasted = Signal(str)

    def __init__(self, model: MetricsModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setAccessibleName(_("Figures by day"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setTabKeyNavigation(True)
        for column in range(model.columnCount()):
            self.setColumnWidth(column, max(chars(self, 14), self.horizontalHeader().sectionSizeHint(column)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(QGuiApplication.clipboard().text())
        elif event.key() == Qt.Key.Key_Delete:
            for index in self.selectedIndexes():
                self.model().setData(index, "")
        else:
            super().keyPressEvent(event)


class MetricsDialog(FormDialog):
    """Writes all figures of a campaign as one step."""

    def __init__(self, desk: Desk, campaign: Campaign, parent: QWidget) -> None:
        super().__init__(_("Figures of {name}").format(name=campaign.name[:60]), _("Save"), parent, width=52)
        self.desk = desk
        self._campaign = campaign
        grid = desk.workspace.metrics.grid(campaign.id)
        self.model = MetricsModel(grid, desk.today(), desk.currency())
        self.grid = MetricsGrid(self.model)
        self.grid.setMinimumHeight(em(self, 16))
        self.grid.pasted.connect(self._paste)
        told = _("A row a day; paste from a spreadsheet. An empty cell says nothing, a zero says zero.")
        self.body.addWidget(Label(told, "muted", wrap=True))
        self.body.addWidget(self.grid, 1)
        self.submitted.connect(self._on_submitted)
        self.grid.setCurrentIndex(self.model.index(self.model.rowCount() - 1, 0))
        self.grid.setFocus()

    def _paste(self, text: str) -> None:
        at = self.grid.currentIndex()
        block = [line.split("\t") for line in text.splitlines() if line.strip()]
        self.model.put(max(at.row(), 0), max(at.column(), 0), block)
        self.grid.setCurrentIndex(self.model.index(max(at.row(), 0), max(at.column(), 0)))

    def _on_submitted(self) -> None:
        self.accept_button.setFocus()
        try:
            cells = self.model.changes()
        except ValueError as error:
            self.show_problem(str(error))
            return
        campaign_id = self._campaign.id
        self.desk.write(
            lambda workspace: workspace.metrics.enter(campaign_id, cells),
            said=_("The figures are kept"),
            then=lambda _count: self.accept(),
            refused=self._on_refused,
            owner=self,
        )

    def _on_refused(self, error: CrmError) -> None:
        self.show_problem(sentence(error))
