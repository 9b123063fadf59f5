"""The kinds of button there are, ready made: primary, plain, quiet, danger, icon only."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.metrics import px
from smallbiz_crm.ui.kit.theme import theme

ButtonKind = Literal["plain", "primary", "quiet", "danger", "row", "toast", "rail"]

_ICON_ROLES = {
    "plain": "text",
    "primary": "on_accent",
    "quiet": "accent",
    "danger": "danger",
    "row": "muted",
    "toast": "toast_action",
    "rail": "muted",
}


class Button(QPushButton):
    """A push button of one kind, optionally with an icon, that takes part in keyboard focus.

    Enter presses it while it is focused, as well as Space.
    """

    def __init__(
        self,
        text: str,
        icon_name: str | None = None,
        kind: ButtonKind = "plain",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._kind = kind
        if kind != "plain":
            self.setProperty("kind", kind)
        if icon_name:
            self.set_icon(icon_name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)

    def set_icon(self, icon_name: str) -> None:
        on_role = "on_accent_soft" if self._kind == "rail" else None
        self.setIcon(icon(icon_name, _ICON_ROLES[self._kind], on_role))
        self._fit_icon()

    def _fit_icon(self) -> None:
        # Wider than high: the icon stands at the leading edge, so the rest keeps it apart from the words.
        height = px(self, 19 if self._kind == "rail" else 17)
        gap = px(self, 6 if self._kind == "rail" else 3) if self.text() else 0
        self.setIconSize(QSize(height + gap, height))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and not self.icon().isNull():
            self._fit_icon()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._kind == "primary" and self.hasFocus():
            # On the accent a ring inside is what can be seen; the style sheet can only draw at the edge.
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme().color("on_accent"), 2))
            radius = px(self, 4)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(4, 4, -4, -4), radius, radius)
            painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)


class IconButton(QToolButton):
    """A button that shows an icon only; `name` is its accessible name and tool tip."""

    def __init__(self, icon_name: str, name: str, parent: QWidget | None = None, role: str = "muted") -> None:
        super().__init__(parent)
        self.setProperty("kind", "icon")
        self.setIcon(icon(icon_name, role, "on_accent_soft"))
        self._fit_icon()
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def _fit_icon(self) -> None:
        side = px(self, 17)
        self.setIconSize(QSize(side, side))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_icon()
