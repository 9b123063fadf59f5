"""Round corners for windows without a frame: menus, popovers, the calendar."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainterPath, QRegion
from PySide6.QtWidgets import QMenu, QWidget

from smallbiz_crm.ui.kit.metrics import px


class _Corners(QObject):
    """Cuts the corners off a window whenever its size changes.

    Translucency alone leaves them black where the desktop has no compositor. The cut is a little wider than
    the drawn corner, so that its smooth edge stays whole where there is one.
    """

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            radius = px(watched, 7 if isinstance(watched, QMenu) else 9)
            path = QPainterPath()
            path.addRoundedRect(QRectF(watched.rect()), radius, radius)
            watched.setMask(QRegion(path.toFillPolygon().toPolygon()))
        return False


@cache
def _corners() -> _Corners:
    return _Corners()


def round_corners(window: QWidget) -> None:
    """Let a frameless window draw its own round corners. To be called before it is shown."""
    if window.testAttribute(Qt.WidgetAttribute.WA_TranslucentBackground):
        return
    window.setWindowFlag(Qt.WindowType.FramelessWindowHint)
    window.setWindowFlag(Qt.WindowType.NoDropShadowWindowHint)
    window.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
    window.installEventFilter(_corners())
