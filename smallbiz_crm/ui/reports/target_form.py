"""Asks for the revenue that is promised for a period."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from smallbiz_crm.domain.days import Period
from smallbiz_crm.domain.figures import Report
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.fields import AmountField
from smallbiz_crm.ui.kit.formats import currency_symbol
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.popover import Popover
from smallbiz_crm.ui.reports.period_words import period_name
from smallbiz_crm.ui.targets import read_target, show_target
from smallbiz_crm.words import _, sentence


class TargetForm(Popover):
    """One amount for the whole period; empty takes the target away."""

    def __init__(self, desk: Desk, parent: QWidget, report: Report) -> None:
        title = _("Revenue target for {period}").format(period=period_name(report.period))
        super().__init__(title, _("Set target"), parent, keep_open=True)
        self._desk = desk
        self._period: Period = report.period
        self._currency = report.currency
        self.amount = AmountField(
            _("Target in {currency}, net of tax").format(currency=currency_symbol(report.currency)),
            lambda text: read_target(text, report.currency),
            lambda amount: show_target(amount, report.currency),
            stacked=True,
        )
        self.amount.set_value(report.figures["quota_attainment"].denominator)
        self.body.addWidget(self.amount)
        self.body.addWidget(
            Label(_("A target for several months is shared out evenly."), "caption", wrap=True)
        )
        self.submitted.connect(self._on_submitted)

    def _on_submitted(self) -> None:
        if not self.amount.commit():
            return
        amount, period = self.amount.value(), self._period
        name = period_name(period)
        said = _("Target for {period} set") if amount is not None else _("Target for {period} taken away")
        self._desk.write(
            lambda workspace: workspace.reports.set_revenue_target(period, amount),
            said=said.format(period=name),
            then=lambda _done: self.finish(),
            refused=lambda error: self.show_problem(sentence(error)),
            owner=self,
        )


def ask_for_target(desk: Desk, anchor: QWidget, report: Report) -> TargetForm:
    """Open the form beside what it is about."""
    form = TargetForm(desk, anchor, report)
    form.open_at(anchor, form.amount.edit)
    return form
