"""The widget style: Fusion, with text that came from data never taken for HTML, and rounded menus."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMenu, QProxyStyle, QWidget


class KitStyle(QProxyStyle):
    """Makes every label plain that did not say what it holds, message boxes and tool tips included."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def polish(self, target: object) -> object:
        """Qt's three overloads in one: a palette is handed back, an application or a widget is prepared."""
        if isinstance(target, QLabel):
            if target.textFormat() == Qt.TextFormat.AutoText:
                target.setTextFormat(Qt.TextFormat.PlainText)
        elif isinstance(target, QMenu):
            _round(target)
        return super().polish(target)  # pyright: ignore[reportCallIssue, reportArgumentType] - overloads


def _round(window: QWidget) -> None:
    if not window.testAttribute(Qt.WidgetAttribute.WA_TranslucentBackground):
        window.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        window.setWindowFlag(Qt.WindowType.NoDropShadowWindowHint)
        window.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
