"""A list of short values of one kind on a person, such as e-mail addresses: each changed in place, added, removed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from smallbiz_crm.ui.kit.buttons import Button, IconButton
from smallbiz_crm.ui.kit.fields import TextField
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.metrics import HAIR
from smallbiz_crm.ui.kit.popover import Popover
from smallbiz_crm.words import _


@dataclass(frozen=True)
class Part:
    """One value with its id and the label it has ("work")."""

    id: int
    text: str
    label: str | None = None


@dataclass(frozen=True)
class PartWords:
    """How a kind of value is called, and what opens one: the icon, its name, and the address it leads to.

    Without `link` the owner hears of `opened`.
    """

    title: str
    add: str
    remove: str
    twice: str
    open_icon: str
    open: str
    link: Callable[[str], str] | None
    has_first: bool = True


class PartRow(QWidget):
    """One value; without an id it is being added and goes again when it is left empty."""

    opened = Signal(str)
    removed = Signal()
    abandoned = Signal()
    labelled = Signal(str)
    preferred = Signal()

    def __init__(
        self, words: PartWords, part_id: int | None, is_twice: Callable[[PartRow, str], bool]
    ) -> None:
        super().__init__()
        self._words = words
        self._is_twice = is_twice
        self.part_id = part_id
        self.field = TextField(words.title, parse=self._parse)
        self.open_button = IconButton(words.open_icon, words.open)
        self.open_button.clicked.connect(self._on_open)
        self.remove_button = IconButton("close", words.remove)
        self.remove_button.clicked.connect(self.removed)
        self.more_button = IconButton("more", _("More actions"))
        self.more_button.clicked.connect(self._open_menu)
        self._label = ""
        self._is_first = False
        self.field.edit.left.connect(self._on_left)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(HAIR)
        layout.addWidget(self.field, 1)
        for button in (self.open_button, self.more_button, self.remove_button):
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.show_buttons()

    def show_buttons(self) -> None:
        """A value that is stored is opened, and has a menu; one that is being added is only taken away again."""
        is_stored = self.part_id is not None
        self.open_button.setVisible(is_stored)
        self.more_button.setVisible(is_stored)
        self.remove_button.setVisible(not is_stored)

    def menu(self) -> QMenu:
        """What can be done with the value: say what it is for, let it go first, remove it."""
        menu = QMenu(self)
        labels = menu.addMenu(icon("tag"), _("Label"))
        known = [(_("No label"), ""), *((word, word) for word in _usual_labels())]
        if self._label and self._label not in dict(known).values():
            known.append((self._label, self._label))
        for text, label in known:
            action = labels.addAction(text, partial(self.labelled.emit, label))
            action.setCheckable(True)
            action.setChecked(label.casefold() == self._label.casefold())
        labels.addSeparator()
        labels.addAction(_("Another label …"), self.ask_label)
        if self._words.has_first and not self._is_first:
            menu.addAction(icon("star"), _("Use it first"), self.preferred.emit)
        menu.addSeparator()
        menu.addAction(icon("trash"), self._words.remove, self.removed.emit)
        return menu

    def ask_label(self) -> Popover:
        """Ask for a label of one's own."""
        popover = Popover(_("What is it for?"), _("Label it"), self)
        field = TextField(_("Label"), stacked=True)
        field.set_value(self._label)
        popover.body.addWidget(field)
        popover.accepted.connect(lambda: self.labelled.emit(field.edit.text().strip()))
        popover.open_at(self.field.edit)
        return popover

    def _open_menu(self) -> None:
        self.menu().popup(self.more_button.mapToGlobal(QPoint(0, self.more_button.height())))

    def show_part(self, part: Part, *, is_first: bool, is_same_record: bool) -> None:
        self._label, self._is_first = part.label or "", is_first
        title = self._words.title if is_first else ""
        if part.label:
            title = _("{kind} ({label})").format(kind=title, label=part.label) if title else part.label
        self.field.label.setText(title)
        if is_same_record:
            self.field.refresh(part.text)
        else:
            self.field.set_value(part.text)
        self.field.edit.setToolTip(part.text)
        self.open_button.setToolTip(f"{self._words.open}: {part.text}")
        self.more_button.setAccessibleName(_("More actions for {value}").format(value=part.text))

    def _parse(self, text: str) -> str:
        typed = text.strip()
        if typed and self._is_twice(self, typed):
            raise ValueError(self._words.twice)
        return typed

    def is_draft(self) -> bool:
        """Whether something is being added here that is not stored yet."""
        return self.part_id is None and (bool(self.field.edit.text()) or self.field.edit.hasFocus())

    def _on_open(self) -> None:
        if self._words.link is None:
            self.opened.emit(self.field.value())
        else:
            QDesktopServices.openUrl(QUrl(self._words.link(self.field.value())))

    def _on_left(self) -> None:
        if self.part_id is None and not self.field.edit.text().strip():
            self.abandoned.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.part_id is None:
            self.abandoned.emit()
            return
        super().keyPressEvent(event)


def _usual_labels() -> tuple[str, ...]:
    return (_("work"), _("home"), _("mobile"), _("other"))


class PartsField(QWidget):
    """All values of one kind. `changed` carries the row and the new text, empty to remove; the owner writes."""

    changed = Signal(object, str)
    opened = Signal(str)
    """A value that this list does not open itself."""
    labelled = Signal(int, str)
    """The id of a value and what it is for."""
    preferred = Signal(int)
    """The id of the value that goes before the others."""

    def __init__(self, words: PartWords, same: Callable[[str], str] = str.casefold) -> None:
        """`same` folds a text so that two that mean one value are equal."""
        super().__init__()
        self._words = words
        self._same = same
        self._record_id: int | None = None
        self.rows: list[PartRow] = []
        self.add_button = Button(words.title, "plus", "quiet")
        """For the owner to place."""
        self.add_button.setAccessibleName(words.add)
        self.add_button.setToolTip(words.add)
        self.add_button.clicked.connect(self.add_row)
        self._rows_layout = QVBoxLayout(self)
        self._rows_layout.setContentsMargins(0, 0, 0, 0)
        self._rows_layout.setSpacing(HAIR)
        self.hide()

    def show_parts(self, record_id: int, parts: Sequence[Part]) -> None:
        """Show the values of a record; rows of values that stay are kept, with what is being typed in them."""
        is_same = record_id == self._record_id
        self._record_id = record_id
        wanted = {part.id for part in parts}
        for row in list(self.rows):
            if row.part_id not in wanted and not (is_same and row.is_draft()):
                self._drop(row)
        known = {row.part_id: row for row in self.rows}
        for place, part in enumerate(parts):
            row = known.get(part.id) or self._adopted(part) or self._new_row(part.id, place)
            if self.rows[place] is not row:
                self.rows.remove(row)
                self.rows.insert(place, row)
                self._rows_layout.removeWidget(row)
                self._rows_layout.insertWidget(place, row)
            row.show_part(part, is_first=place == 0, is_same_record=is_same)

    def add_row(self) -> PartRow:
        """Begin another value."""
        row = next((row for row in self.rows if row.part_id is None), None)
        if row is None:
            row = self._new_row(None, len(self.rows))
            row.field.label.setText("" if len(self.rows) > 1 else self._words.title)
        row.field.setFocus()
        return row

    def commit(self) -> None:
        """Save what is being typed."""
        for row in list(self.rows):
            row.field.commit()

    def forget_draft(self, row: PartRow) -> None:
        """Take away the row that was being added; the list holds its value now."""
        if row in self.rows and row.part_id is None:
            self._drop(row)

    def _adopted(self, part: Part) -> PartRow | None:
        """The row in which this value was just added: it keeps the focus."""
        draft = next((row for row in self.rows if row.part_id is None), None)
        if draft is None or self._same(draft.field.value()) != self._same(part.text):
            return None
        draft.part_id = part.id
        draft.show_buttons()
        return draft

    def _new_row(self, part_id: int | None, place: int) -> PartRow:
        row = PartRow(self._words, part_id, self._is_twice)
        row.field.saved.connect(lambda text: self.changed.emit(row, text))
        row.opened.connect(self.opened)
        row.removed.connect(partial(self._on_removed, row))
        row.abandoned.connect(partial(self._on_abandoned, row))
        row.labelled.connect(lambda label: self.labelled.emit(row.part_id, label))
        row.preferred.connect(lambda: self.preferred.emit(row.part_id))
        self.rows.insert(place, row)
        self._rows_layout.insertWidget(place, row)
        self.show()
        return row

    def _is_twice(self, own: PartRow, typed: str) -> bool:
        others = (row.field.value() for row in self.rows if row is not own)
        return self._same(typed) in map(self._same, others)

    def _on_removed(self, row: PartRow) -> None:
        if row.part_id is None:
            self._drop(row)
        else:
            self.changed.emit(row, "")

    def _on_abandoned(self, row: PartRow) -> None:
        if row in self.rows:
            had_focus = row.isAncestorOf(QApplication.focusWidget() or self)
            self._drop(row)
            if had_focus:
                self.add_button.setFocus()

    def _drop(self, row: PartRow) -> None:
        self.rows.remove(row)
        self._rows_layout.removeWidget(row)
        row.hide()
        row.deleteLater()
        self.setVisible(bool(self.rows))
