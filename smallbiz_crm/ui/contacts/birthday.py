"""Birthdays as they are typed and shown: a date, or a day and month where nobody knows the year."""

from __future__ import annotations

import re
from datetime import date

from smallbiz_crm.ui.kit import formats
from smallbiz_crm.words import _

CENTURY = 100
LEAP_YEAR = 2000


def show_birthday(stored: str | None) -> str:
    """``1985-05-16`` or ``--05-16`` in the order of the locale; anything else as it is."""
    if not stored:
        return ""
    try:
        if stored.startswith("--"):
            day = date(LEAP_YEAR, int(stored[2:4]), int(stored[5:7]))
            return re.sub(rf"\W*{LEAP_YEAR}\W*", "", formats.day(day))
        return formats.day(date.fromisoformat(stored))
    except ValueError:
        return stored


def parse_birthday(typed: str, today: date) -> str:
    """What was typed as it is stored. Raises ValueError with a sentence."""
    text = typed.strip()
    if not text:
        return ""
    has_year = len(re.findall(r"\d+", text)) != 2
    try:
        # Next year's leap day is unknown to most years, so a day without year is read in a leap year.
        day = formats.parse_day(text, today if has_year else date(LEAP_YEAR, 1, 1))
    except ValueError:
        day = None
    if day is None:
        example = formats.day(date(1985, 5, 16))
        raise ValueError(_("This is no date. Type it like {example}.").format(example=example))
    if not has_year:
        return f"--{day:%m-%d}"
    if day > today:
        day = day.replace(year=day.year - CENTURY)
    return day.isoformat()
