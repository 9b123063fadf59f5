"""How a deal is paid: the instalments that were agreed, and the money that came in."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from smallbiz_crm.domain.days import add_months
from smallbiz_crm.domain.deal_parts import InstalmentState, Payment, PaymentPlan, Settled
from smallbiz_crm.domain.deals import Deal, Outcome
from smallbiz_crm.ui.deals.amounts import show_amount
from smallbiz_crm.ui.deals.part_form import PartForm, money_field, quantity_field, share_field
from smallbiz_crm.ui.deals.part_list import Part, PartAction, PartList
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.chips import ChipKind
from smallbiz_crm.ui.kit.field import Field
from smallbiz_crm.ui.kit.fields import DateField, TextField
from smallbiz_crm.ui.kit.formats import day
from smallbiz_crm.ui.kit.metrics import MEDIUM
from smallbiz_crm.words import _, ngettext, phrase

WHOLE = 1_000
USUAL_DEPOSIT = 3_000
_CHIPS: dict[InstalmentState, ChipKind] = {
    InstalmentState.PAID: "success",
    InstalmentState.OVERDUE: "danger",
    InstalmentState.PARTLY: "warning",
}


class DealPayments(QWidget):
    """Shown of won deals, and of others that have a plan or payments already."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.deal: Deal | None = None
        self.plan: PaymentPlan | None = None
        self.divide_button = Button(_("Divide …"), kind="quiet")
        self.divide_button.clicked.connect(self.divide)
        self.add_button = Button(_("Add instalment"), "plus", "quiet")
        self.add_button.clicked.connect(self.add_instalment)
        self.pay_button = Button(_("Add payment"), "plus", "quiet")
        self.pay_button.clicked.connect(self.add_payment)
        self.instalments = PartList(
            _("Payment plan"), _("All at once. Divide it for a deposit or instalments."),
            self.divide_button, self.add_button,
        )  # fmt: skip
        self.payments = PartList(_("Payments"), _("Nothing has come in yet."), self.pay_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(MEDIUM)
        layout.addWidget(self.instalments)
        layout.addWidget(self.payments)

    def show_deal(self, deal: Deal) -> None:
        self.deal = deal
        self.plan = plan = self.desk.workspace.deal_parts.plan(deal.id)
        self.setVisible(deal.outcome is Outcome.WON or bool(plan.instalments or plan.payments))
        self.instalments.show_parts([self._instalment(part) for part in plan.instalments], _plan_note(plan))
        self.payments.show_parts([self._payment(paid) for paid in plan.payments], _paid_note(plan))

    # -- instalments --------------------------------------------------------------------------------------

    def _instalment(self, part: Settled) -> Part:
        instalment = part.instalment
        caption = instalment.note or ""
        if part.state is InstalmentState.PARTLY or (part.paid and part.state is InstalmentState.OVERDUE):
            paid = _("{amount} of it paid").format(amount=self._money(part.paid))
            caption = " · ".join(text for text in (caption, paid) if text)
        chip = (phrase(f"instalment.{part.state}"), _CHIPS.get(part.state, "neutral"))
        actions = (
            PartAction("edit", _("Change …"), partial(self._edit_instalment, part)),
            PartAction("money", _("Paid today"), partial(self._pay, part)),
            None,
            PartAction("trash", _("Remove"), partial(self._remove_instalment, instalment.id)),
        )
        kept = tuple(
            each for each in actions if part.state is not InstalmentState.PAID or each is not actions[1]
        )
        return Part(
            instalment.id, day(instalment.due_on), caption, self._money(instalment.amount), chip, kept
        )

    def add_instalment(self) -> PartForm | None:
        """Ask for one part; what is not planned yet stands there already."""
        if self.deal is None or self.plan is None:
            return None
        deal_id, plan = self.deal.id, self.plan
        last = plan.instalments[-1].instalment.due_on if plan.instalments else None
        due_on = add_months(last, 1) if last else self.desk.today()
        form = self._form(
            _("Add an instalment"),
            self.add_button,
            lambda values: lambda workspace: workspace.deal_parts.add_instalment(deal_id, **values),
            _("Instalment added"),
        )
        left = max(plan.gross - plan.planned, 0) or None
        return form.open_with({"due_on": due_on, "amount": left}, self.add_button)

    def _edit_instalment(self, part: Settled, anchor: QWidget) -> PartForm:
        instalment = part.instalment
        form = self._form(
            _("Change the instalment"),
            anchor,
            lambda values: lambda workspace: workspace.deal_parts.edit_instalment(instalment.id, **values),
            _("Instalment changed"),
        )
        told = {"due_on": instalment.due_on, "amount": instalment.amount, "note": instalment.note or ""}
        return form.open_with(told, anchor)

    def _form(self, title: str, anchor: QWidget, change_of: Any, said: str) -> PartForm:
        fields: dict[str, Field] = {
            "amount": money_field(_("Amount, tax included"), self.deal.currency if self.deal else ""),
            "due_on": DateField(_("Due"), today=self.desk.today, stacked=True),
            "note": TextField(_("Note"), stacked=True, placeholder=_("Deposit")),
        }
        needed = {"amount": _("Say how much."), "due_on": _("Say when.")}
        return PartForm(
            self.desk, title, _("Save"), anchor, fields, needed=needed, change_of=change_of, said=said
        )

    def divide(self) -> PartForm | None:
        """Ask for a deposit and equal monthly parts, which replace the plan."""
        if self.deal is None:
            return None
        deal_id, today = self.deal.id, self.desk.today()
        fields: dict[str, Field] = {
            "deposit_share": share_field(_("Deposit"), _("None")),
            "deposit_on": DateField(_("Deposit due"), today=self.desk.today, stacked=True),
            "count": quantity_field(_("Monthly instalments after it")),
            "first_on": DateField(_("First one due"), today=self.desk.today, stacked=True),
        }
        needed = {"deposit_on": _("Say when."), "first_on": _("Say when."), "count": _("Say how many.")}

        def change_of(values: dict[str, Any]) -> Any:
            # A part of an instalment is none: it is refused as 121 would be.
            count = values["count"] // WHOLE if values["count"] % WHOLE == 0 else -1
            told = {**values, "deposit_share": values["deposit_share"] or 0, "count": count}
            return lambda workspace: workspace.deal_parts.divide(deal_id, **told)

        form = PartForm(
            self.desk, _("Divide the amount, tax included"), _("Make the plan"), self.divide_button, fields,
            needed=needed, change_of=change_of, said=_("Payment plan made"),
        )  # fmt: skip
        start = {
            "deposit_share": USUAL_DEPOSIT,
            "deposit_on": today,
            "count": 2 * WHOLE,
            "first_on": add_months(today, 1),
        }
        return form.open_with(start, self.divide_button)

    def _remove_instalment(self, instalment_id: int, _anchor: QWidget) -> None:
        self.desk.write(
            lambda workspace: workspace.deal_parts.remove_instalment(instalment_id),
            said=_("Instalment taken away"),
        )

    # -- payments -----------------------------------------------------------------------------------------

    def _payment(self, payment: Payment) -> Part:
        caption = " · ".join(text for text in (payment.method, payment.reference) if text)
        chip: tuple[str, ChipKind] | None = (_("Given back"), "warning") if payment.amount < 0 else None
        actions = (PartAction("trash", _("Remove"), partial(self._remove_payment, payment.id)),)
        figure = show_amount(payment.amount, payment.currency)
        return Part(payment.id, day(payment.paid_on), caption, figure, chip, actions)

    def add_payment(self) -> PartForm | None:
        """Ask what came in; what is still owed stands there already."""
        if self.deal is None or self.plan is None:
            return None
        deal_id, currency = self.deal.id, self.deal.currency
        fields: dict[str, Field] = {
            "amount": money_field(_("Amount; with a minus for money given back"), currency, below_zero=True),
            "paid_on": DateField(_("On"), today=self.desk.today, stacked=True),
            "method": TextField(_("How"), stacked=True, placeholder=_("Transfer, card, cash")),
            "reference": TextField(_("Reference"), stacked=True),
        }

        def change_of(values: dict[str, Any]) -> Any:
            texts = {name: values[name] or None for name in ("method", "reference")}
            return lambda workspace: workspace.deal_parts.add_payment(
                deal_id, values["paid_on"], values["amount"], **texts
            )

        needed = {"amount": _("Say how much."), "paid_on": _("Say when.")}
        form = PartForm(
            self.desk, _("Add a payment"), _("Save"), self.pay_button, fields,
            needed=needed, change_of=change_of, said=_("Payment added"),
        )  # fmt: skip
        owed = max(self.plan.gross - self.plan.received, 0) or None
        return form.open_with({"paid_on": self.desk.today(), "amount": owed}, self.pay_button)

    def _pay(self, part: Settled, _anchor: QWidget) -> None:
        if self.deal is None:
            return
        deal_id, today = self.deal.id, self.desk.today()
        amount = part.instalment.amount - part.paid
        self.desk.write(
            lambda workspace: workspace.deal_parts.add_payment(deal_id, today, amount),
            said=_("Payment of {amount} added").format(amount=self._money(amount)),
        )

    def _remove_payment(self, payment_id: int, _anchor: QWidget) -> None:
        self.desk.write(
            lambda workspace: workspace.deal_parts.remove_payment(payment_id), said=_("Payment taken away")
        )

    def _money(self, amount: int) -> str:
        return show_amount(amount, self.plan.currency if self.plan else "")


def _plan_note(plan: PaymentPlan) -> str:
    if not plan.instalments:
        return ""
    planned, gross = show_amount(plan.planned, plan.currency), show_amount(plan.gross, plan.currency)
    if plan.planned == plan.gross:
        return _("{planned} planned, which is all of it").format(planned=planned)
    return _("{planned} planned of {gross}, tax included").format(planned=planned, gross=gross)


def _paid_note(plan: PaymentPlan) -> str:
    received, gross = show_amount(plan.received, plan.currency), show_amount(plan.gross, plan.currency)
    told = [_("{received} received of {gross}, tax included").format(received=received, gross=gross)]
    if plan.elsewhere:
        words = ngettext(
            "{n} payment in another currency", "{n} payments in other currencies", plan.elsewhere
        )
        told.append(words.format(n=plan.elsewhere))
    return " · ".join(told)
