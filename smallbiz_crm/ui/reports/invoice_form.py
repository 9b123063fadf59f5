"""Asks which invoice was issued for a won deal, so that other programs can take the sale."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.fields import DateField, TextField
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.popover import Popover
from smallbiz_crm.words import _, sentence


class InvoiceForm(Popover):
    """Number, day of issue and day due; what is known already stands in it."""

    def __init__(self, desk: Desk, parent: QWidget, deal_id: int, title: str) -> None:
        super().__init__(
            _("Invoice of {title}").format(title=title), _("Note the invoice"), parent, keep_open=True
        )
        self._desk = desk
        self._deal_id = deal_id
        self.number = TextField(_("Invoice number"), stacked=True)
        self.issued_on = DateField(_("Invoice date"), desk.today, stacked=True)
        self.due_on = DateField(_("Due, if agreed"), desk.today, stacked=True)
        known = desk.workspace.accountant.invoice(deal_id)
        if known is not None:
            self.number.set_value(known.number)
            self.issued_on.set_value(known.issued_on)
            self.due_on.set_value(known.due_on)
        for field in (self.number, self.issued_on, self.due_on):
            self.body.addWidget(field)
        note = _("The invoice itself is written elsewhere; here only its number and days are kept.")
        self.body.addWidget(Label(note, "caption", wrap=True))
        self.submitted.connect(self._on_submitted)

    def _on_submitted(self) -> None:
        committed = [field.commit() for field in (self.number, self.issued_on, self.due_on)]
        if not all(committed):
            return
        deal_id, number = self._deal_id, str(self.number.value() or "")
        issued_on, due_on = self.issued_on.value(), self.due_on.value()
        self._desk.write(
            lambda workspace: workspace.accountant.set_invoice(deal_id, number, issued_on, due_on),
            said=_("Invoice {number} noted").format(number=number),
            then=lambda _done: self.finish(),
            refused=lambda error: self.show_problem(sentence(error)),
            owner=self,
        )


def ask_for_invoice(desk: Desk, anchor: QWidget, deal_id: int, title: str) -> InvoiceForm:
    """Open the form beside what it is about."""
    form = InvoiceForm(desk, anchor, deal_id, title)
    form.open_at(anchor, form.number.edit)
    return form
