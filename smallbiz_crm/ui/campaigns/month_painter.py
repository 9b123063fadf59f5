"""Paints the month: days, bars with their words, planned items, and what does not fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPainterPath, QPen, QPolygonF

from smallbiz_crm.domain.campaigns import CampaignStatus
from smallbiz_crm.ui.campaigns.campaign_words import is_late
from smallbiz_crm.ui.campaigns.month_layout import DAYS, WEEKS, MonthGrid, More, Segment
from smallbiz_crm.ui.campaigns.timeline_bars import BARS
from smallbiz_crm.ui.campaigns.timeline_rows import shifted
from smallbiz_crm.ui.campaigns.timeline_scene import TimelineFonts
from smallbiz_crm.ui.kit.formats import locale
from smallbiz_crm.ui.kit.icons import draw_icon
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.words import _, ngettext

_CENTER = Qt.AlignmentFlag.AlignCenter
_TRAIL = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
_LEAD = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class MonthScene:
    """What is to be painted. `drawn` are the days of a new campaign; `start` is the first of the 42 days."""

    grid: MonthGrid
    month: date
    start: date
    today: date
    segments: Sequence[Segment]
    more: Sequence[More]
    weekend: frozenset[int]
    empty_weeks: frozenset[date]
    selected: tuple[int, int | None] | None
    has_focus: bool
    drawn: tuple[date, date] | None


class MonthPainter:
    """Keeps the fonts of one view; `refresh` after the text changed."""

    def __init__(self, font: QFont) -> None:
        self.refresh(font)

    def refresh(self, font: QFont) -> None:
        """Take the font anew."""
        self.fonts = TimelineFonts(font)
        self._words: dict[tuple[str, int, bool], str] = {}

    def paint(self, painter: QPainter, scene: MonthScene) -> None:
        """Paint the whole month."""
        area = QRect(0, 0, scene.grid.width, scene.grid.height)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(area), self.fonts.corner, self.fonts.corner)
        painter.setClipPath(outline)
        painter.fillRect(area, theme().color("surface"))
        self._paint_head(painter, scene)
        for week in range(WEEKS):
            for column in range(DAYS):
                self._paint_day(painter, scene, week, column)
            self._paint_gap(painter, scene, week)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for segment in scene.segments:
            self._paint_segment(painter, scene, segment)
        painter.setFont(self.fonts.small)
        painter.setPen(theme().color("muted"))
        for more in scene.more:
            text = ngettext("{n} more", "{n} more", more.count).format(n=more.count)
            room = scene.grid.more(more)
            painter.drawText(room, _TRAIL, self._elided(text, room.width(), strong=False))

    def _paint_head(self, painter: QPainter, scene: MonthScene) -> None:
        painter.setFont(self.fonts.small)
        painter.setPen(theme().color("muted"))
        for column in range(DAYS):
            cell = scene.grid.cell(0, column)
            weekday = shifted(scene.start, column).isoweekday()
            name = locale().standaloneDayName(weekday, locale().FormatType.ShortFormat)
            painter.drawText(QRect(cell.left(), 0, cell.width(), scene.grid.head), _CENTER, name)

    def _paint_day(self, painter: QPainter, scene: MonthScene, week: int, column: int) -> None:
        cell = scene.grid.cell(week, column)
        try:
            day = scene.start + timedelta(days=week * DAYS + column)
        except OverflowError:
            return
        is_other = (day.year, day.month) != (scene.month.year, scene.month.month)
        if is_other or day.isoweekday() in scene.weekend:
            painter.fillRect(cell, theme().color("sunken" if is_other else "background"))
        if scene.drawn is not None and scene.drawn[0] <= day <= scene.drawn[1]:
            painter.fillRect(cell, theme().color("accent_soft"))
        line = theme().color("border")
        painter.fillRect(cell.left(), cell.top(), cell.width(), 1, line)
        if cell.left() > 0:
            painter.fillRect(cell.left(), cell.top(), 1, cell.height(), line)
        self._paint_number(painter, scene, day, cell, is_other=is_other)

    def _paint_number(
        self, painter: QPainter, scene: MonthScene, day: date, cell: QRect, *, is_other: bool
    ) -> None:
        """The number of a day; today's in a filled circle, with its word where there is room."""
        side = scene.grid.day_head - self.fonts.px(4)
        left = (
            cell.right() - side - self.fonts.px(3) if scene.grid.mirrored else cell.left() + self.fonts.px(4)
        )
        circle = QRect(left, cell.top() + self.fonts.px(3), side, side)
        painter.setFont(self.fonts.small_strong if day == scene.today else self.fonts.small)
        painter.setPen(theme().color("muted" if is_other else "text"))
        if day == scene.today:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().color("accent"))
            painter.drawEllipse(circle)
            painter.restore()
            painter.setPen(theme().color("on_accent"))
        painter.drawText(circle, _CENTER, str(day.day))
        place = (day - scene.start).days
        if day == scene.today and all(more.week * DAYS + more.column != place for more in scene.more):
            painter.setPen(theme().color("text"))
            gap = self.fonts.px(4)
            room = QRect(cell.left() + gap, circle.top(), cell.width() - side - 3 * gap, side)
            if not scene.grid.mirrored:
                room.translate(side + gap, 0)
            painter.drawText(room, _LEAD, self._elided(_("Today"), room.width(), strong=False))

    def _paint_gap(self, painter: QPainter, scene: MonthScene, week: int) -> None:
        """Say of a week ahead that nothing is planned in it."""
        begin = shifted(scene.start, week * DAYS)
        if begin not in scene.empty_weeks:
            return
        area = scene.grid.cell(week, 0) | scene.grid.cell(week, DAYS - 1)
        painter.setFont(self.fonts.small)
        painter.setPen(theme().color("muted"))
        painter.drawText(area.adjusted(0, scene.grid.day_head, 0, 0), _CENTER, _("Nothing planned this week"))

    def _paint_segment(self, painter: QPainter, scene: MonthScene, segment: Segment) -> None:
        area = scene.grid.segment(segment)
        if segment.entry.item is None:
            front = self._paint_bar(painter, segment, area)
        else:
            front = self._paint_item(painter, scene, segment, area)
        lead = self.fonts.gap
        side = area.height() - self.fonts.px(4)
        if segment.entry.item is not None:
            lead += side
        elif segment.entry.row.clash is not None and segment.is_start and area.width() > 3 * side:
            place = QRect(area.left() + lead // 2, area.center().y() - side // 2, side, side)
            if scene.grid.mirrored:
                place.moveRight(area.right() - lead // 2)
            draw_icon(painter, place, "warning", front)
            lead += side
        room = area.adjusted(0, 0, -lead, 0) if scene.grid.mirrored else area.adjusted(lead, 0, 0, 0)
        room.adjust(self.fonts.px(2), 0, -self.fonts.px(2), 0)
        strong = segment.entry.item is None
        painter.setFont(self.fonts.small_strong if strong else self.fonts.small)
        painter.setPen(theme().color(front))
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        align |= Qt.AlignmentFlag.AlignRight if scene.grid.mirrored else Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, align, self._elided(segment.entry.title, room.width(), strong=strong))
        if segment.entry.key == scene.selected:
            width = self.fonts.px(2)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme().color("focus" if scene.has_focus else "strong_border"), width))
            painter.drawRoundedRect(QRectF(area).adjusted(-1, -1, 1, 1), self.fonts.radius, self.fonts.radius)

    def _paint_bar(self, painter: QPainter, segment: Segment, area: QRect) -> str:
        """The ground of a campaign; the role of its words."""
        status = segment.entry.row.campaign.status
        front, back = BARS[status]
        pen = QPen(theme().color(back if status is CampaignStatus.RUNNING else front), 1)
        if status is CampaignStatus.IDEA:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(theme().color(back))
        radius = self.fonts.radius
        painter.drawRoundedRect(QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        return front

    def _paint_item(self, painter: QPainter, scene: MonthScene, segment: Segment, area: QRect) -> str:
        """The mark of a planned item, the same as on the timeline; the role of its words."""
        item, side = segment.entry.item, self.fonts.px(9)
        left = (
            area.right() - self.fonts.px(3) - side if scene.grid.mirrored else area.left() + self.fonts.px(3)
        )
        mark = QRectF(left, area.center().y() - side / 2 + 0.5, side, side)
        if item is None:
            return "text"
        done, late = item.done_on is not None, is_late(item, scene.today)
        color = theme().color("success" if done else "danger" if late else "text")
        painter.setPen(QPen(color, self.fonts.px(1.5)))
        painter.setBrush(theme().color("surface") if not (done or late) else color)
        middle = mark.center()
        if done:
            painter.drawEllipse(mark.adjusted(1, 1, -1, -1))
        elif late:
            painter.drawPolygon(
                QPolygonF([QPointF(middle.x(), mark.top()), mark.bottomRight(), mark.bottomLeft()])
            )
        else:
            corners = [
                QPointF(middle.x(), mark.top()),
                QPointF(mark.right(), middle.y()),
                QPointF(middle.x(), mark.bottom()),
                QPointF(mark.left(), middle.y()),
            ]
            painter.drawPolygon(QPolygonF(corners))
        return "muted" if done else "danger" if late else "text"

    def _elided(self, text: str, room: int, *, strong: bool) -> str:
        """The text cut to a width, kept for the next time."""
        key = (text, room, strong)
        shown = self._words.get(key)
        if shown is None:
            if len(self._words) > 2_000:
                self._words.clear()
            metrics = QFontMetrics(self.fonts.small_strong if strong else self.fonts.small)
            shown = self._words[key] = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(room, 0))
        return shown
