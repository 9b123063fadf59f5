"""The form for a spend line: what was paid, to whom, for what, with its receipt."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from smallbiz_crm.domain.campaigns import Spend, is_outside, tax_fits
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.domain.money import tax_of
from smallbiz_crm.ui.campaigns.amounts import Amount, read_amount, show_amount, show_money
from smallbiz_crm.ui.campaigns.category_field import CategoryField
from smallbiz_crm.ui.campaigns.receipt_field import ReceiptField
from smallbiz_crm.ui.campaigns.receipts import dropped_file
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.dialogs import FormDialog
from smallbiz_crm.ui.kit.field import Field
from smallbiz_crm.ui.kit.fields import AmountField, CheckField, ChoiceField, DateField, TextField
from smallbiz_crm.ui.kit.formats import percent
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.metrics import MEDIUM, SMALL
from smallbiz_crm.words import _, sentence


class SpendDialog(FormDialog):
    """Adds a line, or changes `line` when it is given. Writes by itself and closes when that was done."""

    def __init__(
        self,
        desk: Desk,
        parent: QWidget,
        *,
        line: Spend | None = None,
        campaign_id: int | None = None,
        receipt: Path | None = None,
    ) -> None:
        title, accept = (
            (_("Add spend"), _("Add spend")) if line is None else (_("Change spend"), _("Change it"))
        )
        super().__init__(title, accept, parent, width=30)
        self.desk = desk
        self._line = line
        self._currency = desk.currency() if line is None else line.currency
        self.setAcceptDrops(True)
        self._make_fields(campaign_id)
        self.receipt = ReceiptField(None if line is None else line.receipt)
        self._lay_out()
        if receipt is not None:
            self.receipt.take(receipt)
        if line is not None:
            self._start_with(line)
        self._show_gross()
        self.submitted.connect(self._on_submitted)
        self.payee.setFocus()

    def _make_fields(self, campaign_id: int | None) -> None:
        workspace = self.desk.workspace
        self.payee = TextField(_("Paid to"), stacked=True, placeholder=_("Who was paid?"))
        self.day = DateField(_("Date"), today=self.desk.today, stacked=True)
        self.day.set_value(self.desk.today())
        hint = _("In {currency}, or 1200 USD").format(currency=self._currency)
        self.net = AmountField(_("Net"), self._read_net, show_amount, stacked=True, placeholder=hint)
        self.tax = AmountField(
            _("Tax"), self._read_tax, show_amount, stacked=True, placeholder=_("None, if left empty")
        )
        self._codes = {code.id: code for code in workspace.prices.tax_codes()}
        codes = [
            (code.id, f"{code.code} · {percent(code.rate / 10_000, 1)}") for code in self._codes.values()
        ]
        self.tax_code = ChoiceField(_("Tax rate"), [(None, _("As on the receipt")), *codes], stacked=True)
        self.tax_code.set_value(None)
        self.tax_code.saved.connect(self._on_tax_code_chosen)
        self.paid_on = DateField(
            _("Paid on"), today=self.desk.today, stacked=True, placeholder=_("Not paid yet")
        )
        self.category = CategoryField(_("Category"), workspace.spending.categories())
        self.description = TextField(_("Description"), stacked=True, placeholder=_("What was it for?"))
        campaigns = sorted(workspace.campaigns.list(), key=lambda campaign: campaign.name.casefold())
        options: list[tuple[int | None, str]] = [(None, _("None"))]
        options += [(campaign.id, campaign.name) for campaign in campaigns]
        self._campaign_options = options
        self.campaign = ChoiceField(_("Campaign"), options, stacked=True, searchable=len(options) > 12)
        self.campaign.set_value(campaign_id)
        lines = workspace.spending.list(campaign_id=campaign_id) if campaign_id is not None else []
        self.category.set_value(lines[0].category if lines else "")
        self.remember = CheckField(
            _("Rule"), stacked=True, text=_("Remember campaign and category for this payee")
        )
        self.gross = Label("", "muted")
        self.odd = Label("", "caption", wrap=True)
        self.odd.set_tone("warning")
        self._days = {campaign.id: (campaign.starts_on, campaign.ends_on) for campaign in campaigns}
        self.payee.saved.connect(self._on_payee_saved)
        self.campaign.saved.connect(lambda _id: self._show_odd())
        self.day.saved.connect(lambda _day: self._show_odd())
        for amount in (self.net, self.tax):
            amount.saved.connect(self._on_amount_saved)
            amount.edited.connect(self._show_gross)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(MEDIUM)
        grid.setVerticalSpacing(SMALL)
        pairs = (
            (0, self.payee, self.day),
            (1, self.net, self.tax),
            (2, self.tax_code, self.paid_on),
            (5, self.category, self.campaign),
        )
        for row, left, right in pairs:
            grid.addWidget(left, row, 0)
            grid.addWidget(right, row, 1)
        grid.addWidget(self.gross, 3, 0, 1, 2)
        grid.addWidget(self.odd, 4, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.body.addLayout(grid)
        self.body.addWidget(self.remember)
        self.body.addWidget(self.description)
        self.body.addWidget(self.receipt)

    def _start_with(self, line: Spend) -> None:
        self.payee.set_value(line.payee)
        self.day.set_value(line.spent_on)
        self.net.set_value(Amount(line.net, line.currency))
        self.tax.set_value(Amount(line.tax, line.currency) if line.tax else None)
        self.category.set_value(line.category)
        self.description.set_value(line.description)
        if line.is_campaign_trashed and line.campaign_id is not None:
            trashed = _("{name} (in the Trash)").format(name=line.campaign)
            self.campaign.set_options([*self._campaign_options, (line.campaign_id, trashed)])
        self.campaign.set_value(line.campaign_id)
        self.tax_code.set_value(line.tax_code_id)
        self.paid_on.set_value(line.paid_on)

    def _on_payee_saved(self, payee: str) -> None:
        """Begin with what this payee was paid for last."""
        habit = self.desk.workspace.spending.habit(payee) if self._line is None else None
        if habit is None:
            return
        if not self.category.value():
            self.category.set_value(habit.category)
        if self.campaign.value() is None and habit.campaign_id in self._days:
            self.campaign.set_value(habit.campaign_id)
        if self.tax_code.value() is None:
            self.tax_code.set_value(habit.tax_code_id)
        self._show_odd()

    def _on_tax_code_chosen(self, code_id: int | None) -> None:
        """A rate says the tax of the net that is typed."""
        code = self._codes.get(code_id or 0)
        if code is not None and self.net.commit() and self.net.value() is not None:
            net: Amount = self.net.value()
            self.tax.set_value(Amount(tax_of(net.minor, code.rate), net.currency))
        self._show_gross()

    def _show_odd(self) -> None:
        """Say what deserves a second look before it is written."""
        odd: list[str] = []
        code, net, tax = self._codes.get(self.tax_code.value() or 0), self.net.value(), self.tax.value()
        if (
            code is not None
            and net is not None
            and not tax_fits(net.minor, tax.minor if tax else 0, code.rate)
        ):
            expected = show_money(tax_of(net.minor, code.rate), net.currency)
            odd.append(_("{code} of the net would be {amount}.").format(code=code.code, amount=expected))
        days = self._days.get(self.campaign.value() or 0)
        if days is not None and self.day.value() is not None and is_outside(self.day.value(), *days):
            odd.append(_("The day is outside the campaign's days."))
        self.odd.setText(" ".join(odd))
        self.odd.setVisible(bool(odd))

    # -- amounts ------------------------------------------------------------------------------------------

    def _read_net(self, text: str) -> Amount | None:
        return read_amount(text, self._currency)

    def _read_tax(self, text: str) -> Amount | None:
        amount = read_amount(text, self._currency)
        if amount is not None and amount.currency != self._currency:
            raise ValueError(_("The net amount is in {currency}.").format(currency=self._currency))
        return amount

    def _on_amount_saved(self, amount: Amount | None) -> None:
        """The net amount says the currency of the line; the tax follows it."""
        if amount is not None and amount.currency != self._currency:
            self._currency = amount.currency
            tax = self.tax.value()
            if tax is not None:
                self.tax.set_value(tax.in_currency(amount.currency))
        self._show_gross()

    def _show_gross(self) -> None:
        self._show_odd()
        amounts: list[Amount | None] = []
        for field, read in ((self.net, self._read_net), (self.tax, self._read_tax)):
            try:
                amounts.append(read(field.edit.text()))
            except ValueError:
                self.gross.setText(_("Gross: —"))
                return
        net, tax = amounts
        if net is None:
            self.gross.setText(_("Gross: —"))
            return
        total = net.minor + (tax.in_currency(net.currency).minor if tax else 0)
        self.gross.setText(_("Gross: {amount}").format(amount=show_money(total, net.currency)))

    # -- writing ------------------------------------------------------------------------------------------

    def _missing(self) -> Field | None:
        """The first field that keeps the line from being written, marked with why."""
        needed = (
            (self.payee, _("Say who was paid.")),
            (self.day, _("Say on which day.")),
            (self.net, _("Say how much, without tax.")),
            (self.category, _("Choose a category or type a new one.")),
        )
        for field in (self.payee, self.day, self.net, self.tax, self.paid_on, self.description):
            if not field.commit():
                return field
        for field, words in needed:
            if not field.value():
                field.mark_bad(words)
                return field
        return None

    def _on_submitted(self) -> None:
        missing = self._missing()
        if missing is not None:
            missing.setFocus()
            return
        net: Amount = self.net.value()
        tax: Amount | None = self.tax.value()
        facts: dict[str, Any] = {
            "tax": 0 if tax is None else tax.minor,
            "campaign_id": self.campaign.value(),
            "category": self.category.value(),
            "description": self.description.value() or None,
            "currency": net.currency,
            "tax_code_id": self.tax_code.value(),
            "paid_on": self.paid_on.value(),
        }
        self._write(self.payee.value(), self.day.value(), net.minor, facts)

    def _write(self, payee: str, spent_on: date, net: int, facts: dict[str, Any]) -> None:
        line, receipt, remember = self._line, self.receipt.path, self.remember.value()
        self.accept_button.setEnabled(False)
        if line is None:
            self.desk.write(
                lambda workspace: workspace.spending.add(
                    payee, spent_on, net, receipt=receipt, remember=remember, **facts
                ),
                said=_("Added {amount} for {payee}").format(
                    amount=show_money(net + facts["tax"], facts["currency"]), payee=payee
                ),
                then=lambda _id: self.accept(),
                refused=self._on_refused,
                owner=self,
            )
        else:
            changed = {"payee": payee, "spent_on": spent_on, "net": net, **facts}
            self.desk.write(
                lambda workspace: workspace.spending.edit(
                    line.id, receipt=receipt, remember=remember, **changed
                ),
                said=_("Changed spend at {payee}").format(payee=payee),
                then=lambda _nothing: self.accept(),
                refused=self._on_refused,
                owner=self,
            )

    def _on_refused(self, error: CrmError) -> None:
        self.accept_button.setEnabled(True)
        self.show_problem(sentence(error))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped_file(event.mimeData())
        if path is not None:
            self.receipt.take(path)
            event.acceptProposedAction()
