"""The tables of a plain report: a tab for each, rows that add up to the total, every figure to be opened."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QTabBar

from smallbiz_crm.domain.figures import Figure, Report, ReportRow, Unit
from smallbiz_crm.ui.kit.formats import NOTHING
from smallbiz_crm.ui.kit.labels import Card
from smallbiz_crm.ui.kit.metrics import SMALL
from smallbiz_crm.ui.kit.paged_model import Column
from smallbiz_crm.ui.reports.behind import Behind, Slice
from smallbiz_crm.ui.reports.breakdown import row_name
from smallbiz_crm.ui.reports.figure_words import rate_text, value_text
from smallbiz_crm.ui.reports.fitted_list import FittedList, RowsModel
from smallbiz_crm.ui.reports.kpi_layout import KpiLayout
from smallbiz_crm.words import _, phrase

ROWS_SHOWN = 40


class KpiTable(Card):
    """Emits `opened` with what a clicked figure is (`Behind`); Enter opens the row's first figure."""

    opened = Signal(object)

    def __init__(self, layout: KpiLayout) -> None:
        super().__init__()
        self._layout = layout
        self._report: Report | None = None
        self._names: list[str] = []
        self._sort: dict[str, tuple[str, bool]] = {}
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self.tabs.setAccessibleName(_("Divide the figures by"))
        self.tabs.currentChanged.connect(lambda _place: self._show_table())
        self.rows = RowsModel(self._columns(), self)
        self.list = FittedList(self.rows, phrase(f"report.{layout.name}"), ROWS_SHOWN)
        self.list.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.list.clicked.connect(self._on_clicked)
        self.list.opened.connect(lambda place: self._open(place))
        self.list.sort_requested.connect(self._on_sort_requested)
        self.body.setSpacing(SMALL)
        self.body.addWidget(self.tabs)
        self.body.addWidget(self.list)

    def show_report(self, report: Report) -> None:
        self._report = report
        names = [name for name in report.tables if name in self._layout.tables]
        if self._names != names:
            self._names = names
            with QSignalBlocker(self.tabs):
                while self.tabs.count():
                    self.tabs.removeTab(0)
                for name in self._names:
                    self.tabs.addTab(phrase(f"table.{name}"))
        self.setVisible(bool(self._names))
        self._show_table()

    def table(self) -> str:
        """The table that is shown."""
        return self._names[max(0, self.tabs.currentIndex())]

    def choose(self, table: str) -> None:
        """Go to a table."""
        self.tabs.setCurrentIndex(self._names.index(table))

    def _columns(self) -> list[Column]:
        figures = [
            Column(key, phrase(f"figure.{key}"), width, "right", show=self._shown, stretch=1)
            for key, width in self._layout.columns
        ]
        return [Column("label", _("Name"), 13, stretch=2), *figures]

    def _shown(self, figure: Figure | None) -> str:
        if figure is None:
            return NOTHING
        currency = self._report.currency if self._report else ""
        return rate_text(figure) if _has_counts(figure) else value_text(figure, currency)

    def _show_table(self) -> None:
        report = self._report
        if report is None or not self._names:
            return
        name = self.table()
        key, descending = self._sort.get(name, (self._layout.sort, True))
        shown = [
            self._values(row_name(name, row), row.figures, Slice(name, row.key, row_name(name, row)))
            for row in _sorted(report.tables[name], key, descending)
        ]
        has_total = any(figure in report.figures for figure, _width in self._layout.columns)
        if has_total:
            shown.append(self._values(_("Total"), report.figures, None))
        self.rows.show_rows(shown, has_total=has_total)
        self.list.setAccessibleName(_("Figures by {table}").format(table=phrase(f"table.{name}")))
        if key:
            with QSignalBlocker(self.list):
                self.list.set_sort(key, descending)

    def _values(self, name: str, figures: dict[str, Figure], piece: Slice | None) -> tuple[Any, ...]:
        return (name, *(figures.get(key) for key, _width in self._layout.columns), piece)

    def _on_sort_requested(self, key: str, descending: bool) -> None:
        self._sort[self.table()] = (key, descending)
        self._show_table()

    def _on_clicked(self, index: QModelIndex) -> None:
        self._open(index.row(), index.column())

    def _open(self, place: int, column: int = 0) -> None:
        key = self.rows.columns[max(1, column)].key
        self.opened.emit(Behind(key, self.rows.row_values(place)[-1]))


def _has_counts(figure: Figure) -> bool:
    """Whether a rate compares two counts, which are then shown with it."""
    return figure.unit is Unit.RATE and figure.key not in ("roi", "reported_roi")


def _sorted(rows: list[ReportRow], key: str, descending: bool) -> list[ReportRow]:
    """What is unassigned stays last, what is undefined before it; without a key the order of the report."""
    assigned = [row for row in rows if row.label is not None]
    rest = [row for row in rows if row.label is None]
    if key == "label":
        return sorted(assigned, key=lambda row: (row.label or "").lower(), reverse=descending) + rest
    if not key:
        return rows

    def value(row: ReportRow) -> int | Fraction | None:
        figure = row.figures.get(key)
        return None if figure is None else figure.value

    known = [row for row in assigned if value(row) is not None]
    unknown = [row for row in assigned if value(row) is None]
    return sorted(known, key=lambda row: value(row) or 0, reverse=descending) + unknown + rest
