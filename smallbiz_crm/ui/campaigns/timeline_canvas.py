"""The scrolled picture of the timeline: which rows, which days are in sight, what lies under a point."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from smallbiz_crm.domain.campaigns import Campaign, PlannedItem
from smallbiz_crm.ui.campaigns.campaign_words import item_sentence
from smallbiz_crm.ui.campaigns.planner_gaps import empty_weeks, planned_rows, week_start
from smallbiz_crm.ui.campaigns.timeline_layout import TimelineLayout, Zoom
from smallbiz_crm.ui.campaigns.timeline_painter import TimelinePainter
from smallbiz_crm.ui.campaigns.timeline_rows import Drag, TimelineRow, row_sentence, span_of
from smallbiz_crm.ui.campaigns.timeline_scene import Scene
from smallbiz_crm.ui.kit.accessible_parts import Part, tell_parts
from smallbiz_crm.ui.kit.formats import locale
from smallbiz_crm.ui.kit.metrics import em, px
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.words import _


class TimelineCanvas(QAbstractScrollArea):
    """Shows rows and remembers the current one; keys and mouse are the business of `CampaignTimeline`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[TimelineRow] = []
        self._today = date(2000, 1, 1)
        self._currency = ""
        self._zoom: Zoom = "month"
        self._current_id: int | None = None
        self._current_item: int | None = None
        self._dragged: Drag | None = None
        self._drawn: tuple[int, date, date] | None = None
        self._empty_weeks: list[date] = []
        self._numbers: dict[int, int] = {}
        self._is_placed = False
        self._painter = TimelinePainter(self.font())
        self.setProperty("role", "card")
        self.setAccessibleName(_("Timeline of campaigns"))
        # Time runs from left to right in every language.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setMinimumHeight(em(self, 8))
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self._layout = self._measured()
        tell_parts(self)
        theme().changed.connect(self._on_theme_changed)

    # -- what is shown ------------------------------------------------------------------------------------

    def show_campaigns(
        self, campaigns: Iterable[Campaign], items: Iterable[PlannedItem], today: date, currency: str
    ) -> None:
        """Show these in the order of their days."""
        self.show_rows(planned_rows(campaigns, items, today), today, currency)

    def show_rows(self, rows: Sequence[TimelineRow], today: date, currency: str) -> None:
        """Show rows in the order given; the campaign the user is on and the days in sight stay."""
        self._today, self._currency = today, currency
        self._rows = list(rows)
        self._numbers = {row.id: number for number, row in enumerate(self._rows)}
        self._empty_weeks = empty_weeks(self._rows, self._today, locale().firstDayOfWeek().value)
        if self.current_item() is None:
            self._current_item = None
        self._remeasure()
        self._tell_current()

    def show_drag(self, drag: Drag | None) -> None:
        """Show what is dragged where it would go."""
        self._dragged = drag
        self.viewport().update()

    def rows(self) -> Sequence[TimelineRow]:
        """What is shown, from top to bottom."""
        return self._rows

    def current_id(self) -> int | None:
        """The campaign the user is on, when it is shown."""
        return None if self._row_of(self._current_id) is None else self._current_id

    def current_item(self) -> PlannedItem | None:
        """The planned item the user is on, when it is one and not its campaign."""
        number = self._row_of(self._current_id)
        return None if number is None else self._rows[number].item(self._current_item)

    def select_id(self, campaign_id: int | None) -> None:
        """Go to a campaign and bring it into sight; tells nobody."""
        self._current_id, self._current_item = campaign_id, None
        self._tell_current()
        self._bring_into_sight()
        self.viewport().update()

    @property
    def zoom(self) -> Zoom:
        return self._zoom

    def set_zoom(self, zoom: Zoom) -> None:
        """Show days wider or narrower around the same days."""
        if zoom != self._zoom:
            self._zoom = zoom
            self._remeasure()

    def go_to_today(self) -> None:
        """Bring today into sight, a quarter from the left, and the first campaign that is not over."""
        self._is_placed = True
        self._scroll_to_day(self._today, self._body_width() // 4)
        number = next((n for n, row in enumerate(self._rows) if (row.last or date.max) >= self._today), 0)
        self.verticalScrollBar().setValue(number * self._layout.row_height)

    def days_in_sight(self) -> tuple[date, date]:
        """The first and the last day that can be seen."""
        left, right = self._scene().shown_x
        return self._layout.scale.day_at(left), self._layout.scale.day_at(right)

    def bar_rect(self, campaign_id: int) -> QRect | None:
        """Where a campaign's bar is in the viewport; None without one."""
        number = self._row_of(campaign_id)
        bar = None if number is None else self._layout.bar(number, self._rows[number])
        return None if bar is None else bar.translated(self._scene().origin)

    def name_rect(self, campaign_id: int) -> QRect | None:
        """Where a campaign's name is in the viewport."""
        number = self._row_of(campaign_id)
        if number is None:
            return None
        top = self._scene().origin.y() + number * self._layout.row_height
        return QRect(0, top, self._layout.name_width, self._layout.row_height)

    def tip_at(self, place: QPoint) -> str:
        """What is under a point of the viewport, in words."""
        number = self._row_at(place)
        if number is None:
            return self._head_tip(place)
        row = self._rows[number]
        if place.x() >= self._layout.name_width:
            hit = [item_sentence(item, self._today) for item in self._items_at(place, number)]
            if hit or not self._is_on_bar(place, number):
                return "\n".join(hit)
        return row_sentence(row, self._today, self._currency).replace(" · ", "\n")

    def _head_tip(self, place: QPoint) -> str:
        in_head = place.y() < self._layout.head_height and place.x() >= self._layout.name_width
        day = self._layout.scale.day_at(place.x() - self._scene().origin.x())
        is_empty = in_head and week_start(day, locale().firstDayOfWeek().value) in self._empty_weeks
        return _("Nothing is planned in this week.") if is_empty else ""

    def _items_at(self, place: QPoint, number: int) -> list[PlannedItem]:
        """The planned items whose marks are under a point."""
        in_content, reach = place - self._scene().origin, px(self, 3)
        marks = ((item, self._layout.mark(number, item.planned_on)) for item in self._rows[number].items)
        return [
            item for item, mark in marks if mark.adjusted(-reach, -reach, reach, reach).contains(in_content)
        ]

    def accessible_parts(self) -> list[Part]:
        """The campaigns and planned items in the rows on screen, with their words, for a screen reader."""
        parts: list[Part] = []
        origin, reach = self._scene().origin, QRect(QPoint(0, 0), self.viewport().size())
        for number in self._scene().shown_rows:
            row, is_here = self._rows[number], self._rows[number].id == self._current_id
            words = row_sentence(row, self._today, self._currency)
            area = (self.name_rect(row.id) or QRect()) & reach
            parts.append(Part((row.id, None), words, area, is_here and self._current_item is None))
            for item in row.items:
                mark = self._layout.mark(number, item.planned_on).translated(origin) & reach
                is_on = is_here and item.id == self._current_item
                parts.append(Part((row.id, item.id), item_sentence(item, self._today), mark, is_on))
        return parts

    def part_surface(self) -> QWidget:
        return self.viewport()

    # -- measuring and scrolling --------------------------------------------------------------------------

    def _measured(self) -> TimelineLayout:
        span = span_of(self._rows, self._today)
        return TimelineLayout.of(self.font(), self._zoom, span, self.viewport().width())

    def _remeasure(self) -> None:
        """Lay out anew with the same day under the same place and the same row on top."""
        anchor = self._body_width() // 4
        day = self._layout.scale.day_at(self.horizontalScrollBar().value() + anchor)
        rows_above = self.verticalScrollBar().value() / self._layout.row_height
        self._layout = self._measured()
        self._fit_scroll_bars()
        self.verticalScrollBar().setValue(round(rows_above * self._layout.row_height))
        if self._is_placed:
            self._scroll_to_day(day, anchor)
        elif self.isVisible() and self._rows:
            self.go_to_today()
        self.viewport().update()

    def _fit_scroll_bars(self) -> None:
        width, height = self._body_width(), max(1, self.viewport().height() - self._layout.head_height)
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setPageStep(width)
        across.setSingleStep(7 * self._layout.scale.day_width)
        across.setRange(0, max(0, self._layout.scale.width - width))
        down.setPageStep(height)
        down.setSingleStep(max(1, self._layout.row_height // 2))
        down.setRange(0, max(0, len(self._rows) * self._layout.row_height - height))

    def _body_width(self) -> int:
        return max(1, self.viewport().width() - self._layout.name_width)

    def _scroll_to_day(self, day: date, from_left: int) -> None:
        self.horizontalScrollBar().setValue(self._layout.scale.x_of(day) - from_left)

    def _bring_into_sight(self) -> None:
        number = self._row_of(self._current_id)
        if number is None:
            return
        down, height = self.verticalScrollBar(), self._layout.row_height
        low = (number + 1) * height - down.pageStep()
        down.setValue(min(max(down.value(), low), number * height))
        item = self.current_item()
        bar = self._layout.bar(number, self._rows[number])
        if item is not None:
            bar = self._layout.mark(number, item.planned_on)
        if bar is not None and not self._is_in_sight(bar):
            self.horizontalScrollBar().setValue(bar.left() - self._body_width() // 6)

    def _is_in_sight(self, bar: QRect) -> bool:
        left = self.horizontalScrollBar().value()
        return bar.right() > left and bar.left() < left + self._body_width() - px(self, 24)

    # -- rows ---------------------------------------------------------------------------------------------

    def _row_of(self, campaign_id: int | None) -> int | None:
        return None if campaign_id is None else self._numbers.get(campaign_id)

    def _row_at(self, place: QPoint) -> int | None:
        if place.y() < self._layout.head_height:
            return None
        return self._layout.row_at(place.y() - self._scene().origin.y(), len(self._rows))

    def _is_on_bar(self, place: QPoint, number: int) -> bool:
        bar = self._layout.bar(number, self._rows[number])
        if bar is None or place.x() < self._layout.name_width:
            return False
        reach = px(self, 3)
        return bar.adjusted(0, -reach, 0, reach).contains(place - self._scene().origin)

    def _tell_current(self) -> None:
        number = self._row_of(self._current_id)
        item = self.current_item()
        text = "" if number is None else row_sentence(self._rows[number], self._today, self._currency)
        self.setAccessibleDescription(text if item is None else item_sentence(item, self._today))

    def _scene(self) -> Scene:
        places = locale()
        return Scene(
            rows=self._rows,
            layout=self._layout,
            offset=QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value()),
            size=self.viewport().size(),
            today=self._today,
            weekend=frozenset(range(1, 8)) - {day.value for day in places.weekdays()},
            first_weekday=places.firstDayOfWeek().value,
            selected=self._current_id,
            selected_item=self._current_item,
            has_focus=self.hasFocus(),
            dragged=self._dragged,
            drawn=self._drawn,
            empty_weeks=self._empty_weeks,
        )

    def _on_theme_changed(self) -> None:
        self._painter.refresh(self.font())
        self._remeasure()

    # -- events -------------------------------------------------------------------------------------------

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos()), self.viewport())
            return True
        return super().viewportEvent(event)

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._remeasure()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._remeasure()

    def paint_whole(self, painter: QPainter, width: int, rows: range) -> None:
        """Paint some rows as wide as asked for, from the first day in sight on: for paper and pictures."""
        layout = TimelineLayout.of(self.font(), self._zoom, span_of(self._rows, self._today), width)
        offset = QPoint(self.horizontalScrollBar().value(), rows.start * layout.row_height)
        size = QSize(width, layout.head_height + len(rows) * layout.row_height)
        scene = replace(self._scene(), layout=layout, offset=offset, size=size, selected=None, has_focus=False,
                        selected_item=None)  # fmt: skip
        self._painter.paint(painter, scene)

    @property
    def row_height(self) -> int:
        return self._layout.row_height

    @property
    def head_height(self) -> int:
        return self._layout.head_height

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        self._painter.paint(painter, self._scene())
        painter.end()
