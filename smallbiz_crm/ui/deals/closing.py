"""What is asked when deals are won or lost: one popover, whoever asks; Esc leaves everything as it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QWidget

from smallbiz_crm.domain.days import add_months
from smallbiz_crm.domain.deals import Closing, Deal, Stage
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.ui.deals.amounts import Price, read_price, show_price
from smallbiz_crm.ui.deals.card_words import odd_day_text
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.chips import ChipButton
from smallbiz_crm.ui.kit.field import Field
from smallbiz_crm.ui.kit.fields import AmountField, DateField, NotesField, TextField
from smallbiz_crm.ui.kit.flow_layout import FlowLayout
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.labels import Label, row
from smallbiz_crm.ui.kit.metrics import TIGHT
from smallbiz_crm.ui.kit.popover import Popover
from smallbiz_crm.ui.kit.segmented import Segmented
from smallbiz_crm.words import _, ngettext, sentence

MOST_REASON_CHIPS = 8
TRY_AGAIN_MONTHS = (1, 3, 6)
RENEWAL_MONTHS = 12
UPSELL_MONTHS = 3


class ClosePopover(Popover):
    """What won and lost have in common: a day, and a write that may be refused while the popover stays open."""

    def __init__(
        self, desk: Desk, deals: Sequence[Deal], stage: Stage, anchor: QWidget, title: str, accept: str
    ) -> None:
        super().__init__(title, accept, anchor.window(), width=22, keep_open=True)
        self.desk = desk
        self.deals = list(deals)
        self.stage = stage
        self.odd = Label("", "caption", wrap=True)
        """What cannot be right about the day; it may be said all the same."""
        self.odd.set_tone("warning")
        self.odd.hide()
        self.submitted.connect(self._on_submitted)

    def first_field(self) -> QWidget:
        raise NotImplementedError

    def day_field_named(self, label: str, day: date | None) -> DateField:
        """A field for a day, filled in."""
        field = DateField(label, today=self.desk.today, stacked=True)
        field.set_value(day)
        return field

    def look_at_day(self, day: date | None) -> None:
        """Say what cannot be right about the day the deals close, seen from when they were created."""
        created = max(deal.created_on for deal in self.deals)
        text = odd_day_text(day, created, self.desk.today())
        self.odd.setText(text)
        self.odd.setVisible(bool(text))
        self.fit()

    def list_field(self, label: str, names: Sequence[str], placeholder: str = "") -> TextField:
        """A field that suggests names while one types."""
        field = TextField(label, stacked=True, placeholder=placeholder)
        field.edit.setCompleter(_completer(list(names), self))
        return field

    def write(self, closing: Closing, said: str) -> None:
        """Move the deals, then close; what is refused is said here."""
        ids, stage = [deal.id for deal in self.deals], self.stage
        self.accept_button.setEnabled(False)
        self.desk.write(
            lambda workspace: workspace.deals.move_many(ids, stage.id, closing),
            said=said,
            then=lambda _nothing: self.finish(),
            refused=self._on_refused,
            owner=self,
        )

    def committed(self, fields: Sequence[Field]) -> bool:
        """Whether all fields hold something fit; else the first that does not gets the focus."""
        bad = next((field for field in fields if not field.commit()), None)
        if bad is not None:
            bad.setFocus()
        return bad is None

    def _on_submitted(self) -> None:
        raise NotImplementedError

    def _on_refused(self, error: CrmError) -> None:
        self.accept_button.setEnabled(True)
        self.show_problem(sentence(error))


class WonPopover(ClosePopover):
    """When it was won, what is not known yet of amount, product and region, and what comes after."""

    def __init__(self, desk: Desk, deals: Sequence[Deal], stage: Stage, anchor: QWidget) -> None:
        title = _title(deals, _("Won: {title}"), _("Won: {deals}"))
        super().__init__(desk, deals, stage, anchor, title, _("Mark as won"))
        self.day_field = self.day_field_named(_("Won on"), desk.today())
        self.day_field.saved.connect(self.look_at_day)
        self.amount_field: AmountField | None = None
        self.product_field: TextField | None = None
        self.region_field: TextField | None = None
        self.invoice_field: TextField | None = None
        self.after: Segmented | None = None
        self.after_field = self.day_field_named(_("On"), None)
        self.after_field.hide()
        self.body.addWidget(self.day_field)
        self.body.addWidget(self.odd)
        if len(deals) == 1:
            self._ask_about(deals[0])

    def _ask_about(self, deal: Deal) -> None:
        """Only what is missing; the invoice and what comes after may stay empty."""
        if deal.amount is None:
            label = _("Amount, net of tax, in {currency}").format(currency=deal.currency)
            self.amount_field = AmountField(label, parse=self._read_amount, show=show_price, stacked=True)
            self.body.addWidget(self.amount_field)
        board = self.desk.workspace.board
        if not deal.lines:
            self.product_field = self.list_field(_("Product"), board.product_names())
        if not deal.region:
            self.region_field = self.list_field(_("Region"), board.regions())
        pair = [field for field in (self.product_field, self.region_field) if field is not None]
        if pair:
            self.body.addLayout(row(*pair))
        self.invoice_field = TextField(_("Invoice number, if there is one"), stacked=True)
        self.body.addWidget(self.invoice_field)
        options = [("none", _("Nothing")), ("renewal", _("Renewal deal")), ("upsell", _("Upsell call"))]
        self.after = Segmented(options, _("And then"))
        self.after.chosen.connect(self._on_after_chosen)
        self.body.addWidget(Label(_("And then"), "strong"))
        self.body.addLayout(row(self.after, None))
        self.body.addWidget(self.after_field)

    def first_field(self) -> QWidget:
        return (self.amount_field or self.day_field).input()

    def _on_after_chosen(self, key: str) -> None:
        months = {"renewal": RENEWAL_MONTHS, "upsell": UPSELL_MONTHS}.get(key)
        self.after_field.setVisible(months is not None)
        if months is not None:
            day = self.day_field.value() or self.desk.today()
            self.after_field.set_value(add_months(day, months))
        self.show_problem("")

    def _read_amount(self, text: str) -> Price:
        currency = self.deals[0].currency
        price = read_price(text, currency)
        if price.currency != currency:
            raise ValueError(_("This deal is in {currency}.").format(currency=currency))
        return price

    def _on_submitted(self) -> None:
        asked = (self.amount_field, self.day_field, self.product_field, self.region_field, self.invoice_field)
        after = self.after.value() if self.after is not None else "none"
        fields = [field for field in asked if field is not None]
        if not self.committed([*fields, *([self.after_field] if after != "none" else [])]):
            return
        dated = [self.day_field, *([self.after_field] if after != "none" else [])]
        undated = next((field for field in dated if field.value() is None), None)
        if undated is not None:
            undated.mark_bad(_("Say on which day."))
            undated.setFocus()
            return
        self.write(self._closing(after), _title(self.deals, _("Won “{title}”"), _("Won {deals}")))

    def _closing(self, after: str) -> Closing:
        price: Price | None = None if self.amount_field is None else self.amount_field.value()
        title = self.deals[0].title
        is_renewal, is_upsell = after == "renewal", after == "upsell"
        return Closing(
            closed_on=self.day_field.value(),
            amount=None if price is None else price.amount,
            product=_text(self.product_field),
            region=_text(self.region_field),
            invoice_number=_text(self.invoice_field),
            renewal_title=_("Renewal: {title}").format(title=title) if is_renewal else None,
            renewal_on=self.after_field.value() if is_renewal else None,
            upsell_title=_("Offer more: {title}").format(title=title) if is_upsell else None,
            upsell_on=self.after_field.value() if is_upsell else None,
        )


class LostPopover(ClosePopover):
    """Why it was lost, in the user's own words or from the list, to whom, and when to try again."""

    def __init__(self, desk: Desk, deals: Sequence[Deal], stage: Stage, anchor: QWidget) -> None:
        title = _title(deals, _("Lost: {title}"), _("Lost: {deals}"))
        super().__init__(desk, deals, stage, anchor, title, _("Mark as lost"))
        reasons = desk.workspace.deals.lost_reasons()
        self.reason_field = self.list_field(_("Reason"), reasons, _("Pick one or type your own"))
        self.note_field = NotesField(_("Note"), stacked=True, lines=2)
        competitors = desk.workspace.board.competitors()
        self.competitor_field = self.list_field(_("Lost to, if you know"), competitors)
        self.try_again_field = self.day_field_named(_("Try again on"), None)
        self.body.addWidget(self.reason_field)
        self.reason_chips = [self._reason_chip(reason) for reason in reasons[:MOST_REASON_CHIPS]]
        self.body.addWidget(_flow(self.reason_chips))
        self.body.addWidget(self.note_field)
        self.body.addWidget(self.competitor_field)
        self.body.addWidget(self.try_again_field)
        self.body.addWidget(_flow([self._months_chip(months) for months in TRY_AGAIN_MONTHS]))

    def first_field(self) -> QWidget:
        return self.reason_field.input()

    def _reason_chip(self, reason: str) -> ChipButton:
        chip = ChipButton(reason)
        chip.clicked.connect(lambda: self.reason_field.set_value(reason))
        return chip

    def _months_chip(self, months: int) -> ChipButton:
        text = ngettext("{n} month", "{n} months", months).format(n=months)
        chip = ChipButton(text)
        day = add_months(self.desk.today(), months)
        chip.clicked.connect(lambda: self.try_again_field.set_value(day))
        return chip

    def _on_submitted(self) -> None:
        fields = (self.reason_field, self.note_field, self.competitor_field, self.try_again_field)
        if not self.committed(fields):
            return
        closing = Closing(
            reason=_text(self.reason_field),
            reason_note=self.note_field.value() or None,
            competitor=_text(self.competitor_field),
            try_again_on=self.try_again_field.value(),
        )
        self.write(closing, _title(self.deals, _("Lost “{title}”"), _("Lost {deals}")))


def _title(deals: Sequence[Deal], one: str, many: str) -> str:
    if len(deals) == 1:
        return one.format(title=deals[0].title)
    count = ngettext("{n} deal", "{n} deals", len(deals)).format(n=number(len(deals)))
    return many.format(deals=count)


def _text(field: TextField | None) -> str | None:
    return None if field is None else field.value() or None


def _flow(chips: list[ChipButton]) -> QWidget:
    box = QWidget()
    flow = FlowLayout(box, TIGHT)
    for chip in chips:
        flow.addWidget(chip)
    if not chips:
        box.hide()
    return box


def _completer(names: list[str], parent: QWidget) -> QCompleter:
    completer = QCompleter(QStringListModel(names, parent), parent)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    popup = completer.popup()
    if popup is not None:
        popup.setProperty("role", "popup")
    return completer
