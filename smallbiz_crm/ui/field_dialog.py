"""The dialog that defines a field of the user's own, or changes one."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from smallbiz_crm.domain.custom_fields import CustomField, FieldType
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.dialogs import FormDialog
from smallbiz_crm.ui.kit.fields import ChoiceField, NotesField, TextField
from smallbiz_crm.words import _, phrase, sentence


class FieldDialog(FormDialog):
    """Name, type and choices; `known` is the field that is changed."""

    def __init__(self, desk: Desk, parent: QWidget, kind: str, known: CustomField | None = None) -> None:
        title = _("New field") if known is None else _("Change the field {name}").format(name=known.name)
        super().__init__(title, _("Add field") if known is None else _("Change"), parent)
        self._desk = desk
        self._kind = kind
        self._known = known
        self.name = TextField(_("Name"), stacked=True)
        types = [(each.value, phrase(f"field_type.{each.value}")) for each in FieldType]
        self.type = ChoiceField(_("Type"), types, stacked=True)
        self.choices = NotesField(_("Choices, one a line"), stacked=True)
        for field in (self.name, self.type, self.choices):
            self.body.addWidget(field)
        self.name.set_value(known.name if known else "")
        self.type.set_value((known.type if known else FieldType.TEXT).value)
        self.choices.set_value("\n".join(known.choices) if known else "")
        self.type.saved.connect(lambda _value: self._fit_choices())
        self.submitted.connect(self._write)
        self._fit_choices()
        self.name.setFocus()

    def _fit_choices(self) -> None:
        self.choices.setVisible(self.type.value() == FieldType.CHOICE.value)
        self.adjustSize()

    def _write(self) -> None:
        for field in (self.name, self.choices):
            field.commit()
        name, field_type = self.name.value(), self.type.value()
        choices = str(self.choices.value()).splitlines()
        known = self._known

        def refuse(error: CrmError) -> None:
            self.show_problem(sentence(error))

        if known is None:
            self._desk.write(
                lambda workspace: workspace.fields.add(self._kind, name, field_type, choices),
                then=lambda _id: self.accept(),
                refused=refuse,
                owner=self,
            )
        else:
            self._desk.write(
                lambda workspace: workspace.fields.edit(
                    known.id, name=name, field_type=field_type, choices=choices
                ),
                then=lambda _none: self.accept(),
                refused=refuse,
                owner=self,
            )


def ask_for_field(desk: Desk, parent: QWidget, kind: str, known: CustomField | None = None) -> FieldDialog:
    """Open the dialog for a new field, or for one that is there."""
    dialog = FieldDialog(desk, parent, kind, known)
    dialog.open()
    return dialog
