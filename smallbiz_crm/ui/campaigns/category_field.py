"""The field for the category of spend: one of the list, or a new one typed in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter

from smallbiz_crm.domain.text import clean_line
from smallbiz_crm.ui.kit.field import Field
from smallbiz_crm.ui.kit.fields import ChoiceBox
from smallbiz_crm.ui.kit.line_edits import LineEdit


class CategoryField(Field):
    """Its value is the text; what is not in the list yet will be added to it by whoever writes."""

    def __init__(self, label: str, names: Sequence[str]) -> None:
        super().__init__(label, stacked=True)
        self.box = ChoiceBox()
        self.box.setEditable(True)
        self.box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.edit = LineEdit(label)
        self.box.setLineEdit(self.edit)
        self.box.addItems(list(names))
        completer = QCompleter(self.box.model(), self.box)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        popup = completer.popup()
        if popup is not None:
            popup.setProperty("role", "popup")
        self.box.setCompleter(completer)
        self.edit.textEdited.connect(lambda _text: self.edited.emit())
        self.set_input(self.box)
        self.set_value("")

    def value(self) -> str:
        return clean_line(self.edit.text())

    def set_value(self, value: str | None) -> None:
        found = self.box.findText(value or "", Qt.MatchFlag.MatchFixedString)
        self.box.setCurrentIndex(found)
        self.edit.setText(value or "")
        self.mark_saved()

    def commit(self) -> bool:
        return True
