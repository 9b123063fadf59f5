"""A chart on the screen: drawn in the background at the size it has, its marks told under the pointer and by keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from smallbiz_crm.domain.charts import ChartColors, ChartMark, DrawnChart
from smallbiz_crm.ui.kit.latest import NewestAnswer
from smallbiz_crm.ui.kit.metrics import BASE_TEXT_SIZE, em
from smallbiz_crm.ui.kit.theme import theme

if TYPE_CHECKING:
    from smallbiz_crm.ui.desk import Desk

AGAIN_AFTER_MS = 120
HEIGHT = 15
SMALLEST = QSize(80, 60)
NEAR = 14
"""Pixels: how far from a mark the pointer still means it."""

ChartForm = Literal["png", "svg"]


@dataclass(frozen=True, slots=True)
class ChartRequest:
    """How large a picture is wanted, in pixels of `ratio` device pixels each, and what it looks like."""

    size: tuple[int, int]
    ratio: float
    colors: ChartColors
    font: str
    form: ChartForm = "png"


Draw = Callable[[ChartRequest], DrawnChart]
Tips = Mapping[tuple[int, int], str]
"""What the mark of a series and a category says."""


class ChartPicture(QWidget):
    """Shows what `draw` makes; `draw` is called in a thread of its own.

    Emits `pressed` with the series and the category of a mark that is clicked, or opened by Enter. The arrow keys
    go from mark to mark.
    """

    pressed = Signal(int, int)

    def __init__(self, desk: Desk, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.image = QImage()
        self.marks: tuple[ChartMark, ...] = ()
        self.current: int | None = None
        self._tips: Tips = {}
        self._can_be_pressed = False
        self._draw: Draw | None = None
        self._answers = NewestAnswer(self, inline=desk.is_inline)
        desk.closing.connect(self._answers.stop)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AGAIN_AFTER_MS)
        self._timer.timeout.connect(self._ask)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_chart(self, draw: Draw, tips: Tips, *, can_be_pressed: bool = False) -> None:
        """Show another chart; all `tips` together say what it shows, for those who cannot see it."""
        self._draw, self._tips, self._can_be_pressed = draw, tips, can_be_pressed
        self.current = None
        self.setAccessibleDescription(", ".join(tips.values()))
        self._ask()

    def mark_at(self, place: QPointF) -> ChartMark | None:
        """The mark under a place of the widget, or the nearest if it is near."""
        zoom = _zoom()
        x, y = place.x() / zoom, place.y() / zoom
        nearest = min(self.marks, key=lambda mark: mark.distance(x, y), default=None)
        return nearest if nearest is not None and nearest.distance(x, y) <= NEAR else None

    def place_of(self, mark: ChartMark) -> QRectF:
        """Where a mark is in the widget."""
        zoom = _zoom()
        left, top = mark.left * zoom, mark.top * zoom
        return QRectF(left, top, mark.right * zoom - left, mark.bottom * zoom - top)

    def drawing(self, form: ChartForm) -> Callable[[], DrawnChart] | None:
        """Draws the chart as a file, as it is on the screen, in any thread; None before there is one."""
        return None if self._draw is None else partial(self._draw, self.request(form))

    def tip(self, mark: ChartMark) -> str:
        return self._tips.get((mark.series, mark.category), "")

    def request(self, form: ChartForm = "png") -> ChartRequest:
        """What is wanted now. Text grows with the text size of the application."""
        zoom = _zoom()
        size = (max(1, round(self.width() / zoom)), max(1, round(self.height() / zoom)))
        return ChartRequest(size, self.devicePixelRatioF() * zoom, chart_colors(), self.font().family(), form)

    def _ask(self) -> None:
        draw = self._draw
        if draw is None or self.width() < SMALLEST.width() or self.height() < SMALLEST.height():
            return
        self._timer.stop()
        wanted, ratio = self.request(), self.devicePixelRatioF()
        self._answers.ask(lambda _is_stale: _read(draw(wanted), ratio), self._on_drawn)

    def _on_drawn(self, drawn: tuple[QImage, tuple[ChartMark, ...]]) -> None:
        self.image, self.marks = drawn
        if self.current is not None and self.current >= len(self.marks):
            self.current = None
        self.update()

    def _go_to(self, number: int) -> None:
        """Make a mark the current one and say what it shows."""
        if not self.marks:
            return
        self.current = min(max(number, 0), len(self.marks) - 1)
        mark = self.marks[self.current]
        self.setAccessibleDescription(self.tip(mark))
        QToolTip.showText(self.mapToGlobal(self.place_of(mark).center().toPoint()), self.tip(mark), self)
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
        if self.hasFocus():
            self._paint_focus(painter)

    def _paint_focus(self, painter: QPainter) -> None:
        """A ring around the mark that keys are at, else around the whole."""
        whole = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        at = whole
        if self.current is not None:
            at = self.place_of(self.marks[self.current]).adjusted(-3, -3, 3, 3).intersected(whole)
        painter.setPen(QPen(theme().color("focus"), 2))
        painter.drawRoundedRect(at, 3, 3)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        place = -1 if self.current is None else self.current
        key = Qt.Key(event.key())
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
        if key in steps and self.marks:
            self._go_to(place + steps[key])
        elif key == Qt.Key.Key_Home and self.marks:
            self._go_to(0)
        elif key == Qt.Key.Key_End and self.marks:
            self._go_to(len(self.marks) - 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.current is not None:
            self._press(self.marks[self.current])
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        is_on = self._can_be_pressed and self.mark_at(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if is_on else Qt.CursorShape.ArrowCursor)
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        mark = self.mark_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and mark is not None:
            self._press(mark)
        super().mouseReleaseEvent(event)

    def _press(self, mark: ChartMark) -> None:
        if self._can_be_pressed:
            self.pressed.emit(mark.series, mark.category)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.current = None
        self.setAccessibleDescription(", ".join(self._tips.values()))
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.image.isNull():
            self._ask()
        else:
            self._timer.start()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            mark = self.mark_at(QPointF(event.pos()))
            if mark is None:
                QToolTip.hideText()
            else:
                area = self.place_of(mark).toAlignedRect().adjusted(-NEAR, -NEAR, NEAR, NEAR)
                QToolTip.showText(event.globalPos(), self.tip(mark), self, area)
            return True
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


def _zoom() -> float:
    """How much larger text is than the size that pictures are drawn with."""
    return theme().text_size / BASE_TEXT_SIZE


def _read(drawn: DrawnChart, ratio: float) -> tuple[QImage, tuple[ChartMark, ...]]:
    image = QImage.fromData(drawn.content)
    image.setDevicePixelRatio(ratio)
    return image, drawn.marks
