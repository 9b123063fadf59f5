"""Dates, numbers and money as widgets show them, by the QLocale in use; and days as people type them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Final

from PySide6.QtCore import QDate, QLocale, QTime

from smallbiz_crm.words import _, ngettext

NOTHING: Final = "—"
_HARD_SPACE: Final = "\u00a0"

_SYMBOLS = {
    "EUR": "€",
    "USD": "$",
    "GBP": "£",
    "JPY": "¥",
    "INR": "₹",
    "PLN": "zł",
    "CZK": "Kč",
    "UAH": "₴",
    "ILS": "₪",
    "KRW": "₩",
    "TRY": "₺",
}


def locale() -> QLocale:
    """The application's locale; English where it is the bare "C" one, which has no separators."""
    chosen = QLocale()
    return QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom) if _is_bare(chosen) else chosen


def _is_bare(chosen: QLocale) -> bool:
    return chosen.language() == QLocale.Language.C


def number(value: float | int | None, decimals: int = 0) -> str:
    """A number with separators, or — for none."""
    if value is None:
        return NOTHING
    if decimals == 0 and isinstance(value, int):
        return locale().toString(value)
    return locale().toString(float(value), "f", decimals)


def percent(fraction: float | None, decimals: int = 0) -> str:
    """``0.384`` as ``38 %`` the way the locale writes it, or — for none."""
    if fraction is None:
        return NOTHING
    places = locale()
    text = places.toString(fraction * 100, "f", decimals)
    gap = _HARD_SPACE if places.language() != QLocale.Language.English else ""
    return f"{text}{gap}{places.percent()}"


def currency_symbol(currency: str) -> str:
    """The short sign of an ISO 4217 code where it is clear to the reader, else the code."""
    places = locale()
    if places.currencySymbol(QLocale.CurrencySymbolFormat.CurrencyIsoCode) == currency:
        return places.currencySymbol(QLocale.CurrencySymbolFormat.CurrencySymbol) or currency
    return _SYMBOLS.get(currency, currency)


def money(amount_minor: int | None, currency: str, minor_digits: int = 2, *, whole: bool = False) -> str:
    """Minor units as money of the locale (``€1,234.50``), or — for none.

    `whole` rounds half up, away from zero, to major units. Exact for every amount the workspace can hold.
    """
    if amount_minor is None:
        return NOTHING
    unit = 10**minor_digits
    units, cents = divmod(abs(amount_minor), unit)
    if whole:
        units, cents, minor_digits = units + (cents * 2 >= unit), 0, 0
    places = locale()
    digits = places.toString(units)
    if minor_digits:
        digits += places.decimalPoint() + _native_digits(f"{cents:0{minor_digits}d}", places)
    symbol = currency_symbol(currency)
    pattern = places.toCurrencyString(1, "¤", 0)
    one = places.toString(1)
    gap = _HARD_SPACE if symbol == currency and f"¤{one}" in pattern else ""
    shown = pattern.replace("¤", symbol + gap).replace(one, digits)
    return places.negativeSign() + shown if amount_minor < 0 and (units or cents) else shown


def _native_digits(text: str, places: QLocale) -> str:
    zero = places.zeroDigit()
    return text if zero == "0" else "".join(chr(ord(zero) + int(digit)) for digit in text)


def day(value: date | None) -> str:
    """A date with its year in the locale's short form: ``15/05/2026``."""
    if value is None:
        return NOTHING
    places = locale()
    return places.toString(_qdate(value), _four_digit_year(places))


def day_long(value: date) -> str:
    """A date in words: ``Friday 15 May 2026``."""
    return locale().toString(_qdate(value), "dddd d MMMM yyyy")


def day_short(value: date | None) -> str:
    """Weekday, day and month: ``Fri 15 May``."""
    return NOTHING if value is None else locale().toString(_qdate(value), _("ddd d MMM"))


def day_and_month(value: date) -> str:
    """Day and month: ``15 May``."""
    return locale().toString(_qdate(value), _("d MMM"))


def day_with_year(value: date) -> str:
    """Day, month in letters and year: ``15 May 2027``; beside `day_and_month` both read alike."""
    return locale().toString(_qdate(value), _("d MMM yyyy"))


def month(value: date) -> str:
    """Month and year: ``May 2026``."""
    text = locale().toString(_qdate(value), "MMMM yyyy")
    return text[:1].upper() + text[1:]


def clock(value: datetime) -> str:
    """Hours and minutes of a local time, the locale's way: ``14:05``."""
    return locale().toString(QTime(value.hour, value.minute), QLocale.FormatType.ShortFormat)


def clock_time(stored: str) -> str:
    """``10:00`` as the locale writes it; what is no time stays as it is."""
    try:
        found = time.fromisoformat(stored)
    except ValueError:
        return stored
    return clock(datetime.combine(date.min, found))


def relative_day(value: date | None, today: date) -> str:
    """How far off a day is: ``Today``, ``Tomorrow``, ``3 days late``, ``Fri 15 May``, far off its year."""
    if value is None:
        return NOTHING
    distance = (value - today).days
    if distance < 0:
        return ngettext("{n} day late", "{n} days late", -distance).format(n=number(-distance))
    if distance <= 1:
        return _("Today") if distance == 0 else _("Tomorrow")
    return day_short(value) if distance < 300 else day_with_year(value)


def days_ago(value: date | None, today: date) -> str:
    """How long ago a day was: ``Today``, ``Yesterday``, ``Tue 12 May``, long ago with its year."""
    if value is None:
        return NOTHING
    distance = (today - value).days
    if distance in (0, 1):
        return _("Yesterday") if distance else _("Today")
    return day_short(value) if 0 < distance < 300 else day_with_year(value)


def file_size(size: int) -> str:
    """Bytes as people read them: ``3.4 MB``."""
    return locale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)


def parse_day(text: str, today: date) -> date | None:
    """The day that was typed, or none for empty text; a date without a year is the one nearest ahead.

    Understands ISO, the locale's short order with any separator, "today", "tomorrow" and "yesterday".
    Raises ValueError for anything else.
    """
    typed = _plain_digits(text).strip().casefold()
    if not typed:
        return None
    words = {_("Today"): 0, _("Tomorrow"): 1, _("Yesterday"): -1, "today": 0, "tomorrow": 1, "yesterday": -1}
    for word, offset in words.items():
        if typed == word.casefold():
            return today + timedelta(days=offset)
    numbers = [int(part) for part in re.split(r"[^0-9]+", typed) if part]
    if re.search(r"[^0-9\s./,-]", typed) or len(typed) > 20:
        raise ValueError(text)
    if re.match(r"\d{4}\D", typed) and len(numbers) == 3:
        return date(*numbers)
    return _from_numbers(numbers, today, text)


def _from_numbers(numbers: list[int], today: date, text: str) -> date:
    order = [letter for letter in locale().dateFormat(QLocale.FormatType.ShortFormat) if letter in "dMy"]
    order = list(dict.fromkeys(order))
    if len(numbers) == 3:
        parts = dict(zip(order, numbers, strict=True))
        year = parts["y"] + 2000 if parts["y"] < 100 else parts["y"]
        return date(year, parts["M"], parts["d"])
    if len(numbers) == 2:
        parts = dict(zip([letter for letter in order if letter != "y"], numbers, strict=True))
        found = date(today.year, parts["M"], parts["d"])
        return found if (today - found).days < 180 else date(today.year + 1, parts["M"], parts["d"])
    raise ValueError(text)


def _plain_digits(text: str) -> str:
    """The text with every script's digits as ASCII, and without marks of direction."""
    letters = (
        str(unicodedata.decimal(letter, letter)) for letter in text if letter not in "\u200e\u200f\u061c"
    )
    return "".join(letters)


def _qdate(value: date) -> QDate:
    return QDate(value.year, value.month, value.day)


def _four_digit_year(places: QLocale) -> str:
    pattern = places.dateFormat(QLocale.FormatType.ShortFormat)
    return pattern if "yyyy" in pattern else pattern.replace("yy", "yyyy")
