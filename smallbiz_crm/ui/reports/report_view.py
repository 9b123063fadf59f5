"""A report on the page: what it is asked for, tiles, charts, tables, and the records behind each figure."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.domain.figures import Report
from smallbiz_crm.domain.report_views import ReportView as SavedView
from smallbiz_crm.services.kpis import kpi
from smallbiz_crm.services.report_charts import PLANS
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.empty_state import EmptyState
from smallbiz_crm.ui.kit.latest import NewestAnswer
from smallbiz_crm.ui.kit.metrics import LARGE, PAGE
from smallbiz_crm.ui.reports.behind import Behind
from smallbiz_crm.ui.reports.chart_cards import ChartRow
from smallbiz_crm.ui.reports.figure_tiles import FigureTiles
from smallbiz_crm.ui.reports.page_area import PageArea, head_line
from smallbiz_crm.ui.reports.records_list import RecordsList
from smallbiz_crm.ui.reports.report_bar import ReportBar
from smallbiz_crm.ui.reports.report_file import ask_export
from smallbiz_crm.ui.reports.report_layout import ReportLayout
from smallbiz_crm.ui.reports.report_question import Answer, read_report
from smallbiz_crm.ui.reports.report_table import ReportTable
from smallbiz_crm.ui.reports.report_words import headline
from smallbiz_crm.ui.reports.target_form import ask_for_target
from smallbiz_crm.words import _


class ReportView(QWidget):
    """Emits `headline_changed` when the line under the page's title is another."""

    headline_changed = Signal()
    view_requested = Signal(object)
    """A saved view was chosen, which may be of another report."""

    def __init__(self, desk: Desk, layout: ReportLayout) -> None:
        super().__init__()
        self.desk = desk
        self.layout_of = layout
        self.answer: Answer | None = None
        self.headline = ""
        self._reader = NewestAnswer(self, (CrmError,), inline=desk.is_inline)
        desk.closing.connect(self._reader.stop)
        self.bar = ReportBar(desk, layout)
        self.picker = self.bar.picker
        self.tiles = FigureTiles(layout.name, layout.tiles)
        self.charts = ChartRow(desk, [plan.name for plan in PLANS.get(layout.name, ())])
        self.table = ReportTable(layout)
        self.records = RecordsList(desk)
        self.nothing = EmptyState(
            "reports",
            _("Nothing to report yet. The figures come by themselves as deals are won and lost."),
            [(_("Go to the deals"), lambda: desk.open_page("deals"))],
        )
        self.views = QStackedWidget()
        self._report_view = self._lay_out_report()
        self._records_view = _framed(self.records)
        for view in (self._report_view, self._records_view, self.nothing):
            self.views.addWidget(view)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.views)
        self._connect()

    @property
    def report(self) -> Report | None:
        """What is shown."""
        return self.answer.report if self.answer else None

    def _lay_out_report(self) -> QWidget:
        self.area = PageArea((self.tiles, self.charts, self.table))
        view = QWidget()
        layout = QVBoxLayout(view)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(LARGE)
        layout.addLayout(head_line(self.bar))
        layout.addWidget(self.area, 1)
        return view

    def _connect(self) -> None:
        self.bar.changed.connect(self.read)
        self.bar.view_chosen.connect(self.view_requested)
        self.records.pin_requested.connect(self.pin)
        self.bar.print_button.clicked.connect(self.ask_print)
        self.bar.export_button.clicked.connect(self.ask_export)
        self.tiles.pressed.connect(self._on_tile_pressed)
        self.table.opened.connect(self.look_behind)
        self.charts.opened.connect(self.look_behind)
        self.records.left.connect(self.look_at_report)
        self.records.target_requested.connect(lambda: self.ask_target(self.records.target_button))

    # -- reading ------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read everything again, keeping the period and what is looked at."""
        self.bar.offer_periods()
        self.read()

    def read(self) -> None:
        """Ask for the figures; the answer comes from a thread of its own."""
        workspace, asked = self.desk.workspace, self.bar.asked()
        self._reader.ask(lambda _is_stale: read_report(workspace, asked), self._show, self.desk.show_trouble)

    def _show(self, answer: Answer) -> None:
        self.answer = answer
        self.headline = headline(answer.report) if answer.has_any else ""
        self.headline_changed.emit()
        self.tiles.show_report(answer.report, answer.before)
        self.charts.show_report(answer.report)
        self.table.show_report(answer.report)
        if self.records.behind is not None and self.views.currentWidget() is self._records_view:
            self._show_records(self.records.behind)
        if not answer.has_any:
            self.views.setCurrentWidget(self.nothing)
        elif self.views.currentWidget() is self.nothing:
            self.views.setCurrentWidget(self._report_view)

    # -- going --------------------------------------------------------------------------------------------

    def look_behind(self, behind: Behind) -> None:
        """Show the records that a figure is made of in place of the report."""
        if self.report is None:
            return
        self._show_records(behind)
        self.views.setCurrentWidget(self._records_view)
        self.records.focus_list()

    def _show_records(self, behind: Behind) -> None:
        if self.answer is None:
            return
        piece, report = behind.slice, self.answer.report
        found = self.desk.workspace.reports.records_behind(
            report,
            behind.figure,
            table=piece.table if piece else None,
            key=piece.key if piece else None,
        )
        can_pin = piece is None and report.as_of is None
        view = self.bar.view(behind.figure)
        is_pinned = can_pin and self.desk.workspace.reports.views.pinned_id(view) is not None
        self.records.show_records(behind, report, found, can_have_target=self.answer.can_have_target)
        self.records.show_pin(can_pin=can_pin, is_pinned=is_pinned)

    def look_at_report(self) -> None:
        """Go back to where one looked behind a figure."""
        behind = self.records.behind
        self.views.setCurrentWidget(self._report_view)
        if behind is not None and behind.slice is None and behind.figure in self.tiles.tiles:
            self.tiles.tiles[behind.figure].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.table.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_tile_pressed(self, key: str) -> None:
        """Look behind a figure; one that lacks a target asks for it."""
        if self.answer is None:
            return
        if self.answer.report.figures[key].note == "no_target" and self.answer.can_have_target:
            self.ask_target(self.tiles.tiles[key])
        else:
            self.look_behind(Behind(key))

    # -- doing --------------------------------------------------------------------------------------------

    def ask_target(self, anchor: QWidget) -> None:
        """Ask for the revenue target of the period."""
        if self.report is not None:
            ask_for_target(self.desk, anchor, self.report)

    def pin(self) -> None:
        """Put the figure that is looked behind on Today, or take it off again."""
        behind = self.records.behind
        if behind is None:
            return
        view = self.bar.view(behind.figure)
        name = f"{kpi(view.report, view.figure).title()} · {self.picker.currentText()}"
        parts = [text for key, text in (self.report.narrowed if self.report else {}).items() if text]
        view = view.named(" · ".join([name, *parts]))
        pinned = self.desk.workspace.reports.views.pinned_id(view)
        if pinned is None:
            self.desk.write(
                lambda workspace: workspace.reports.views.pin(view),
                said=_("Pinned to Today: {name}").format(name=view.name),
                then=lambda _id: self._show_records(behind),
                owner=self,
            )
            return
        self.desk.write(
            lambda workspace: workspace.reports.views.remove(pinned),
            said=_("Taken off Today: {name}").format(name=view.name),
            then=lambda _done: self._show_records(behind),
            owner=self,
        )

    def show_view(self, view: SavedView) -> None:
        """Show what a saved view asks for; of a pinned one the figure's records are one click away."""
        self.bar.offer_periods()
        self.bar.show_view(view)
        self.views.setCurrentWidget(self._report_view)
        self.read()
        if view.figure in self.tiles.tiles:
            self.tiles.tiles[view.figure].setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_export(self) -> QFileDialog | None:
        """Ask where the report is to be written, as PDF, workbook or CSV."""
        return ask_export(self.desk, self, self.report) if self.report is not None else None

    def ask_print(self) -> None:
        """Show the pages as they will be printed."""
        if self.report is None:
            return
        from smallbiz_crm.ui.reports.report_print import ask_print

        ask_print(self.desk, self, self.report)


def _framed(content: QWidget) -> QWidget:
    """With the margins of a page."""
    frame = QWidget()
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(PAGE, 0, PAGE, PAGE)
    layout.addWidget(content)
    return frame
