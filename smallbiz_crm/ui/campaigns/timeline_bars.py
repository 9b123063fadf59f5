"""Paints the rows of the timeline: bars, how much of the budget is used, and the marks of planned items."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPolygonF

from smallbiz_crm.domain.campaigns import CampaignStatus, PlannedItem
from smallbiz_crm.ui.campaigns.budget import BudgetUse
from smallbiz_crm.ui.campaigns.campaign_words import days_text, is_late, word
from smallbiz_crm.ui.campaigns.timeline_rows import TimelineRow
from smallbiz_crm.ui.campaigns.timeline_scene import LEFT, Scene, TimelineFonts
from smallbiz_crm.ui.kit.chips import chip_size, draw_chip
from smallbiz_crm.ui.kit.icons import draw_icon
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.words import _

BARS = {
    CampaignStatus.IDEA: ("muted", "surface"),
    CampaignStatus.PLANNED: ("info", "info_soft"),
    CampaignStatus.RUNNING: ("on_accent", "accent"),
    CampaignStatus.DONE: ("success", "success_soft"),
    CampaignStatus.CANCELLED: ("muted", "sunken"),
}


class BarPainter:
    """Paints one row after the other into the body of a scene."""

    def __init__(self, fonts: TimelineFonts) -> None:
        self._fonts = fonts

    def paint_row(self, painter: QPainter, scene: Scene, number: int) -> None:
        row, label = scene.rows[number], ""
        if scene.dragged is not None and scene.dragged.campaign_id == row.id:
            row = row.dragged(scene.dragged)
            label = days_text(row.campaign.starts_on, row.campaign.ends_on, scene.today)
        bar = scene.layout.bar(number, row)
        if bar is None:
            self._paint_no_dates(painter, scene, number)
        elif not scene.shows(bar):
            self._paint_way(painter, scene, bar.translated(scene.origin))
        else:
            bar = bar.translated(scene.origin)
            self._paint_bar(painter, scene, row, bar)
            self._paint_label(painter, scene, row, bar, label or word("status", row.campaign.status))
            self._paint_strip(painter, scene, row, bar)
            if row.id == scene.selected and scene.selected_item is None:
                self._paint_ring(painter, scene, bar)
            if row.clash is not None:
                self._paint_clash(painter, scene, bar)
        for item in row.items:
            mark = scene.layout.mark(number, item.planned_on).translated(scene.origin)
            if mark.right() >= scene.body.left() and mark.left() <= scene.body.right():
                self._paint_mark(painter, item, QRectF(mark), scene.today)
                if item.id == scene.selected_item:
                    self._paint_ring(painter, scene, mark)

    def paint_drawn(self, painter: QPainter, scene: Scene) -> None:
        """The campaign that is being drawn on empty days."""
        if scene.drawn is None:
            return
        top, first, last = scene.drawn
        left = scene.origin.x() + scene.layout.scale.x_of(min(first, last))
        right = scene.origin.x() + scene.layout.scale.x_of(max(first, last)) + scene.layout.scale.day_width
        area = scene.near(QRect(left, top, right - left, scene.layout.bar_height))
        pen = QPen(theme().color("focus"), self._fonts.px(2))
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(theme().color("accent_soft"))
        painter.drawRoundedRect(_half(area), self._fonts.radius, self._fonts.radius)
        painter.setFont(self._fonts.small_strong)
        painter.setPen(theme().color("text"))
        room = QRect(area.left() + self._fonts.gap, area.top(), scene.body.width(), area.height())
        painter.drawText(room, LEFT, days_text(min(first, last), max(first, last), scene.today))

    def _paint_clash(self, painter: QPainter, scene: Scene, bar: QRect) -> None:
        """A sign at the beginning of a bar that is in another's way; the name column says the word."""
        side = bar.height() - self._fonts.px(4)
        left = max(bar.left(), scene.body.left()) - side - self._fonts.px(3)
        if left < scene.body.left():
            left = max(bar.right() + self._fonts.px(3), scene.body.left())
        draw_icon(painter, QRect(left, bar.center().y() - side // 2, side, side), "warning", "warning")

    def _paint_no_dates(self, painter: QPainter, scene: Scene, number: int) -> None:
        top = scene.origin.y() + number * scene.layout.row_height + scene.layout.bar_top
        room = QRect(scene.body.left() + self._fonts.gap, top, scene.body.width(), scene.layout.bar_height)
        text = _("No dates")
        painter.setFont(self._fonts.small)
        size = chip_size(text, self._fonts.small)
        draw_chip(painter, QRect(room.left(), room.center().y() - size.height() // 2, size.width(), size.height()),
                  text, "neutral")  # fmt: skip

    def _paint_way(self, painter: QPainter, scene: Scene, bar: QRect) -> None:
        """A sign at the edge behind which a bar is out of sight."""
        side, body = bar.height() - self._fonts.px(3), scene.body
        is_before = bar.right() < body.left()
        left = body.left() + self._fonts.gap // 2 if is_before else body.right() - side - self._fonts.gap // 2
        area = QRect(left, bar.center().y() - side // 2, side, side)
        draw_icon(painter, area, "chevron-left" if is_before else "chevron-right", "muted")

    def _paint_bar(self, painter: QPainter, scene: Scene, row: TimelineRow, bar: QRect) -> None:
        front, back = BARS[row.campaign.status]
        running = row.campaign.status is CampaignStatus.RUNNING
        pen = QPen(theme().color(back if running else front), 1)
        if row.campaign.status is CampaignStatus.IDEA:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(theme().color(back))
        painter.drawRoundedRect(_half(scene.near(bar)), self._fonts.radius, self._fonts.radius)

    def _paint_label(self, painter: QPainter, scene: Scene, row: TimelineRow, bar: QRect, text: str) -> None:
        """The words in the part of the bar that can be seen, or behind it where they do not fit."""
        front = BARS[row.campaign.status][0]
        painter.setFont(self._fonts.small_strong)
        width = QFontMetrics(self._fonts.small_strong).horizontalAdvance(text)
        left = max(bar.left(), scene.body.left()) + self._fonts.gap
        right = min(bar.right(), scene.body.right()) - self._fonts.gap
        if right - left < width:
            left, front = bar.right() + self._fonts.gap, "muted"
            if left < scene.body.left():
                return
            ground = QRect(
                left - self._fonts.px(3),
                bar.top() + 1,
                width + self._fonts.px(6),
                bar.height() - 2,
            )
            painter.fillRect(ground, theme().color("surface"))
        painter.setPen(theme().color(front))
        painter.drawText(QRect(left, bar.top(), width + 2, bar.height()), LEFT, text)

    def _paint_strip(self, painter: QPainter, scene: Scene, row: TimelineRow, bar: QRect) -> None:
        use = BudgetUse.of(row.campaign)
        if use.share is None:
            return
        strip = scene.layout.strip(bar)
        front = theme().color("danger" if use.is_over else "accent")
        self._paint_line(painter, scene, strip, theme().color("strong_border"), theme().color("sunken"))
        share = min(max(use.share, 0.0), 1.0)
        if share > 0:
            used = QRect(strip)
            used.setWidth(max(round(strip.width() * share), strip.height()))
            self._paint_line(painter, scene, used, front, front)

    def _paint_line(self, painter: QPainter, scene: Scene, line: QRect, edge: QColor, ground: QColor) -> None:
        area = scene.near(line)
        if not area.isEmpty():
            painter.setPen(QPen(edge, 1))
            painter.setBrush(ground)
            painter.drawRoundedRect(_half(area), area.height() / 2, area.height() / 2)

    def _paint_ring(self, painter: QPainter, scene: Scene, bar: QRect) -> None:
        width = self._fonts.px(2)
        reach = width + 1
        painter.setPen(QPen(theme().color("focus" if scene.has_focus else "strong_border"), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        area = QRectF(scene.near(bar).adjusted(-reach, -reach, reach, reach))
        painter.drawRoundedRect(area, self._fonts.radius + reach, self._fonts.radius + reach)

    def _paint_mark(self, painter: QPainter, item: PlannedItem, mark: QRectF, today: date) -> None:
        """A filled dot when it is done, a filled triangle when it is late, else an empty diamond."""
        width = self._fonts.px(1.5)
        area = mark.adjusted(width / 2, width / 2, -width / 2, -width / 2)
        center = area.center()
        if item.done_on:
            painter.setPen(QPen(theme().color("success"), width))
            painter.setBrush(theme().color("success"))
            painter.drawEllipse(area.adjusted(1, 1, -1, -1))
        elif is_late(item, today):
            painter.setPen(QPen(theme().color("danger"), width))
            painter.setBrush(theme().color("danger"))
            corners = [QPointF(center.x(), area.top()), area.bottomRight(), area.bottomLeft()]
            painter.drawPolygon(QPolygonF(corners))
        else:
            painter.setPen(QPen(theme().color("text"), width))
            painter.setBrush(theme().color("surface"))
            corners = [
                QPointF(center.x(), area.top()),
                QPointF(area.right(), center.y()),
                QPointF(center.x(), area.bottom()),
                QPointF(area.left(), center.y()),
            ]
            painter.drawPolygon(QPolygonF(corners))


def _half(rect: QRect) -> QRectF:
    return QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5)
