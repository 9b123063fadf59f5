"""What the painters of the timeline share: the scene they paint and the fonts they paint it with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont

from smallbiz_crm.ui.campaigns.timeline_layout import TimelineLayout
from smallbiz_crm.ui.campaigns.timeline_rows import Drag, TimelineRow
from smallbiz_crm.ui.kit.metrics import CAPTION, CARD_RADIUS, CHIP_RADIUS, px, scaled_font

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
"""Words stand at the left whatever their script: time runs that way here."""


class TimelineFonts:
    """Fonts and the lengths that follow from them, for one size of text."""

    def __init__(self, font: QFont) -> None:
        self.plain = QFont(font)
        self.plain.setFeature(QFont.Tag("tnum"), 1)
        self.strong = QFont(self.plain)
        self.strong.setWeight(QFont.Weight.DemiBold)
        self.small = scaled_font(self.plain, CAPTION)
        self.small_strong = scaled_font(self.plain, CAPTION, QFont.Weight.DemiBold)
        self._lengths: dict[float, int] = {}
        self.gap = px(font, 8)
        self.radius = px(font, CHIP_RADIUS)
        self.corner = px(font, CARD_RADIUS - 1)

    def px(self, design: float) -> int:
        """`design` pixels grown with the text, measured once."""
        length = self._lengths.get(design)
        if length is None:
            length = self._lengths[design] = px(self.plain, design)
        return length


@dataclass(frozen=True)
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
    selected_item: int | None
    has_focus: bool
    dragged: Drag | None
    drawn: tuple[int, date, date] | None
    """A new campaign that is being drawn: the y in the view and its days."""
    empty_weeks: Sequence[date]

    @cached_property
    def body(self) -> QRect:
        """The part of the view where bars are."""
        left, top = self.layout.name_width, self.layout.head_height
        return QRect(left, top, max(0, self.size.width() - left), max(0, self.size.height() - top))

    @cached_property
    def origin(self) -> QPoint:
        """Where the content begins, in the view."""
        return self.body.topLeft() - self.offset

    @cached_property
    def shown_rows(self) -> range:
        first = max(0, self.offset.y() // self.layout.row_height)
        last = (self.offset.y() + self.body.height()) // self.layout.row_height
        return range(first, min(last + 1, len(self.rows)))

    @cached_property
    def shown_x(self) -> tuple[int, int]:
        """The first and the last pixel of the content that can be seen."""
        last = min(self.offset.x() + self.body.width(), self.layout.scale.width) - 1
        return self.offset.x(), max(last, self.offset.x())

    def shows(self, bar: QRect) -> bool:
        """Whether any part of a bar is at a day in sight."""
        first, last = self.shown_x
        return bar.right() >= first and bar.left() <= last

    def near(self, area: QRect) -> QRect:
        """The part of an area in the view that is worth painting: bars may be years long."""
        reach = self.layout.row_height
        return area & self.body.adjusted(-reach, -reach, reach, reach)

    def ticks(self) -> list[date]:
        """The days that have a line: each one, or the first of each week."""
        days = self.layout.scale.days(*self.shown_x)
        if self.layout.zoom == "week":
            return list(days)
        if self.layout.zoom == "year":
            return [day for day in days if day.day == 1]
        return [day for day in days if day.isoweekday() == self.first_weekday]
