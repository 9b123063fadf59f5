"""A small form that hangs on a place in the window: Enter accepts, Esc or a click beside it cancels."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.metrics import LARGE, MEDIUM, SMALL, TIGHT, em
from smallbiz_crm.ui.kit.rounded import round_corners
from smallbiz_crm.words import _


class Popover(QWidget):
    """Put fields into `body`, then `open_at`. Exactly one of `accepted` and `cancelled` is emitted.

    With `keep_open` accepting emits `submitted` instead, and the owner calls `finish()` or `show_problem()`.
    """

    accepted = Signal()
    cancelled = Signal()
    submitted = Signal()

    def __init__(
        self, title: str, accept_text: str, parent: QWidget, *, width: float = 18, keep_open: bool = False
    ) -> None:
        """`width` is the least width in line heights of the text."""
        super().__init__(parent, Qt.WindowType.Popup)
        round_corners(self)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(title)
        self._keep_open = keep_open
        self._decided = False
        frame = QFrame(self)
        frame.setProperty("role", "popover")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        inner.setSpacing(MEDIUM)
        self.body = QVBoxLayout()
        self.body.setSpacing(MEDIUM)
        self._problem = Label("", "caption", wrap=True)
        self._problem.set_tone("danger")
        self._problem.hide()
        self.cancel_button = Button(_("Cancel"))
        self.cancel_button.clicked.connect(self.close)
        self.accept_button = Button(accept_text, kind="primary")
        self.accept_button.clicked.connect(self.accept)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(SMALL)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.cancel_button)
        self.buttons.addWidget(self.accept_button)
        inner.addWidget(Label(title, "strong", wrap=True))
        inner.addLayout(self.body)
        inner.addWidget(self._problem)
        inner.addLayout(self.buttons)
        self.setMinimumWidth(em(self, width))

    def open_at(self, anchor: QWidget | QRect, focus: QWidget | None = None) -> None:
        """Open below the widget or the rectangle (in global coordinates); above where there is no room."""
        if isinstance(anchor, QWidget):
            anchor = QRect(anchor.mapToGlobal(QPoint(0, 0)), anchor.size())
        self.fit()
        room = self.screen().availableGeometry()
        top = anchor.bottom() + TIGHT
        if top + self.height() > room.bottom():
            top = max(room.top(), anchor.top() - TIGHT - self.height())
        left = min(max(anchor.left(), room.left()), max(room.left(), room.right() - self.width()))
        self.move(left, top)
        self.show()
        target = focus or self._first_field()
        target.setFocus(Qt.FocusReason.PopupFocusReason)

    def accept(self) -> None:
        """What Enter and the button do."""
        if not self.accept_button.isEnabled():
            return
        self.accept_button.setFocus()
        self._problem.hide()
        if self._keep_open:
            self.submitted.emit()
        else:
            self.finish()

    def finish(self) -> None:
        """Close as accepted."""
        if not self._decided:
            self._decided = True
            self.close()
            self.accepted.emit()

    def show_problem(self, text: str) -> None:
        """Say why it cannot be accepted."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
        self.fit()

    def fit(self) -> None:
        """Be as large as the content wants; Qt's own way would stop at two thirds of the screen."""
        layout, room = self.layout(), self.screen().availableGeometry()
        if layout is None:
            return
        layout.activate()
        width = min(max(self.minimumWidth(), layout.totalSizeHint().width()), room.width())
        height = layout.totalSizeHint().height()
        if layout.hasHeightForWidth():
            height = layout.totalHeightForWidth(width)
        self.resize(width, min(height, room.height()))

    def _first_field(self) -> QWidget:
        first = self.body.itemAt(0)
        widget = first.widget() if first is not None else None
        return widget or self.accept_button

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif enter and (control or not isinstance(self.focusWidget(), QPlainTextEdit)):
            self.accept()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not self._decided and not event.spontaneous():
            self._decided = True
            self.cancelled.emit()
