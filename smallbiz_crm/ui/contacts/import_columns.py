"""The columns of a file being imported: what stands in them, and the field each goes to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from smallbiz_crm.ui.contacts.import_choices import LEFT_OUT
from smallbiz_crm.ui.contacts.import_words import MANY, WITH_OWN_FIELDS, field_words, spec_words
from smallbiz_crm.ui.kit.fields import ChoiceBox
from smallbiz_crm.ui.kit.labels import ElidedLabel, Label
from smallbiz_crm.ui.kit.metrics import LARGE, TIGHT, em
from smallbiz_crm.words import _

if TYPE_CHECKING:
    from smallbiz_crm.services.imports import ImportPlan, PlanColumn

Option = tuple[str, str]


class ColumnTable(QWidget):
    """A row a column. `mapped` carries the column's name and the field chosen for it."""

    mapped = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.boxes: dict[str, ChoiceBox] = {}
        self._keys: dict[str, list[str]] = {}
        self._shown: tuple[str, tuple[str, ...]] | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(LARGE)
        self._grid.setVerticalSpacing(TIGHT)
        for column, share in enumerate((3, 4, 4)):
            self._grid.setColumnStretch(column, share)

    def show_plan(self, plan: ImportPlan) -> None:
        """Show how the columns will be read; the rows are made anew only for another file or kind."""
        names = tuple(column.name for column in plan.columns)
        if self._shown != (plan.kind, names):
            self._shown = (plan.kind, names)
            self._build(plan.columns)
        known = [(field, field_words(field)) for field in plan.fields]
        if plan.kind == "spend":
            known += [(spec, spec_words(spec)) for spec in ("gross bank", "gross out", "gross in")]
        for column in plan.columns:
            self._show_column(plan.kind, column, known)

    def _build(self, columns: Sequence[PlanColumn]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.boxes.clear()
        for place, title in enumerate((_("Column in the file"), _("For example"), _("Goes to"))):
            self._grid.addWidget(Label(title, "caption"), 0, place)
        for number, column in enumerate(columns, 1):
            box = ChoiceBox()
            box.setAccessibleName(_("Where the column {column} goes").format(column=column.name))
            box.setMinimumContentsLength(12)
            box.activated.connect(partial(self._on_activated, column.name))
            name = ElidedLabel(column.name or _("(no name)"))
            name.setMinimumWidth(em(self, 6))
            samples = ElidedLabel(" · ".join(column.samples) or _("empty"), "muted")
            samples.setMinimumWidth(em(self, 6))
            self._grid.addWidget(name, number, 0)
            self._grid.addWidget(samples, number, 1)
            self._grid.addWidget(box, number, 2)
            self.boxes[column.name] = box
        self._grid.setRowStretch(len(columns) + 1, 1)
        self._grid.setAlignment(Qt.AlignmentFlag.AlignTop)

    def _show_column(self, kind: str, column: PlanColumn, known: Sequence[Option]) -> None:
        current = _key(kind, column.targets)
        options: list[Option] = [(LEFT_OUT, _("Leave out")), *known]
        if kind in WITH_OWN_FIELDS and column.name:
            own = f"custom:{column.name}"
            options.append((own, spec_words(own)))
        if current not in dict(options):
            options.insert(1, (current, " + ".join(map(spec_words, column.targets))))
        box = self.boxes[column.name]
        keys = [key for key, _text in options]
        if keys != self._keys.get(column.name) or box.count() != len(keys):
            self._keys[column.name] = keys
            box.clear()
            box.addItems([text for _key_, text in options])
        box.setCurrentIndex(keys.index(current))

    def _on_activated(self, column: str, place: int) -> None:
        self.mapped.emit(column, self._keys[column][place])


def _key(kind: str, targets: Sequence[str]) -> str:
    """What a column's targets are among the options; the first e-mail of a person is just the e-mail."""
    if not targets:
        return LEFT_OUT
    key = " + ".join(targets)
    field, _space, rest = key.partition(" ")
    return field if kind == "contacts" and field in MANY and rest == "1" else key
