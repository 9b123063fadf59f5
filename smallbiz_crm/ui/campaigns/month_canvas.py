"""The picture of a month of campaigns: which days, what is in them, what lies under a point."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from smallbiz_crm.ui.campaigns.campaign_words import item_sentence
from smallbiz_crm.ui.campaigns.month_layout import (
    DAYS,
    WEEKS,
    Entry,
    MonthGrid,
    More,
    Segment,
    entries_of,
    first_day,
    in_order,
    lay_out,
    next_month,
)
from smallbiz_crm.ui.campaigns.month_painter import MonthPainter, MonthScene
from smallbiz_crm.ui.campaigns.planner_gaps import empty_weeks
from smallbiz_crm.ui.campaigns.timeline_grip import Grip, Hold
from smallbiz_crm.ui.campaigns.timeline_rows import Drag, TimelineRow, row_sentence, shifted
from smallbiz_crm.ui.kit.accessible_parts import Part, tell_parts
from smallbiz_crm.ui.kit.formats import locale, month
from smallbiz_crm.ui.kit.metrics import CAPTION, em, px, scaled_font
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.words import _

Key = tuple[int, int | None]
"""A campaign, or one of its planned items."""


class MonthCanvas(QWidget):
    """Shows rows and remembers what the user is on; keys and mouse are the business of `MonthView`."""

    month_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[TimelineRow] = []
        self._entries: list[Entry] = []
        self._shown: list[Entry] = []
        self._segments: list[Segment] = []
        self._more: list[More] = []
        self._empty: frozenset[date] = frozenset()
        self._today = date(2000, 1, 1)
        self._currency = ""
        self._month = date(2000, 1, 1)
        self._is_placed = False
        self._selected: Key | None = None
        self._dragged: Drag | None = None
        self._held: tuple[int, list[TimelineRow], list[Entry]] | None = None
        self._drawn: tuple[date, date] | None = None
        self._painter = MonthPainter(self.font())
        self.setMouseTracking(True)
        self.setAccessibleName(_("Month of campaigns"))
        self.setMinimumHeight(em(self, 12))
        self._grid = self._measured()
        tell_parts(self)
        theme().changed.connect(self._on_theme_changed)

    # -- what is shown ------------------------------------------------------------------------------------

    def show_rows(self, rows: Sequence[TimelineRow], today: date, currency: str) -> None:
        """Show these; the month and what the user is on stay."""
        self._today, self._currency = today, currency
        self._rows, self._entries = list(rows), entries_of(rows)
        self._empty = frozenset(empty_weeks(rows, today, locale().firstDayOfWeek().value))
        if not self._is_placed:
            self._is_placed, self._month = True, today.replace(day=1)
        if self._entry(self._selected) is None:
            self._selected = None
        self._dragged = None
        self._lay_out()
        self._tell_current()

    @property
    def month(self) -> date:
        """The first day of the month that is shown."""
        return self._month

    def turn(self, months: int) -> None:
        """Show an earlier or a later month."""
        self._show_month(next_month(self._month, months))

    def go_to_today(self) -> None:
        self._show_month(self._today.replace(day=1))

    def current_id(self) -> int | None:
        """The campaign the user is on, or that of the planned item."""
        return None if self._selected is None else self._selected[0]

    def select_id(self, campaign_id: int | None) -> None:
        """Go to a campaign and show a month of it; tells nobody."""
        self._select(None if campaign_id is None else (campaign_id, None))
        entry = self._entry(self._selected)
        if entry is not None:
            self._bring_into_sight(entry)
        self._tell_current()
        self.update()

    def _select(self, key: Key | None) -> None:
        """Be on a bar or an item, which is seen however many there are in its weeks."""
        self._selected = key
        if self._more:
            self._lay_out()

    def place_of(self, campaign_id: int) -> QRect | None:
        """Where the first part of a campaign's bar is, in the widget."""
        return self.rect_of((campaign_id, None))

    def rect_of(self, key: Key) -> QRect | None:
        """Where a bar or an item is first seen, in the widget."""
        segment = next((each for each in self._segments if each.entry.key == key), None)
        return None if segment is None else self._grid.segment(segment)

    def day_rect(self, day: date) -> QRect:
        """Where a day of the month is, in the widget."""
        week, column = divmod((day - self._start()).days, DAYS)
        return self._grid.cell(week, column)

    def accessible_parts(self) -> list[Part]:
        """Everything that is seen, with its words, for a screen reader."""
        seen: dict[Key, Part] = {}
        for segment in self._segments:
            key = segment.entry.key
            if key not in seen:
                area = self._grid.segment(segment)
                seen[key] = Part(key, self._sentence(segment.entry), area, key == self._selected)
        return list(seen.values())

    def part_surface(self) -> QWidget:
        return self

    def _entry(self, key: Key | None) -> Entry | None:
        return next((entry for entry in self._entries if entry.key == key), None)

    def _sentence(self, entry: Entry) -> str:
        if entry.item is not None:
            return f"{item_sentence(entry.item, self._today)} · {entry.row.campaign.name}"
        return row_sentence(entry.row, self._today, self._currency)

    def _tell_current(self) -> None:
        entry = self._entry(self._selected)
        self.setAccessibleDescription(month(self._month) if entry is None else self._sentence(entry))

    # -- measuring ----------------------------------------------------------------------------------------

    def _start(self) -> date:
        return first_day(self._month, locale().firstDayOfWeek().value)

    def _measured(self) -> MonthGrid:
        small = em(scaled_font(self.font(), CAPTION))
        return MonthGrid(
            width=self.width(),
            height=self.height(),
            head=small + px(self, 12),
            day_head=small + px(self, 9),
            lane=small + px(self, 7),
            gap=px(self, 3),
            mirrored=self.layoutDirection() == Qt.LayoutDirection.RightToLeft,
        )

    def show_drag(self, drag: Drag | None) -> None:
        """Show what is dragged where it would go."""
        if drag != self._dragged:
            self._dragged = drag
            self._lay_out()

    def _lay_out(self) -> None:
        """Place what is in the month, a drag where it would go."""
        self._grid = self._measured()
        start, drag = self._start(), self._dragged
        end = shifted(start, WEEKS * DAYS - 1)
        if drag is None:
            shown = self._shown = entries_of(self._rows, start, end)
            self._held = None
        else:
            rows, rest = self._hold(drag.campaign_id)
            shown = in_order([*rest, *entries_of([row.dragged(drag) for row in rows], start, end)])
        self._segments, self._more = lay_out(shown, start, self._grid.lanes, self._selected)
        self.update()

    def _hold(self, campaign_id: int) -> tuple[list[TimelineRow], list[Entry]]:
        """The rows of the campaign that is dragged and what stays where it is, found once a drag."""
        if self._held is None or self._held[0] != campaign_id:
            rows = [row for row in self._rows if row.id == campaign_id]
            rest = [entry for entry in self._shown if entry.row.id != campaign_id]
            self._held = campaign_id, rows, rest
        return self._held[1:]

    def _show_month(self, shown: date) -> None:
        if shown != self._month:
            self._month = shown
            self._lay_out()
            self._tell_current()
            self.month_changed.emit()

    def _bring_into_sight(self, entry: Entry) -> None:
        begin, end = self._month, next_month(self._month, 1)
        if entry.last < begin or entry.first >= end:
            self._show_month(entry.first.replace(day=1))

    def scene(self) -> MonthScene:
        """What is painted now."""
        places = locale()
        return MonthScene(
            grid=self._grid,
            month=self._month,
            start=self._start(),
            today=self._today,
            segments=self._segments,
            more=self._more,
            weekend=frozenset(range(1, 8)) - {day.value for day in places.weekdays()},
            empty_weeks=self._empty,
            selected=self._selected,
            has_focus=self.hasFocus(),
            drawn=self._drawn,
        )

    # -- places -------------------------------------------------------------------------------------------

    def _day_at(self, place: QPoint) -> date | None:
        number = self._grid.day_at(place.x(), place.y())
        return None if number is None else shifted(self._start(), number)

    def _segment_at(self, place: QPoint) -> Segment | None:
        return next(
            (each for each in self._segments if self._grid.segment(each).contains(place)),
            None,
        )

    def _more_at(self, place: QPoint) -> More | None:
        return next((each for each in self._more if self._grid.more(each).contains(place)), None)

    def _grip_at(self, place: QPoint) -> Grip | None:
        segment = self._segment_at(place)
        if segment is None:
            return None
        campaign_id, item_id = segment.entry.key
        area, edge = self._grid.segment(segment), px(self, 6)
        part: Hold = "whole"
        if item_id is None and area.width() >= 4 * edge:
            at_left, at_right = place.x() < area.left() + edge, place.x() > area.right() - edge
            if self._grid.mirrored:
                at_left, at_right = at_right, at_left
            part = (
                "start" if at_left and segment.is_start else "end" if at_right and segment.is_end else "whole"
            )
        return Grip(campaign_id, item_id, part)

    def tip_at(self, place: QPoint) -> str:
        """What is under a point, in words."""
        segment = self._segment_at(place)
        return "" if segment is None else self._sentence(segment.entry).replace(" · ", "\n")

    def _on_theme_changed(self) -> None:
        self._painter.refresh(self.font())
        self._lay_out()

    # -- events -------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos()), self)
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._painter.paint(painter, self.scene())
        painter.end()

    def paint_whole(self, painter: QPainter) -> None:
        """Paint the month as it is seen: for paper and pictures."""
        self._painter.paint(painter, self.scene())
