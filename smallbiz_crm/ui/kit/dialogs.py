"""Dialogs that never block: a title, a body, buttons; opened with `open()`, closed by Esc."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from smallbiz_crm.ui.kit.buttons import Button, ButtonKind
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.metrics import LARGE, MEDIUM, PAGE, SMALL, em
from smallbiz_crm.words import _


class KitDialog(QDialog):
    """A window-modal dialog: `body` (a vertical layout) over a row of buttons. Deletes itself when closed."""

    def __init__(self, title: str, parent: QWidget | None = None, *, width: float = 26) -> None:
        """`width` is the least width in line heights of the text."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(em(self, width))
        self.title_label = Label(title, "section", wrap=True)
        self.body = QVBoxLayout()
        self.body.setSpacing(MEDIUM)
        self._left = QHBoxLayout()
        self._right = QHBoxLayout()
        buttons = QHBoxLayout()
        buttons.setContentsMargins(0, SMALL, 0, 0)
        for part in (self._left, self._right):
            part.setSpacing(SMALL)
        buttons.addLayout(self._left)
        buttons.addStretch(1)
        buttons.addLayout(self._right)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAGE, PAGE, PAGE, LARGE)
        layout.setSpacing(MEDIUM)
        layout.addWidget(self.title_label)
        layout.addLayout(self.body, 1)
        layout.addLayout(buttons)

    def add_button(
        self, text: str, action: Callable[[], object], kind: ButtonKind = "plain", *, left: bool = False
    ) -> Button:
        """Add a button to the row; `left` puts it apart from those that end the dialog."""
        button = Button(text, kind=kind)
        button.clicked.connect(lambda: action())
        (self._left if left else self._right).addWidget(button)
        return button

    def fit(self) -> None:
        """Give what came in or is said at last room of its own; fields and text boxes must not pay for it."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))


class FormDialog(KitDialog):
    """A dialog that asks for something: Enter accepts, Esc cancels.

    Accepting emits `submitted`; the owner then closes it with `accept()` or says why not with `show_problem`.
    """

    submitted = Signal()

    def __init__(
        self, title: str, accept_text: str, parent: QWidget | None = None, *, width: float = 26
    ) -> None:
        super().__init__(title, parent, width=width)
        self._problem = Label("", "caption", wrap=True)
        self._problem.set_tone("danger")
        self._problem.hide()
        self.cancel_button = self.add_button(_("Cancel"), self.reject)
        self.accept_button = self.add_button(accept_text, self.submit, kind="primary")
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(2, self._problem)

    def submit(self) -> None:
        """Ask the owner to accept what is typed."""
        if self.accept_button.isEnabled():
            # Moves the focus so that a field that is being typed in says its last value first.
            self.accept_button.setFocus()
            self._problem.hide()
            self.submitted.emit()

    def show_problem(self, text: str) -> None:
        """Say why it cannot be accepted; an empty text takes that away."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def problem(self) -> str:
        return self._problem.text() if not self._problem.isHidden() else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if enter and (control or not isinstance(self.focusWidget(), QPlainTextEdit)):
            self.submit()
            return
        super().keyPressEvent(event)
