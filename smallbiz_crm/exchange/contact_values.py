"""What single cells about a person hold: e-mails, phones, tags, labels, birthdays, consent."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import date

from smallbiz_crm.domain.days import DayOrder, parse_day, serial_day
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.text import clean_line, clean_text, fold

_GOOGLE_JOIN = ":::"
_GOOGLE_SYSTEM_LABELS = frozenset({"* mycontacts"})
_ONE_EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]'][^\s@<>,;:\"()\[\]]*@[^\s@<>,;:\"()\[\]']+")
_NOTHING = frozenset({"-", "--", "n/a", "na", "none", "null", "nil", "unknown", "#n/a", "nan"})
_ROUNDED = re.compile(r"[0-9][.,][0-9]+E\+?[0-9]+", re.IGNORECASE)
_FLOATED = re.compile(r"\+?[0-9]{5,}\.0")
_PHONE_JOIN = re.compile(r"\s*(?::::|;(?!\s*(?:ext|isub|phone-context)=)|\n)\s*")
_YEARLESS = re.compile(r"--?([0-9]{2})-?([0-9]{2})")
_TWO_NUMBERS = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})\.?")
_NO_DATE = re.compile(r"0?0[/.-]0?0[/.-]0+")
_LONGEST_QUOTED = 10_000
_LEAP_YEAR = 2000
_APPLE_NO_YEAR = 1604
_OUTLOOK_NO_DATE = 4501
_LABELS = {
    "home page": "home", "homepage": "home", "cell": "mobile", "cellphone": "mobile",
    "mobile phone": "mobile", "business": "work", "arbeit": "work", "geschäftlich": "work",
    "trabajo": "work", "travail": "work", "trabalho": "work", "privat": "home", "private": "home",
    "personal": "home", "casa": "home", "domicile": "home", "mobil": "mobile", "móvil": "mobile",
    "telemóvel": "mobile", "celular": "mobile", "homefax": "home fax", "workfax": "work fax",
}  # fmt: skip
_PLAIN_LABELS = frozenset({*_LABELS.values(), "main", "other", "fax", "pager", "billing", "profile"})
_CONSENT = {
    word: state
    for state, words in {
        "granted": """granted, subscribed, yes, y, true, 1, opted in, opt-in, optin, ja, sí, si, oui, sim,
            x, confirmed, marketing contact, active""",
        "refused": "refused, no, n, false, 0, opted out, opt-out, optout, nein, non, não, nao, denied",
        "unsubscribed": "unsubscribed, abgemeldet, désabonné, cancelled",
        "bounced": "bounced, cleaned, hard bounce",
        "": "none, pending, unknown, non-subscribed, not subscribed, non-marketing contact, transactional",
    }.items()
    for word in map(str.strip, words.split(","))
}


def tidy(cell: str) -> str:
    """The cell as one clean line."""
    if cell.isascii() and cell.isprintable():
        bare = cell.strip()
        return " ".join(bare.split()) if "  " in bare else bare
    return clean_line(cell)


def tidy_text(cell: str) -> str:
    """The cell as clean text, lines kept."""
    return clean_text(cell).strip()


def split_emails(cell: str) -> list[str]:
    """The addresses of a cell that may hold several, or names around them; nothing when there is none."""
    return [found.rstrip(".") for found in _ONE_EMAIL.findall(cell)]


is_one_email: Callable[[str], re.Match[str] | None] = _ONE_EMAIL.fullmatch
"""Truthy for a cell that is exactly one address."""
is_plain_phone: Callable[[str], re.Match[str] | None] = re.compile(r"[+(0-9][0-9 ()/-]*").fullmatch
"""Truthy for a cell that is one number, written so that nothing need be looked into."""


def is_nothing(cell: str) -> bool:
    """Whether the cell says in words that it is empty."""
    return cell.lower() in _NOTHING


def split_phones(cell: str) -> list[str]:
    """The numbers of a cell, as typed, without the apostrophe by which a spreadsheet keeps a number a text.

    Raises Refused("phone.rounded") for a number that a spreadsheet has rounded to ``4.91701E+11``.
    """
    if is_plain_phone(cell):
        return [tidy(cell)]
    numbers: list[str] = []
    for part in _PHONE_JOIN.split(cell):
        number = clean_line(part.strip().removeprefix("'").removeprefix("tel:"))
        if _ROUNDED.fullmatch(number):
            raise Refused("phone.rounded", value=number)
        if _FLOATED.fullmatch(number):
            number = number[:-2]
        if number and not is_nothing(number):
            numbers.append(number)
    return numbers


def split_google(cell: str) -> list[str]:
    """The values of a cell that Google joined by `` ::: ``."""
    return [part.strip() for part in cell.split(_GOOGLE_JOIN)]


def split_tags(cell: str, is_google: bool = False) -> list[str]:
    """The tags of a cell,
    split at the sign the cell itself shows; Google's label of all contacts is no tag."""
    if is_google or _GOOGLE_JOIN in cell:
        parts = [part for part in split_google(cell) if part.lower() not in _GOOGLE_SYSTEM_LABELS]
        return [clean_line(part.removeprefix("* ")) for part in parts if part]
    is_quoted = '"' in cell and len(cell) < _LONGEST_QUOTED
    sign = next(
        (sign for sign in (";", "|") if sign in cell), "\n" if "\n" in cell and not is_quoted else ","
    )
    parts = cell.split(sign)
    if is_quoted:
        parts = next(csv.reader([cell.replace("\n", " ")], delimiter=sign, skipinitialspace=True))
    return [tag for part in parts if (tag := clean_line(part))]


def read_label(cell: str) -> tuple[str, bool]:
    """(label, whether the entry is the primary one); known labels in the words of the program."""
    is_primary = cell.startswith("* ")
    label = clean_line(cell.removeprefix("* "))
    lower = label.lower()
    lower = _LABELS.get(lower, lower)
    return (lower if lower in _PLAIN_LABELS else label), is_primary


def read_birthday(cell: str, order: DayOrder | None = None) -> str:
    """``YYYY-MM-DD``, or ``--MM-DD`` where the year is not given; empty for the empty dates of Outlook.

    Raises Refused("day.ambiguous") or Refused("day.unreadable").
    """
    text = tidy(cell)
    if not text or _NO_DATE.fullmatch(text) or is_nothing(text):
        return ""
    if yearless := _YEARLESS.fullmatch(text):
        return yearless_day(int(yearless[1]), int(yearless[2]), text)
    if two := _TWO_NUMBERS.fullmatch(text):
        first, second = int(two[1]), int(two[2])
        if first == second or first > 12:
            return yearless_day(second, first, text)
        if second > 12 or order in {"mdy", "ymd"}:
            return yearless_day(first, second, text)
        if order is None and "." not in text:
            raise Refused("day.ambiguous", value=text)
        return yearless_day(second, first, text)
    day = serial_day(text) or parse_day(text, order=order)
    if day.year >= _OUTLOOK_NO_DATE:
        return ""
    return f"--{day:%m-%d}" if day.year == _APPLE_NO_YEAR else day.isoformat()


def birthday_of_parts(year: str, month: str, day: str) -> str:
    """The birthday from three cells. Raises Refused("day.unreadable")."""
    shown = "-".join(part for part in (year, month, day) if part)
    try:
        number, number_of_year = yearless_day(int(month), int(day), shown), int(year or 0)
    except ValueError:
        raise Refused("day.unreadable", value=shown) from None
    return number if not number_of_year else read_birthday(f"{number_of_year:04}{number[1:]}")


def yearless_day(month: int, day: int, shown: str) -> str:
    """``--MM-DD``. Raises Refused("day.unreadable", value=shown) when no year has such a day."""
    try:
        date(_LEAP_YEAR, month, day)
    except ValueError:
        raise Refused("day.unreadable", value=shown) from None
    return f"--{month:02}-{day:02}"


def read_consent(cell: str) -> str:
    """``granted``, ``refused``, ``unsubscribed``, ``bounced`` or empty. Raises Refused("consent.unknown")."""
    state = _CONSENT.get(fold(tidy(cell)), _CONSENT.get(tidy(cell).lower()))
    if state is None:
        raise Refused("consent.unknown", value=tidy(cell))
    return state
