"""A chart on the screen: drawn in the background at the size it has, drawn again when that or the theme changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, QTimer
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from smallbiz_crm.domain.charts import ChartColors
from smallbiz_crm.ui.kit.latest import NewestAnswer
from smallbiz_crm.ui.kit.metrics import BASE_TEXT_SIZE, em
from smallbiz_crm.ui.kit.theme import theme

if TYPE_CHECKING:
    from smallbiz_crm.ui.desk import Desk

AGAIN_AFTER_MS = 120
HEIGHT = 15
SMALLEST = QSize(80, 60)

ChartForm = Literal["png", "svg"]


@dataclass(frozen=True, slots=True)
class ChartRequest:
    """How large a picture is wanted, in pixels of `ratio` device pixels each, and what it looks like."""

    size: tuple[int, int]
    ratio: float
    colors: ChartColors
    font: str
    form: ChartForm = "png"


Draw = Callable[[ChartRequest], bytes]


class ChartPicture(QWidget):
    """Shows what `draw` makes; `draw` is called in a thread of its own."""

    def __init__(self, desk: Desk, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.image = QImage()
        self._draw: Draw | None = None
        self._answers = NewestAnswer(self, inline=desk.is_inline)
        desk.closing.connect(self._answers.stop)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AGAIN_AFTER_MS)
        self._timer.timeout.connect(self._ask)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_chart(self, draw: Draw, values: Sequence[tuple[str, str]]) -> None:
        """Show another chart; `values` are what it says, for those who cannot see it."""
        self._draw = draw
        self.setAccessibleDescription(", ".join(f"{label}: {value}" for label, value in values))
        self._ask()

    def request(self, form: ChartForm = "png") -> ChartRequest:
        """What is wanted now. Text grows with the text size of the application."""
        zoom = theme().text_size / BASE_TEXT_SIZE
        size = (max(1, round(self.width() / zoom)), max(1, round(self.height() / zoom)))
        return ChartRequest(size, self.devicePixelRatioF() * zoom, chart_colors(), self.font().family(), form)

    def _ask(self) -> None:
        draw = self._draw
        if draw is None or self.width() < SMALLEST.width() or self.height() < SMALLEST.height():
            return
        self._timer.stop()
        wanted, ratio = self.request(), self.devicePixelRatioF()
        self._answers.ask(lambda _is_stale: _read(draw(wanted), ratio), self._on_drawn)

    def _on_drawn(self, image: QImage) -> None:
        self.image = image
        self.update()

    def _on_theme_changed(self) -> None:
        self.setFixedHeight(em(self, HEIGHT))
        self._ask()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.image.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        shown = self.image.deviceIndependentSize().toSize()
        is_near = abs(shown.width() - self.width()) <= 1 and abs(shown.height() - self.height()) <= 1
        if is_near:
            painter.drawImage(QPoint(0, 0), self.image)
        else:
            painter.drawImage(QRect(QPoint(0, 0), self.size()), self.image)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.image.isNull():
            self._ask()
        else:
            self._timer.start()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._timer.start()
        return super().event(event)


def chart_colors() -> ChartColors:
    """The colours of the theme for a chart on a card."""
    colors = theme()
    return ChartColors(
        background=colors.color("surface").name(),
        text=colors.color("text").name(),
        muted=colors.color("muted").name(),
        grid=colors.color("border").name(),
        series=tuple(colors.color(f"chart_{number}").name() for number in range(1, 7)),
    )


def _read(content: bytes, ratio: float) -> QImage:
    image = QImage.fromData(content)
    image.setDevicePixelRatio(ratio)
    return image
