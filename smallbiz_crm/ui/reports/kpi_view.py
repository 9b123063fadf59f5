"""A plain report on the page: period, what is compared, tiles, tables, and the records behind each figure."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from smallbiz_crm.domain.attribution import Attribution
from smallbiz_crm.domain.days import Period, period_before, year_before
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.domain.figures import Report
from smallbiz_crm.domain.kpis import Basis
from smallbiz_crm.services.report_charts import PLANS
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.fields import ChoiceBox
from smallbiz_crm.ui.kit.flow_layout import FlowLayout
from smallbiz_crm.ui.kit.latest import NewestAnswer
from smallbiz_crm.ui.kit.messages import toast
from smallbiz_crm.ui.kit.metrics import LARGE, MEDIUM, PAGE
from smallbiz_crm.ui.reports.behind import Behind
from smallbiz_crm.ui.reports.chart_cards import ChartRow
from smallbiz_crm.ui.reports.figure_tiles import FigureTiles
from smallbiz_crm.ui.reports.folders import documents_folder, show_in_folder
from smallbiz_crm.ui.reports.kpi_layout import KpiLayout
from smallbiz_crm.ui.reports.kpi_table import KpiTable
from smallbiz_crm.ui.reports.page_area import PageArea
from smallbiz_crm.ui.reports.period_picker import PeriodPicker
from smallbiz_crm.ui.reports.period_words import period_days, sales_periods
from smallbiz_crm.ui.reports.records_list import RecordsList
from smallbiz_crm.words import _, phrase

if TYPE_CHECKING:
    from smallbiz_crm.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the report is read for."""

    name: str
    period: Period
    basis: Basis
    attribution: Attribution
    compared: Period | None


class KpiView(QWidget):
    """Emits `headline_changed` when the line under the page's title is another."""

    headline_changed = Signal()

    def __init__(self, desk: Desk, layout: KpiLayout) -> None:
        super().__init__()
        self.desk = desk
        self.layout_of = layout
        self.report: Report | None = None
        self.headline = ""
        self._reader = NewestAnswer(self, (CrmError,), inline=desk.is_inline)
        desk.closing.connect(self._reader.stop)
        self.picker = PeriodPicker(_("Period"), lambda text: desk.workspace.reports.period(text), desk.today)
        self.basis = _choices(
            _("What rates compare"),
            [("cohort", _("Cohort of the period")), ("period", _("Events of the period"))],
        )
        self.attribution = _choices(
            _("Revenue goes to"),
            [(model.value, phrase(f"attribution.{model.value}")) for model in Attribution],
        )
        self.compared = _choices(
            _("Compare with"),
            [
                ("", _("No comparison")),
                ("before", _("Period before")),
                ("year", _("A year ago")),
            ],
        )
        self.export_button = Button(_("Export …"), "export")
        self.tiles = FigureTiles(layout.tiles)
        self.charts = ChartRow(desk, [plan.name for plan in PLANS.get(layout.name, ())])
        self.table = KpiTable(layout)
        self.records = RecordsList(desk)
        self.views = QStackedWidget()
        self._report_view = self._lay_out_report()
        self._records_view = _framed(self.records)
        self.views.addWidget(self._report_view)
        self.views.addWidget(self._records_view)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.views)
        self._connect()

    def _lay_out_report(self) -> QWidget:
        self.area = PageArea((self.tiles, self.charts, self.table))
        bar = QWidget()
        flow = FlowLayout(bar, MEDIUM)
        for part in (self.picker, self.basis, self.attribution, self.compared, self.export_button):
            flow.addWidget(part)
        self.basis.setVisible(self.layout_of.has_basis)
        self.attribution.setVisible(self.layout_of.has_attribution)
        frame = QVBoxLayout()
        frame.setContentsMargins(PAGE, 0, PAGE, 0)
        frame.addWidget(bar)
        view = QWidget()
        layout = QVBoxLayout(view)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(LARGE)
        layout.addLayout(frame)
        layout.addWidget(self.area, 1)
        return view

    def _connect(self) -> None:
        self.picker.chosen.connect(lambda _period: self.read())
        for box in (self.basis, self.attribution, self.compared):
            box.activated.connect(lambda _place: self.read())
        self.export_button.clicked.connect(self.ask_export)
        self.tiles.pressed.connect(lambda key: self.look_behind(Behind(key)))
        self.table.opened.connect(self.look_behind)
        self.charts.opened.connect(self.look_behind)
        self.records.left.connect(self.look_at_report)

    # -- reading ------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read everything again, keeping the period and what is looked at."""
        workspace = self.desk.workspace
        has_fiscal = workspace.settings.fiscal_year_start != "01-01"
        periods = sales_periods(self.desk.today(), workspace.reports.period, has_fiscal_year=has_fiscal)
        self.picker.offer(periods, self.layout_of.preset)
        self.read()

    def read(self) -> None:
        """Ask for the figures; the answer comes from a thread of its own."""
        workspace, period = self.desk.workspace, self.picker.period()
        compared = {"before": period_before, "year": year_before}.get(self.compared.currentData())
        asked = _Asked(
            self.layout_of.name,
            period,
            Basis(self.basis.currentData()),
            Attribution(self.attribution.currentData()),
            compared(period) if compared else None,
        )
        self._reader.ask(lambda _is_stale: _read(workspace, asked), self._show, self.desk.show_trouble)

    def _show(self, facts: tuple[Report, Report | None]) -> None:
        self.report, before = facts
        self.headline = period_days(self.report.period)
        self.headline_changed.emit()
        self.tiles.show_report(self.report, before)
        self.charts.show_report(self.report)
        self.table.show_report(self.report)
        if self.records.behind is not None and self.views.currentWidget() is self._records_view:
            self._show_records(self.records.behind)

    # -- going --------------------------------------------------------------------------------------------

    def look_behind(self, behind: Behind) -> None:
        """Show the records that a figure counts in place of the report."""
        if self.report is None:
            return
        self._show_records(behind)
        self.views.setCurrentWidget(self._records_view)
        self.records.focus_list()

    def _show_records(self, behind: Behind) -> None:
        if self.report is None:
            return
        piece = behind.slice
        found = self.desk.workspace.reports.records_behind(
            self.report,
            behind.figure,
            table=piece.table if piece else None,
            key=piece.key if piece else None,
        )
        self.records.show_records(behind, self.report, found)

    def look_at_report(self) -> None:
        """Go back to where one looked behind a figure."""
        behind = self.records.behind
        self.views.setCurrentWidget(self._report_view)
        if behind is not None and behind.slice is None and behind.figure in self.tiles.tiles:
            self.tiles.tiles[behind.figure].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.table.list.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- doing --------------------------------------------------------------------------------------------

    def ask_export(self) -> QFileDialog | None:
        """Ask where the report is to be written, as PDF, workbook or CSV."""
        if self.report is None:
            return None
        report = self.report
        title = phrase(f"report.{report.name}")
        dialog = QFileDialog(self, _("Export the report"), str(documents_folder()))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(
            [
                _("PDF document") + " (*.pdf)",
                _("Workbook") + " (*.xlsx)",
                _("CSV file") + " (*.csv)",
            ]
        )
        dialog.setDefaultSuffix("pdf")
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(chosen[:-1].rpartition(".")[2]))
        dialog.selectFile(f"{title} {report.period.name}.pdf")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda chosen: self._export(report, Path(chosen)))
        dialog.open()
        return dialog

    def _export(self, report: Report, target: Path) -> None:
        self.desk.run(
            _("Exporting the report"),
            lambda workspace, _progress: workspace.exports.report(report, target),
            then=lambda _made: toast(
                _("Exported to {file}").format(file=target.name),
                _("Show in folder"),
                lambda: show_in_folder(target),
            ),
            owner=self,
        )


def _read(workspace: Workspace, asked: _Asked) -> tuple[Report, Report | None]:
    """The report and the one it is compared with, from one view of the workspace."""
    with workspace.view():
        periods = [asked.period, *([asked.compared] if asked.compared else [])]
        reports = [
            workspace.reports.report(asked.name, period, basis=asked.basis, attribution=asked.attribution)
            for period in periods
        ]
    return reports[0], reports[1] if len(reports) > 1 else None


def _choices(name: str, options: list[tuple[str, str]]) -> ChoiceBox:
    box = ChoiceBox()
    box.setAccessibleName(name)
    box.setToolTip(name)
    for key, text in options:
        box.addItem(text, key)
    box.setMinimumContentsLength(max(len(text) for _key, text in options))
    return box


def _framed(content: QWidget) -> QWidget:
    """With the margins of a page."""
    frame = QWidget()
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(PAGE, 0, PAGE, PAGE)
    layout.addWidget(content)
    return frame
