"""The parts of a person's name, shown on request: prefix, first and last name, suffix, how it sounds."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from smallbiz_crm.domain.contacts import Contact
from smallbiz_crm.ui.kit.fields import TextField
from smallbiz_crm.ui.kit.formats import NOTHING
from smallbiz_crm.ui.kit.metrics import HAIR
from smallbiz_crm.words import _


class NameParts(QWidget):
    """`changed` carries the part, its value and the field. Hidden until it is asked for."""

    changed = Signal(str, str, object)

    def __init__(self) -> None:
        super().__init__()
        self._contact_id: int | None = None
        self.fields = {
            "prefix": TextField(_("Prefix"), placeholder=NOTHING),
            "given_name": TextField(_("First name"), placeholder=NOTHING),
            "family_name": TextField(_("Last name"), placeholder=NOTHING),
            "suffix": TextField(_("Suffix"), placeholder=NOTHING),
            "phonetic_name": TextField(_("Sounds like"), placeholder=NOTHING),
            "nickname": TextField(_("Nickname"), placeholder=NOTHING),
        }
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(HAIR)
        for name, field in self.fields.items():
            layout.addWidget(field)
            field.saved.connect(lambda value, part=name, own=field: self.changed.emit(part, value, own))
        self.hide()

    def show_contact(self, contact: Contact) -> None:
        """Show what is stored; of the same person what is being typed is kept."""
        is_same, self._contact_id = contact.id == self._contact_id, contact.id
        for name, field in self.fields.items():
            if is_same:
                field.refresh(getattr(contact, name))
            else:
                field.set_value(getattr(contact, name))

    def commit(self) -> None:
        """Save what is being typed."""
        for field in self.fields.values():
            field.commit()
