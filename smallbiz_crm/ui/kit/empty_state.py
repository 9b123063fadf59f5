"""What an empty list or page shows: an icon, one sentence, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.metrics import LARGE, MEDIUM, PAGE, em
from smallbiz_crm.ui.kit.theme import theme


class EmptyState(QWidget):
    """An icon, a sentence and buttons in the middle of the room; the first button is the primary one.

    `actions` are pairs of button text and what the click does.
    """

    def __init__(
        self,
        icon_name: str,
        text: str,
        actions: Sequence[tuple[str, Callable[[], object]]] = (),
        parent: QWidget | None = None,
        *,
        primary: bool = True,
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._picture = QLabel(self)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence = Label(text, "muted", wrap=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.buttons: list[Button] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAGE, PAGE, PAGE, PAGE)
        layout.setSpacing(MEDIUM)
        layout.addStretch(1)
        layout.addWidget(self._picture)
        layout.addWidget(self.sentence)
        layout.addLayout(self._buttons(actions, primary=primary))
        layout.addStretch(1)
        self._show_picture()
        theme().changed.connect(self._show_picture)

    def _buttons(self, actions: Sequence[tuple[str, Callable[[], object]]], *, primary: bool) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setContentsMargins(0, LARGE - MEDIUM, 0, 0)
        line.setSpacing(MEDIUM)
        line.addStretch(1)
        for position, (text, action) in enumerate(actions):
            button = Button(text, kind="primary" if primary and position == 0 else "plain")
            button.clicked.connect(lambda _checked=False, act=action: act())
            line.addWidget(button)
            self.buttons.append(button)
        line.addStretch(1)
        return line

    def _show_picture(self) -> None:
        side = em(self, 2.6)
        self._picture.setPixmap(
            icon(self._icon_name, "strong_border").pixmap(QSize(side, side), self.devicePixelRatioF())
        )
