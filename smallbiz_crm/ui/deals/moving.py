"""The one way a deal changes its stage, whoever asks: board, keys, menu or panel. Won and lost ask what is missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QRect, QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QWidget

from smallbiz_crm.domain.deals import Deal, Outcome, Stage
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.ui.deals.amounts import Price, read_price, show_price
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.chips import ChipButton
from smallbiz_crm.ui.kit.fields import AmountField, DateField, NotesField, TextField
from smallbiz_crm.ui.kit.flow_layout import FlowLayout
from smallbiz_crm.ui.kit.metrics import TIGHT
from smallbiz_crm.ui.kit.popover import Popover
from smallbiz_crm.words import _, ngettext, sentence

Ended = Callable[[bool], object]

MOST_REASON_CHIPS = 8
TRY_AGAIN_MONTHS = (1, 3, 6)


def move_deal(
    desk: Desk,
    deal_id: int,
    stage: Stage,
    anchor: QWidget,
    *,
    place: QRect | None = None,
    ended: Ended | None = None,
) -> Popover | None:
    """Put a deal into `stage`; won and lost ask first, in the popover that is returned.

    The popover hangs on `anchor`, or on `place` (global coordinates) of it. `ended` is told once whether the
    deal was moved; when not, nothing has changed.
    """
    tell = ended or (lambda _moved: None)
    deal = desk.workspace.deals.get(deal_id)
    if deal.stage_id == stage.id:
        tell(False)
        return None
    if stage.kind is Outcome.OPEN:
        _move_at_once(desk, deal, stage, tell)
        return None
    ask = (WonPopover if stage.kind is Outcome.WON else LostPopover)(desk, deal, stage, anchor)
    ask.accepted.connect(partial(tell, True))
    ask.cancelled.connect(partial(tell, False))
    ask.open_at(place or anchor, focus=ask.first_field())
    return ask


def _move_at_once(desk: Desk, deal: Deal, stage: Stage, tell: Ended) -> None:
    def refused(error: CrmError) -> None:
        tell(False)
        desk.show_trouble(error)

    desk.write(
        lambda workspace: workspace.deals.move(deal.id, stage.id),
        said=_("“{title}” moved to {stage}").format(title=deal.title, stage=stage.name),
        then=lambda _nothing: tell(True),
        refused=refused,
    )


class _ClosePopover(Popover):
    """What won and lost have in common: a day, and a write that may be refused while the popover stays open."""

    def __init__(
        self, desk: Desk, deal: Deal, stage: Stage, anchor: QWidget, title: str, accept: str
    ) -> None:
        super().__init__(title, accept, anchor.window(), width=22, keep_open=True)
        self.desk = desk
        self.deal = deal
        self.stage = stage
        self.submitted.connect(self._on_submitted)

    def first_field(self) -> QWidget:
        raise NotImplementedError

    def _day_field(self, label: str, day: date | None) -> DateField:
        field = DateField(label, today=self.desk.today, stacked=True)
        field.set_value(day)
        return field

    def _on_submitted(self) -> None:
        raise NotImplementedError

    def _on_refused(self, error: CrmError) -> None:
        self.accept_button.setEnabled(True)
        self.show_problem(sentence(error))


class WonPopover(_ClosePopover):
    """When it was won, and for how much where that is not known yet."""

    def __init__(self, desk: Desk, deal: Deal, stage: Stage, anchor: QWidget) -> None:
        super().__init__(
            desk, deal, stage, anchor, _("Won: {title}").format(title=deal.title), _("Mark as won")
        )
        self.day_field = self._day_field(_("Won on"), desk.today())
        self.body.addWidget(self.day_field)
        self.amount_field: AmountField | None = None
        if deal.amount is None:
            self.amount_field = AmountField(
                _("Amount, net of tax, in {currency}").format(currency=deal.currency),
                parse=self._read_amount,
                show=show_price,
                stacked=True,
            )
            self.body.addWidget(self.amount_field)

    def first_field(self) -> QWidget:
        return (self.amount_field or self.day_field).input()

    def _read_amount(self, text: str) -> Price:
        price = read_price(text, self.deal.currency)
        if price.currency != self.deal.currency:
            raise ValueError(_("This deal is in {currency}.").format(currency=self.deal.currency))
        return price

    def _on_submitted(self) -> None:
        fields = [field for field in (self.amount_field, self.day_field) if field is not None]
        bad = next((field for field in fields if not field.commit()), None)
        if bad is None and self.day_field.value() is None:
            bad = self.day_field
            bad.mark_bad(_("Say on which day."))
        if bad is not None:
            bad.setFocus()
            return
        price: Price | None = None if self.amount_field is None else self.amount_field.value()
        deal, stage, day = self.deal, self.stage, self.day_field.value()
        self.accept_button.setEnabled(False)
        self.desk.write(
            lambda workspace: workspace.deals.move(
                deal.id, stage.id, closed_on=day, amount=None if price is None else price.amount
            ),
            said=_("Won “{title}”").format(title=deal.title),
            then=lambda _nothing: self.finish(),
            refused=self._on_refused,
            owner=self,
        )


class LostPopover(_ClosePopover):
    """Why it was lost, in the user's own words or from the list, and when to try again."""

    def __init__(self, desk: Desk, deal: Deal, stage: Stage, anchor: QWidget) -> None:
        title = _("Lost: {title}").format(title=deal.title)
        super().__init__(desk, deal, stage, anchor, title, _("Mark as lost"))
        reasons = desk.workspace.deals.lost_reasons()
        self.reason_field = TextField(_("Reason"), stacked=True, placeholder=_("Pick one or type your own"))
        self.reason_field.edit.setCompleter(_reason_completer(reasons, self))
        self.note_field = NotesField(_("Note"), stacked=True, lines=2)
        self.try_again_field = self._day_field(_("Try again on"), None)
        self.body.addWidget(self.reason_field)
        self.reason_chips = [self._reason_chip(reason) for reason in reasons[:MOST_REASON_CHIPS]]
        self.body.addWidget(_flow(self.reason_chips))
        self.body.addWidget(self.note_field)
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
        day = months_later(self.desk.today(), months)
        chip.clicked.connect(lambda: self.try_again_field.set_value(day))
        return chip

    def _on_submitted(self) -> None:
        for field in (self.reason_field, self.note_field, self.try_again_field):
            if not field.commit():
                field.setFocus()
                return
        deal, stage = self.deal, self.stage
        reason, note, day = self.reason_field.value(), self.note_field.value(), self.try_again_field.value()
        self.accept_button.setEnabled(False)
        self.desk.write(
            lambda workspace: workspace.deals.move(
                deal.id, stage.id, reason=reason or None, reason_note=note or None, try_again_on=day
            ),
            said=_("Lost “{title}”").format(title=deal.title),
            then=lambda _nothing: self.finish(),
            refused=self._on_refused,
            owner=self,
        )


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    for last in range(day.day, 27, -1):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    return date(year, month, min(day.day, 28))


def _flow(chips: list[ChipButton]) -> QWidget:
    box = QWidget()
    flow = FlowLayout(box, TIGHT)
    for chip in chips:
        flow.addWidget(chip)
    if not chips:
        box.hide()
    return box


def _reason_completer(reasons: list[str], parent: QWidget) -> QCompleter:
    completer = QCompleter(QStringListModel(reasons, parent), parent)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    popup = completer.popup()
    if popup is not None:
        popup.setProperty("role", "popup")
    return completer
