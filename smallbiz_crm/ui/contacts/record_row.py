"""A record named in a panel of another: its title and what matters about it, opened by a press."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.chips import Chip, ChipKind
from smallbiz_crm.ui.kit.icons import draw_icon
from smallbiz_crm.ui.kit.labels import ElidedLabel
from smallbiz_crm.ui.kit.metrics import SMALL, TIGHT, px


class RecordRow(Button):
    """Two lines of text with an icon before and a chip behind them; the whole of it is the button."""

    def __init__(
        self, picture: str, title: str, details: str, chip: tuple[str, ChipKind] | None = None
    ) -> None:
        super().__init__("", kind="row")
        self.setAccessibleName(", ".join(part for part in (title, details, chip[0] if chip else "") if part))
        sign = _Sign(picture)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        words.addWidget(ElidedLabel(title))
        if details:
            words.addWidget(ElidedLabel(details, "caption"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SMALL, TIGHT, SMALL, TIGHT)
        layout.setSpacing(SMALL)
        layout.addWidget(sign)
        layout.addLayout(words, 1)
        if chip is not None:
            layout.addWidget(Chip(*chip))
        for part in self.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return super().sizeHint() if layout is None else layout.sizeHint()

    def minimumSizeHint(self) -> QSize:
        layout = self.layout()
        return super().minimumSizeHint() if layout is None else layout.minimumSize()


class _Sign(QWidget):
    """An icon that follows the theme."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def sizeHint(self) -> QSize:
        side = px(self, 18)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        side = px(self, 18)
        painter = QPainter(self)
        draw_icon(painter, QRect(0, (self.height() - side) // 2, side, side), self._name, "muted")
        painter.end()
