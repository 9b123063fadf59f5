"""Finds the time of day in what is to be done: ``call at 3pm``, ``um 15 Uhr anrufen``, ``rappeler à 15h30``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from smallbiz_crm.domain.capture_days import Word, words_of
from smallbiz_crm.domain.follow_ups import LAST_HOUR, LAST_MINUTE

_NOON = 12
_FIRST_OF_MORNING = 7
"""A bare hour before this one is meant in the afternoon: nobody is called at three in the night."""


def _phrases(text: str) -> list[tuple[str, ...]]:
    """The longest first, so that ``alle ore`` goes before ``alle``."""
    return sorted((tuple(phrase.split()) for phrase in text.split("|")), key=len, reverse=True)


_NOON_WORDS = frozenset("noon midday mittag mittags midi mediodia meio-dia mezzogiorno".split())
_UNITS = frozenset("uhr h hs hrs o'clock heure heures hora horas".split())
_HALF = _phrases("half past|halb")
_AT = _phrases(
    "at|around|um|gegen|ab|zu|a las|a la|al|sobre las|a|vers|pour|alle ore|alle|ore|as|ao|pelas|@|by|before|vor|bis"
)
_SURE_AT = _phrases("at|um|a las|a la|alle ore|alle|ore")
"""Before a bare number they say that it is an hour."""
_BEFORE_NOON = _phrases(
    "am|a.m|in the morning|morning|morgens|vormittags|vormittag|fruh|de la manana|du matin|da manha|di mattina|"
    "del mattino"
)
_AFTER_NOON = _phrases(
    "pm|p.m|in the afternoon|in the evening|afternoon|evening|nachmittags|nachmittag|abends|abend|de la tarde|"
    "por la tarde|de la noche|de l'apres-midi|du soir|da tarde|da noite|di pomeriggio|del pomeriggio|di sera|della sera"
)
_BEHIND = frozenset("about regarding re with for to wegen zu mit con com avec sobre pour per para".split())
_DURATION = frozenset("de of for fur pendant durante per un une uma".split())
"""Before ``2h`` they make it a length: ``atelier de 2h``."""
_THINGS = frozenset("de d of".split())
"""Behind ``15h`` likewise: ``15h de formation``."""
_NUMBERS = {
    word: number
    for number, row in enumerate(
        (
            "one eins",
            "two zwei",
            "three drei",
            "four vier",
            "five funf fuenf",
            "six sechs",
            "seven sieben",
            "eight acht",
            "nine neun",
            "ten zehn",
            "eleven elf",
            "twelve zwolf zwoelf",
        ),
        1,
    )
    for word in row.split()
}
_CLOCK = re.compile(r"@?([0-9]{1,2}):([0-9]{2})(h|uhr|am|pm|a\.m|p\.m)?(?:[-–][0-9]{1,2}:[0-9]{2})?")
_HOUR = re.compile(r"@?([0-9]{1,2})h([0-9]{2})?")
_ENGLISH = re.compile(r"@?([0-9]{1,2})(?:[:.]([0-9]{2}))?(am|pm|a\.m|p\.m)")
_NUMBER = re.compile(r"@?([0-9]{1,2})(?:[:.]([0-9]{2}))?")


class TimeOfDay(NamedTuple):
    """``HH:MM``, and the text without it and the preposition before it."""

    time: str
    text: str


class _Found(NamedTuple):
    """Words up to `last` (excluded) name the time."""

    last: int
    hour: int
    minute: int


def take_time(text: str) -> TimeOfDay | None:
    """The first time of day in `text`; None without any. A bare hour counts behind ``at`` only."""
    row = words_of(text)
    for first in range(len(row)):
        found = _time_at(row, first)
        if found is not None and found.hour <= LAST_HOUR and found.minute <= LAST_MINUTE:
            before = _start_of(row, first)
            parts = (text[: row[before].start], text[row[found.last - 1].end :])
            rest = " ".join(part.strip(" ,;-–") for part in parts).strip()
            return TimeOfDay(f"{found.hour:02}:{found.minute:02}", " ".join(rest.split()))
    return None


def time_words(row: Sequence[Word]) -> int:
    """How many words at the beginning of `row` name a time of day; 0 for none."""
    for first in range(min(3, len(row))):
        found = _time_at(row, first)
        if found is not None:
            return found.last if _start_of(row, first) == 0 else 0
    return 0


def _time_at(row: Sequence[Word], first: int) -> _Found | None:
    word = row[first].folded
    if word in _NOON_WORDS:
        return _Found(first + 1, _NOON, 0)
    if (half := _phrase_at(row, first, _HALF)) and first + half < len(row):
        return _half(row, first + half, is_to=word == "halb")
    if (match := _ENGLISH.fullmatch(word)) is not None:
        return _Found(first + 1, _in_english(int(match[1]), match[3]), int(match[2] or 0))
    if (match := _CLOCK.fullmatch(word)) is not None:
        after = first + 1 + (first + 1 < len(row) and row[first + 1].folded in _UNITS)
        return _with_part(row, after, int(match[1]), int(match[2]))
    if (match := _HOUR.fullmatch(word)) is not None:
        return (
            None if _is_length(row, first) else _with_part(row, first + 1, int(match[1]), int(match[2] or 0))
        )
    return _worded(row, first)


def _worded(row: Sequence[Word], first: int) -> _Found | None:
    """A number with ``Uhr``, ``heures``, ``pm`` behind it, or with ``at`` before it."""
    match = _NUMBER.fullmatch(row[first].folded)
    if match is None:
        return None
    hour, minute, last = int(match[1]), int(match[2] or 0), first + 1
    if last < len(row) and row[last].folded in _UNITS:
        last += 1
        if match[2] is None and last < len(row) and re.fullmatch("[0-5][0-9]", row[last].folded):
            minute, last = int(row[last].folded), last + 1
        return None if _is_length(row, first) else _with_part(row, last, hour, minute)
    found = _with_part(row, last, hour, minute)
    if found.last > last:
        return found
    is_hour = match[2] is None and _start_of(row, first, _SURE_AT) < first
    if not is_hour or (last < len(row) and row[last].folded not in _BEHIND):
        return None
    return _Found(last, hour + _NOON if 0 < hour < _FIRST_OF_MORNING else hour, 0)


def _half(row: Sequence[Word], at: int, *, is_to: bool) -> _Found | None:
    """``half past three`` is 3:30, ``halb drei`` 2:30; both in the afternoon."""
    word = row[at].folded
    hour = int(word) if re.fullmatch("[0-9]{1,2}", word) else _NUMBERS.get(word)
    if hour is None:
        return None
    hour -= is_to
    return _Found(at + 1, hour + _NOON if hour < _FIRST_OF_MORNING else hour, 30)


def _with_part(row: Sequence[Word], last: int, hour: int, minute: int) -> _Found:
    """The time with ``in the afternoon``, ``de la tarde`` that may stand behind it."""
    if taken := _phrase_at(row, last, _AFTER_NOON):
        return _Found(last + taken, _in_english(hour, "pm"), minute)
    if taken := _phrase_at(row, last, _BEFORE_NOON):
        return _Found(last + taken, _in_english(hour, "am"), minute)
    return _Found(last, hour, minute)


def _in_english(hour: int, half: str) -> int:
    if half.startswith("p"):
        return hour + _NOON if hour < _NOON else hour
    return 0 if hour == _NOON else hour


def _is_length(row: Sequence[Word], first: int) -> bool:
    """``2h de formation``, ``atelier de 2h``: how long, not when."""
    is_after = first > 0 and row[first - 1].folded in _DURATION
    behind = first + 1
    is_before = (
        behind < len(row) and row[behind].folded in _THINGS and not _phrase_at(row, behind, _AFTER_NOON)
    )
    return is_after or (is_before and not _phrase_at(row, behind, _BEFORE_NOON))


def _phrase_at(row: Sequence[Word], first: int, phrases: Sequence[tuple[str, ...]]) -> int:
    """How many words the phrase has that begins there; 0 for none."""
    for phrase in phrases:
        if tuple(word.folded for word in row[first : first + len(phrase)]) == phrase:
            return len(phrase)
    return 0


def _start_of(row: Sequence[Word], first: int, phrases: Sequence[tuple[str, ...]] = _AT) -> int:
    """Where the time begins with the preposition before it."""
    for phrase in phrases:
        start = first - len(phrase)
        if start >= 0 and tuple(word.folded for word in row[start:first]) == phrase:
            return start
    return first
