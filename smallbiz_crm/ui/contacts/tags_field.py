"""A person's tags as chips: one press removes, one word adds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from smallbiz_crm.ui.contacts.suggestions import suggest_listed
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.chips import ChipButton
from smallbiz_crm.ui.kit.field import LABEL_WIDTH
from smallbiz_crm.ui.kit.flow_layout import FlowLayout
from smallbiz_crm.ui.kit.labels import Label, set_style_property
from smallbiz_crm.ui.kit.line_edits import LineEdit
from smallbiz_crm.ui.kit.metrics import MEDIUM, TIGHT, em
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.words import _

LONGEST = 28


class TagsField(QWidget):
    """`saved` carries all tags as they should be."""

    saved = Signal(list)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._tags: tuple[str, ...] = ()
        self.chips: list[ChipButton] = []
        self._label = Label(_("Tags"), "muted")
        self._chip_box = QWidget()
        self._flow = FlowLayout(self._chip_box, TIGHT)
        self.edit = LineEdit(_("Add a tag"), placeholder=_("Add a tag"))
        set_style_property(self.edit, "inline", "true")
        suggest_listed(self.edit, desk, "tag")
        self.edit.returnPressed.connect(self.commit)
        self.edit.left.connect(self.commit)
        self._label.setBuddy(self.edit)
        column = QVBoxLayout()
        column.setSpacing(TIGHT)
        column.addWidget(self._chip_box)
        column.addWidget(self.edit)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(MEDIUM)
        self._beside = QVBoxLayout()
        self._beside.addWidget(self._label, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(self._beside)
        layout.addLayout(column, 1)
        self._fit()
        theme().changed.connect(self._fit)

    def _fit(self) -> None:
        """Stand the label beside the first line of chips, or beside the input where there are none."""
        self._label.setFixedWidth(em(self, LABEL_WIDTH))
        self._beside.setContentsMargins(0, em(self, 0.5), 0, 0)
        self._flow.setContentsMargins(0, em(self, 0.4), 0, 0)

    def show_tags(self, tags: Sequence[str]) -> None:
        if tuple(tags) == self._tags and len(self.chips) == len(tags):
            return
        had_focus = any(chip.hasFocus() for chip in self.chips)
        self._tags = tuple(tags)
        self._flow.clear()
        self.chips = []
        for tag in tags:
            shown = tag if len(tag) <= LONGEST else tag[: LONGEST - 1] + "…"
            chip = ChipButton(f"{shown.replace('&', '&&')}  ×")
            chip.setAccessibleName(_("Remove the tag {tag}").format(tag=tag))
            chip.setToolTip(_("Remove the tag {tag}").format(tag=tag))
            chip.clicked.connect(partial(self._remove, tag))
            self._flow.addWidget(chip)
            self.chips.append(chip)
        self._chip_box.setVisible(bool(tags))
        if had_focus:
            (self.chips[-1] if self.chips else self.edit).setFocus()

    def commit(self) -> None:
        """Add what was typed; several tags may be separated by commas."""
        typed = [word.strip().lstrip("#") for word in self.edit.text().split(",")]
        known = {tag.casefold() for tag in self._tags}
        fresh = [word for word in dict.fromkeys(typed) if word and word.casefold() not in known]
        self.edit.setText("")
        if fresh:
            self.saved.emit([*self._tags, *fresh])

    def _remove(self, tag: str, _checked: bool = False) -> None:
        self.saved.emit([kept for kept in self._tags if kept != tag])
