"""The promise of sales: by when a lead that was handed over must have been contacted, and whether it was."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from smallbiz_crm.domain.days import to_micros

_ONE_DAY = timedelta(days=1)
_HOUR = 3_600_000_000
_HOURS_A_DAY = 24
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class FirstContact:
    """So many hours by the clock, or so many working days (neither weekend nor holiday)."""

    number: int
    in_hours: bool
    holidays: frozenset[date] = frozenset()

    @classmethod
    def read(cls, text: str, holidays: str = "") -> FirstContact:
        """From the settings: ``24 hours`` or ``2 days``, and days as ISO text separated by commas."""
        number, unit = text.split()
        days = (date.fromisoformat(part.strip()) for part in holidays.split(",") if part.strip())
        return cls(int(number), unit == "hours", frozenset(days))

    def due_on(self, day: date, instant: int | None) -> date:
        """The day on which the time runs out; an entry without a time starts at the end of its day.

        `instant` is in microseconds UTC; of hours the day is the one of that instant in UTC.
        """
        if not self.in_hours:
            return _due_day(day, self.number, self.holidays)
        if instant is not None:
            return datetime.fromtimestamp((instant + self.number * _HOUR) / 1e6, UTC).date()
        return day + timedelta(days=1 + (self.number - 1) // _HOURS_A_DAY)

    def earliest(self, due: date) -> date:
        """No entry before this day can be due on `due`."""
        days = self.number // _HOURS_A_DAY + 2 if self.in_hours else 2 * self.number + len(self.holidays) + 7
        return due - timedelta(days=days)

    def left(self, day: date, instant: int | None, today: date, now: int) -> int:
        """Whole hours, or working days, from now until the time runs out; below zero it ran out so long ago.

        An hour or day begun counts as one, so 0 is the last of them.
        """
        if not self.in_hours:
            due = self.due_on(day, instant)
            if due >= today:
                return working_days(today, due, self.holidays)
            return -working_days(due, today, self.holidays) or -1
        start = instant if instant is not None else to_micros(datetime.combine(day + _ONE_DAY, time(), UTC))
        return (start + self.number * _HOUR - now) // _HOUR

    def is_kept(
        self, day: date, instant: int | None, contacted_on: date | None, contacted_at: int | None
    ) -> bool:
        """Whether the first contact came in time; one without a time counts by its day."""
        if contacted_on is None:
            return False
        if self.in_hours and contacted_at is not None:
            start = (
                instant if instant is not None else to_micros(datetime.combine(day + _ONE_DAY, time(), UTC))
            )
            return contacted_at <= start + self.number * _HOUR
        return contacted_on <= self.due_on(day, instant)


@lru_cache(maxsize=4_096)
def _due_day(day: date, number: int, holidays: frozenset[date]) -> date:
    """Thousands of hand-overs fall on a few hundred days."""
    return add_working_days(day, number, holidays)


def add_working_days(day: date, number: int, holidays: Collection[date] = ()) -> date:
    """The working day that comes `number` working days after `day`."""
    while number > 0:
        day += _ONE_DAY
        if day.weekday() < _SATURDAY and day not in holidays:
            number -= 1
    return day


def working_days(first: date, last: date, holidays: Collection[date] = ()) -> int:
    """How many working days come after `first` up to and with `last`, which is no earlier."""
    weeks, rest = divmod((last - first).days, 7)
    tail = [first + timedelta(days=weeks * 7 + one) for one in range(1, rest + 1)]
    free = sum(first < day <= last and day.weekday() < _SATURDAY for day in set(holidays))
    return weeks * _SATURDAY + sum(day.weekday() < _SATURDAY for day in tail) - free
