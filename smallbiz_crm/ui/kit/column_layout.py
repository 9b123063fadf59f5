"""Columns as the user wants them: which, in what order, how wide; as one line of text that reads back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QMenu

from smallbiz_crm.ui.kit.list_view import ListView
from smallbiz_crm.words import _

SETTLES_AFTER_MS = 300
WIDEST = 4_000


class ColumnLayout(QObject):
    """Keeps the first column shown always; the heading's menu chooses among the others.

    `changed` comes once the user has moved, sized, shown or hidden something, with the text to keep.
    """

    changed = Signal(str)

    def __init__(self, view: ListView, hidden: frozenset[str] = frozenset()) -> None:
        """`hidden` are the columns not shown until the user asks for them."""
        super().__init__(view)
        self._view = view
        self._hidden_first = hidden
        self._kept = ""
        self._is_restoring = False
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(SETTLES_AFTER_MS)
        self._settling.timeout.connect(lambda: self.changed.emit(self.text()))
        header = view.horizontalHeader()
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._on_menu_requested)
        header.sectionMoved.connect(self._on_changed)
        view.columns_sized.connect(self._on_changed)
        view.model_of_records().columnsInserted.connect(self._on_columns_came)
        self.reset()

    @property
    def _keys(self) -> list[str]:
        return [column.key for column in self._view.model_of_records().columns]

    def text(self) -> str:
        """``name:180 -phone company``: in order, with the width where the user set one, ``-`` for hidden."""
        header = self._view.horizontalHeader()
        order = sorted(range(len(self._keys)), key=header.visualIndex)
        parts: list[str] = []
        for section in order:
            if not self._view.is_column_wanted(section):
                parts.append(f"-{self._keys[section]}")
            elif self._view.has_widths_by_user:
                parts.append(f"{self._keys[section]}:{header.sectionSize(section)}")
            else:
                parts.append(self._keys[section])
        return " ".join(parts)

    def restore(self, text: str) -> None:
        """Bring back what `text` told; columns it does not know keep their place, words that are none are skipped."""
        if not text.strip():
            return
        self._kept = text
        self._is_restoring = True
        header = self._view.horizontalHeader()
        widths: dict[int, int] = {}
        place = 0
        for part in text.split():
            key, _sign, width = part.removeprefix("-").partition(":")
            if key not in self._keys:
                continue
            section = self._keys.index(key)
            header.moveSection(header.visualIndex(section), place)
            self._view.hide_column(section, hidden=part.startswith("-") and section > 0)
            if width.isascii() and width.isdigit() and 0 < int(width) < WIDEST:
                widths[section] = int(width)
            place += 1
        self._tell_keeping()
        self._view.size_columns(widths)
        self._is_restoring = False

    def reset(self) -> None:
        """As it was before the user changed anything."""
        self._is_restoring = True
        header = self._view.horizontalHeader()
        for section, key in enumerate(self._keys):
            header.moveSection(header.visualIndex(section), section)
            self._view.hide_column(section, hidden=key in self._hidden_first or self._came_later(section))
        self._tell_keeping()
        self._view.size_columns({})
        self._is_restoring = False

    def _came_later(self, section: int) -> bool:
        return section >= self._view.model_of_records().first_more_column

    def menu(self) -> QMenu:
        """Every column, those shown ticked, and the way back."""
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for section, column in enumerate(self._view.model_of_records().columns):
            action = menu.addAction(column.title.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(self._view.is_column_wanted(section))
            action.setEnabled(section > 0)
            action.toggled.connect(partial(self.show_column, section))
        menu.addSeparator()
        menu.addAction(_("Columns as they were"), self._on_reset)
        return menu

    def show_column(self, section: int, shown: bool) -> None:
        """Show or hide a column."""
        self._view.hide_column(section, hidden=not shown)
        self._tell_keeping()
        self._view.lay_out_columns()
        self._on_changed()

    def _tell_keeping(self) -> None:
        """Whoever asked for a column that is not shown first gets all that they asked for."""
        self._view.keeps_all_columns = any(
            self._view.is_column_wanted(section) and (key in self._hidden_first or self._came_later(section))
            for section, key in enumerate(self._keys)
        )

    def _on_reset(self) -> None:
        self.reset()
        self._on_changed()

    def _on_menu_requested(self, place: QPoint) -> None:
        self.menu().popup(self._view.horizontalHeader().viewport().mapToGlobal(place))

    def _on_columns_came(self, _parent: object, first: int, last: int) -> None:
        """Columns that came later are hidden until the user asks for them, unless that was so before."""
        self._is_restoring = True
        for section in range(first, last + 1):
            self._view.hide_column(section, hidden=True)
        self._is_restoring = False
        self.restore(self._kept)

    def _on_changed(self) -> None:
        if not self._is_restoring:
            self._kept = self.text()
            self._settling.start()
