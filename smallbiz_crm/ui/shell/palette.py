"""The one field that finds people, companies, deals, campaigns and commands (Ctrl+K)."""

from __future__ import annotations

from typing import Any

import shiboken6
from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import QIcon, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.labels import Label, set_style_property
from smallbiz_crm.ui.kit.line_edits import SearchEdit
from smallbiz_crm.ui.kit.messages import announce
from smallbiz_crm.ui.kit.metrics import MEDIUM, PAGE, SMALL, em, px
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.ui.shell.finding import Found, Recent, find
from smallbiz_crm.words import _, ngettext

SEARCH_AFTER_MS = 60
WIDE = 34.0
ROWS_SHOWN = 9

Index = QModelIndex | QPersistentModelIndex
_MOVES = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: ROWS_SHOWN,
    Qt.Key.Key_PageUp: -ROWS_SHOWN,
}


class FoundModel(QAbstractListModel):
    """The lines of the palette."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.found: list[Found] = []

    def show(self, found: list[Found]) -> None:
        self.beginResetModel()
        self.found = found
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.found)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.found):
            return None
        line = self.found[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{line.text}, {line.detail}" if line.detail else line.text
        return None


class _FoundDelegate(QStyledItemDelegate):
    """An icon, the name, and beside it in quiet words what it is."""

    def __init__(self, view: QListView, model: FoundModel) -> None:
        super().__init__(view)
        self._view = view
        self._model = model

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, em(self._view) + px(self._view, 18))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = self._model.found[index.row()]
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue] - missing from the stubs
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        if is_chosen:
            painter.fillRect(rect, theme().color("selection"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme().color("hover"))
        side, gap = px(self._view, 18), px(self._view, 12)
        room = rect.adjusted(gap, 0, -gap, 0)
        picture = QStyle.alignedRect(
            self._view.layoutDirection(),
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            QSize(side, side),
            room,
        )
        mode = QIcon.Mode.Selected if is_chosen else QIcon.Mode.Normal
        line.icon.paint(painter, picture, Qt.AlignmentFlag.AlignCenter, mode)
        self._paint_words(painter, room, side + gap, line, is_chosen=is_chosen)

    def _paint_words(
        self, painter: QPainter, room: QRect, start: int, line: Found, *, is_chosen: bool
    ) -> None:
        metrics = self._view.fontMetrics()
        words = (
            room.adjusted(0, 0, -start, 0) if self._view.isRightToLeft() else room.adjusted(start, 0, 0, 0)
        )
        shown = metrics.elidedText(line.text, Qt.TextElideMode.ElideRight, words.width() * 2 // 3)
        used = metrics.horizontalAdvance(shown) + px(self._view, 14)
        side = QStyle.visualAlignment(self._view.layoutDirection(), Qt.AlignmentFlag.AlignLeft)
        flags = side | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._view.font())
        painter.setPen(theme().color("on_selection" if is_chosen else "text"))
        painter.drawText(words, flags, shown)
        rest = words.adjusted(0, 0, -used, 0) if self._view.isRightToLeft() else words.adjusted(used, 0, 0, 0)
        painter.setPen(theme().color("on_selection" if is_chosen else "muted"))
        painter.drawText(
            rest, flags, metrics.elidedText(line.detail, Qt.TextElideMode.ElideRight, rest.width())
        )


class Palette(QFrame):
    """Lies over its window while it is open; Enter does the chosen line, Esc or a click beside it closes."""

    def __init__(self, desk: Desk, window: QWidget, recent: Recent) -> None:
        super().__init__(window)
        self._desk = desk
        self._recent = recent
        self._window = window
        self._before: QWidget | None = None
        self.setProperty("role", "popover")
        self.setAccessibleName(_("Find"))
        self.edit = SearchEdit(_("Find people, companies, deals, campaigns and commands"))
        self.edit.setPlaceholderText(_("Find people, deals, campaigns, commands"))
        self.model = FoundModel(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(_FoundDelegate(self.list, self.model))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(_("Found"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        set_style_property(self.list, "role", "bare")
        self.nothing = Label(_("Nothing found."), "muted")
        self.nothing.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SMALL, SMALL, SMALL, SMALL)
        layout.setSpacing(SMALL)
        layout.addWidget(self.edit)
        layout.addWidget(self.nothing)
        layout.addWidget(self.list, 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SEARCH_AFTER_MS)
        self._timer.timeout.connect(self.search)
        self.edit.textEdited.connect(lambda _text: self._timer.start())
        self.edit.left.connect(self.dismiss)
        self.list.clicked.connect(lambda index: self._run(index.row()))
        self.hide()

    def open(self) -> None:
        """Show it empty; what had the focus gets it back."""
        if self.isVisible():
            self.edit.selectAll()
            return
        self._before = QApplication.focusWidget()
        self.edit.setText("")
        self.search()
        self._place()
        self.show()
        self.raise_()
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)  # only while it is open, to see clicks beside it

    def dismiss(self) -> None:
        """Put it away and give the focus back."""
        if not self.isVisible():
            return
        before = self._before if self.edit.hasFocus() else None
        self._before = None
        self._timer.stop()
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        self.hide()
        if before is not None and shiboken6.isValid(before):
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def search(self) -> None:
        """Find what is typed now."""
        self._timer.stop()
        self.model.show(find(self._desk, self.edit.text(), self._recent))
        count = self.model.rowCount()
        self.list.setVisible(count > 0)
        self.nothing.setVisible(count == 0)
        if count:
            self.list.setCurrentIndex(self.model.index(0, 0))
        if self.isVisible():
            self._place()
            announce(self.edit, ngettext("{n} found", "{n} found", count).format(n=count))

    def _run(self, row: int) -> None:
        if 0 <= row < self.model.rowCount():
            line = self.model.found[row]
            if line.action is not None:
                self._recent.note(line.action)
            self.dismiss()
            line.run()

    def _place(self) -> None:
        width = min(em(self, WIDE), self._window.width() - 2 * PAGE)
        rows = min(max(self.model.rowCount(), 1), ROWS_SHOWN)
        row = self.list.sizeHintForRow(0) if self.model.rowCount() else em(self) + px(self, 18)
        height = self.edit.sizeHint().height() + rows * row + 3 * SMALL + px(self, 4)
        top = min(px(self, 80), max(0, self._window.height() - height) // 2)
        self.setGeometry((self._window.width() - width) // 2, top, width, height)

    def _move(self, step: int) -> None:
        row = self.list.currentIndex().row() + step
        row = min(max(row, 0), self.model.rowCount() - 1)
        self.list.setCurrentIndex(self.model.index(row, 0))
        announce(self.edit, str(self.model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) or ""))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.KeyPress and watched is self.edit and isinstance(event, QKeyEvent):
            return self._take_key(Qt.Key(event.key()))
        if kind == QEvent.Type.Resize and watched is self._window:
            self._place()
        elif (
            kind == QEvent.Type.MouseButtonPress and isinstance(watched, QWidget) and self._is_beside(watched)
        ):
            self.dismiss()
        return False

    def _is_beside(self, widget: QWidget) -> bool:
        return widget is not self and not self.isAncestorOf(widget)

    def _take_key(self, key: Qt.Key) -> bool:
        if key in _MOVES and self.model.rowCount():
            self._move(_MOVES[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._timer.isActive():
                self.search()
            self._run(self.list.currentIndex().row())
        elif key == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            return False
        return True
