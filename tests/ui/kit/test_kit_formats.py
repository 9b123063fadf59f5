from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale

from smallbiz_crm.ui.kit import formats

TODAY = date(2026, 5, 14)


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def test_money_reads_as_the_locale_writes_it() -> None:
    assert formats.money(123_456_789, "EUR") == "€1,234,567.89"
    assert formats.money(-1_250, "GBP") == "-£12.50"
    assert formats.money(99_999, "CHF") == "CHF\u00a0999.99"
    assert formats.money(1_050, "JPY", 0) == "¥1,050"
    assert formats.money(None, "EUR") == "—"
    QLocale.setDefault(QLocale("de_DE"))
    assert formats.money(123_456_789, "EUR").replace("\u00a0", " ") == "1.234.567,89 €"


def test_whole_money_is_rounded_half_up() -> None:
    assert formats.money(12_350, "EUR", whole=True) == "€124"
    assert formats.money(12_349, "EUR", whole=True) == "€123"
    assert formats.money(-12_350, "EUR", whole=True) == "-€124"
    assert formats.money(-49, "EUR", whole=True) == "€0"


@given(st.integers(-(10**13), 10**13), st.sampled_from([0, 2, 3]))
def test_money_keeps_every_digit(minor: int, digits: int) -> None:
    shown = formats.money(minor, "EUR", digits)
    assert int(_digits(shown)) == abs(minor)
    assert shown.startswith("-") == (minor < 0)


def test_bare_locale_reads_as_english() -> None:
    QLocale.setDefault(QLocale.c())
    assert formats.number(1_234_567) == "1,234,567"
    assert formats.day(TODAY) == "14/05/2026"


def test_numbers_and_percentages() -> None:
    assert formats.number(1_234) == "1,234"
    assert formats.number(2.5, 1) == "2.5"
    assert formats.percent(0.384) == "38%"
    assert formats.percent(None) == formats.number(None) == "—"
    assert formats.file_size(3_500_000) == "3.3 MB"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 5, 14), "Today"),
        (date(2026, 5, 15), "Tomorrow"),
        (date(2026, 5, 13), "1 day late"),
        (date(2026, 5, 11), "3 days late"),
        (date(2026, 5, 22), "Fri 22 May"),
        (date(2027, 5, 22), "22 May 2027"),
        (None, "—"),
    ],
)
def test_relative_day(day: date | None, words: str) -> None:
    assert formats.relative_day(day, TODAY) == words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 5, 14), "Today"),
        (date(2026, 5, 13), "Yesterday"),
        (date(2026, 5, 12), "Tue 12 May"),
        (date(2025, 5, 12), "12 May 2025"),
        (date(2026, 5, 20), "20 May 2026"),
        (None, "—"),
    ],
)
def test_days_ago(day: date | None, words: str) -> None:
    assert formats.days_ago(day, TODAY) == words


def test_days_in_words() -> None:
    assert formats.day_long(TODAY) == "Thursday 14 May 2026"
    assert formats.day_and_month(TODAY) == "14 May"
    assert formats.month(TODAY) == "May 2026"
    assert formats.clock(datetime(2026, 5, 14, 9, 5)) == "09:05"  # noqa: DTZ001 - a local time


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2026-05-20", date(2026, 5, 20)),
        ("20/05/2026", date(2026, 5, 20)),
        ("20.5.26", date(2026, 5, 20)),
        ("20/5", date(2026, 5, 20)),
        ("2/1", date(2026, 1, 2)),
        ("2/10", date(2026, 10, 2)),
        ("tomorrow", date(2026, 5, 15)),
        (" Today ", TODAY),
        ("", None),
    ],
)
def test_typed_days(typed: str, expected: date | None) -> None:
    assert formats.parse_day(typed, TODAY) == expected


def test_a_day_without_a_year_is_the_one_nearest() -> None:
    assert formats.parse_day("3/1", date(2026, 12, 20)) == date(2027, 1, 3)
    QLocale.setDefault(QLocale("en_US"))
    assert formats.parse_day("5/20", TODAY) == date(2026, 5, 20)


@pytest.mark.parametrize("typed", ["soon", "31/2/2026", "5", "1/2/3/4", "99/99", "2026-13-01", "20 May", "٣"])
def test_what_is_no_day(typed: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the message is the caller's
        formats.parse_day(typed, TODAY)


@given(st.text(max_size=30))
def test_any_text_is_a_day_or_a_value_error(typed: str) -> None:
    with suppress(ValueError):
        assert isinstance(formats.parse_day(typed, TODAY), date | None)


@given(
    st.dates(date(1950, 1, 1), date(2090, 1, 1)),
    st.sampled_from(["en_GB", "en_US", "de_DE", "fr_FR", "ja_JP", "ar_EG"]),
)
def test_a_day_shown_can_be_typed_again(day: date, name: str) -> None:
    QLocale.setDefault(QLocale(name))
    assert formats.parse_day(formats.day(day), TODAY) == day
