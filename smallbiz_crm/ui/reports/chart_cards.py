"""The charts of a plain report: drawn from its figures, each mark says its figure and opens the records behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from smallbiz_crm.domain.charts import ChartValue, DrawnChart
from smallbiz_crm.domain.figures import Report, Unit
from smallbiz_crm.domain.money import to_minor
from smallbiz_crm.services.kpis import kpi
from smallbiz_crm.services.report_charts import ReportChart, Source, charts_of
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.exact_amounts import exact, round_where_even
from smallbiz_crm.ui.figure_words import rate_text
from smallbiz_crm.ui.kit.formats import NOTHING, number, percent
from smallbiz_crm.ui.kit.metrics import LARGE
from smallbiz_crm.ui.kit.paged_model import Column
from smallbiz_crm.ui.reports.behind import Behind, Slice
from smallbiz_crm.ui.reports.chart_frame import ChartFrame
from smallbiz_crm.ui.reports.chart_picture import ChartRequest
from smallbiz_crm.ui.reports.fitted_list import FittedList, RowsModel
from smallbiz_crm.ui.reports.row_words import row_name, short_row_name
from smallbiz_crm.ui.reports.turning_row import TurningRow
from smallbiz_crm.words import _, phrase

ROWS_SHOWN = 14
SIDE_BY_SIDE = 900


class ChartRow(QWidget):
    """The charts of one report side by side where there is room. Emits `opened` with what a mark is (`Behind`)."""

    opened = Signal(object)

    def __init__(self, desk: Desk, names: Sequence[str]) -> None:
        super().__init__()
        self.cards = [ChartCard(desk, name) for name in names]
        for card in self.cards:
            card.opened.connect(self.opened)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(LARGE)
        layout.addWidget(TurningRow([(card, 1) for card in self.cards], SIDE_BY_SIDE))

    def show_report(self, report: Report) -> None:
        for card, chart in zip(self.cards, charts_of(report, short_row_name), strict=True):
            card.show_report_chart(chart)


class ChartCard(ChartFrame):
    """One chart. Its table has a row for each mark."""

    opened = Signal(object)

    def __init__(self, desk: Desk, name: str) -> None:
        self.chart: ReportChart | None = None
        self.rows = RowsModel(
            [
                Column("name", _("Name"), 20, stretch=2, sortable=False),
                Column("figure", _("Figure"), 18, stretch=1, sortable=False),
                Column("value", _("Value"), 18, "right", sortable=False),
            ]
        )
        title = phrase(f"chart.{name}")
        table = FittedList(self.rows, title, ROWS_SHOWN)
        super().__init__(desk, title, _("Chart: {title}").format(title=title), table)
        self.picture.pressed.connect(self._on_pressed)
        table.clicked.connect(lambda index: self._open(self.rows.row_values(index.row())[-1]))
        table.opened.connect(lambda place: self._open(self.rows.row_values(place)[-1]))

    def show_report_chart(self, chart: ReportChart) -> None:
        self.chart = chart
        self.show_caption(chart.caption)
        told: dict[tuple[int, int], tuple[str, str, str, Source]] = {}
        for series, line in enumerate(chart.sources if chart.spec.series else ()):
            for category, source in enumerate(line):
                told[series, category] = (*_told(chart, source, category), source)
        tips = {
            place: f"{name} · {figure}: {value}" if name != figure else f"{figure}: {value}"
            for place, (name, figure, value, _source) in told.items()
            if value != NOTHING
        }
        self.show_chart(partial(_drawn, chart), tips, can_be_pressed=True)
        self.rows.show_rows([row for row in told.values() if row[2] != NOTHING])

    def _on_pressed(self, series: int, category: int) -> None:
        if self.chart is not None:
            self._open(self.chart.sources[series][category])

    def _open(self, source: Source) -> None:
        piece = None
        if source.table is not None and source.row is not None:
            piece = Slice(source.table, source.row.key, row_name(source.table, source.row))
        self.opened.emit(Behind(source.figure, piece))


def _told(chart: ReportChart, source: Source, category: int) -> tuple[str, str, str]:
    """What a mark is of, which figure it shows, and its value as the tables write it."""
    figure_name = kpi(chart.report, source.figure).title()
    name = chart.spec.categories[category]
    if source.table is not None and source.row is not None:
        name = row_name(source.table, source.row)
    figure = source.row.figures.get(source.figure) if source.row is not None else None
    if figure is not None and figure.unit is Unit.RATE:
        return name, figure_name, rate_text(figure)
    if figure is not None and figure.unit is Unit.MONEY and figure.value is not None:
        return name, figure_name, exact(int(figure.value), chart.currency)
    if figure is not None:
        return name, figure_name, _number(figure.value)
    shown = chart.spec.series[0].values[category] if source.row is None else None
    return name, figure_name, _number(shown)


def _number(value: ChartValue) -> str:
    return NOTHING if value is None else number(int(value))


def _drawn(chart: ReportChart, wanted: ChartRequest) -> DrawnChart:
    from smallbiz_crm.services.charts import picture

    return picture(
        chart.spec,
        wanted.size,
        _writer(chart),
        ratio=wanted.ratio,
        colors=wanted.colors,
        font=wanted.font,
        form=wanted.form,
    )


def _writer(chart: ReportChart) -> Callable[[float], str]:
    if chart.unit is Unit.MONEY:
        return partial(_money, chart.currency)
    if chart.unit is Unit.RATE:
        return percent
    return lambda value: number(value, 0 if value == int(value) else 1)


def _money(currency: str, value: float) -> str:
    return round_where_even(to_minor(Decimal(repr(value)), currency), currency)
