"""A strip above or below the page that takes no room while nothing is in it."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from smallbiz_crm.ui.kit.metrics import LARGE, PAGE, SMALL


class Strip(QWidget):
    """Give `room` to whoever adds and shows widgets; margins appear with the first that is visible."""

    def __init__(self, parent: QWidget | None = None, *, at_foot: bool = False) -> None:
        super().__init__(parent)
        self._at_foot = at_foot
        self.room = QVBoxLayout(self)
        self.room.setSpacing(SMALL)
        self.room.setContentsMargins(0, 0, 0, 0)

    def _fit(self) -> None:
        is_used = not self.room.isEmpty()
        top, bottom = (0, LARGE) if self._at_foot else (LARGE, 0)
        margins = (PAGE, top, PAGE, bottom) if is_used else (0, 0, 0, 0)
        if self.room.getContentsMargins() != margins:
            self.room.setContentsMargins(*margins)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.ChildRemoved):
            self._fit()
        return super().event(event)
