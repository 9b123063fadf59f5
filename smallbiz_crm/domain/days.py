"""Days, periods, instants and the clock; no names for them and no time zones but UTC."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, Protocol

from smallbiz_crm.domain.calendar_words import MONTHS
from smallbiz_crm.domain.errors import Refused

DayOrder = Literal["dmy", "mdy", "ymd"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_ONE_DAY = timedelta(days=1)
_PIVOT = 70
_FIRST_YEAR = 1000
_LENGTH_LIMIT = 60
_SERIAL = re.compile(r"([1-7][0-9]{4})(?:[.,][0-9]+)?")
_SERIAL_ZERO = date(1899, 12, 30)

_PERIOD = re.compile(r"(?P<fiscal>FY)?(?P<year>[0-9]{4})(?:-(?:Q(?P<quarter>[1-4])|(?P<month>[0-9]{2})))?")
_MONTH_DAY = re.compile(r"([0-9]{2})-([0-9]{2})")
_CLOCK_TIME = r"[0-9]{1,2}[:.h][0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?"
_TIME = rf"(?:(?:T| |, ?){_CLOCK_TIME} ?(?:[AaPp]\.?[Mm]\.?)?.{{0,12}})?"
_ISO = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})" + _TIME)
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T[0-9]{4,6}Z?)?")
_NUMERIC = re.compile(r"([0-9]{1,2})([-/.]) ?([0-9]{1,2})\2 ?([0-9]{4}|[0-9]{1,2})" + _TIME)
_WEEKDAY = r"(?:[^\W\d_]{2,12}\.?,? )?"
_DAY_FIRST = re.compile(
    _WEEKDAY
    + r"([0-9]{1,2})(?:st|nd|rd|th|\.|º)?[- ](?:de )?([^\W\d_]{3,10})\.?,?"
    + r"[- ](?:de )?([0-9]{4}|[0-9]{2})"
    + _TIME
)
_MONTH_FIRST = re.compile(
    _WEEKDAY + r"([^\W\d_]{3,10})\.?[- ]([0-9]{1,2})(?:st|nd|rd|th)?(?:, ?|[- ])([0-9]{4}|[0-9]{2})" + _TIME
)


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` to `end`, both included; None is open. `name` is what `parse_period` reads."""

    start: date | None
    end: date | None
    name: str

    def contains(self, day: date | None) -> bool:
        """Whether the day is in the period; an unknown day only in the period without ends."""
        if day is None:
            return self.start is None and self.end is None
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def months(self) -> list[str]:
        """Its calendar months as ``YYYY-MM``; none when it is open or not made of whole months."""
        if self.start is None or self.end is None or self.start.day != 1:
            return []
        months: list[str] = []
        day = self.start
        while day <= self.end:
            months.append(f"{day.year:04}-{day.month:02}")
            day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        return months if (day - self.end).days == 1 else []


ALL = Period(None, None, "all")


class Clock(Protocol):
    """Where services learn what time it is."""

    def today(self) -> date:
        """The local date."""
        ...

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        ...


class SystemClock:
    """The clock of the machine."""

    def today(self) -> date:
        return datetime.now().astimezone().date()

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A clock that stands still on a day, at noon UTC."""

    day: date

    def today(self) -> date:
        return self.day

    def now(self) -> datetime:
        return datetime.combine(self.day, time(12), UTC)


def to_micros(instant: datetime) -> int:
    """Microseconds since 1970 in UTC. Raises ValueError for a datetime without a zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return (instant - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """The instant, aware, in UTC."""
    return _EPOCH + timedelta(microseconds=micros)


def parse_period(text: str, *, fiscal_year_start: str = "01-01") -> Period:
    """The period that `text` names.

    ``2026-03``, ``2026-Q1``, ``2026`` (calendar), ``FY2026``, ``FY2026-Q1`` (fiscal, named by the year they
    end in), ``2026-03-15``, ``2026-03-01..2026-03-15``, ``all``. `fiscal_year_start` is MM-DD. Raises
    Refused("period.unreadable", value=...).
    """
    bare = text.strip().upper()
    if bare == "ALL":
        return ALL
    first_month, first_day = _month_day(fiscal_year_start)
    try:
        match = _PERIOD.fullmatch(bare)
        if match is None:
            return _range(bare)
        return Period(*_named(match, first_month, first_day), bare)
    except ValueError:
        raise Refused("period.unreadable", value=_shown(text)) from None


def month_of(day: date) -> Period:
    """The calendar month that holds the day."""
    first = day.replace(day=1)
    return Period(
        first, first.replace(day=monthrange(day.year, day.month)[1]), f"{day.year:04}-{day.month:02}"
    )


def last_month(today: date) -> Period:
    """The calendar month before the one of `today`."""
    return month_of(today.replace(day=1) - _ONE_DAY)


def period_before(period: Period) -> Period | None:
    """The period of the same length right before: as many months, else as many days; None where it is open."""
    if period.start is None or period.end is None:
        return None
    end = period.start - _ONE_DAY
    months = len(period.months())
    start = add_months(period.start, -months) if months else end - (period.end - period.start)
    return Period(start, end, f"{start.isoformat()}..{end.isoformat()}")


def year_before(period: Period) -> Period | None:
    """The same days a year earlier; None where the period is open."""
    if period.start is None or period.end is None:
        return None
    start = add_months(period.start, -12)
    end = add_months(period.end + _ONE_DAY, -12) - _ONE_DAY
    return Period(start, end, f"{start.isoformat()}..{end.isoformat()}")


def this_week(today: date) -> Period:
    """Monday to Sunday around `today`."""
    monday = today - timedelta(days=today.weekday())
    sunday = monday + timedelta(days=6)
    return Period(monday, sunday, f"{monday.isoformat()}..{sunday.isoformat()}")


def fiscal_year_of(day: date, fiscal_year_start: str) -> date:
    """The first day of the fiscal year that holds `day`; `fiscal_year_start` is MM-DD."""
    month, first = _month_day(fiscal_year_start)
    start = _clamped(day.year, month, first)
    return start if start <= day else _clamped(day.year - 1, month, first)


Season = Literal["spring", "summer", "autumn", "winter"]
_SEASONS: tuple[Season, ...] = ("winter", "spring", "summer", "autumn")
_SOUTHERN = frozenset(
    ("AR", "AU", "BO", "BR", "BW", "CL", "LS", "MZ", "NA", "NZ", "PE", "PY", "SZ", "UY", "ZA")
)


def season_of(day: date, region: str = "") -> Season:
    """The season by whole months, from March; `region` is a country, as half the world has them the other way."""
    turn = 2 if region in _SOUTHERN else 0
    return _SEASONS[(day.month % 12 // 3 + turn) % 4]


def add_months(day: date, months: int) -> date:
    """The same day `months` later (or earlier), or the last of that month when it has no such day."""
    return _clamped(day.year, day.month + months, day.day)


def next_weekday(today: date, weekday: int) -> date:
    """The first such weekday (0 = Monday) after `today`, never `today` itself."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def business_days(start: date, end: date, holidays: Collection[date] = ()) -> int:
    """How many days from `start` to `end`, both included, are neither weekend nor holiday."""
    if end < start:
        return 0
    weeks, rest = divmod((end - start).days + 1, 7)
    count = weeks * 5 + sum(1 for offset in range(rest) if (start.weekday() + offset) % 7 < 5)
    return count - sum(1 for day in set(holidays) if start <= day <= end and day.weekday() < 5)


def parse_day(text: str, *, order: DayOrder | None = None) -> date:
    """The day that `text` writes, without the time behind it; `order` is the column's, None when unknown.

    Reads ISO, ``12/03/2025`` by `order`, ``12.03.2025``, ``12 Mar 2025``, ``Mar 12, 2025``; years of two
    digits are 1970–2069. Raises Refused("day.ambiguous", value=...) where day and month could be swapped and
    `order` is None, Refused("day.unreadable", value=...) for anything that is no day.
    """
    bare = " ".join(text.split()) if len(text) <= _LENGTH_LIMIT else ""
    try:
        day = _iso(bare) or _worded(bare) or _numeric(bare, order)
    except ValueError:
        day = None
    if day is None or day.year < _FIRST_YEAR:
        raise Refused("day.unreadable", value=_shown(text))
    return day


def serial_day(text: str) -> date | None:
    """The day that the number of a spreadsheet's cell means: ``29221`` is 1 January 1980; None for no such number.

    Of five digits: from 1927 on, so that no year is taken for one.
    """
    match = _SERIAL.fullmatch(text.strip())
    return _SERIAL_ZERO + timedelta(days=int(match[1])) if match else None


def day_order(samples: Iterable[str]) -> DayOrder | None:
    """The order of day, month and year that a column proves.

    None when no sample tells (every day and month could be swapped) or when samples contradict each other.
    """
    told: set[DayOrder] = set()
    has_iso = False
    for sample in samples:
        bare = " ".join(sample.split()) if len(sample) <= _LENGTH_LIMIT else ""
        match = _NUMERIC.fullmatch(bare)
        if match is None:
            has_iso = has_iso or _ISO.fullmatch(bare) is not None
        else:
            possible = _orders(match)
            if len(possible) == 1:
                told.update(possible)
    if told:
        return told.pop() if len(told) == 1 else None
    return "ymd" if has_iso else None


def _shown(text: str) -> str:
    return text if len(text) <= _LENGTH_LIMIT else text[: _LENGTH_LIMIT - 1] + "…"


def _range(bare: str) -> Period:
    first, dots, last = bare.partition("..")
    start = date.fromisoformat(first.strip())
    end = date.fromisoformat(last.strip()) if dots else start
    if end < start:
        raise ValueError("the period ends before it starts")
    name = f"{start.isoformat()}..{end.isoformat()}" if dots else start.isoformat()
    return Period(start, end, name)


def _month_day(text: str) -> tuple[int, int]:
    match = _MONTH_DAY.fullmatch(text)
    month, day = (int(match[1]), int(match[2])) if match else (0, 0)
    if not (1 <= month <= 12 and 1 <= day <= monthrange(2000, month)[1]):
        raise Refused("fiscal_year.unreadable", value=_shown(text))
    return month, day


def _named(match: re.Match[str], first_month: int, first_day: int) -> tuple[date, date]:
    year = int(match["year"])
    if match["month"]:
        if match["fiscal"]:
            raise ValueError("a fiscal year has no such month")
        start = date(year, int(match["month"]), 1)
        return start, start.replace(day=monthrange(year, start.month)[1])
    if not match["fiscal"]:
        first_month, first_day = 1, 1
    elif (first_month, first_day) != (1, 1):
        year -= 1
    quarter = int(match["quarter"] or 0)
    start = _clamped(year, first_month + 3 * max(quarter - 1, 0), first_day)
    after = _clamped(year, first_month + 3 * (quarter or 4), first_day)
    return start, after - _ONE_DAY


def _clamped(year: int, month: int, day: int) -> date:
    """The day in that month, counted on over the year's end, or the last of it when it has no such day."""
    more, index = divmod(month - 1, 12)
    return date(year + more, index + 1, min(day, monthrange(year + more, index + 1)[1]))


def _iso(text: str) -> date | None:
    match = _ISO.fullmatch(text)
    if match is not None:
        return date(int(match[1]), int(match[3]), int(match[4]))
    match = _COMPACT.fullmatch(text)
    return date(int(match[1]), int(match[2]), int(match[3])) if match else None


def _worded(text: str) -> date | None:
    match = _DAY_FIRST.fullmatch(text)
    if match is not None:
        day, month, year = match[1], match[2], match[3]
    else:
        match = _MONTH_FIRST.fullmatch(text)
        if match is None:
            return None
        month, day, year = match[1], match[2], match[3]
    number = MONTHS.get(month.lower())
    return date(_year(year), number, int(day)) if number else None


def _year(written: str) -> int:
    year = int(written)
    if len(written) > 2:
        return year
    return year + (1900 if year >= _PIVOT else 2000)


def _arranged(match: re.Match[str], order: DayOrder) -> tuple[int, int, int]:
    """(year, month, day) of a numeric day read in that order."""
    first, second, third = match[1], match[3], match[4]
    if order == "ymd":
        return _year(first), int(second), int(third)
    if order == "mdy":
        return _year(third), int(first), int(second)
    return _year(third), int(second), int(first)


def _is_day(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and year >= _FIRST_YEAR and 1 <= day <= monthrange(year, month)[1]


def _orders(match: re.Match[str]) -> list[DayOrder]:
    """The orders in which a numeric day is one. Points always mean day, month, year."""
    orders: tuple[DayOrder, ...] = ("dmy",) if match[2] == "." else ("dmy", "mdy")
    possible: list[DayOrder] = [order for order in orders if _is_day(*_arranged(match, order))]
    if not possible and match[2] != "." and len(match[4]) <= 2 and _is_day(*_arranged(match, "ymd")):
        return ["ymd"]
    return possible


def _numeric(text: str, order: DayOrder | None) -> date | None:
    match = _NUMERIC.fullmatch(text)
    if match is None:
        return None
    if order is not None and not (order == "ymd" and len(match[4]) == 4):
        return date(*_arranged(match, order))
    readings = {date(*_arranged(match, possible)) for possible in _orders(match)}
    if len(readings) > 1:
        raise Refused("day.ambiguous", value=text)
    return readings.pop() if readings else None
