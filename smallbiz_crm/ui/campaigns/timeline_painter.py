"""Paints the timeline: weekends, grid, bars, marks of planned items, today, and the frozen head and names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QDate, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPainterPath, QPen, QPolygonF

from smallbiz_crm.domain.campaigns import CampaignStatus, PlannedItem
from smallbiz_crm.ui.campaigns.budget import BudgetUse
from smallbiz_crm.ui.campaigns.campaign_words import days_text, is_late, word
from smallbiz_crm.ui.campaigns.timeline_layout import TimelineLayout
from smallbiz_crm.ui.campaigns.timeline_rows import TimelineRow
from smallbiz_crm.ui.kit.chips import chip_size, draw_chip
from smallbiz_crm.ui.kit.formats import locale, month
from smallbiz_crm.ui.kit.icons import draw_icon
from smallbiz_crm.ui.kit.metrics import CAPTION, CARD_RADIUS, CHIP_RADIUS, px, scaled_font
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.words import _

_BARS = {
    CampaignStatus.IDEA: ("muted", "surface"),
    CampaignStatus.PLANNED: ("info", "info_soft"),
    CampaignStatus.RUNNING: ("on_accent", "accent"),
    CampaignStatus.DONE: ("success", "success_soft"),
    CampaignStatus.CANCELLED: ("muted", "sunken"),
}
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_ABSOLUTE = Qt.AlignmentFlag.AlignAbsolute


@dataclass(frozen=True, slots=True)
class Scene:
    """What is to be painted. `offset` is how far the content is scrolled; `dragged` shows a bar where it would go."""

    rows: Sequence[TimelineRow]
    layout: TimelineLayout
    offset: QPoint
    size: QSize
    today: date
    weekend: frozenset[int]
    first_weekday: int
    selected: int | None
    has_focus: bool
    dragged: tuple[int, int] | None

    @property
    def body(self) -> QRect:
        """The part of the view where bars are."""
        left, top = self.layout.name_width, self.layout.head_height
        return QRect(left, top, max(0, self.size.width() - left), max(0, self.size.height() - top))

    @property
    def origin(self) -> QPoint:
        """Where the content begins, in the view."""
        return self.body.topLeft() - self.offset

    @property
    def shown_rows(self) -> range:
        first = max(0, self.offset.y() // self.layout.row_height)
        last = (self.offset.y() + self.body.height()) // self.layout.row_height
        return range(first, min(last + 1, len(self.rows)))

    @property
    def shown_x(self) -> tuple[int, int]:
        """The first and the last pixel of the content that can be seen."""
        last = min(self.offset.x() + self.body.width(), self.layout.scale.width) - 1
        return self.offset.x(), max(last, self.offset.x())

    def shows(self, bar: QRect) -> bool:
        """Whether any part of a bar is at a day in sight."""
        first, last = self.shown_x
        return bar.right() >= first and bar.left() <= last

    def ticks(self) -> list[date]:
        """The days that have a line: each one, or the first of each week."""
        days = self.layout.scale.days(*self.shown_x)
        if self.layout.zoom == "week":
            return list(days)
        return [day for day in days if day.isoweekday() == self.first_weekday]


class TimelinePainter:
    """Keeps the fonts of one view; `refresh` after the text or the theme changed."""

    def __init__(self, font: QFont) -> None:
        self.refresh(font)

    def refresh(self, font: QFont) -> None:
        plain = QFont(font)
        plain.setFeature(QFont.Tag("tnum"), 1)
        self._plain = plain
        self._strong = QFont(plain)
        self._strong.setWeight(QFont.Weight.DemiBold)
        self._small = scaled_font(plain, CAPTION)
        self._small_strong = scaled_font(plain, CAPTION, QFont.Weight.DemiBold)
        self._gap = px(font, 8)
        self._radius = px(font, CHIP_RADIUS)
        self._corner = px(font, CARD_RADIUS - 1)

    def paint(self, painter: QPainter, scene: Scene) -> None:
        """Paint the whole view."""
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(QPoint(0, 0), scene.size), self._corner, self._corner)
        painter.setClipPath(outline)
        painter.fillRect(QRect(QPoint(0, 0), scene.size), theme().color("surface"))
        painter.save()
        painter.setClipRect(scene.body, Qt.ClipOperation.IntersectClip)
        self._paint_days(painter, scene)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number in scene.shown_rows:
            self._paint_row(painter, scene, number)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._paint_today(painter, scene)
        painter.restore()
        self._paint_head(painter, scene)
        self._paint_names(painter, scene)

    # -- the ground ---------------------------------------------------------------------------------------

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
        width = px(self._plain, 2)
        painter.fillRect(
            left - width // 2, scene.body.top(), width, scene.body.height(), theme().color("danger")
        )

    # -- bars ---------------------------------------------------------------------------------------------

    def _paint_row(self, painter: QPainter, scene: Scene, number: int) -> None:
        row, label = scene.rows[number], ""
        if scene.dragged is not None and scene.dragged[0] == row.id:
            row = row.moved(scene.dragged[1])
            label = days_text(row.campaign.starts_on, row.campaign.ends_on, scene.today)
        bar = scene.layout.bar(number, row)
        if bar is None:
            self._paint_no_dates(painter, scene, number)
        elif not scene.shows(bar):
            self._paint_way(painter, scene, bar.translated(scene.origin))
        else:
            bar = bar.translated(scene.origin)
            self._paint_bar(painter, row, bar)
            self._paint_label(painter, scene, row, bar, label or word("status", row.campaign.status))
            self._paint_strip(painter, scene, row, bar)
            if row.id == scene.selected:
                self._paint_ring(painter, scene, bar)
        for item in row.items:
            mark = scene.layout.mark(number, item.planned_on).translated(scene.origin)
            if mark.right() >= scene.body.left() and mark.left() <= scene.body.right():
                self._paint_mark(painter, item, QRectF(mark), scene.today)

    def _paint_no_dates(self, painter: QPainter, scene: Scene, number: int) -> None:
        top = scene.origin.y() + number * scene.layout.row_height + scene.layout.bar_top
        room = QRect(scene.body.left() + self._gap, top, scene.body.width(), scene.layout.bar_height)
        text = _("No dates")
        painter.setFont(self._small)
        size = chip_size(text, self._small)
        draw_chip(painter, QRect(room.left(), room.center().y() - size.height() // 2, size.width(), size.height()),
                  text, "neutral")  # fmt: skip

    def _paint_way(self, painter: QPainter, scene: Scene, bar: QRect) -> None:
        """A sign at the edge behind which a bar is out of sight."""
        side, body = bar.height() - px(self._plain, 3), scene.body
        is_before = bar.right() < body.left()
        left = body.left() + self._gap // 2 if is_before else body.right() - side - self._gap // 2
        area = QRect(left, bar.center().y() - side // 2, side, side)
        draw_icon(painter, area, "chevron-left" if is_before else "chevron-right", "muted")

    def _paint_bar(self, painter: QPainter, row: TimelineRow, bar: QRect) -> None:
        front, back = _BARS[row.campaign.status]
        running = row.campaign.status is CampaignStatus.RUNNING
        pen = QPen(theme().color(back if running else front), 1)
        if row.campaign.status is CampaignStatus.IDEA:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(theme().color(back))
        painter.drawRoundedRect(_half(bar), self._radius, self._radius)

    def _paint_label(self, painter: QPainter, scene: Scene, row: TimelineRow, bar: QRect, text: str) -> None:
        """The words in the part of the bar that can be seen, or behind it where they do not fit."""
        front = _BARS[row.campaign.status][0]
        painter.setFont(self._small_strong)
        width = QFontMetrics(self._small_strong).horizontalAdvance(text)
        left = max(bar.left(), scene.body.left()) + self._gap
        right = min(bar.right(), scene.body.right()) - self._gap
        if right - left < width:
            left, front = bar.right() + self._gap, "muted"
            if left < scene.body.left():
                return
            ground = QRect(
                left - px(self._small, 3), bar.top() + 1, width + px(self._small, 6), bar.height() - 2
            )
            painter.fillRect(ground, theme().color("surface"))
        painter.setPen(theme().color(front))
        painter.drawText(QRect(left, bar.top(), width + 2, bar.height()), _LEFT | _ABSOLUTE, text)

    def _paint_strip(self, painter: QPainter, scene: Scene, row: TimelineRow, bar: QRect) -> None:
        use = BudgetUse.of(row.campaign)
        if use.share is None:
            return
        strip = QRectF(scene.layout.strip(bar))
        radius = strip.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("border"))
        painter.drawRoundedRect(strip, radius, radius)
        share = min(max(use.share, 0.0), 1.0)
        if share > 0:
            painter.setBrush(theme().color("danger" if use.is_over else "muted"))
            strip.setWidth(max(strip.width() * share, strip.height()))
            painter.drawRoundedRect(strip, radius, radius)

    def _paint_ring(self, painter: QPainter, scene: Scene, bar: QRect) -> None:
        width = px(self._plain, 2)
        reach = width + 1
        painter.setPen(QPen(theme().color("focus" if scene.has_focus else "strong_border"), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        area = QRectF(bar.adjusted(-reach, -reach, reach, reach))
        painter.drawRoundedRect(area, self._radius + reach, self._radius + reach)

    def _paint_mark(self, painter: QPainter, item: PlannedItem, mark: QRectF, today: date) -> None:
        """A filled dot when it is done, a filled triangle when it is late, else an empty diamond."""
        width = px(self._plain, 1.5)
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

    # -- frozen parts -------------------------------------------------------------------------------------

    def _paint_head(self, painter: QPainter, scene: Scene) -> None:
        layout, body = scene.layout, scene.body
        head = QRect(body.left(), 0, body.width(), layout.head_height)
        painter.save()
        painter.setClipRect(head, Qt.ClipOperation.IntersectClip)
        painter.fillRect(head, theme().color("surface"))
        for first, left, right in layout.scale.months(*scene.shown_x):
            self._paint_month(painter, scene, first, scene.origin.x() + left, scene.origin.x() + right)
        taken = self._paint_today_word(painter, scene)
        self._paint_tick_words(painter, scene, taken)
        painter.fillRect(head.left(), head.bottom(), head.width(), 1, theme().color("border"))
        painter.restore()

    def _paint_month(self, painter: QPainter, scene: Scene, first: date, left: int, right: int) -> None:
        """A month's name stays in sight while its days are, and gives way to the next month's."""
        painter.fillRect(left, 0, 1, scene.layout.head_height, theme().color("border"))
        start = max(left, scene.body.left()) + self._gap
        room = min(right, scene.body.right()) - self._gap - start
        metrics = QFontMetrics(self._strong)
        text = month(first)
        if metrics.horizontalAdvance(text) > room:
            text = locale().standaloneMonthName(first.month, locale().FormatType.ShortFormat)
        if metrics.horizontalAdvance(text) <= room:
            painter.setFont(self._strong)
            painter.setPen(theme().color("text"))
            area = QRect(start, px(self._plain, 3), room, scene.layout.month_height)
            painter.drawText(area, _LEFT | _ABSOLUTE, text)

    def _paint_today_word(self, painter: QPainter, scene: Scene) -> QRect:
        """The word over the line of today; its place, which other words leave free."""
        text = _("Today")
        size = chip_size(text, self._small)
        line = scene.origin.x() + scene.layout.scale.x_of(scene.today)
        left = line if scene.layout.zoom == "week" else line - size.width() // 2
        area = QRect(QPoint(left, 0), size)
        area.moveBottom(scene.layout.head_height - px(self._plain, 4))
        painter.setFont(self._small)
        draw_chip(painter, area, text, "danger")
        return area

    def _paint_tick_words(self, painter: QPainter, scene: Scene, taken: QRect) -> None:
        layout = scene.layout
        weekly = layout.zoom != "week"
        metrics = QFontMetrics(self._small)
        painter.setFont(self._small)
        painter.setPen(theme().color("muted"))
        top = layout.month_height + px(self._plain, 3)
        edge = scene.body.left()
        for day in scene.ticks():
            left = scene.origin.x() + layout.scale.x_of(day)
            text = (
                str(day.day) if weekly else locale().toString(QDate(day.year, day.month, day.day), _("ddd d"))
            )
            width = metrics.horizontalAdvance(text)
            area = QRect(
                left + px(self._plain, 5), top, width + 1, layout.head_height - top - px(self._plain, 5)
            )
            room = 7 * layout.scale.day_width if weekly else layout.scale.day_width
            fits = edge <= area.left() and area.right() <= scene.body.right()
            if fits and width < room - px(self._plain, 6) and not area.intersects(taken):
                painter.drawText(area, _LEFT | _ABSOLUTE, text)

    def _paint_names(self, painter: QPainter, scene: Scene) -> None:
        layout = scene.layout
        names = QRect(0, layout.head_height, layout.name_width, scene.size.height() - layout.head_height)
        line = theme().color("border")
        painter.fillRect(0, 0, layout.name_width, scene.size.height(), theme().color("surface"))
        painter.setFont(self._strong)
        painter.setPen(theme().color("muted"))
        room = QRect(px(self._plain, 16), 0, layout.name_width, layout.head_height)
        painter.drawText(room, _LEFT | _ABSOLUTE, _("Campaign"))
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
                    0, cell.top(), px(self._plain, 3), cell.height(), colors.color("on_selection")
                )
        painter.fillRect(0, cell.bottom(), cell.width(), 1, colors.color("border"))
        campaign = row.campaign
        parts = [
            word("status", campaign.status),
            days_text(campaign.starts_on, campaign.ends_on, scene.today),
        ]
        lines = ((campaign.name, self._strong, "text"), (" · ".join(parts), self._small, "muted"))
        heights = [QFontMetrics(font).height() for _text, font, _role in lines]
        left, top = px(self._plain, 16), cell.top() + (cell.height() - sum(heights)) // 2
        for (text, font, role), height in zip(lines, heights, strict=True):
            room = QRect(left, top, cell.width() - left - self._gap, height)
            shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            painter.setFont(font)
            painter.setPen(colors.color("on_selection" if selected else role))
            painter.drawText(room, _LEFT | _ABSOLUTE, shown)
            top += height


def _half(rect: QRect) -> QRectF:
    return QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5)
