"""The revenue targets of a year, month by month and by quarter, set in one step."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from smallbiz_crm.domain.days import Period, add_months
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.domain.money import from_minor, minor_digits, parse_amount, to_minor
from smallbiz_crm.domain.targets import quarters_of_year, shared_out
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import IconButton
from smallbiz_crm.ui.kit.dialogs import FormDialog
from smallbiz_crm.ui.kit.fields import AmountField
from smallbiz_crm.ui.kit.formats import currency_symbol, locale, money, month, number
from smallbiz_crm.ui.kit.labels import Label, row
from smallbiz_crm.ui.kit.metrics import LARGE, MEDIUM, SMALL
from smallbiz_crm.words import _, sentence


def read_target(text: str, currency: str) -> int | None:
    """A target as typed, in minor units; None for an empty field. Raises ValueError with the reason in words."""
    if not text.strip():
        return None
    sign = "comma" if locale().decimalPoint() == "," else "point"
    try:
        amount = to_minor(parse_amount(text, decimal=sign), currency)
    except CrmError as error:
        raise ValueError(sentence(error)) from error
    if amount <= 0:
        raise ValueError(_("A target is above zero. Leave it empty for no target."))
    return amount


def show_target(amount: int | None, currency: str) -> str:
    """A target as it stands in its field: with cents only where there are any."""
    if amount is None:
        return ""
    has_cents = amount % 10 ** minor_digits(currency) != 0
    value = from_minor(amount, currency)
    return number(float(value), minor_digits(currency)) if has_cents else number(int(value))


class TargetsDialog(FormDialog):
    """Twelve months, their quarters beside them, and the sum of the year.

    A quarter is the sum of its months; typed over, it is shared out over them evenly.
    """

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(_("Revenue targets"), _("Set targets"), parent.window(), width=34)
        self.desk = desk
        self._currency = desk.currency()
        self._stored = desk.workspace.reports.revenue_targets()
        self._amounts: dict[str, int | None] = dict(self._stored)
        self._day = desk.today()
        self.months: dict[str, AmountField] = {}
        self.quarters: list[AmountField] = []
        self.year_label = Label("", "strong")
        self.sum_label = Label("", "muted")
        self._before = IconButton("chevron-left", _("The year before"))
        self._after = IconButton("chevron-right", _("The year after"))
        self._before.clicked.connect(lambda: self.show_year(add_months(self._day, -12)))
        self._after.clicked.connect(lambda: self.show_year(add_months(self._day, 12)))
        self.body.addLayout(row(self._before, self.year_label, self._after, None, self.sum_label))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(MEDIUM)
        self._grid.setVerticalSpacing(SMALL)
        for column in range(4):
            self._grid.setColumnStretch(column, 1)
        self._grid.setContentsMargins(0, SMALL, 0, SMALL)
        self.body.addLayout(self._grid)
        said = _(
            "In {currency}, net of tax. A quarter is shared out evenly over its months; empty means no target."
        )
        self.body.addWidget(
            Label(said.format(currency=currency_symbol(self._currency)), "caption", wrap=True)
        )
        self.body.setSpacing(LARGE)
        self.submitted.connect(self._on_submitted)
        self.show_year(self._day)

    def show_year(self, day: date) -> None:
        """Show the business year that holds `day`; what was typed for another is kept until the end."""
        if not self._commit():
            return
        self._day = day
        self._make_fields(quarters_of_year(day, self.desk.workspace.settings.fiscal_year_start))
        self._show_sums()

    def _make_fields(self, quarters: list[Period]) -> None:
        for field in (*self.months.values(), *self.quarters):
            self._grid.removeWidget(field)
            field.hide()
            field.deleteLater()
        self.months, self.quarters = {}, []
        last = quarters[-1].end
        is_fiscal = quarters[0].name.startswith("FY")
        titled = _("Financial year {year}") if is_fiscal else "{year}"
        self.year_label.setText(titled.format(year=last.year if last else ""))
        for line, quarter in enumerate(quarters):
            names = quarter.months()
            for column, name in enumerate(names):
                first = date.fromisoformat(f"{name}-01")
                field = self._field(month(first) if is_fiscal else locale().standaloneMonthName(first.month))
                field.set_value(self._amounts.get(name))
                field.saved.connect(partial(self._on_month, name))
                self.months[name] = field
                self._grid.addWidget(field, line, column)
            whole = self._field(_("Quarter {number}").format(number=line + 1))
            whole.saved.connect(partial(self._on_quarter, names))
            self.quarters.append(whole)
            self._grid.addWidget(whole, line, len(names))

    def _field(self, label: str) -> AmountField:
        currency = self._currency
        field = AmountField(
            label,
            lambda text: read_target(text, currency),
            lambda amount: show_target(amount, currency),
            stacked=True,
        )
        field.edit.setMinimumWidth(0)
        return field

    def _on_month(self, name: str, amount: int | None) -> None:
        self._amounts[name] = amount
        self._show_sums()

    def _on_quarter(self, names: list[str], amount: int | None) -> None:
        for name, share in zip(names, shared_out(amount, len(names)), strict=True):
            self._amounts[name] = share
            self.months[name].set_value(share)
        self._show_sums()

    def _show_sums(self) -> None:
        for place, field in enumerate(self.quarters):
            names = list(self.months)[place * 3 : place * 3 + 3]
            field.set_value(self._sum_of(names))
        of_year = [self._amounts.get(name) for name in self.months]
        known = [amount for amount in of_year if amount is not None]
        text = _("No target in this year")
        if known:
            shown = money(sum(known), self._currency, minor_digits(self._currency), whole=True)
            text = _("{amount} in the year").format(amount=shown)
        self.sum_label.setText(text)

    def _sum_of(self, names: list[str]) -> int | None:
        """The sum of these months where all of them have a target."""
        amounts = [self._amounts.get(name) for name in names]
        known = [amount for amount in amounts if amount is not None]
        return sum(known) if len(known) == len(amounts) else None

    def _commit(self) -> bool:
        bad = next((each for each in (*self.months.values(), *self.quarters) if not each.commit()), None)
        if bad is not None:
            bad.setFocus()
        return bad is None

    def _on_submitted(self) -> None:
        if not self._commit():
            return
        changed = {name: amount for name, amount in self._amounts.items() if amount != self._stored.get(name)}
        if not changed:
            self.accept()
            return
        self.desk.write(
            lambda workspace: workspace.reports.set_revenue_targets(changed),
            said=_("Revenue targets set"),
            then=lambda _done: self.accept(),
            refused=lambda error: self.show_problem(sentence(error)),
            owner=self,
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fit()


def ask_for_targets(desk: Desk, parent: QWidget) -> TargetsDialog:
    """Open the targets of this year."""
    dialog = TargetsDialog(desk, parent)
    dialog.open()
    first = dialog.months.get(f"{desk.today():%Y-%m}")
    if first is not None:
        first.edit.setFocus()
        first.edit.selectAll()
    return dialog
