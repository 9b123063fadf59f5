"""The capture line alone, in a small window of its own: for a key of the desktop that starts ``--capture``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from smallbiz_crm.services.places import PROGRAM
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.icons import application_icon
from smallbiz_crm.ui.kit.metrics import MEDIUM, em
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.ui.today.capture_line import CaptureLine
from smallbiz_crm.words import _

if TYPE_CHECKING:
    from smallbiz_crm.services.capture import Captured

WIDE = 44.0


class CaptureWindow(QWidget):
    """Takes one person and goes away once they are saved, unless they look like somebody; Esc goes away too."""

    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.WindowStaysOnTopHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowIcon(application_icon())
        self.setWindowTitle(_("Add a person") + f" – {PROGRAM}")
        self.setAccessibleName(_("Add a person in one line"))
        self.line = CaptureLine(desk)
        self.line.captured.connect(self._on_captured)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        layout.addWidget(self.line)
        room = self.screen().availableGeometry()
        self.resize(min(em(self, WIDE), room.width()), self.sizeHint().height())
        theme().changed.connect(self._fit)
        self.move(room.center().x() - self.width() // 2, room.top() + room.height() // 4)

    def come_forward(self) -> None:
        """Show it with the cursor in the line."""
        self.show()
        self.raise_()
        self.activateWindow()
        self.line.focus_line()

    def _on_captured(self, made: Captured) -> None:
        """Stay while a likely duplicate is offered, which nothing else would tell here."""
        if made.contact is None or not made.alike:
            self.close()

    def _fit(self) -> None:
        """Be as high as the chips need, which take more lines the more is typed."""
        layout = self.layout()
        if layout is None:
            return
        layout.activate()
        margins = layout.contentsMargins()
        inner = self.line.layout()
        width = self.width() - margins.left() - margins.right()
        needed = layout.totalSizeHint().height()
        if inner is not None and inner.hasHeightForWidth():
            needed = inner.totalHeightForWidth(width) + margins.top() + margins.bottom()
        if needed != self.height():
            self.resize(self.width(), needed)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return done

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()
