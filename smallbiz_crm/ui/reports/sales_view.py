"""The sales report: figures of a period, revenue by month, and the figures divided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from smallbiz_crm.domain.days import Period, add_months
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.domain.figures import Report
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.empty_state import EmptyState
from smallbiz_crm.ui.kit.labels import row
from smallbiz_crm.ui.kit.latest import NewestAnswer
from smallbiz_crm.ui.kit.messages import toast
from smallbiz_crm.ui.kit.metrics import LARGE, PAGE
from smallbiz_crm.ui.reports.behind import Behind, Slice
from smallbiz_crm.ui.reports.breakdown import Breakdown, row_name
from smallbiz_crm.ui.reports.deals_behind import DealsBehind
from smallbiz_crm.ui.reports.figure_tiles import FigureTiles
from smallbiz_crm.ui.reports.folders import documents_folder, show_in_folder
from smallbiz_crm.ui.reports.page_area import PageArea
from smallbiz_crm.ui.reports.period_picker import PeriodPicker
from smallbiz_crm.ui.reports.period_words import period_days, sales_periods
from smallbiz_crm.ui.reports.revenue_card import MonthRevenue, RevenueCard
from smallbiz_crm.ui.reports.target_form import ask_for_target
from smallbiz_crm.words import _

if TYPE_CHECKING:
    from smallbiz_crm.services.workspace import Workspace

TILES = (
    *("revenue", "quota_attainment", "pace", "average_deal_size", "cycle_days_median"),
    *("won", "lost", "open", "win_rate", "win_rate_by_value"),
)
FEWEST_MONTHS = 12


@dataclass(frozen=True, slots=True)
class SalesFacts:
    """What the view shows, as of one moment. `has_deals` is about the workspace, not the period."""

    report: Report
    months: tuple[MonthRevenue, ...]
    has_deals: bool
    can_have_target: bool


class SalesView(QWidget):
    """Emits `headline_changed` when the line under the page's title is another."""

    headline_changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.facts: SalesFacts | None = None
        self.headline = ""
        self._reader = NewestAnswer(self, (CrmError,), inline=desk.is_inline)
        desk.closing.connect(self._reader.stop)
        self.picker = PeriodPicker(_("Period"), lambda text: desk.workspace.reports.period(text), desk.today)
        self.export_button = Button(_("Export …"), "export")
        self.tiles = FigureTiles(TILES)
        self.revenue = RevenueCard(desk)
        self.breakdown = Breakdown()
        self.behind = DealsBehind(desk)
        self.no_deals = EmptyState(
            "reports",
            _("Nothing to report yet. The figures come by themselves as deals are won and lost."),
            [(_("Go to the deals"), lambda: desk.open_page("deals"))],
        )
        self.views = QStackedWidget()
        self._report_view = self._lay_out_report()
        self._behind_view = _framed(self.behind)
        for view in (self._report_view, self._behind_view, self.no_deals):
            self.views.addWidget(view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.views)
        self._connect()

    def _lay_out_report(self) -> QWidget:
        self.area = PageArea((self.tiles, self.revenue, self.breakdown))
        bar = row(self.picker, None, self.export_button)
        bar.setContentsMargins(PAGE, 0, PAGE, 0)
        view = QWidget()
        layout = QVBoxLayout(view)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(LARGE)
        layout.addLayout(bar)
        layout.addWidget(self.area, 1)
        return view

    def _connect(self) -> None:
        self.picker.chosen.connect(lambda _period: self.read())
        self.export_button.clicked.connect(self.ask_export)
        self.tiles.pressed.connect(self._on_tile_pressed)
        self.breakdown.opened.connect(self.look_behind)
        self.revenue.picture.pressed.connect(lambda _series, place: self._on_month_pressed(place))
        self.behind.left.connect(self.look_at_report)
        self.behind.target_requested.connect(lambda: self.ask_target(self.behind.target_button))

    # -- reading ------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read everything again, keeping the period and what is looked at."""
        workspace = self.desk.workspace
        has_fiscal = workspace.settings.fiscal_year_start != "01-01"
        periods = sales_periods(self.desk.today(), workspace.reports.period, has_fiscal_year=has_fiscal)
        self.picker.offer(periods, "this_year")
        self.read()

    def read(self) -> None:
        """Ask for the figures of the period; the answer comes from a thread of its own."""
        period, workspace = self.picker.period(), self.desk.workspace
        self._reader.ask(lambda _is_stale: read_sales(workspace, period), self._show, self.desk.show_trouble)

    def _show(self, facts: SalesFacts) -> None:
        self.facts = facts
        self.headline = period_days(facts.report.period) if facts.has_deals else ""
        self.headline_changed.emit()
        self.tiles.show_report(facts.report)
        self.revenue.show_months(facts.months, facts.report.currency)
        self.breakdown.show_report(facts.report)
        self.behind.show_report(facts.report, can_have_target=facts.can_have_target)
        if not facts.has_deals:
            self.views.setCurrentWidget(self.no_deals)
        elif self.views.currentWidget() is self.no_deals:
            self.views.setCurrentWidget(self._report_view)

    # -- going --------------------------------------------------------------------------------------------

    def look_behind(self, behind: Behind) -> None:
        """Show the deals that a figure counts in place of the report."""
        if self.facts is None:
            return
        self.views.setCurrentWidget(self._behind_view)
        self.behind.show_behind(behind)
        self.behind.show_report(self.facts.report, can_have_target=self.facts.can_have_target)
        self.behind.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def look_at_report(self) -> None:
        """Go back to where one looked behind a figure."""
        behind = self.behind.behind
        self.views.setCurrentWidget(self._report_view)
        if behind is not None and behind.slice is None and behind.figure in self.tiles.tiles:
            self.tiles.tiles[behind.figure].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.breakdown.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_tile_pressed(self, key: str) -> None:
        if self.facts is None:
            return
        lacks_target = self.facts.report.figures[key].note == "no_target"
        if lacks_target and self.facts.can_have_target:
            self.ask_target(self.tiles.tiles[key])
        else:
            self.look_behind(Behind(key))

    def _on_month_pressed(self, place: int) -> None:
        """Open what was won in a month of the chart; a month outside the period becomes the period first."""
        if self.facts is None:
            return
        month, _amount = self.facts.months[place]
        key = f"{month.year:04}-{month.month:02}"
        rows = self.facts.report.tables["by_month"]
        found = next((each for each in rows if each.key == key), None)
        if found is None:
            self.picker.choose_days(month, add_months(month, 1) - timedelta(days=1))
        else:
            self.look_behind(Behind("revenue", Slice("by_month", key, row_name("by_month", found))))

    # -- doing --------------------------------------------------------------------------------------------

    def ask_target(self, anchor: QWidget) -> None:
        """Ask for the revenue target of the period."""
        if self.facts is not None:
            ask_for_target(self.desk, anchor, self.facts.report)

    def ask_export(self) -> QFileDialog | None:
        """Ask where the report is to be written, as PDF, workbook or CSV."""
        if self.facts is None:
            return None
        report = self.facts.report
        name = _("sales {period}").format(period=report.period.name) + ".pdf"
        dialog = QFileDialog(self, _("Export the sales report"), str(documents_folder()))
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
        dialog.selectFile(name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda chosen: self._export(report, Path(chosen)))
        dialog.open()
        return dialog

    def _export(self, report: Report, target: Path) -> None:
        self.desk.run(
            _("Exporting the sales report"),
            lambda workspace, _progress: workspace.exports.report(report, target),
            then=lambda _made: toast(
                _("Exported to {file}").format(file=target.name),
                _("Show in folder"),
                lambda: show_in_folder(target),
            ),
            owner=self,
        )


def read_sales(workspace: Workspace, period: Period) -> SalesFacts:
    """All that the view shows, from one view of the workspace."""
    with workspace.view():
        report = workspace.reports.sales(period)
        revenue = workspace.reports.revenue_by_month(_around(period))
        return SalesFacts(
            report,
            months_shown(period, revenue, workspace.clock.today()),
            bool(workspace.deals.count()),
            workspace.reports.can_have_target(period),
        )


def months_shown(period: Period, revenue: Mapping[str, int], today: date) -> tuple[MonthRevenue, ...]:
    """The months of the period, at least twelve up to its end; those that have not begun have no revenue yet."""
    names = sorted(revenue)
    first_known = date.fromisoformat(f"{names[0]}-01") if names else today
    last_known = date.fromisoformat(f"{names[-1]}-01") if names else today
    last = (period.end or max(last_known, today)).replace(day=1)
    first = min((period.start or first_known).replace(day=1), add_months(last, 1 - FEWEST_MONTHS))
    months: list[MonthRevenue] = []
    day = first
    while day <= last:
        amount = revenue.get(f"{day.year:04}-{day.month:02}", 0)
        months.append((day, amount if amount or day <= today else None))
        day = add_months(day, 1)
    return tuple(months)


def _around(period: Period) -> Period:
    """The period with as many months before it as the chart shows at least."""
    if period.start is None or period.end is None:
        return period
    start = min(period.start, add_months(period.end.replace(day=1), 1 - FEWEST_MONTHS))
    return Period(start, period.end, f"{start.isoformat()}..{period.end.isoformat()}")


def _framed(content: QWidget) -> QWidget:
    """With the margins of a page."""
    frame = QWidget()
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(PAGE, 0, PAGE, PAGE)
    layout.addWidget(content)
    return frame
