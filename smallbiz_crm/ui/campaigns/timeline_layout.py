"""Where things are on the timeline: days across, rows down, all measured from the font."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from PySide6.QtCore import QRect
from PySide6.QtGui import QFont

from smallbiz_crm.ui.campaigns.timeline_rows import TimelineRow
from smallbiz_crm.ui.kit.metrics import CAPTION, em, px, scaled_font

Zoom = Literal["week", "month", "quarter", "year"]

_DAY_WIDTHS: dict[Zoom, float] = {"week": 54, "month": 13, "quarter": 4.6, "year": 2.1}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Scale:
    """Days along the x axis of the content, `day_width` pixels each, from `first` on."""

    first: date
    last: date
    day_width: int

    @property
    def width(self) -> int:
        return ((self.last - self.first).days + 1) * self.day_width

    def x_of(self, day: date) -> int:
        """Where a day begins."""
        return (day - self.first).days * self.day_width

    def day_at(self, x: int) -> date:
        """The day at `x`, kept within the scale."""
        days = min(max(x // self.day_width, 0), (self.last - self.first).days)
        return self.first + timedelta(days=days)

    def days(self, left: int, right: int) -> Iterator[date]:
        """The days that touch the pixels from `left` to `right`."""
        day, end = self.day_at(left), self.day_at(right)
        while day < end:
            yield day
            day += _DAY
        yield end

    def months(self, left: int, right: int) -> list[tuple[date, int, int]]:
        """The months that touch the pixels, each with where it begins and ends."""
        found: list[tuple[date, int, int]] = []
        month = self.day_at(left).replace(day=1)
        while self.x_of(month) <= right:
            later = _next_month(month)
            found.append((month, self.x_of(month), self.x_of(later) if later else self.width))
            if later is None or later > self.last:
                break
            month = later
        return found


def _next_month(month: date) -> date | None:
    if (month.year, month.month) == (date.max.year, 12):
        return None
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class TimelineLayout:
    """The sizes of one zoom at one size of text, in pixels. Content starts below the head, beside the names."""

    zoom: Zoom
    scale: Scale
    name_width: int
    head_height: int
    month_height: int
    row_height: int
    bar_top: int
    bar_height: int
    strip_height: int
    gap: int
    mark_side: int

    @classmethod
    def of(cls, font: QFont, zoom: Zoom, span: tuple[date, date], room: int) -> TimelineLayout:
        """For the days of `span`, in a view `room` pixels wide."""
        day_width = max(2, round(px(font, _DAY_WIDTHS[zoom] * 10) / 10))
        line, small = em(font), em(scaled_font(font, CAPTION))
        bar_height, strip, mark = small + px(font, 5), px(font, 5), px(font, 9)
        gap = px(font, 4)
        row_height = max(line + small, bar_height + strip + 2 * gap + mark) + 2 * px(font, 7)
        return cls(
            zoom=zoom,
            scale=Scale(span[0], span[1], day_width),
            name_width=max(px(font, 120), min(px(font, 230), room * 2 // 5)),
            head_height=line + small + 3 * px(font, 6),
            month_height=line + px(font, 6),
            row_height=row_height,
            bar_top=px(font, 7),
            bar_height=bar_height,
            strip_height=strip,
            gap=gap,
            mark_side=mark,
        )

    def row_at(self, y: int, count: int) -> int | None:
        """The number of the row at `y` of the content."""
        number = y // self.row_height
        return number if 0 <= number < count else None

    def bar(self, number: int, row: TimelineRow) -> QRect | None:
        """The bar of a row; None for a campaign without dates."""
        if row.first is None or row.last is None:
            return None
        left = self.scale.x_of(row.first)
        right = self.scale.x_of(max(row.first, row.last)) + self.scale.day_width
        return QRect(left, number * self.row_height + self.bar_top, right - left, self.bar_height)

    def strip(self, bar: QRect) -> QRect:
        """The thin line under a bar that is filled as the budget is used."""
        return QRect(bar.left(), bar.bottom() + 1 + self.gap, bar.width(), self.strip_height)

    def mark(self, number: int, day: date) -> QRect:
        """The small mark of a planned item."""
        center = self.scale.x_of(day) + self.scale.day_width // 2
        top = number * self.row_height + self.bar_top + self.bar_height + self.strip_height + 2 * self.gap
        return QRect(center - self.mark_side // 2, top, self.mark_side, self.mark_side)
