"""The checklist of a planned item: ticked off, added to by Enter, each line written at once."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from smallbiz_crm.domain.campaigns import Check
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import IconButton
from smallbiz_crm.ui.kit.line_edits import LineEdit
from smallbiz_crm.ui.kit.metrics import SMALL, TIGHT
from smallbiz_crm.words import _


class _NewCheck(LineEdit):
    """Enter adds the line; without text it belongs to the form."""

    entered = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.text().strip():
            self.entered.emit(self.text())
        else:
            super().keyPressEvent(event)


class Checklist(QWidget):
    """Lines to tick off, and a field for the next."""

    resized = Signal()

    def __init__(self, desk: Desk, item_id: int) -> None:
        super().__init__()
        self._desk = desk
        self._item_id = item_id
        self.boxes: list[QCheckBox] = []
        self._rows = QVBoxLayout()
        self._rows.setSpacing(TIGHT)
        self.new_line = _NewCheck(_("Add to the checklist"), placeholder=_("Add to the checklist …"))
        self.new_line.entered.connect(self._add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TIGHT)
        layout.addLayout(self._rows)
        layout.addWidget(self.new_line)
        self.refresh()

    def refresh(self) -> None:
        """Read the lines again."""
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.boxes = []
        for check in self._desk.workspace.planning.checks(self._item_id):
            self._rows.addWidget(self._row(check))
        self.resized.emit()

    def _row(self, check: Check) -> QWidget:
        row = QWidget()
        box = QCheckBox(check.text.replace("&", "&&"))
        box.setChecked(check.is_done)
        box.clicked.connect(lambda done, check=check: self._tick(check, done=done))
        remove = IconButton("close", _("Remove “{text}” from the checklist").format(text=check.text))
        remove.clicked.connect(lambda _on=False, check=check: self._remove(check))
        self.boxes.append(box)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addWidget(box, 1)
        layout.addWidget(remove)
        return row

    def _tick(self, check: Check, *, done: bool) -> None:
        self._desk.write(lambda workspace: workspace.planning.set_check(check.id, is_done=done), owner=self)

    def _remove(self, check: Check) -> None:
        self._desk.write(
            lambda workspace: workspace.planning.remove_check(check.id),
            then=lambda _nothing: self.refresh(),
            owner=self,
        )

    def _add(self, text: str) -> None:
        item_id = self._item_id

        def added(_check_id: int) -> None:
            self.new_line.setText("")
            self.refresh()

        self._desk.write(
            lambda workspace: workspace.planning.add_check(item_id, text), then=added, owner=self
        )
