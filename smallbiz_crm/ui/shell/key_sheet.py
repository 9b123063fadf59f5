"""The sheet that ? brings up: every key of the window, with a field to find one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from smallbiz_crm.domain.text import search_words
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.dialogs import KitDialog
from smallbiz_crm.ui.kit.labels import Label, scroll_area
from smallbiz_crm.ui.kit.line_edits import SearchEdit
from smallbiz_crm.ui.kit.metrics import LARGE, PAGE, SMALL, em
from smallbiz_crm.ui.shell.key_list import KeyGroup, key_groups
from smallbiz_crm.words import _

WIDE, HIGH = 40.0, 30.0


class KeySheet(KitDialog):
    """Keys by place; typing leaves those whose words begin so."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(_("Keyboard shortcuts"), window, width=min(WIDE, window.width() / em(window) - 4))
        self._groups = key_groups(desk.commands)
        self.search = SearchEdit(_("Find a key"))
        self.search.textChanged.connect(self._fill)
        self.nothing = Label(_("Nothing found."), "muted")
        self._content = QWidget()
        self._list = QVBoxLayout(self._content)
        self._list.setContentsMargins(0, 0, SMALL, 0)
        self._list.setSpacing(LARGE)
        area = scroll_area(self._content)
        area.setAccessibleName(_("Keyboard shortcuts"))
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setMinimumHeight(min(em(self, HIGH), window.height() * 6 // 10))
        self.body.addWidget(self.search)
        self.body.addWidget(self.nothing)
        self.body.addWidget(area, 1)
        self.add_button(_("Close"), self.reject)
        self._fill("")
        self.search.setFocus()

    def shown(self) -> list[tuple[str, str]]:
        """Keys and what they do, as listed now."""
        return [(line.keys, line.text) for group in self._found(self.search.text()) for line in group.lines]

    def _found(self, typed: str) -> list[KeyGroup]:
        words = search_words(typed).split()
        found = [
            group._replace(lines=tuple(line for line in group.lines if _fits(line.text, line.keys, words)))
            for group in self._groups
        ]
        return [group for group in found if group.lines]

    def _fill(self, typed: str) -> None:
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        found = self._found(typed)
        self.nothing.setVisible(not found)
        for group in found:
            self._list.addWidget(_table(group))
        self._list.addStretch(1)


def _fits(text: str, keys: str, words: list[str]) -> bool:
    parts = search_words(f"{text} {keys}").split()
    return all(any(part.startswith(word) for part in parts) for word in words)


def _table(group: KeyGroup) -> QWidget:
    part = QWidget()
    grid = QGridLayout(part)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(PAGE)
    grid.setVerticalSpacing(SMALL)
    grid.setColumnStretch(1, 1)
    grid.setColumnMinimumWidth(0, em(part, 9))
    grid.addWidget(Label(group.title, "section"), 0, 0, 1, 2)
    for number, line in enumerate(group.lines, 1):
        grid.addWidget(Label(line.keys, "strong"), number, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(Label(line.text, wrap=True), number, 1)
    return part
