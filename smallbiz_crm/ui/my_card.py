"""A card held up for somebody else's phone: a QR code as large as the screen, the name under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.metrics import LARGE, PAGE, SMALL, em
from smallbiz_crm.words import _

if TYPE_CHECKING:
    from smallbiz_crm.services.qr import ShownCard

_QUIET = 4
"""Modules of white around the code."""
_DARK, _LIGHT = QColor("black"), QColor("white")
"""Cameras read dark on light alone, whatever the theme."""


def show_card(desk: Desk, window: QWidget, contact_id: int | None = None) -> CardScreen | None:
    """Hold up one's own card or a person's; what is missing for it is said."""
    try:
        card = desk.workspace.qr.card(contact_id)
    except CrmError as error:
        desk.show_trouble(error)
        return None
    screen = CardScreen(card, window)
    screen.showFullScreen()
    screen.setFocus(Qt.FocusReason.OtherFocusReason)
    return screen


class CodeView(QWidget):
    """The code itself, in whole pixels a module, as large as there is room."""

    def __init__(self, card: ShownCard) -> None:
        super().__init__()
        self._modules = card.modules
        self.setAccessibleName(_("QR code with the card of {name}").format(name=card.name))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def minimumSizeHint(self) -> QSize:
        return QSize(em(self, 8), em(self, 8))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        count = len(self._modules) + 2 * _QUIET
        ratio = self.devicePixelRatioF()
        side = int(min(self.width(), self.height()) * ratio) // count / ratio
        whole = round(side * count)
        area = QRect((self.width() - whole) // 2, (self.height() - whole) // 2, whole, whole)
        painter.fillRect(area, _LIGHT)
        for y, row in enumerate(self._modules):
            for x, is_dark in enumerate(row):
                if is_dark:
                    left, top = area.x() + (x + _QUIET) * side, area.y() + (y + _QUIET) * side
                    painter.fillRect(QRectF(left, top, side, side), _DARK)
        painter.end()


class CardScreen(QWidget):
    """Fills the screen in black on white; any of Esc, Enter, Space or a click puts it away."""

    def __init__(self, card: ShownCard, window: QWidget) -> None:
        super().__init__(window, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("My card"))
        self.setAccessibleName(_("Card of {name}").format(name=card.name))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        colors = self.palette()
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
            colors.setColor(group, QPalette.ColorRole.Window, _LIGHT)
            colors.setColor(group, QPalette.ColorRole.WindowText, _DARK)
        self.setPalette(colors)
        self.setAutoFillBackground(True)
        self.code = CodeView(card)
        self.name = Label(card.name, "title", wrap=True)
        self.company = Label(card.company if card.company != card.name else "", "section", wrap=True)
        self.hint = Label(_("Esc puts it away."))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAGE, PAGE, PAGE, LARGE)
        layout.setSpacing(SMALL)
        layout.addWidget(self.code, 1)
        for label in (self.name, self.company, self.hint):
            label.setPalette(colors)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setVisible(bool(label.text()))
            layout.addWidget(label)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.close()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self.close()
