"""The widget style: Fusion, with text that came from data never taken for HTML, and rounded menus."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QLabel, QMenu, QProxyStyle

from smallbiz_crm.ui.kit.metrics import px
from smallbiz_crm.ui.kit.rounded import round_corners


class KitStyle(QProxyStyle):
    """Makes every label plain that did not say what it holds, message boxes and tool tips included."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def polish(self, target: object) -> object:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Qt's three overloads in one: a palette is handed back, an application or a widget is prepared."""
        if isinstance(target, QLabel):
            if target.textFormat() == Qt.TextFormat.AutoText:
                target.setTextFormat(Qt.TextFormat.PlainText)
        elif isinstance(target, QMenu):
            round_corners(target)
        elif isinstance(target, QAbstractSpinBox):
            # The style sheet's padding does not reach the text of a spin box.
            target.lineEdit().setTextMargins(px(target, 8), 0, 0, 0)
        return super().polish(target)  # pyright: ignore[reportCallIssue, reportArgumentType]
