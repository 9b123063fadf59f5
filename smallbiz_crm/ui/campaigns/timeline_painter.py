"""Paints the timeline: first the ground of days, then the bars, today, and the frozen head and names."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPainterPath

from smallbiz_crm.ui.campaigns.timeline_bars import BarPainter
from smallbiz_crm.ui.campaigns.timeline_frame import FramePainter
from smallbiz_crm.ui.campaigns.timeline_scene import Scene, TimelineFonts
from smallbiz_crm.ui.kit.theme import theme


class TimelinePainter:
    """Keeps the fonts of one view; `refresh` after the text changed."""

    def __init__(self, font: QFont) -> None:
        self.refresh(font)

    def refresh(self, font: QFont) -> None:
        """Take the font anew."""
        self._fonts = TimelineFonts(font)
        self._bars = BarPainter(self._fonts)
        self._frame = FramePainter(self._fonts)

    def paint(self, painter: QPainter, scene: Scene) -> None:
        """Paint the whole view."""
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(QPoint(0, 0), scene.size), self._fonts.corner, self._fonts.corner)
        painter.setClipPath(outline)
        painter.fillRect(QRect(QPoint(0, 0), scene.size), theme().color("surface"))
        painter.save()
        painter.setClipRect(scene.body, Qt.ClipOperation.IntersectClip)
        self._paint_days(painter, scene)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number in scene.shown_rows:
            self._bars.paint_row(painter, scene, number)
        self._bars.paint_drawn(painter, scene)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._paint_today(painter, scene)
        painter.restore()
        self._frame.paint_head(painter, scene)
        self._frame.paint_names(painter, scene)

    def _paint_days(self, painter: QPainter, scene: Scene) -> None:
        layout, body, origin = scene.layout, scene.body, scene.origin
        line, weekend = theme().color("border"), theme().color("background")
        for day in layout.scale.days(*scene.shown_x):
            if day.isoweekday() in scene.weekend:
                left = origin.x() + layout.scale.x_of(day)
                painter.fillRect(left, body.top(), layout.scale.day_width, body.height(), weekend)
        for day in scene.ticks():
            painter.fillRect(origin.x() + layout.scale.x_of(day), body.top(), 1, body.height(), line)
        for number in scene.shown_rows:
            bottom = origin.y() + (number + 1) * layout.row_height - 1
            painter.fillRect(body.left(), bottom, body.width(), 1, line)

    def _paint_today(self, painter: QPainter, scene: Scene) -> None:
        left = scene.origin.x() + scene.layout.scale.x_of(scene.today)
        width = self._fonts.px(2)
        painter.fillRect(
            left - width // 2, scene.body.top(), width, scene.body.height(), theme().color("danger")
        )
