"""What a report is asked for: period, what is compared, and how; each choice shows at once."""

from __future__ import annotations

from datetime import date
from typing import cast

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from smallbiz_crm.domain.attribution import Attribution
from smallbiz_crm.domain.days import Period, period_before, year_before
from smallbiz_crm.domain.kpis import NO_FILTER, Basis, ReportFilter
from smallbiz_crm.domain.report_views import ReportView
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.fields import ChoiceBox
from smallbiz_crm.ui.kit.flow_layout import FlowLayout
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.metrics import MEDIUM
from smallbiz_crm.ui.reports.filter_popover import FilterPopover
from smallbiz_crm.ui.reports.period_picker import PeriodPicker
from smallbiz_crm.ui.reports.period_words import sales_periods
from smallbiz_crm.ui.reports.report_layout import ReportLayout
from smallbiz_crm.ui.reports.report_question import Asked
from smallbiz_crm.ui.reports.view_name import ViewNameDialog
from smallbiz_crm.words import _, phrase


class ReportBar(QWidget):
    """Emits `changed` when the user asks for something else, `view_chosen` with a saved view of any report."""

    changed = Signal()
    view_chosen = Signal(object)

    def __init__(self, desk: Desk, layout: ReportLayout) -> None:
        super().__init__()
        self.desk = desk
        self._layout = layout
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
        self.wanted, self.as_of = NO_FILTER, cast("date | None", None)
        self.filter_button = Button(_("Filter"), "filter")
        self.filter_button.setCheckable(True)
        self.filter_button.clicked.connect(self.open_filter)
        self.views_button = Button(_("Views"), "eye")
        self.views_button.clicked.connect(self._open_views)
        self.export_button = Button(_("Export …"), "export")
        self.print_button = Button(_("Print …"), "print")
        flow = FlowLayout(self, MEDIUM)
        for part in (
            *(self.picker, self.filter_button, self.basis, self.attribution, self.compared),
            *(self.views_button, self.export_button, self.print_button),
        ):
            flow.addWidget(part)
        self.basis.setVisible(layout.has_basis)
        self.attribution.setVisible(layout.has_attribution)
        self.picker.chosen.connect(lambda _period: self.changed.emit())
        for box in (self.basis, self.attribution, self.compared):
            box.activated.connect(lambda _place: self.changed.emit())

    def offer_periods(self) -> None:
        """Offer the periods of today, keeping the one that is chosen."""
        workspace = self.desk.workspace
        has_fiscal = workspace.settings.fiscal_year_start != "01-01"
        periods = sales_periods(self.desk.today(), workspace.reports.period, has_fiscal_year=has_fiscal)
        self.picker.offer(periods, self._layout.preset)

    def open_filter(self) -> FilterPopover:
        """Open the form that narrows the report and looks back."""
        popover = FilterPopover(self.desk, self, self._layout.filters, self.wanted, self.as_of)
        popover.chosen.connect(self.narrow)
        popover.open_at(self.filter_button)
        self._show_filter()
        return popover

    def narrow(self, wanted: ReportFilter, as_of: date | None) -> None:
        """Ask for this part of the business, as it stood on that day."""
        if (wanted, as_of) != (self.wanted, self.as_of):
            self.wanted, self.as_of = wanted, as_of
            self._show_filter()
            self.changed.emit()

    def _show_filter(self) -> None:
        """How many things narrow the report, on the button."""
        count = len(self.wanted.as_plain()) + (self.as_of is not None)
        self.filter_button.setChecked(count > 0)
        self.filter_button.setText(_("Filter ({n})").format(n=number(count)) if count else _("Filter"))

    # -- saved views --------------------------------------------------------------------------------------

    def view(self, figure: str = "") -> ReportView:
        """What is chosen as a view without a name, for a figure of it if one is named."""
        return ReportView(
            "",
            self._layout.name,
            self.picker.key(),
            self.basis.currentData() if self._layout.has_basis else "cohort",
            self.attribution.currentData() if self._layout.has_attribution else "first",
            "" if figure else self.compared.currentData(),
            self.wanted,
            figure,
        )

    def show_view(self, view: ReportView) -> None:
        """Choose what a saved view asks for, without emitting."""
        self.picker.go_to(view.period)
        for box, key in (
            (self.basis, view.basis),
            (self.attribution, view.attribution),
            (self.compared, view.compared),
        ):
            box.setCurrentIndex(max(0, box.findData(key)))
        self.wanted, self.as_of = view.wanted, None
        self._show_filter()

    def views_menu(self) -> QMenu:
        """The saved views of all reports, a way to save this one, and to forget one."""
        menu = QMenu(self)
        saved = self.desk.workspace.reports.views.list()
        for _id, view in saved:
            action = menu.addAction(icon("eye"), plain_action_text(view))
            action.triggered.connect(lambda _on=False, view=view: self.view_chosen.emit(view))
        if saved:
            menu.addSeparator()
        menu.addAction(icon("plus"), _("Save this view …"), self.ask_name)
        if saved:
            removing = menu.addMenu(icon("trash"), _("Remove a view"))
            for view_id, view in saved:
                action = removing.addAction(plain_action_text(view))
                action.triggered.connect(
                    lambda _on=False, gone=view_id, name=view.name: self._remove(gone, name)
                )
        return menu

    def ask_name(self) -> ViewNameDialog:
        """Ask for the name to keep this view under."""
        dialog = ViewNameDialog(self.desk, self.view(), self)
        dialog.open()
        return dialog

    def _open_views(self) -> None:
        menu = self.views_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.views_button.mapToGlobal(QPoint(0, self.views_button.height())))

    def _remove(self, view_id: int, name: str) -> None:
        self.desk.write(
            lambda workspace: workspace.reports.views.remove(view_id),
            said=_("Removed the view “{name}”").format(name=name),
            owner=self,
        )

    def asked(self) -> Asked:
        """What is chosen."""
        period = self.picker.period()
        return Asked(
            self._layout.name,
            period,
            Basis(self.basis.currentData()),
            Attribution(self.attribution.currentData()),
            self._compared(period),
            self.wanted,
            self.as_of,
        )

    def _compared(self, period: Period) -> Period | None:
        compare = {"before": period_before, "year": year_before}.get(self.compared.currentData())
        return compare(period) if compare else None


def plain_action_text(view: ReportView) -> str:
    """The name of a view in a menu, with the report it is of."""
    return f"{view.name} ({phrase(f'report.{view.report}')})".replace("&", "&&")


def _choices(name: str, options: list[tuple[str, str]]) -> ChoiceBox:
    box = ChoiceBox()
    box.setAccessibleName(name)
    box.setToolTip(name)
    for key, text in options:
        box.addItem(text, key)
    box.setMinimumContentsLength(max(len(text) for _key, text in options))
    return box
