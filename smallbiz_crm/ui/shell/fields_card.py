"""The card in the settings where the user's own fields are added, changed, ordered and removed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from smallbiz_crm.domain.custom_fields import FIELD_KINDS, CustomField
from smallbiz_crm.ui.custom_fields import remove_field, type_words
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.field_dialog import FieldDialog, ask_for_field
from smallbiz_crm.ui.kit.buttons import Button, IconButton
from smallbiz_crm.ui.kit.labels import Card, ElidedLabel, Label, row
from smallbiz_crm.ui.kit.metrics import HAIR, SMALL
from smallbiz_crm.ui.kit.segmented import Segmented
from smallbiz_crm.words import _, ngettext, phrase


class FieldsCard(Card):
    """The fields of one kind of record at a time."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(spacing=SMALL)
        self._desk = desk
        self._fields: list[CustomField] = []
        self.rows: list[FieldRow] = []
        self.kind = Segmented(
            [(kind, phrase(f"field_kind.{kind}")) for kind in FIELD_KINDS], _("Fields of which records")
        )
        self.kind.choose("contact")
        self.kind.chosen.connect(lambda _kind: self.refresh())
        self.nothing = Label(_("No field of your own yet."), "muted")
        self.add_button = Button(_("Add field"), "plus")
        self.add_button.clicked.connect(self.add)
        self._rows_layout = QVBoxLayout()
        self._rows_layout.setSpacing(HAIR)
        self.body.addWidget(Label(_("Fields of your own"), "section"))
        self.body.addLayout(row(self.kind, None))
        self.body.addWidget(self.nothing)
        self.body.addLayout(self._rows_layout)
        self.body.addLayout(row(self.add_button, None))

    def refresh(self) -> None:
        """Read again what is defined; the focus stays on the field that had it."""
        self._fields = self._desk.workspace.fields.of(str(self.kind.value()))
        focused = next((each.field_id for each in self.rows if each.isAncestorOf(_focus(each))), None)
        for old in self.rows:
            old.hide()
            self._rows_layout.removeWidget(old)
            old.deleteLater()
        self.rows = [FieldRow(each) for each in self._fields]
        for place, each in enumerate(self.rows):
            each.up_button.setEnabled(place > 0)
            each.down_button.setEnabled(place < len(self.rows) - 1)
            each.up_button.clicked.connect(partial(self._move, place, -1))
            each.down_button.clicked.connect(partial(self._move, place, 1))
            each.edit_button.clicked.connect(partial(self._edit, place))
            each.remove_button.clicked.connect(partial(self._remove, place))
            self._rows_layout.addWidget(each)
            if each.field_id == focused:
                each.edit_button.setFocus()
        self.nothing.setVisible(not self.rows)

    def add(self) -> FieldDialog:
        """Ask for another field of the kind shown."""
        return ask_for_field(self._desk, self.window(), str(self.kind.value()))

    def _edit(self, place: int, _checked: bool = False) -> None:
        known = self._fields[place]
        ask_for_field(self._desk, self.window(), known.kind, known)

    def _move(self, place: int, by: int, _checked: bool = False) -> None:
        ids = [each.id for each in self._fields]
        ids[place], ids[place + by] = ids[place + by], ids[place]
        self._desk.write(lambda workspace: workspace.fields.order(ids))

    def _remove(self, place: int, _checked: bool = False) -> None:
        remove_field(self._desk, self._fields[place])


class FieldRow(QWidget):
    """One field: its name, what it holds, how many records use it, and what can be done with it."""

    def __init__(self, field: CustomField) -> None:
        super().__init__()
        self.field_id = field.id
        used = ngettext("used by {n} record", "used by {n} records", field.used).format(n=field.used)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(field.name))
        words.addWidget(ElidedLabel(f"{type_words(field)} · {used}", "caption"))
        names = {"name": field.name}
        self.up_button = IconButton("arrow-up", _("Move {name} up").format(**names))
        self.down_button = IconButton("arrow-down", _("Move {name} down").format(**names))
        self.edit_button = IconButton("edit", _("Change {name}").format(**names))
        self.remove_button = IconButton("trash", _("Remove {name}").format(**names))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, HAIR, 0, HAIR)
        layout.setSpacing(HAIR)
        layout.addLayout(words, 1)
        for button in (self.up_button, self.down_button, self.edit_button, self.remove_button):
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)


def _focus(widget: QWidget) -> QWidget:
    return widget.window().focusWidget() or widget.window()
