"""Birthdays as they are typed and shown: a date, or a day and month where nobody knows the year."""

from __future__ import annotations

import re
from datetime import date

from PySide6.QtCore import QDate

from smallbiz_crm.ui.kit import formats
from smallbiz_crm.words import _

CENTURY = 100
LEAP_YEAR = 2000
_WITH_YEAR = "d MMM yyyy"


def show_birthday(stored: str | None) -> str:
    """``1985-05-16`` as 16 May 1985, ``--05-16`` as 16 May; anything else as it is."""
    if not stored:
        return ""
    try:
        if stored.startswith("--"):
            return formats.day_and_month(date(LEAP_YEAR, int(stored[2:4]), int(stored[5:7])))
        day = date.fromisoformat(stored)
    except ValueError:
        return stored
    return formats.locale().toString(QDate(day.year, day.month, day.day), _WITH_YEAR)


def parse_birthday(typed: str, today: date) -> str:
    """What was typed as it is stored. Raises ValueError with a sentence."""
    text = typed.strip()
    if not text:
        return ""
    for shape, with_year in ((_WITH_YEAR, True), ("d MMMM yyyy", True), ("d MMM", False), ("d MMMM", False)):
        # A day without a year is read in a leap year, for it may be the leap day.
        spoken = text if with_year else f"{text} {LEAP_YEAR}"
        found = formats.locale().toDate(spoken, shape if with_year else f"{shape} yyyy")
        if found.isValid():
            return _stored(date(found.year(), found.month(), found.day()), with_year, today)
    has_year = len(re.findall(r"\d+", text)) != 2
    try:
        # Next year's leap day is unknown to most years, so a day without year is read in a leap year.
        day = formats.parse_day(text, today if has_year else date(LEAP_YEAR, 1, 1))
    except ValueError:
        day = None
    if day is None:
        example = formats.day(date(1985, 5, 16))
        raise ValueError(_("This is no date. Type it like {example}.").format(example=example))
    return _stored(day, has_year, today)


def _stored(day: date, has_year: bool, today: date) -> str:
    if not has_year:
        return f"--{day:%m-%d}"
    if day > today:
        day = day.replace(year=day.year - CENTURY)
    return day.isoformat()
