"""A short list inside a deal (people, product lines, payments …): each entry is changed or removed where it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from smallbiz_crm.ui.kit.buttons import Button, IconButton
from smallbiz_crm.ui.kit.chips import Chip, ChipKind
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.labels import ElidedLabel, Label
from smallbiz_crm.ui.kit.metrics import SMALL, TIGHT
from smallbiz_crm.words import _


@dataclass(frozen=True, slots=True)
class PartAction:
    """One line of an entry's menu; `run` gets the button that the menu hung on."""

    picture: str
    text: str
    run: Callable[[QWidget], object]


@dataclass(frozen=True, slots=True)
class Part:
    """An entry: its words, what is said below and behind them, and what can be done with it (none after None)."""

    id: int
    title: str
    caption: str = ""
    figure: str = ""
    chip: tuple[str, ChipKind] | None = None
    actions: tuple[PartAction | None, ...] = field(default=(), compare=False)

    def spoken(self) -> str:
        chip = self.chip[0] if self.chip else ""
        return ", ".join(text for text in (self.title, self.figure, self.caption, chip) if text)


class PartList(QWidget):
    """A heading with buttons over the entries. `show_parts` keeps the focus on the place it was on."""

    def __init__(self, title: str, nothing: str, *buttons: Button) -> None:
        super().__init__()
        self.rows: list[PartRow] = []
        self._buttons = buttons
        self._nothing = Label(nothing, "muted", wrap=True)
        self.note = Label("", "caption", wrap=True)
        self.note.hide()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SMALL)
        head = QHBoxLayout()
        head.setSpacing(SMALL)
        head.addWidget(Label(title, "strong"), 1)
        for button in buttons:
            head.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TIGHT)
        layout.addLayout(head)
        layout.addWidget(self._nothing)
        layout.addLayout(self._rows)
        layout.addWidget(self.note)

    def show_parts(self, parts: Sequence[Part], note: str = "") -> None:
        """List these entries, with a line below them."""
        self._nothing.setVisible(not parts)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        if [row.part for row in self.rows] == list(parts):
            for row, part in zip(self.rows, parts, strict=True):
                row.part = part
            return
        focus = QApplication.focusWidget()
        place = next((n for n, row in enumerate(self.rows) if focus and row.isAncestorOf(focus)), None)
        for row in self.rows:
            row.hide()
            self._rows.removeWidget(row)
            row.deleteLater()
        self.rows = [PartRow(part) for part in parts]
        for row in self.rows:
            self._rows.addWidget(row)
        if place is not None:
            self._focus_at(place)

    def _focus_at(self, place: int) -> None:
        if self.rows:
            self.rows[min(place, len(self.rows) - 1)].menu_button.setFocus()
        elif self._buttons:
            self._buttons[0].setFocus()


class PartRow(QWidget):
    """One entry with its menu."""

    def __init__(self, part: Part) -> None:
        super().__init__()
        self.part = part
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(part.title, wrap=True))
        if part.caption:
            words.addWidget(Label(part.caption, "caption", wrap=True))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addLayout(words, 1)
        if part.figure:
            layout.addWidget(ElidedLabel(part.figure), 0, Qt.AlignmentFlag.AlignVCenter)
        if part.chip is not None:
            layout.addWidget(Chip(*part.chip), 0, Qt.AlignmentFlag.AlignVCenter)
        self.menu_button = IconButton("more", _("Actions: {what}").format(what=part.spoken()))
        self.menu_button.clicked.connect(self._open_menu)
        layout.addWidget(self.menu_button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setAccessibleName(part.spoken())

    def menu(self) -> QMenu:
        """What can be done with the entry."""
        menu = QMenu(self)
        for action in self.part.actions:
            if action is None:
                menu.addSeparator()
            else:
                menu.addAction(icon(action.picture), action.text, self._doing(action))
        return menu

    def _doing(self, action: PartAction) -> Callable[[], object]:
        return lambda: action.run(self.menu_button)

    def _open_menu(self) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.menu_button.mapToGlobal(QPoint(0, self.menu_button.height())))
