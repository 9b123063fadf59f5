"""The dialog that creates a deal: the title is enough."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.ui.deals.amounts import Price, read_price, show_price
from smallbiz_crm.ui.deals.finding import contact_suggestion, find_companies, find_contacts
from smallbiz_crm.ui.deals.suggestions import RecordField, Suggestion, Suggestions
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.dialogs import FormDialog
from smallbiz_crm.ui.kit.field import Field
from smallbiz_crm.ui.kit.fields import AmountField, ChoiceField, DateField, TextField
from smallbiz_crm.ui.kit.labels import row
from smallbiz_crm.ui.kit.metrics import MEDIUM
from smallbiz_crm.words import _, sentence


class NewDealDialog(FormDialog):
    """Asks for a deal and writes it; then it is shown in the side panel."""

    created = Signal(int)
    """The new deal, once it is written."""

    def __init__(self, desk: Desk, parent: QWidget, contact_id: int | None = None) -> None:
        super().__init__(_("New deal"), _("Create deal"), parent, width=28)
        self.desk = desk
        self._currency = desk.currency()
        self.title_field = TextField(_("Title"), stacked=True, placeholder=_("What is it about?"))
        self.contact_field = RecordField(
            _("Person"),
            find_contacts(desk),
            stacked=True,
            placeholder=_("Type part of a name"),
            unknown=_("Nobody is called that. Pick somebody from the list, or leave it empty."),
        )
        self.company_field = TextField(_("Company"), stacked=True)
        Suggestions(self.company_field.edit, find_companies(desk))
        self.amount_field = AmountField(
            _("Amount, net of tax"),
            parse=lambda text: read_price(text, self._currency),
            show=show_price,
            stacked=True,
            placeholder=_("In {currency}, or 1200 USD").format(currency=self._currency),
        )
        self.close_field = DateField(_("Expected close"), today=desk.today, stacked=True)
        stages = [stage for stage in desk.workspace.deals.stages() if stage.kind is Outcome.OPEN]
        self.stage_field = ChoiceField(_("Stage"), [(stage.id, stage.name) for stage in stages], stacked=True)
        self.stage_field.set_value(stages[0].id)
        self._lay_out()
        self.contact_field.saved.connect(self._on_contact_chosen)
        self.submitted.connect(self._on_submitted)
        if contact_id is not None:
            self._start_with(contact_suggestion(desk, contact_id))
        self.title_field.setFocus()

    def fields(self) -> list[Field]:
        """All fields in the order of the form."""
        return [
            self.title_field,
            self.contact_field,
            self.company_field,
            self.amount_field,
            self.close_field,
            self.stage_field,
        ]

    def _lay_out(self) -> None:
        self.body.addWidget(self.title_field)
        self.body.addLayout(_pair(self.contact_field, self.company_field))
        self.body.addLayout(_pair(self.amount_field, self.close_field))
        self.body.addWidget(self.stage_field)

    def _start_with(self, person: Suggestion | None) -> None:
        self.contact_field.set_value(person)
        self._on_contact_chosen(person)

    def _on_contact_chosen(self, person: Suggestion | None) -> None:
        """A person brings their company along, unless one was typed."""
        if person is None or self.company_field.edit.text().strip():
            return
        company = self.desk.workspace.contacts.get(person.id).company
        self.company_field.set_value(company or "")

    def _on_submitted(self) -> None:
        for field in self.fields():
            if not field.commit():
                field.setFocus()
                return
        if not self.title_field.value():
            self.title_field.mark_bad(_("A deal needs a title."))
            self.title_field.setFocus()
            return
        self._write()

    def _write(self) -> None:
        title: str = self.title_field.value()
        person = self.contact_field.value()
        price: Price = self.amount_field.value()
        company, expected = self.company_field.value(), self.close_field.value()
        stage_id: int = self.stage_field.value()
        self.accept_button.setEnabled(False)
        self.desk.write(
            lambda workspace: workspace.deals.add(
                title,
                contact_id=person.id if person else None,
                company=company or None,
                amount=price.amount,
                currency=price.currency if price.amount is not None else None,
                stage_id=stage_id,
                expected_close=expected,
            ),
            said=_("Added the deal “{title}”").format(title=title),
            then=self._on_written,
            refused=self._on_refused,
            owner=self,
        )

    def _on_written(self, deal_id: int) -> None:
        self.accept()
        self.created.emit(deal_id)
        self.desk.open_record("deal", deal_id)

    def _on_refused(self, error: CrmError) -> None:
        self.accept_button.setEnabled(True)
        self.show_problem(sentence(error))


def _pair(left: QWidget, right: QWidget) -> QHBoxLayout:
    layout = row(left, right, spacing=MEDIUM)
    layout.setStretch(0, 1)
    layout.setStretch(1, 1)
    return layout
