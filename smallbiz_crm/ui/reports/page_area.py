"""The part of a page that scrolls, its content in line with the page's head whether it has a scroll bar or not."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from smallbiz_crm.ui.kit.labels import scroll_area
from smallbiz_crm.ui.kit.metrics import LARGE, PAGE


class PageArea(QWidget):
    """Widgets and layouts below each other; `show_widget` scrolls to one of them."""

    def __init__(self, parts: Sequence[QWidget | QLayout]) -> None:
        super().__init__()
        content = QWidget()
        self._inside = QVBoxLayout(content)
        self._inside.setSpacing(LARGE)
        for part in parts:
            if isinstance(part, QWidget):
                self._inside.addWidget(part)
            else:
                self._inside.addLayout(part)
        self._inside.addStretch(1)
        self.area = scroll_area(content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.area)
        self.area.verticalScrollBar().rangeChanged.connect(self._keep_in_line)
        self._keep_in_line()

    def show_widget(self, widget: QWidget) -> None:
        self.area.ensureWidgetVisible(widget)

    def _keep_in_line(self) -> None:
        bar = self.area.verticalScrollBar()
        taken = bar.sizeHint().width() if bar.maximum() > 0 else 0
        self._inside.setContentsMargins(PAGE, 0, max(0, PAGE - taken), PAGE)


def head_line(content: QWidget) -> QHBoxLayout:
    """A line above the area, with the margins of a page."""
    line = QHBoxLayout()
    line.setContentsMargins(PAGE, 0, PAGE, 0)
    line.addWidget(content)
    return line
