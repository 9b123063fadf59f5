"""Text inputs that leave Ctrl+Z to the workspace while they have nothing of their own to take back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QStyle, QStyleOptionFrame, QWidget

from smallbiz_crm.ui.kit.buttons import IconButton
from smallbiz_crm.ui.kit.icons import draw_icon
from smallbiz_crm.ui.kit.metrics import TIGHT, px
from smallbiz_crm.words import _

QT_MARGIN = 2
"""Pixels that Qt keeps free on either side of the text of a line edit."""
_CONTROL = Qt.KeyboardModifier.ControlModifier
_CONTROL_SHIFT = _CONTROL | Qt.KeyboardModifier.ShiftModifier


def _is_undo_or_redo(event: QKeyEvent) -> bool:
    if event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo):
        return True
    keys = (event.key(), event.modifiers())
    return keys in ((Qt.Key.Key_Y, _CONTROL), (Qt.Key.Key_Z, _CONTROL_SHIFT))


def _holds_files(event: QDragEnterEvent) -> bool:
    """Whether files are dropped: whatever lies behind the field knows better what they are for."""
    return any(url.isLocalFile() for url in event.mimeData().urls())


class LineEdit(QLineEdit):
    """A line edit that knows when it is left. Use it wherever text is typed."""

    left = Signal()
    escaped = Signal()

    def __init__(self, name: str, parent: QWidget | None = None, *, placeholder: str = "") -> None:
        """`name` is the accessible name."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self._whole = ""

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window's actions while there is nothing to undo here."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and _is_undo_or_redo(event)
            and not self.isUndoAvailable()
        ):
            event.ignore()
            return False
        return super().event(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _holds_files(event):
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Cut with … what is longer than the field while nobody types in it; the tool tip has it whole."""
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        contents = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, self)
        room = contents.marginsRemoved(self.textMargins()).adjusted(QT_MARGIN, 0, -QT_MARGIN, 0)
        shown = self.fontMetrics().elidedText(self.displayText(), Qt.TextElideMode.ElideRight, room.width())
        is_cut = shown != self.displayText() and not self.hasFocus() and bool(self.text())
        if is_cut:
            painter = QPainter(self)
            self.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, option, painter, self)
            painter.setPen(self.palette().color(QPalette.ColorRole.Text))
            where = QStyle.visualAlignment(self.layoutDirection(), self.alignment())
            painter.drawText(room, int(where | Qt.AlignmentFlag.AlignVCenter), shown)
            painter.end()
        else:
            super().paintEvent(event)
        if is_cut != bool(self._whole) or (is_cut and self._whole != self.text()):
            self._show_whole(self.text() if is_cut else "")

    def _show_whole(self, text: str) -> None:
        """Only a tool tip of its own is taken away again."""
        if self.toolTip() in ("", self._whole):
            self.setToolTip(text)
        self._whole = text

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
            self.escaped.emit()
            if event.isAccepted():
                return
        super().keyPressEvent(event)


class SearchEdit(LineEdit):
    """A line edit with a magnifying glass and a button that empties it. Esc empties it too."""

    def __init__(self, name: str, parent: QWidget | None = None, *, placeholder: str = "") -> None:
        super().__init__(name, parent, placeholder=placeholder or name)
        self.setProperty("look", "search")
        self._clear = IconButton("close", _("Clear"), self)
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.setProperty("kind", "inside")
        self._clear.setCursor(Qt.CursorShape.ArrowCursor)
        self._clear.hide()
        self._clear.clicked.connect(self.empty)
        self.textChanged.connect(lambda text: self._clear.setVisible(bool(text)))
        self._place()

    def empty(self) -> None:
        """Empty it, its history included, so that Ctrl+Z belongs to the workspace again."""
        self.setText("")
        self.textEdited.emit("")

    def _place(self) -> None:
        side = px(self, 24)
        self.setTextMargins(side, 0, side, 0)
        left = TIGHT if self.isRightToLeft() else self.width() - side - TIGHT
        self._clear.setGeometry(left, (self.height() - side) // 2, side, side)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        side = px(self, 17)
        left = self.width() - side - px(self, 9) if self.isRightToLeft() else px(self, 9)
        painter = QPainter(self)
        draw_icon(painter, QRect(left, (self.height() - side) // 2, side, side), "search", "muted")
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.empty()
            return
        super().keyPressEvent(event)


class PlainTextEdit(QPlainTextEdit):
    """Several lines of plain text. Tab leaves it."""

    left = Signal()
    escaped = Signal()
    submitted = Signal()
    """Ctrl+Enter was pressed."""

    def __init__(self, name: str, parent: QWidget | None = None, *, placeholder: str = "") -> None:
        """`name` is the accessible name."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window's actions while there is nothing to undo here."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and _is_undo_or_redo(event)
            and not self.document().isUndoAvailable()
        ):
            event.ignore()
            return False
        return super().event(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _holds_files(event):
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & _CONTROL:
            self.submitted.emit()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
            self.escaped.emit()
        else:
            super().keyPressEvent(event)
