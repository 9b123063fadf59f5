"""The user's own fields on a record, changed in place, and the way to define another; for any panel."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from smallbiz_crm.domain.custom_fields import CustomField, FieldType
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.domain.money import parse_amount
from smallbiz_crm.ui.desk import Desk, RecordPanel
from smallbiz_crm.ui.field_dialog import FieldDialog, ask_for_field
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.field import Field
from smallbiz_crm.ui.kit.fields import AmountField, ChoiceField, DateField, TextField
from smallbiz_crm.ui.kit.formats import NOTHING, locale, number
from smallbiz_crm.ui.kit.metrics import HAIR
from smallbiz_crm.ui.saving import save_field
from smallbiz_crm.words import _, phrase, sentence

MOST_DECIMALS = 6


class CustomFieldsBox(QWidget):
    """All fields defined for a kind of record, filled with what one record holds."""

    def __init__(self, panel: RecordPanel, kind: str) -> None:
        super().__init__()
        self._panel = panel
        self._kind = kind
        self._defined: list[CustomField] = []
        self._record_id: int | None = None
        self.fields: dict[int, Field] = {}
        self.add_button = Button(_("Field"), "plus", "quiet")
        """For the owner to place."""
        self.add_button.setAccessibleName(_("Add a field of your own"))
        self.add_button.setToolTip(_("Add a field of your own"))
        self.add_button.clicked.connect(self.define)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(HAIR)

    def show_record(self, record_id: int) -> None:
        """Show what the record holds; of the same record what is being typed is kept."""
        workspace = self._panel.desk.workspace
        defined = workspace.fields.of(self._kind)
        values = workspace.fields.values(self._kind, record_id) if defined else {}
        self._build(defined)
        is_same, self._record_id = record_id == self._record_id, record_id
        for each in defined:
            field, value = self.fields[each.id], _as_shown(each.type, values.get(each.id, ""))
            if is_same:
                field.refresh(value)
            else:
                field.set_value(value)
        self.setVisible(bool(defined))

    def commit(self) -> None:
        """Save what is being typed."""
        for field in self.fields.values():
            field.commit()

    def define(self) -> FieldDialog:
        """Ask for another field of this kind."""
        return ask_for_field(self._panel.desk, self._panel.window(), self._kind)

    def _build(self, defined: list[CustomField]) -> None:
        shape = [(each.id, each.name, each.type, each.choices) for each in defined]
        if shape == [(each.id, each.name, each.type, each.choices) for each in self._defined]:
            return
        for field in self.fields.values():
            field.hide()
            self._rows.removeWidget(field)
            field.deleteLater()
        self.fields, self._record_id = {}, None
        for each in defined:
            field = make_field(each, self._panel.desk)
            field.saved.connect(partial(self._save, each, field))
            self._rows.addWidget(field)
            self.fields[each.id] = field
        self._defined = defined

    def _save(self, defined: CustomField, field: Field, value: Any) -> None:
        typed = _as_stored(value)
        save_field(
            self._panel,
            field,
            lambda workspace, record_id: workspace.fields.set_value(defined.id, record_id, typed),
        )


def make_field(defined: CustomField, desk: Desk) -> Field:
    """The input for a field's type."""
    if defined.type is FieldType.NUMBER:
        return AmountField(defined.name, _read_number, _show_number, placeholder=NOTHING)
    if defined.type is FieldType.DATE:
        return DateField(defined.name, desk.today, placeholder=NOTHING)
    if defined.type is FieldType.TEXT:
        return TextField(defined.name, placeholder=NOTHING)
    if defined.type is FieldType.YES_NO:
        options = [("yes", _("yes")), ("no", _("no"))]
    else:
        options = [(choice, choice) for choice in defined.choices]
    return ChoiceField(defined.name, [("", NOTHING), *options])


def remove_field(desk: Desk, defined: CustomField) -> None:
    """Take a field away with all its values; the toast brings both back."""
    desk.write(
        lambda workspace: workspace.fields.remove(defined.id),
        said=_("The field {name} was removed").format(name=defined.name),
    )


def _read_number(text: str) -> Decimal | None:
    typed = text.strip()
    if not typed:
        return None
    try:
        return parse_amount(typed, decimal="comma" if locale().decimalPoint() == "," else "point")
    except CrmError as error:
        raise ValueError(sentence(error)) from error


def _show_number(value: Decimal | None) -> str:
    if value is None:
        return ""
    exponent = value.normalize().as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    return number(float(value), min(decimals, MOST_DECIMALS))


def _as_shown(field_type: FieldType, told: str) -> Any:
    if field_type is FieldType.NUMBER:
        return Decimal(told) if told else None
    if field_type is FieldType.DATE:
        return date.fromisoformat(told) if told else None
    return told


def _as_stored(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else str(value or "")


def type_words(field: CustomField) -> str:
    """What a field holds, in words: ``Choice: Gold, Silver``."""
    words = phrase(f"field_type.{field.type}")
    if not field.choices:
        return words
    return _("{what}: {text}").format(what=words, text=", ".join(field.choices))
