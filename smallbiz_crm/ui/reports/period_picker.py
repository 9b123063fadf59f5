"""Chooses a period: from a list, or from one day to another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from smallbiz_crm.domain.days import Period
from smallbiz_crm.ui.kit.fields import ChoiceBox, DateField
from smallbiz_crm.ui.kit.popover import Popover
from smallbiz_crm.ui.reports.period_words import PeriodChoice, ReadPeriod, period_days
from smallbiz_crm.words import _

CUSTOM = "custom"
WIDTH = 19


class PeriodPicker(ChoiceBox):
    """Offers periods in groups and days of one's own. Emits `chosen` when the user picks another.

    `read` makes a period of its name, `today` says what day it is; neither is asked before `offer`.
    """

    chosen = Signal(object)

    def __init__(
        self, name: str, read: ReadPeriod, today: Callable[[], date], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._read = read
        self._today = today
        self._choices: list[PeriodChoice] = []
        self._key = ""
        self._own: PeriodChoice | None = None
        self.popover: CustomPeriod | None = None
        self.setAccessibleName(name)
        self.setMinimumContentsLength(WIDTH)
        self.activated.connect(self._on_activated)

    def offer(self, groups: Sequence[Sequence[PeriodChoice]], preset: str) -> None:
        """Offer these; what was chosen stays chosen, at first it is the one of the key `preset`."""
        self._choices = [choice for group in groups for choice in group]
        self._key = self._key or preset
        self._fill(groups)

    def period(self) -> Period:
        """What is chosen. Raises LookupError before `offer`."""
        return self._chosen().period

    def key(self) -> str:
        """The name of what is chosen: one that moves with the days, or the days themselves."""
        return self._own.period.name if self._key == CUSTOM and self._own else self._chosen().key

    def go_to(self, key: str) -> None:
        """Go to the choice of that key, or to days of one's own, without emitting."""
        if any(choice.key == key for choice in self._choices):
            self.choose(key)
            return
        period = self._read(key)
        self._take_own(PeriodChoice(CUSTOM, period_days(period), period))

    def choose(self, key: str) -> None:
        """Go to the choice of that key without emitting."""
        self._key = key
        self._show_chosen()

    def choose_days(self, start: date, end: date) -> None:
        """Go to days of one's own, as if they had been picked."""
        period = self._read(f"{start.isoformat()}..{end.isoformat()}")
        self._take_own(PeriodChoice(CUSTOM, period_days(period), period))
        self.chosen.emit(period)

    def _chosen(self) -> PeriodChoice:
        known = [*self._choices, *([self._own] if self._own else [])]
        for choice in known:
            if choice.key == self._key:
                return choice
        return known[0]

    def _fill(self, groups: Sequence[Sequence[PeriodChoice]]) -> None:
        self.clear()
        for group in groups:
            if self.count():
                self.insertSeparator(self.count())
            for choice in group:
                self.addItem(choice.text, choice.key)
        self.insertSeparator(self.count())
        if self._own is not None:
            self.addItem(self._own.text, CUSTOM)
        self.addItem(_("From … to …"), None)
        self._show_chosen()

    def _show_chosen(self) -> None:
        self.setCurrentIndex(self.findData(self._chosen().key))

    def _take_own(self, own: PeriodChoice) -> None:
        place = self.findData(CUSTOM)
        if place < 0:
            place = self.count() - 1
            self.insertItem(place, own.text, CUSTOM)
        self.setItemText(place, own.text)
        self._own, self._key = own, CUSTOM
        self._show_chosen()

    def _on_activated(self, position: int) -> None:
        key = self.itemData(position)
        if key is None:
            self._show_chosen()
            self.ask_for_days()
        elif key != self._key:
            self._key = key
            self.chosen.emit(self.period())

    def ask_for_days(self) -> CustomPeriod:
        """Open the small form for a period of one's own."""
        self.popover = CustomPeriod(self, self.period(), self._today)
        self.popover.picked.connect(self.choose_days)
        self.popover.open_at(self, self.popover.start.edit)
        return self.popover


class CustomPeriod(Popover):
    """Asks for the first and the last day. Emits `picked` with both."""

    picked = Signal(object, object)

    def __init__(self, parent: QWidget, period: Period, today: Callable[[], date]) -> None:
        super().__init__(_("From which day to which?"), _("Show"), parent, keep_open=True)
        self.start = DateField(_("From"), today, stacked=True)
        self.end = DateField(_("To"), today, stacked=True)
        self.start.set_value(period.start or today().replace(day=1))
        self.end.set_value(period.end or today())
        self.body.addWidget(self.start)
        self.body.addWidget(self.end)
        self.submitted.connect(self._on_submitted)

    def _on_submitted(self) -> None:
        if not (self.start.commit() and self.end.commit()):
            return
        first, last = self.start.value(), self.end.value()
        if first is None or last is None:
            self.show_problem(_("Both days are needed."))
        elif last < first:
            self.show_problem(_("The last day lies before the first."))
        else:
            self.finish()
            self.picked.emit(first, last)
