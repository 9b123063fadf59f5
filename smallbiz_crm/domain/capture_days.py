"""Finds the day in a few words: ``call next Friday``, ``20 May demo``, ``rappeler lundi``."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from smallbiz_crm.domain import capture_words as words
from smallbiz_crm.domain.days import add_months, month_of, next_weekday
from smallbiz_crm.domain.text import fold

_WORD = re.compile(r"\S+")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_NUMERIC = re.compile(r"([0-9]{1,2})([./])([0-9]{1,2})(?:\2([0-9]{4}|[0-9]{2})?)?")
_DAY_NUMBER = re.compile(r"([0-9]{1,2})(st|nd|rd|th|\.|er|º)?")
_YEAR = re.compile(r"20[0-9]{2}")
_PLUS = re.compile(r"\+([0-9]{1,3})([dw]?)")
_MARKED = re.compile(r"\+([0-9]{1,4})([dwm]?)")
_FARTHEST = 3660


def _phrases_by_first_word() -> dict[str, list[tuple[tuple[str, ...], int | str]]]:
    """First word to the phrases that begin with it, the longest first, and the rule that dates them."""
    rules: dict[tuple[str, ...], int | str] = {
        **words.RELATIVE_DAYS,
        **dict.fromkeys(words.NEXT_WEEK, "next_week"),
        **dict.fromkeys(words.NEXT_MONTH, "next_month"),
        **dict.fromkeys(words.END_OF_MONTH, "end_of_month"),
        **dict.fromkeys(words.END_OF_WEEK, "end_of_week"),
    }
    table: dict[str, list[tuple[tuple[str, ...], int | str]]] = {}
    for phrase, rule in sorted(rules.items(), key=lambda entry: -len(entry[0])):
        table.setdefault(phrase[0], []).append((phrase, rule))
    return table


_PHRASES = _phrases_by_first_word()


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the line: where it stands, as typed, and folded without punctuation at its ends."""

    start: int
    end: int
    typed: str
    folded: str


@dataclass(frozen=True, slots=True)
class DayPhrase:
    """Words `first` to `last` (excluded) name the day `due`; a weak one is a bare weekday or ``3/4``."""

    first: int
    last: int
    due: date
    is_strong: bool


def words_of(text: str, offset: int = 0) -> list[Word]:
    """The words of `text`, their places counted from `offset`."""
    return [
        Word(
            match.start() + offset,
            match.end() + offset,
            match[0],
            fold(match[0]).replace("’", "'").strip(".,:;!?()[]\"'„“”«»"),
        )
        for match in _WORD.finditer(text)
    ]


def find_day(row: Sequence[Word], today: date, *, month_first: bool = False) -> DayPhrase | None:
    """The first words of `row` that name a day, with the preposition before them; None without any."""
    for first in range(len(row)):
        found = day_at(row, first, today, month_first=month_first)
        if found is not None:
            return _with_preposition(row, found)
    return None


def day_at(row: Sequence[Word], first: int, today: date, *, month_first: bool = False) -> DayPhrase | None:
    """The day named by the words that begin at `first`, without a preposition; None where they name none."""
    try:
        return (
            _phrase(row, first, today)
            or _span(row, first, today)
            or _date(row, first, today, month_first)
            or _weekday(row, first, today)
        )
    except (ValueError, OverflowError):
        return None


def marked_day(row: Sequence[Word], today: date, *, month_first: bool = False) -> DayPhrase | None:
    """The day behind an exclamation mark: what `day_at` reads, and ``+7``, ``+2w``, ``+1m``."""
    if not row:
        return None
    match = _MARKED.fullmatch(row[0].typed.rstrip(".,:;)"))
    if match is None:
        weekday = words.SHORT_WEEKDAYS.get(row[0].folded)
        if weekday is not None:
            return DayPhrase(0, 1, next_weekday(today, weekday), is_strong=True)
        return day_at(row, 0, today, month_first=month_first)
    try:
        due = _later(today, int(match[1]), match[2] or "d")
    except (ValueError, OverflowError):
        return None
    return DayPhrase(0, 1, due, is_strong=True)


def _with_preposition(row: Sequence[Word], found: DayPhrase) -> DayPhrase:
    first = found.first
    while first > 0 and found.first - first < 2 and row[first - 1].folded in words.DAY_PREPOSITIONS:
        first -= 1
    return DayPhrase(first, found.last, found.due, found.is_strong or first < found.first)


def _starts(row: Sequence[Word], first: int, phrase: tuple[str, ...]) -> bool:
    if first + len(phrase) > len(row):
        return False
    return all(row[first + index].folded == word for index, word in enumerate(phrase))


def _phrase(row: Sequence[Word], first: int, today: date) -> DayPhrase | None:
    for phrase, rule in _PHRASES.get(row[first].folded, ()):
        if _starts(row, first, phrase):
            return DayPhrase(first, first + len(phrase), _by_rule(rule, today), is_strong=True)
    return None


def _by_rule(rule: int | str, today: date) -> date:
    if isinstance(rule, int):
        return today + timedelta(days=rule)
    if rule == "next_week":
        return next_weekday(today, 0)
    if rule == "next_month":
        return add_months(today.replace(day=1), 1)
    if rule == "end_of_month":
        return month_of(today).end or today
    return today if today.weekday() == 4 else next_weekday(today, 4)


def _later(today: date, count: int, unit: str) -> date:
    if count > _FARTHEST:
        raise ValueError("too far")
    if unit == "m":
        return add_months(today, count)
    return today + timedelta(days=count * (7 if unit == "w" else 1))


def _span(row: Sequence[Word], first: int, today: date) -> DayPhrase | None:
    """``in 3 days``, ``dans deux semaines``, ``dentro de dos semanas``; ``+7``, ``+2w``."""
    ahead = _PLUS.fullmatch(row[first].typed.rstrip(".,:;)"))
    if ahead is not None:
        due = _later(today, int(ahead[1]), ahead[2] or "d")
        return DayPhrase(first, first + 1, due, is_strong=False)
    start = _behind_in(row, first)
    if start is None or start + 1 >= len(row):
        return None
    count_word, unit_word = row[start].folded, row[start + 1].folded
    count = int(count_word) if re.fullmatch(r"[0-9]{1,4}", count_word) else words.NUMBERS.get(count_word)
    if count is None:
        return None
    for unit, names in (("d", words.DAY_UNITS), ("w", words.WEEK_UNITS), ("m", words.MONTH_UNITS)):
        if unit_word in names:
            return DayPhrase(first, start + 2, _later(today, count, unit), is_strong=True)
    return None


def _behind_in(row: Sequence[Word], first: int) -> int | None:
    """Where the number stands behind ``in``; None without such a word."""
    for phrase in words.IN_TWO_WORDS:
        if _starts(row, first, phrase):
            return first + len(phrase)
    return first + 1 if row[first].folded in words.IN else None


def _weekday(row: Sequence[Word], first: int, today: date) -> DayPhrase | None:
    """``friday``, ``next friday``, ``lundi prochain``."""
    at = first
    word = row[at].folded
    modifier = word if word in words.OF_NEXT_WEEK or word in words.OF_COMING else ""
    if modifier:
        at += 1
    number = words.WEEKDAY_NUMBERS.get(row[at].folded) if at < len(row) else None
    if number is None:
        return None
    at += 1
    in_next_week = modifier in words.OF_NEXT_WEEK
    for phrase in words.AFTER_WEEKDAY:
        if _starts(row, at, phrase):
            at += len(phrase)
            in_next_week = in_next_week or phrase in words.INTO_NEXT_WEEK
            modifier = modifier or "after"
            break
    monday = next_weekday(today, 0)
    due = monday + timedelta(days=number) if in_next_week else next_weekday(today, number)
    return DayPhrase(first, at, due, is_strong=bool(modifier))


def _date(row: Sequence[Word], first: int, today: date, month_first: bool) -> DayPhrase | None:
    typed = row[first].typed.strip(",;:()")
    iso = _ISO.fullmatch(typed.rstrip("."))
    if iso is not None:
        due = date(int(iso[1]), int(iso[2]), int(iso[3]))
        return DayPhrase(first, first + 1, due, is_strong=True)
    numeric = _NUMERIC.fullmatch(typed)
    is_time = first + 1 < len(row) and row[first + 1].folded in ("uhr", "am", "pm", "h")
    if numeric is not None and typed != "24/7" and not is_time:
        return _numeric_date(numeric, first, today, month_first)
    return _worded_date(row, first, today)


def _numeric_date(match: re.Match[str], first: int, today: date, month_first: bool) -> DayPhrase | None:
    day, month = int(match[1]), int(match[3])
    if match[2] == "/" and ((month_first and day <= 12) or month > 12):
        day, month = month, day
    ends_with_point = match[0].endswith(".")
    if match[4]:
        year = int(match[4])
        due = date(year + 2000 if year < 100 else year, month, day)
        return DayPhrase(first, first + 1, due, is_strong=True)
    return DayPhrase(first, first + 1, _coming(today, month, day), is_strong=ends_with_point)


def _worded_date(row: Sequence[Word], first: int, today: date) -> DayPhrase | None:
    """``20 May``, ``20. Mai 2026``, ``May 20th``, ``20 de mayo``, ``the 20th``."""
    at = first
    if row[at].folded in words.MONTH_NUMBERS and at + 1 < len(row):
        month = words.MONTH_NUMBERS[row[at].folded]
        number = _DAY_NUMBER.fullmatch(row[at + 1].typed.rstrip(",;"))
        if number is None:
            return None
        return _dated(row, first, at + 2, today, month, int(number[1]))
    number = _DAY_NUMBER.fullmatch(row[at].typed.rstrip(",;"))
    if number is None:
        return None
    at += 1
    if at < len(row) and row[at].folded in ("de", "of"):
        at += 1
    month = words.MONTH_NUMBERS.get(row[at].folded) if at < len(row) else None
    if month is not None:
        return _dated(row, first, at + 1, today, month, int(number[1]))
    is_ordinal = number[2] in ("st", "nd", "rd", "th")
    if is_ordinal and first > 0 and row[first - 1].folded in ("the", "on"):
        return DayPhrase(first, first + 1, _coming_day(today, int(number[1])), is_strong=True)
    return None


def _dated(row: Sequence[Word], first: int, after: int, today: date, month: int, day: int) -> DayPhrase:
    if after < len(row) and _YEAR.fullmatch(row[after].folded):
        due = date(int(row[after].folded), month, day)
        return DayPhrase(first, after + 1, due, is_strong=True)
    return DayPhrase(first, after, _coming(today, month, day), is_strong=True)


def _coming(today: date, month: int, day: int) -> date:
    """That day of the year, today or later."""
    for year in range(today.year, today.year + 9):
        if day <= monthrange(year, month)[1] and date(year, month, day) >= today:
            return date(year, month, day)
    raise ValueError("no such day")


def _coming_day(today: date, day: int) -> date:
    """That day of the month, today or later."""
    for months in range(13):
        first = add_months(today.replace(day=1), months)
        end = month_of(first).end or first
        if day <= end.day and first.replace(day=day) >= today:
            return first.replace(day=day)
    raise ValueError("no such day")
