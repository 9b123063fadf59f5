"""Paints what stays in sight on the timeline: the head with months and days, and the names at the side."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from smallbiz_crm.ui.campaigns.campaign_words import days_text, word
from smallbiz_crm.ui.campaigns.timeline_rows import TimelineRow
from smallbiz_crm.ui.campaigns.timeline_scene import LEFT, Scene, TimelineFonts
from smallbiz_crm.ui.kit.chips import chip_size, draw_chip
from smallbiz_crm.ui.kit.formats import locale, month
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.words import _


class FramePainter:
    """Paints over whatever of the body lies beneath."""

    def __init__(self, fonts: TimelineFonts) -> None:
        self._fonts = fonts

    def paint_head(self, painter: QPainter, scene: Scene) -> None:
        layout, body = scene.layout, scene.body
        head = QRect(body.left(), 0, body.width(), layout.head_height)
        painter.save()
        painter.setClipRect(head, Qt.ClipOperation.IntersectClip)
        painter.fillRect(head, theme().color("surface"))
        for first, left, right in layout.scale.months(*scene.shown_x):
            self._paint_month(painter, scene, first, scene.origin.x() + left, scene.origin.x() + right)
        self._paint_empty_weeks(painter, scene)
        taken = self._paint_today_word(painter, scene)
        if layout.zoom != "year":
            self._paint_tick_words(painter, scene, taken)
        painter.fillRect(head.left(), head.bottom(), head.width(), 1, theme().color("border"))
        painter.restore()

    def _paint_month(self, painter: QPainter, scene: Scene, first: date, left: int, right: int) -> None:
        """A month's name stays in sight while its days are, and gives way to the next month's."""
        painter.fillRect(left, 0, 1, scene.layout.head_height, theme().color("border"))
        start = max(left, scene.body.left()) + self._fonts.gap
        room = min(right, scene.body.right()) - self._fonts.gap - start
        metrics = QFontMetrics(self._fonts.strong)
        text = month(first)
        if metrics.horizontalAdvance(text) > room:
            text = locale().standaloneMonthName(first.month, locale().FormatType.ShortFormat)
        if metrics.horizontalAdvance(text) <= room:
            painter.setFont(self._fonts.strong)
            painter.setPen(theme().color("text"))
            area = QRect(start, self._fonts.px(3), room, scene.layout.month_height)
            painter.drawText(area, LEFT, text)

    def _paint_empty_weeks(self, painter: QPainter, scene: Scene) -> None:
        """A line under the weeks ahead in which nothing is planned; the tool tip says so in words."""
        height, scale = self._fonts.px(3), scene.layout.scale
        for week in scene.empty_weeks:
            left = scene.origin.x() + scale.x_of(week)
            width = 7 * scale.day_width - 1
            painter.fillRect(
                left + 1, scene.layout.head_height - height, width, height, theme().color("warning")
            )

    def _paint_today_word(self, painter: QPainter, scene: Scene) -> QRect:
        """The word over the line of today; its place, which other words leave free."""
        text = _("Today")
        size = chip_size(text, self._fonts.small)
        line = scene.origin.x() + scene.layout.scale.x_of(scene.today)
        left = line if scene.layout.zoom == "week" else line - size.width() // 2
        area = QRect(QPoint(left, 0), size)
        area.moveBottom(scene.layout.head_height - self._fonts.px(4))
        painter.setFont(self._fonts.small)
        draw_chip(painter, area, text, "danger")
        return area

    def _paint_tick_words(self, painter: QPainter, scene: Scene, taken: QRect) -> None:
        layout, scale, origin = scene.layout, scene.layout.scale, scene.origin
        weekly = layout.zoom != "week"
        metrics = QFontMetrics(self._fonts.small)
        painter.setFont(self._fonts.small)
        painter.setPen(theme().color("muted"))
        top, gap = layout.month_height + self._fonts.px(3), self._fonts.px(5)
        room = (7 if weekly else 1) * scale.day_width - gap - 1
        months = [origin.x() + left for _month, left, _right in scale.months(*scene.shown_x)]
        for day in scene.ticks():
            shown = QDate(day.year, day.month, day.day)
            text = str(day.day) if weekly else locale().toString(shown, _("ddd d"))
            left, width = origin.x() + scale.x_of(day) + gap, metrics.horizontalAdvance(text)
            area = QRect(left, top, width + 1, layout.head_height - top - gap)
            is_whole = scene.body.left() <= left and area.right() <= scene.body.right() and width <= room
            crosses = any(left <= line <= area.right() for line in months)
            if is_whole and not crosses and not area.intersects(taken):
                painter.drawText(area, LEFT, text)

    def paint_names(self, painter: QPainter, scene: Scene) -> None:
        layout = scene.layout
        names = QRect(0, layout.head_height, layout.name_width, scene.size.height() - layout.head_height)
        line = theme().color("border")
        painter.fillRect(0, 0, layout.name_width, scene.size.height(), theme().color("surface"))
        painter.setFont(self._fonts.strong)
        painter.setPen(theme().color("muted"))
        room = QRect(self._fonts.px(16), 0, layout.name_width, layout.head_height)
        painter.drawText(room, LEFT, _("Campaign"))
        painter.fillRect(0, layout.head_height - 1, layout.name_width, 1, line)
        painter.save()
        painter.setClipRect(names, Qt.ClipOperation.IntersectClip)
        for number in scene.shown_rows:
            top = scene.origin.y() + number * layout.row_height
            self._paint_name(
                painter, scene, scene.rows[number], QRect(0, top, names.width(), layout.row_height)
            )
        painter.restore()
        painter.fillRect(layout.name_width - 1, 0, 1, scene.size.height(), line)

    def _paint_name(self, painter: QPainter, scene: Scene, row: TimelineRow, cell: QRect) -> None:
        selected = row.id == scene.selected
        colors = theme()
        if selected:
            painter.fillRect(cell, colors.color("selection"))
            if scene.has_focus:
                painter.fillRect(
                    0, cell.top(), self._fonts.px(3), cell.height(), colors.color("on_selection")
                )
        painter.fillRect(0, cell.bottom(), cell.width(), 1, colors.color("border"))
        campaign = row.campaign
        parts = [
            _("Clash") if row.clash is not None else "",
            word("status", campaign.status),
            days_text(campaign.starts_on, campaign.ends_on, scene.today),
        ]
        told = " · ".join(part for part in parts if part)
        lines = (
            (campaign.name, self._fonts.strong, "text"),
            (told, self._fonts.small, "muted"),
        )
        heights = [QFontMetrics(font).height() for _text, font, _role in lines]
        left, top = self._fonts.px(16), cell.top() + (cell.height() - sum(heights)) // 2
        for (text, font, role), height in zip(lines, heights, strict=True):
            room = QRect(left, top, cell.width() - left - self._fonts.gap, height)
            shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            painter.setFont(font)
            painter.setPen(colors.color("on_selection" if selected else role))
            painter.drawText(room, LEFT, shown)
            top += height
