"""The figures of a report divided: by product, region, month and so on, with the total that the rows add up to."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QTabBar

from smallbiz_crm.domain.figures import Figure, Report, ReportRow
from smallbiz_crm.ui.kit.formats import month
from smallbiz_crm.ui.kit.labels import Card, Label
from smallbiz_crm.ui.kit.metrics import SMALL
from smallbiz_crm.ui.kit.paged_model import Column
from smallbiz_crm.ui.reports.behind import Behind, Slice
from smallbiz_crm.ui.reports.figure_words import rate_text, value_text
from smallbiz_crm.ui.reports.fitted_list import FittedList, RowsModel
from smallbiz_crm.ui.reports.period_words import month_label
from smallbiz_crm.words import _, has_phrase, phrase

TABLES = ("by_product", "by_region", "by_month", "by_owner", "by_campaign", "by_channel")
ROWS_SHOWN = 40
MONTHLY = frozenset(("by_month", "forecast", "lately"))


class Breakdown(Card):
    """A tab for each table. Emits `opened` with what a clicked figure is (`Behind`); Enter opens the row's win rate."""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._report: Report | None = None
        self._sort: dict[str, tuple[str, bool]] = {}
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self.tabs.setAccessibleName(_("Divide the figures by"))
        for table in TABLES:
            self.tabs.addTab(phrase(f"table.{table}"))
        self.tabs.currentChanged.connect(lambda _place: self._show_table())
        self.rows = RowsModel(self._columns(), self)
        self.list = FittedList(self.rows, _("Figures by product"), ROWS_SHOWN)
        self.list.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.list.clicked.connect(self._on_clicked)
        self.list.opened.connect(lambda place: self._open(place))
        self.list.sort_requested.connect(self._on_sort_requested)
        self.note = Label("", "caption", wrap=True)
        self.body.setSpacing(SMALL)
        self.body.addWidget(self.tabs)
        self.body.addWidget(self.list)
        self.body.addWidget(self.note)

    def show_report(self, report: Report) -> None:
        self._report = report
        self._show_table()

    def table(self) -> str:
        """The table that is shown."""
        return TABLES[self.tabs.currentIndex()]

    def choose(self, table: str) -> None:
        """Go to a table."""
        self.tabs.setCurrentIndex(TABLES.index(table))

    def _columns(self) -> list[Column]:
        return [
            Column("label", _("Name"), 13, stretch=2),
            Column("won", _("Won"), 7, "right", show=self._value),
            Column("lost", _("Lost"), 7, "right", show=self._value),
            Column("win_rate", _("Win rate"), 17, "right", show=rate_text, stretch=1),
            Column("revenue", _("Revenue"), 13, "right", show=self._value, stretch=1),
            Column("average_deal_size", _("Average"), 12, "right", show=self._value, stretch=1),
            Column("cycle_days_median", _("Median days"), 15, "right", show=self._value, stretch=1),
        ]

    def _value(self, figure: Figure) -> str:
        return value_text(figure, self._report.currency if self._report else "")

    def _show_table(self) -> None:
        report, table = self._report, self.table()
        if report is None:
            return
        key, descending = self._sort.get(
            table, ("label", False) if table == "by_month" else ("revenue", True)
        )
        rows = _sorted(report.tables[table], key, descending)
        shown = [
            _shown(row_name(table, row), row.figures, Slice(table, row.key, row_name(table, row)))
            for row in rows
        ]
        shown.append(_shown(_("Total"), report.figures, None))
        self.rows.show_rows(shown, has_total=True)
        self.list.setAccessibleName(_("Figures by {table}").format(table=phrase(f"table.{table}")))
        with QSignalBlocker(self.list):
            self.list.set_sort(key, descending)
        self.note.setText(_note(table))
        self.note.setVisible(bool(self.note.text()))

    def _on_sort_requested(self, key: str, descending: bool) -> None:
        self._sort[self.table()] = (key, descending)
        self._show_table()

    def _on_clicked(self, index: QModelIndex) -> None:
        self._open(index.row(), index.column())

    def _open(self, place: int, column: int = 0) -> None:
        key = self.rows.columns[column].key
        self.opened.emit(Behind("win_rate" if key == "label" else key, self.rows.row_values(place)[-1]))


def row_name(table: str, row: ReportRow) -> str:
    """What a row of a table is called on the screen."""
    if row.label is None:
        return phrase(f"unassigned.{table}")
    if table == "by_channel":
        return phrase(f"channel.{row.label}") if has_phrase(f"channel.{row.label}") else row.label
    if table in MONTHLY and has_phrase(f"bucket.{row.label}"):
        return phrase(f"bucket.{row.label}")
    if table in MONTHLY:
        return month(date.fromisoformat(f"{row.label}-01"))
    if table == "cohorts":
        year, quarter = row.label.split("-")
        return _("{quarter} of {year}").format(quarter=quarter, year=year)
    return row.label


def short_row_name(table: str, row: ReportRow) -> str:
    """The name of a row where there is little room, as on the axis of a chart."""
    if table in MONTHLY and row.label is not None and not has_phrase(f"bucket.{row.label}"):
        return month_label(date.fromisoformat(f"{row.label}-01"))
    return row_name(table, row)


def _shown(name: str, figures: dict[str, Figure], behind: Slice | None) -> tuple[Any, ...]:
    keys = ("won", "lost", "win_rate", "revenue", "average_deal_size", "cycle_days_median")
    return (name, *(figures[key] for key in keys), behind)


def _sorted(rows: list[ReportRow], key: str, descending: bool) -> list[ReportRow]:
    """What is unassigned stays last, what is undefined before it; equals in the order of their names."""
    assigned = [row for row in rows if row.label is not None]
    rest = [row for row in rows if row.label is None]
    if key == "label":
        return (assigned[::-1] if descending else assigned) + rest

    def value(row: ReportRow) -> int | Fraction:
        return row.figures[key].value or 0

    known = [row for row in assigned if row.figures[key].value is not None]
    unknown = [row for row in assigned if row.figures[key].value is None]
    return sorted(known, key=value, reverse=descending) + unknown + rest


def _note(table: str) -> str:
    if table == "by_product":
        return _(
            "A deal with several products counts under each of them; its revenue is divided, so that revenue adds up."
        )
    if table == "by_campaign":
        return _("By the source campaign of each deal.")
    return ""
