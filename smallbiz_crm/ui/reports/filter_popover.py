"""The small form that narrows a report and looks back: what is chosen in it shows at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from smallbiz_crm.domain.kpis import NO_FILTER, ReportFilter
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.fields import ChoiceField, DateField
from smallbiz_crm.ui.kit.metrics import LARGE, MEDIUM
from smallbiz_crm.ui.kit.popover import Popover
from smallbiz_crm.words import _, has_phrase, phrase

IN_A_LINE = 2


class FilterPopover(Popover):
    """`chosen` carries the filter and the day things are seen from (None: today) after each choice."""

    chosen = Signal(object, object)

    def __init__(
        self,
        desk: Desk,
        parent: QWidget,
        fields: tuple[str, ...],
        wanted: ReportFilter,
        as_of: date | None,
    ) -> None:
        super().__init__(_("Count only what has"), _("Done"), parent, width=26)
        self.wanted, self.as_of = wanted, as_of
        self.cancel_button.hide()
        self.fields: dict[str, ChoiceField] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(LARGE)
        grid.setVerticalSpacing(MEDIUM)
        for place, name in enumerate(fields):
            field = ChoiceField(
                phrase(f"filter.{name}"), [(None, _("All")), *options(desk, name)], stacked=True
            )
            field.set_value(getattr(wanted, name))
            field.saved.connect(lambda value, name=name: self._take(name, value))
            self.fields[name] = field
            grid.addWidget(field, place // IN_A_LINE, place % IN_A_LINE)
        for column in range(IN_A_LINE):
            grid.setColumnStretch(column, 1)
        self.body.addLayout(grid)
        self.day = DateField(_("As it stood on the evening of"), desk.today, stacked=True)
        self.day.set_value(as_of)
        self.day.saved.connect(self._take_day)
        self.body.addWidget(self.day)
        self.clear_button = Button(_("Clear"), kind="quiet")
        self.clear_button.clicked.connect(self.clear)
        self.buttons.insertWidget(0, self.clear_button)
        self._today = desk.today()
        self._show_clear()

    def clear(self) -> None:
        """Narrow to nothing, and look from today."""
        self.wanted, self.as_of = NO_FILTER, None
        for field in self.fields.values():
            field.set_value(None)
        self.day.set_value(None)
        self.accept_button.setFocus()
        self._tell()

    def accept(self) -> None:
        if self.day.commit():
            super().accept()

    def _take(self, name: str, value: Any) -> None:
        self.wanted = replace(self.wanted, **{name: value})
        self._tell()

    def _take_day(self, day: date | None) -> None:
        if day is not None and day >= self._today:
            self.show_problem(_("Choose a day of the past; without one the report is as of today."))
            self.day.set_value(None)
            day = None
        else:
            self.show_problem("")
        self.as_of = day
        self._tell()

    def _tell(self) -> None:
        self._show_clear()
        self.chosen.emit(self.wanted, self.as_of)

    def _show_clear(self) -> None:
        self.clear_button.setEnabled(not self.wanted.is_empty() or self.as_of is not None)

    def _first_field(self) -> QWidget:
        return next(iter(self.fields.values()), self.day)


def options(desk: Desk, name: str) -> list[tuple[Any, str]]:
    """What a field of the filter may be: pairs of value and text."""
    if not desk.is_open:
        return []
    return [(value, value_name(name, text)) for value, text in desk.workspace.reports.filter_values(name)]


def value_name(name: str, text: str | None) -> str:
    """What a value of the filter is called; one that is gone is said to be."""
    if text is None:
        return _("gone")
    key = f"channel.{text}"
    return phrase(key) if name == "channel" and has_phrase(key) else text
