"""The tables of a report: a tab for each, rows that add up to the total, every figure to be opened."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QTabBar

from smallbiz_crm.domain.figures import Figure, Report, ReportRow, Unit
from smallbiz_crm.services.kpis import kpi
from smallbiz_crm.services.report_documents import WITHOUT_TOTAL
from smallbiz_crm.ui.figure_words import rate_text, value_text
from smallbiz_crm.ui.kit.formats import NOTHING
from smallbiz_crm.ui.kit.labels import Card, Label
from smallbiz_crm.ui.kit.metrics import SMALL
from smallbiz_crm.ui.kit.paged_model import Column
from smallbiz_crm.ui.reports.behind import Behind, Slice
from smallbiz_crm.ui.reports.figures_list import FIRST, FiguresList
from smallbiz_crm.ui.reports.fitted_list import RowsModel
from smallbiz_crm.ui.reports.report_layout import ReportLayout
from smallbiz_crm.ui.reports.row_words import row_name, table_note
from smallbiz_crm.words import _, phrase

ROWS_SHOWN = 40


class ReportTable(Card):
    """Emits `opened` with what a clicked figure is (`Behind`); Enter opens the figure that keys are at."""

    opened = Signal(object)

    def __init__(self, layout: ReportLayout) -> None:
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
        self.list = FiguresList(self.rows, phrase(f"report.{layout.name}"), ROWS_SHOWN)
        self.list.cell_opened.connect(self._open)
        self.list.sort_requested.connect(self._on_sort_requested)
        self.note = Label("", "caption", wrap=True)
        self.body.setSpacing(SMALL)
        self.body.addWidget(self.tabs)
        self.body.addWidget(self.list)
        self.body.addWidget(self.note)

    def show_report(self, report: Report) -> None:
        self._report = report
        names = [name for name in self._layout.tables if _is_worth_a_tab(report, name)]
        if self._names != names:
            kept = self.table() if self._names else ""
            self._names = names
            with QSignalBlocker(self.tabs):
                while self.tabs.count():
                    self.tabs.removeTab(0)
                for name in self._names:
                    self.tabs.addTab(phrase(f"table.{name}"))
                self.tabs.setCurrentIndex(names.index(kept) if kept in names else 0)
        self.setVisible(bool(self._names))
        self._show_table()

    def table(self) -> str:
        """The table that is shown."""
        return self._names[max(0, self.tabs.currentIndex())]

    def tables(self) -> list[str]:
        """The tables that there are tabs for."""
        return list(self._names)

    def choose(self, table: str) -> None:
        """Go to a table."""
        self.tabs.setCurrentIndex(self._names.index(table))

    def _columns(self) -> list[Column]:
        """One for each figure of any of the tables; the others are hidden while a table is shown."""
        widths: dict[str, int] = {}
        for columns in (self._layout.columns, *self._layout.own_columns.values()):
            for key, width in columns:
                widths[key] = max(width, widths.get(key, 0))
        figures = [
            Column(key, kpi(self._layout.name, key).title(), width, "right", show=self._shown, stretch=1)
            for key, width in widths.items()
        ]
        return [Column("label", _("Name"), 13, stretch=2), *figures]

    def _shown(self, figure: Figure | None) -> str:
        if figure is None:
            return NOTHING
        entry = kpi(self._layout.name, figure.key)
        has_counts = figure.unit is Unit.RATE and entry.part is Unit.COUNT
        currency = self._report.currency if self._report else ""
        return rate_text(figure) if has_counts else value_text(figure, currency)

    def _show_table(self) -> None:
        report = self._report
        if report is None or not self._names:
            return
        name = self.table()
        first = self._layout.sort_of(name)
        key, descending = self._sort.get(name, (first, bool(first)))
        shown = [
            self._values(row_name(name, row), row.figures, Slice(name, row.key, row_name(name, row)))
            for row in _sorted(report.tables[name], key, descending)
        ]
        keys = [figure for figure, _width in self._layout.columns_of(name)]
        has_total = name not in WITHOUT_TOTAL and any(figure in report.figures for figure in keys)
        if has_total:
            shown.append(self._values(_("Total"), report.figures, None))
        with QSignalBlocker(self.list):
            for place, column in enumerate(self.rows.columns[FIRST:], FIRST):
                self.list.hide_column(place, hidden=column.key not in keys)
            self.list.lay_out_columns()
            self.list.set_sort(key, descending)
        self.list.column = next(
            place for place, column in enumerate(self.rows.columns) if column.key == keys[0]
        )
        self.rows.show_rows(shown, has_total=has_total)
        self.list.setAccessibleName(_("Figures by {table}").format(table=phrase(f"table.{name}")))
        self.note.setText(table_note(report.name, name))
        self.note.setVisible(bool(self.note.text()))

    def _values(self, name: str, figures: dict[str, Figure], piece: Slice | None) -> tuple[Any, ...]:
        return (name, *(figures.get(column.key) for column in self.rows.columns[FIRST:]), piece)

    def _on_sort_requested(self, key: str, descending: bool) -> None:
        self._sort[self.table()] = (key, descending)
        self._show_table()

    def _open(self, place: int, column: int) -> None:
        """Open a figure; a cell that has none opens nothing."""
        *figures, piece = self.rows.row_values(place)
        if figures[column] is not None:
            self.opened.emit(Behind(self.rows.columns[column].key, piece))


def _is_worth_a_tab(report: Report, name: str) -> bool:
    """What only some businesses have gets a tab only where there is something in it."""
    is_rare = name in ("no_person", "by_segment", "accuracy")
    return name in report.tables and (bool(report.tables[name]) or not is_rare)


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
