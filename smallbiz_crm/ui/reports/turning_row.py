"""A row that turns into a column where it would be too narrow, so that it never sets the width of a page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QWidget

from smallbiz_crm.ui.kit.labels import row
from smallbiz_crm.ui.kit.metrics import LARGE, px


class TurningRow(QWidget):
    """Its parts stand side by side where there is room for all of them, else below each other."""

    def __init__(self, parts: Sequence[tuple[QWidget, int]], least: int | None = None) -> None:
        """`parts` are widgets and how much of the spare width each gets; one that gets any fills a column.

        With `least` they stand side by side from that many design pixels on, which grow with the text.
        """
        super().__init__()
        self._parts = list(parts)
        self._least = least
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(LARGE)
        for part, stretch in parts:
            self._line.addWidget(part, stretch)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def is_row(self) -> bool:
        return self._line.direction() == QBoxLayout.Direction.LeftToRight

    def _width_of_row(self) -> int:
        hints = [part.sizeHint().width() for part, _stretch in self._parts if not part.isHidden()]
        return sum(hints) + LARGE * (len(hints) - 1)

    def _turn(self) -> None:
        needed = self._width_of_row() if self._least is None else px(self, self._least)
        as_row = self.width() >= needed
        if as_row == self.is_row():
            return
        directions = QBoxLayout.Direction
        self._line.setDirection(directions.LeftToRight if as_row else directions.TopToBottom)
        for part, stretch in self._parts:
            is_free = as_row or stretch > 0
            self._line.setAlignment(part, Qt.AlignmentFlag(0) if is_free else Qt.AlignmentFlag.AlignLeading)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """The room of a row, even as a column: of two rows in one another the outer turns first."""
        return QSize(self._width_of_row(), self._line.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        widths = [part.minimumSizeHint().width() for part, _stretch in self._parts if not part.isHidden()]
        return QSize(max(widths), self._line.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._turn()
        return super().event(event)


def at_the_end(*widgets: QWidget) -> QWidget:
    """The widgets side by side at the end of the room they get."""
    holder = QWidget()
    line: QHBoxLayout = row(None, *widgets, spacing=LARGE)
    line.setContentsMargins(0, 0, 0, 0)
    holder.setLayout(line)
    return holder
