"""The fields of a deal, each saved when it is left; what is refused stays and is marked."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from smallbiz_crm.domain.currencies import CODES
from smallbiz_crm.domain.deals import Deal, Outcome
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.ui.deals.amounts import Price, read_price, show_price
from smallbiz_crm.ui.deals.card_words import odd_day_text
from smallbiz_crm.ui.deals.finding import find_campaigns, find_companies, find_contacts
from smallbiz_crm.ui.deals.suggestions import RecordField, Suggestion, Suggestions
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.field import Field
from smallbiz_crm.ui.kit.fields import AmountField, ChoiceField, DateField, NotesField, TextField
from smallbiz_crm.ui.kit.formats import NOTHING
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.metrics import TIGHT
from smallbiz_crm.words import _, sentence

FREQUENT_CURRENCIES = (
    "EUR",
    "USD",
    "GBP",
    "CHF",
    "JPY",
    "CAD",
    "AUD",
    "SEK",
    "NOK",
    "DKK",
    "PLN",
    "CZK",
    "INR",
)


class DealFields(QWidget):
    """Shows and saves one deal after the other. The stage is not written here: `stage_chosen` asks for it."""

    stage_chosen = Signal(int)
    record_opened = Signal(str, int)
    """Kind and id of a record that this one names."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.deal: Deal | None = None
        self._make_fields()
        self._plain: list[tuple[Field, str]] = [
            (self.title_field, "title"),
            (self.company_field, "company"),
            (self.close_field, "expected_close"),
            (self.created_field, "created_on"),
            (self.closed_field, "closed_on"),
            (self.reason_field, "reason"),
            (self.reason_note_field, "reason_note"),
            (self.region_field, "region"),
            (self.owner_field, "owner"),
            (self.notes_field, "notes"),
        ]
        self._linked: list[tuple[RecordField, str, str]] = [
            (self.contact_field, "contact_id", "contact"),
            (self.campaign_field, "source_campaign_id", "campaign"),
        ]
        self._lay_out()
        self._connect()

    def _make_fields(self) -> None:
        desk, today = self.desk, self.desk.today
        self.title_field = TextField(_("Title"))
        self.stage_field = ChoiceField(_("Stage"))
        self.amount_field = AmountField(
            _("Amount (net)"),
            parse=lambda text: read_price(text, self.deal.currency if self.deal else desk.currency()),
            show=show_price,
            placeholder=_("Not known yet"),
        )
        self.currency_field = ChoiceField(_("Currency"), _currencies(desk.currency()), searchable=True)
        self.contact_field = RecordField(
            _("Person"),
            find_contacts(desk),
            unknown=_("Nobody is called that. Pick somebody from the list."),
            link=_("Open the person"),
            placeholder=NOTHING,
        )
        self.company_field = TextField(_("Company"), placeholder=NOTHING)
        Suggestions(self.company_field.edit, find_companies(desk))
        self.close_field = DateField(_("Expected close"), today=today, placeholder=NOTHING)
        self.closed_field = DateField(_("Closed on"), today=today, placeholder=NOTHING)
        self.reason_field = TextField(_("Lost because"), placeholder=NOTHING)
        self.reason_note_field = TextField(_("In words"), placeholder=NOTHING)
        self.campaign_field = RecordField(
            _("Source campaign"),
            find_campaigns(desk),
            unknown=_("No campaign is called that. Pick one from the list."),
            link=_("Open the campaign"),
            placeholder=NOTHING,
        )
        self.region_field = TextField(_("Region"), placeholder=NOTHING)
        self.owner_field = TextField(_("Owner"), placeholder=NOTHING)
        self.notes_field = NotesField(_("Notes"))
        self.created_field = DateField(_("Created on"), today=today)
        self.odd = Label("", "caption", wrap=True)
        self.odd.set_tone("warning")

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TIGHT)
        for field in self.fields():
            layout.addWidget(field)
            if field is self.closed_field:
                layout.addWidget(self.odd)

    def _connect(self) -> None:
        self.stage_field.saved.connect(self.stage_chosen.emit)
        self.amount_field.saved.connect(self._save_price)
        self.currency_field.saved.connect(self._save_currency)
        for field, name in self._plain:
            field.saved.connect(partial(self._save_plain, field, name))
        for field, name, kind in self._linked:
            field.saved.connect(partial(self._save_link, field, name))
            field.opened.connect(partial(self.record_opened.emit, kind))

    def fields(self) -> list[Field]:
        """All fields from top to bottom."""
        return [
            self.title_field,
            self.stage_field,
            self.amount_field,
            self.currency_field,
            self.contact_field,
            self.company_field,
            self.close_field,
            self.closed_field,
            self.reason_field,
            self.reason_note_field,
            self.campaign_field,
            self.region_field,
            self.owner_field,
            self.notes_field,
            self.created_field,
        ]

    # -- showing ------------------------------------------------------------------------------------------

    def show_deal(self, deal: Deal) -> None:
        """Show a deal: another one anew, the same one without touching what is being typed."""
        is_another = self.deal is None or self.deal.id != deal.id
        self.deal = deal
        stages = self.desk.workspace.deals.stages()
        self.stage_field.set_options([(stage.id, stage.name) for stage in stages])
        for field, value in _values(self, deal):
            if is_another:
                field.set_value(value)
            else:
                field.refresh(value)
        self.closed_field.setVisible(deal.outcome is not Outcome.OPEN)
        for field in (self.reason_field, self.reason_note_field):
            field.setVisible(deal.outcome is Outcome.LOST)
        odd = odd_day_text(deal.closed_on, deal.created_on, self.desk.today())
        self.odd.setText(odd)
        self.odd.setVisible(bool(odd))

    def leave(self) -> None:
        """Save what was typed and drop what was refused, before another deal is shown."""
        for field in self.fields():
            if not field.commit() and isinstance(
                field, (TextField, AmountField, DateField, NotesField, RecordField)
            ):
                field.restore()

    def put_stage_back(self) -> None:
        """Show the stage that is stored."""
        if self.deal is not None:
            self.stage_field.set_value(self.deal.stage_id)

    # -- saving -------------------------------------------------------------------------------------------

    def _save(self, field: Field, values: dict[str, Any]) -> None:
        if self.deal is None:
            return
        deal_id = self.deal.id

        def refused(error: CrmError) -> None:
            if self.deal is not None and self.deal.id == deal_id:
                field.mark_bad(sentence(error))

        self.desk.write(
            lambda workspace: workspace.deals.edit(deal_id, **values), refused=refused, owner=self
        )

    def _save_plain(self, field: Field, name: str, value: Any) -> None:
        self._save(field, {name: value or None})

    def _save_link(self, field: Field, name: str, chosen: Suggestion | None) -> None:
        self._save(field, {name: chosen.id if chosen else None})

    def _save_price(self, price: Price) -> None:
        self._save(self.amount_field, {"amount": price.amount, "currency": price.currency})

    def _save_currency(self, currency: str) -> None:
        if self.deal is None:
            return
        price = Price(self.deal.amount, self.deal.currency).in_currency(currency)
        self._save(self.currency_field, {"amount": price.amount, "currency": currency})


def _values(fields: DealFields, deal: Deal) -> list[tuple[Field, Any]]:
    return [
        (fields.title_field, deal.title),
        (fields.stage_field, deal.stage_id),
        (fields.amount_field, Price(deal.amount, deal.currency)),
        (fields.currency_field, deal.currency),
        (fields.contact_field, _suggestion(deal.contact_id, deal.contact)),
        (fields.company_field, deal.company or ""),
        (fields.close_field, deal.expected_close),
        (fields.created_field, deal.created_on),
        (fields.closed_field, deal.closed_on),
        (fields.reason_field, deal.reason or ""),
        (fields.reason_note_field, deal.reason_note or ""),
        (fields.campaign_field, _suggestion(deal.source_campaign_id, deal.source_campaign)),
        (fields.region_field, deal.region or ""),
        (fields.owner_field, deal.owner or ""),
        (fields.notes_field, deal.notes or ""),
    ]


def _suggestion(record_id: int | None, name: str | None) -> Suggestion | None:
    return None if record_id is None else Suggestion(record_id, name or "")


def _currencies(home: str) -> list[tuple[str, str]]:
    """The home currency first, then the frequent ones, then all others."""
    codes = dict.fromkeys((home, *FREQUENT_CURRENCIES, *sorted(CODES)))
    return [(code, code) for code in codes]
