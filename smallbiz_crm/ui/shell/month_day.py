"""A field for a day that comes every year, such as the first of the fiscal year."""

from __future__ import annotations

from calendar import monthrange
from typing import Any

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from smallbiz_crm.ui.kit.field import Field
from smallbiz_crm.ui.kit.fields import ChoiceBox
from smallbiz_crm.ui.kit.formats import locale
from smallbiz_crm.words import _

MONTHS = 12
_COMMON_YEAR = 2_023


class MonthDayField(Field):
    """Its value is text like ``04-06``; 29 February is not offered, for most years have none."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(label, parent)
        self._value = "01-01"
        self.month = ChoiceBox()
        self.day = ChoiceBox()
        self.day.setMinimumContentsLength(2)
        names = [
            locale().standaloneMonthName(number, QLocale.FormatType.LongFormat) for number in range(1, 13)
        ]
        self.month.addItems(names)
        self.set_input(self.month, self.day)
        self.day.setAccessibleName(_("{field}, day").format(field=label))
        self.day.setProperty("inline", "true")
        self.month.activated.connect(lambda _place: self._on_chosen())
        self.day.activated.connect(lambda _place: self._on_chosen())
        self.set_value(self._value)

    def value(self) -> str:
        return self._value

    def set_value(self, value: Any) -> None:
        month, day = (int(part) for part in str(value).split("-"))
        self._value = str(value)
        self.month.setCurrentIndex(month - 1)
        self._offer_days(month, day)
        self.mark_saved()

    def commit(self) -> bool:
        return self.state != "bad"

    def _offer_days(self, month: int, day: int) -> None:
        count = monthrange(_COMMON_YEAR, month)[1]
        if self.day.count() != count:
            self.day.clear()
            self.day.addItems([str(number) for number in range(1, count + 1)])
        self.day.setCurrentIndex(min(day, count) - 1)

    def _on_chosen(self) -> None:
        self._offer_days(self.month.currentIndex() + 1, self.day.currentIndex() + 1)
        chosen = f"{self.month.currentIndex() + 1:02}-{self.day.currentIndex() + 1:02}"
        if chosen != self._value:
            self._value = chosen
            self.saved.emit(chosen)
