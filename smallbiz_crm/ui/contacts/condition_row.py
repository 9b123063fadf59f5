"""One condition of a filter: a field, a comparison and a value, each chosen or typed in a line."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from smallbiz_crm.domain.segments import (
    COMPARISONS,
    IN_DAYS,
    WITHOUT_VALUE,
    Comparison,
    Condition,
    FieldKind,
    fixed_values,
    kind_of,
)
from smallbiz_crm.ui.contacts.filter_words import COMPARISON_WORDS, FIELD_WORDS, field_words, value_words
from smallbiz_crm.ui.contacts.suggestions import suggest
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit import formats
from smallbiz_crm.ui.kit.buttons import IconButton
from smallbiz_crm.ui.kit.fields import ChoiceBox
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.line_edits import LineEdit
from smallbiz_crm.ui.kit.metrics import SMALL, chars
from smallbiz_crm.words import _

WAIT_MS = 250
OFFERED = 12


class ConditionRow(QWidget):
    """Emits `changed` when what it asks is another; a value that cannot be read is marked and asks nothing."""

    changed = Signal()
    removed = Signal()

    def __init__(self, desk: Desk, condition: Condition | None = None) -> None:
        super().__init__()
        self._desk = desk
        self._own = desk.workspace.segments.own_fields()
        self._fields = [*FIELD_WORDS, *(f"custom:{own.name}" for own in self._own)]
        self.field = ChoiceBox()
        self.field.setAccessibleName(_("Field"))
        self.field.addItems([field_words(name) for name in self._fields])
        self.comparison = ChoiceBox()
        self.comparison.setAccessibleName(_("Comparison"))
        self.choice = ChoiceBox()
        self.choice.setAccessibleName(_("Value"))
        self.edit = LineEdit(_("Value"))
        self.edit.setMinimumWidth(chars(self, 8))
        suggest(self.edit, self._offers)
        self.days = Label(_("days"), "muted")
        self.remove_button = IconButton("close", _("Remove this condition"))
        self._comparisons: list[Comparison] = []
        self._values: list[str] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._lay_out()
        self._connect()
        self._show(condition or Condition("tag", Comparison.IS))

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addWidget(self.field, 2)
        layout.addWidget(self.comparison, 2)
        layout.addWidget(self.choice, 3)
        layout.addWidget(self.edit, 3)
        layout.addWidget(self.days)
        layout.addWidget(self.remove_button)

    def _connect(self) -> None:
        self.field.activated.connect(self._on_field)
        self.comparison.activated.connect(self._on_comparison)
        self.choice.activated.connect(lambda _index: self.changed.emit())
        self.edit.textChanged.connect(lambda _text: self._timer.start())
        self.edit.returnPressed.connect(self._settle)
        self._timer.timeout.connect(self._settle)
        self.remove_button.clicked.connect(self.removed)

    def condition(self) -> Condition | None:
        """What is asked; None while the value is missing or cannot be read."""
        name, how = self._fields[self.field.currentIndex()], self._how()
        if how in WITHOUT_VALUE:
            return Condition(name, how)
        value = self._value(how)
        return Condition(name, how, value) if value else None

    def focus_value(self) -> None:
        """Put the cursor where the answer goes."""
        (self.choice if self.choice.isVisibleTo(self) else self.edit).setFocus()

    def _show(self, condition: Condition) -> None:
        names = [name.casefold() for name in self._fields]
        wanted = condition.field.casefold()
        self.field.setCurrentIndex(names.index(wanted) if wanted in names else 0)
        self._fill_comparisons(condition.comparison)
        self._fill_values()
        if self._values:
            lower = [value.lower() for value in self._values]
            value = condition.value.lower()
            self.choice.setCurrentIndex(lower.index(value) if value in lower else 0)
        else:
            text = condition.value
            if self._kind() == "date" and condition.comparison not in IN_DAYS and text:
                text = formats.day(formats.parse_day(text, self._desk.today()))
            self.edit.setText(text)
        self._timer.stop()

    def _kind(self) -> FieldKind:
        return kind_of(self._fields[self.field.currentIndex()], self._own)

    def _how(self) -> Comparison:
        return self._comparisons[max(0, self.comparison.currentIndex())]

    def _fill_comparisons(self, chosen: Comparison | None = None) -> None:
        self._comparisons = list(COMPARISONS[self._kind()])
        self.comparison.clear()
        self.comparison.addItems([_(COMPARISON_WORDS[how]) for how in self._comparisons])
        place = 0 if chosen not in self._comparisons else self._comparisons.index(Comparison(chosen))
        self.comparison.setCurrentIndex(place)

    def _fill_values(self) -> None:
        """Show the input that fits: a choice of fixed values, a text, a number of days, or none."""
        name, kind, how = self._fields[self.field.currentIndex()], self._kind(), self._how()
        self._values = ["yes", "no"] if kind == "yes_no" else list(fixed_values(name))
        self.choice.clear()
        self.choice.addItems([value_words(name, value) for value in self._values])
        has_value = how not in WITHOUT_VALUE
        self.choice.setVisible(has_value and bool(self._values))
        self.edit.setVisible(has_value and not self._values)
        self.days.setVisible(has_value and how in IN_DAYS)
        self.comparison.setVisible(kind != "yes_no")
        placeholder = formats.day(self._desk.today()) if kind == "date" and how not in IN_DAYS else ""
        self.edit.setPlaceholderText("60" if how in IN_DAYS else placeholder)

    def _value(self, how: Comparison) -> str:
        if self._values:
            return self._values[max(0, self.choice.currentIndex())]
        typed = self.edit.text().strip()
        if not typed:
            return ""
        if how in IN_DAYS:
            return typed if typed.isascii() and typed.isdigit() and len(typed) <= len("9999") else ""
        if self._kind() == "date":
            try:
                day = formats.parse_day(typed, self._desk.today())
            except ValueError:
                return ""
            return day.isoformat() if day is not None else ""
        if self._kind() == "number":
            return typed.replace(",", ".") if _is_number(typed) else ""
        return typed

    def _offers(self, typed: str) -> list[str]:
        wanted = typed.strip().casefold()
        values = self._desk.workspace.segments.values(self._fields[self.field.currentIndex()])
        return [value for value in values if wanted in value.casefold()][:OFFERED]

    def _on_field(self, _index: int) -> None:
        self.edit.setText("")
        self._fill_comparisons()
        self._fill_values()
        self.changed.emit()

    def _on_comparison(self, _index: int) -> None:
        kept = self.edit.text()
        self._fill_values()
        self.edit.setText(kept)
        self.changed.emit()

    def _settle(self) -> None:
        self._timer.stop()
        self.changed.emit()


def _is_number(typed: str) -> bool:
    try:
        return abs(float(typed.replace(",", "."))) < 10**12
    except ValueError:
        return False
