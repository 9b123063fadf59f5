"""Where things are in the month: six weeks of seven days, bars in lanes, and how many more there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QRect

from smallbiz_crm.domain.campaigns import PlannedItem
from smallbiz_crm.ui.campaigns.planner_gaps import week_start
from smallbiz_crm.ui.campaigns.timeline_rows import TimelineRow, shifted

WEEKS = 6
DAYS = 7
LEAST_LANES_TO_SHARE = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """A campaign's bar or a planned item, from its first to its last day."""

    row: TimelineRow
    item: PlannedItem | None
    first: date
    last: date

    @property
    def key(self) -> tuple[int, int | None]:
        return self.row.id, None if self.item is None else self.item.id

    @property
    def title(self) -> str:
        return self.row.campaign.name if self.item is None else self.item.title


@dataclass(frozen=True, slots=True)
class Segment:
    """The part of an entry in one week: columns count from 0; it may go on to either side."""

    entry: Entry
    week: int
    lane: int
    first_column: int
    last_column: int
    is_start: bool
    is_end: bool


@dataclass(frozen=True, slots=True)
class More:
    """What does not fit on a day."""

    week: int
    column: int
    count: int


def entries_of(rows: Iterable[TimelineRow], begin: date = date.min, end: date = date.max) -> list[Entry]:
    """What has a day from `begin` to `end`, by the day it begins on; campaigns before items, longer before shorter."""
    found: list[Entry] = []
    for row in rows:
        first, last = row.first, row.last
        if first is not None and last is not None and first <= end and last >= begin:
            found.append(Entry(row, None, first, max(first, last)))
        if row.items:
            found += [
                Entry(row, item, item.planned_on, item.planned_on)
                for item in row.items
                if begin <= item.planned_on <= end
            ]
    return in_order(found)


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Entries as they are laid out, one after the other."""
    return sorted(entries, key=_place)


def _place(entry: Entry) -> tuple[date, bool, int, str, int, int]:
    length = (entry.last - entry.first).days
    item = 0 if entry.item is None else entry.item.id
    return entry.first, entry.item is not None, -length, entry.title.casefold(), entry.row.id, item


def first_day(month: date, first_weekday: int) -> date:
    """The first of the 42 days that show a month."""
    return week_start(month.replace(day=1), first_weekday)


def lay_out(
    entries: Iterable[Entry], start: date, lanes: int, current: tuple[int, int | None] | None = None
) -> tuple[list[Segment], list[More]]:
    """The segments of 42 days from `start`, at most `lanes` a day, and how many more there are.

    An entry keeps the highest lane that is free in all its days of a week. Where bars would fill every lane of a
    week, its last lane goes to the planned items, which are what is to be done.
    The entry with the key `current`, which the user is on, is always seen: it has the first lane where it had none.
    """
    segments: list[Segment] = []
    more: list[More] = []
    for week in range(WEEKS):
        begin = shifted(start, DAYS * week)
        end = shifted(begin, DAYS - 1)
        inside = [entry for entry in entries if entry.first <= end and entry.last >= begin]
        placed = _place_week(inside, week, begin, end, lanes)
        if any(each.entry.key == current and each.lane >= lanes for each in placed):
            inside.sort(key=lambda entry: entry.key != current)
            placed = _place_week(inside, week, begin, end, lanes, current)
        hidden = [0] * DAYS
        for segment in placed:
            if segment.lane < lanes:
                segments.append(segment)
            else:
                for column in range(segment.first_column, segment.last_column + 1):
                    hidden[column] += 1
        more += [More(week, column, count) for column, count in enumerate(hidden) if count]
    return segments, more


class _Week:
    """The lanes of one week being filled; the taken days of each are bits. What finds none is in the one after."""

    def __init__(self, week: int, begin: date, end: date, lanes: int) -> None:
        self._week, self._begin, self._end = week, begin, end
        self._taken = [0] * lanes
        self.placed: list[Segment] = []

    def place(self, entry: Entry, below: int | None = None) -> bool:
        """Give an entry the highest lane that is free; with `below` only one above that lane, and whether there was."""
        begin, end = self._begin, self._end
        first = max((entry.first - begin).days, 0)
        last = min((entry.last - begin).days, DAYS - 1)
        mask = (1 << (last + 1)) - (1 << first)
        lane = 0
        for used in self._taken[:below]:
            if not used & mask:
                self._taken[lane] |= mask
                break
            lane += 1
        else:
            if below is not None:
                return False
        self.placed.append(
            Segment(entry, self._week, lane, first, last, entry.first >= begin, entry.last <= end)
        )
        return True


def _place_week(
    entries: Sequence[Entry],
    week: int,
    begin: date,
    end: date,
    lanes: int,
    first: tuple[int, int | None] | None = None,
) -> list[Segment]:
    """Every entry in a lane of its own, the one with the key `first` before all; from lane `lanes` on none is seen."""
    plain = _Week(week, begin, end, lanes)
    for entry in entries:
        plain.place(entry)
    is_full = any(segment.lane >= lanes and segment.entry.item is not None for segment in plain.placed)
    if lanes < LEAST_LANES_TO_SHARE or not is_full:
        return plain.placed
    shared = _Week(week, begin, end, lanes)
    for entry in (entry for entry in entries if entry.key == first):
        shared.place(entry)
    entries = [entry for entry in entries if entry.key != first]
    bars = [entry for entry in entries if entry.item is None]
    waiting = [entry for entry in bars if not shared.place(entry, below=lanes - 1)]
    for entry in [*(entry for entry in entries if entry.item is not None), *waiting]:
        shared.place(entry)
    return shared.placed


@dataclass(frozen=True, slots=True)
class MonthGrid:
    """The sizes of the grid in pixels; `mirrored` where weeks run from right to left."""

    width: int
    height: int
    head: int
    day_head: int
    lane: int
    gap: int
    mirrored: bool

    @property
    def lanes(self) -> int:
        """How many lanes a day has room for."""
        return max(1, ((self.height - self.head) // WEEKS - self.day_head - self.gap) // self.lane)

    def cell(self, week: int, column: int) -> QRect:
        """The place of a day."""
        shown = DAYS - 1 - column if self.mirrored else column
        left, right = self.width * shown // DAYS, self.width * (shown + 1) // DAYS
        body = self.height - self.head
        top, bottom = self.head + body * week // WEEKS, self.head + body * (week + 1) // WEEKS
        return QRect(left, top, right - left, bottom - top)

    def segment(self, segment: Segment) -> QRect:
        """The place of a part of a bar."""
        area = self.cell(segment.week, segment.first_column) | self.cell(segment.week, segment.last_column)
        top = area.top() + self.day_head + segment.lane * self.lane
        starts, ends = segment.is_start, segment.is_end
        if self.mirrored:
            starts, ends = ends, starts
        left = area.left() + (self.gap if starts else 0)
        right = area.right() - (self.gap if ends else 0)
        return QRect(left, top, right - left, self.lane - self.gap)

    def more(self, more: More) -> QRect:
        """The place of the words that say how many more there are: beside the number of the day."""
        cell = self.cell(more.week, more.column)
        number = self.day_head + self.gap
        left = cell.left() + (self.gap if self.mirrored else number)
        return QRect(
            left, cell.top() + self.gap, cell.width() - number - 2 * self.gap, self.day_head - self.gap
        )

    def day_at(self, x: int, y: int) -> int | None:
        """Which of the 42 days is at a place; None above the grid."""
        if y < self.head or self.height <= self.head:
            return None
        column = min(max(x * DAYS // max(self.width, 1), 0), DAYS - 1)
        week = min((y - self.head) * WEEKS // (self.height - self.head), WEEKS - 1)
        return week * DAYS + (DAYS - 1 - column if self.mirrored else column)


def next_month(month: date, by: int) -> date:
    """The first day of the month `by` months later, kept within the calendar."""
    number = month.year * 12 + month.month - 1 + by
    year, rest = divmod(number, 12)
    return month.replace(day=1) if not date.min.year <= year <= date.max.year else date(year, rest + 1, 1)


def last_of(month: date) -> date:
    """The last day of a month."""
    later = next_month(month, 1)
    return date.max if later == month.replace(day=1) else later - timedelta(days=1)
