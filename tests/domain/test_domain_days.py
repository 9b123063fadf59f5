"""Days, periods, instants and clocks."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallbiz_crm.domain import days
from smallbiz_crm.domain.errors import Refused

DAYS = st.dates(date(1970, 1, 1), date(2069, 12, 31))


def refusal_of(text: str, order: days.DayOrder | None = None) -> str:
    with pytest.raises(Refused) as refusal:
        days.parse_day(text, order=order)
    assert "value" in refusal.value.params
    return refusal.value.code


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026-03", "2026-03-01", "2026-03-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-Q1", "2026-01-01", "2026-03-31"),
        ("2026-q4", "2026-10-01", "2026-12-31"),
        ("2026", "2026-01-01", "2026-12-31"),
        ("FY2026", "2025-04-01", "2026-03-31"),
        ("fy2026-q1", "2025-04-01", "2025-06-30"),
        ("FY2026-Q4", "2026-01-01", "2026-03-31"),
        ("2026-03-01..2026-03-15", "2026-03-01", "2026-03-15"),
        (" 2026-03-07 ", "2026-03-07", "2026-03-07"),
    ],
)
def test_parse_period(text: str, start: str, end: str) -> None:
    period = days.parse_period(text, fiscal_year_start="04-01")
    assert (period.start, period.end) == (date.fromisoformat(start), date.fromisoformat(end))
    assert days.parse_period(period.name, fiscal_year_start="04-01") == period


@pytest.mark.parametrize(
    ("first", "start", "end"),
    [
        ("01-01", "2026-01-01", "2026-12-31"),
        ("07-01", "2025-07-01", "2026-06-30"),
        ("04-06", "2025-04-06", "2026-04-05"),
        ("02-29", "2025-02-28", "2026-02-27"),
        ("12-31", "2025-12-31", "2026-12-30"),
    ],
)
def test_a_fiscal_year_is_named_by_the_year_it_ends_in(first: str, start: str, end: str) -> None:
    period = days.parse_period("FY2026", fiscal_year_start=first)
    assert (period.start, period.end) == (date.fromisoformat(start), date.fromisoformat(end))


@given(st.integers(1, 12), st.integers(1, 31), st.integers(1990, 2090))
def test_fiscal_quarters_cover_the_fiscal_year_without_gaps(month: int, day: int, year: int) -> None:
    first = f"{month:02}-{min(day, 28 if month == 2 else 30):02}"
    quarters = [days.parse_period(f"FY{year}-Q{number}", fiscal_year_start=first) for number in (1, 2, 3, 4)]
    whole = days.parse_period(f"FY{year}", fiscal_year_start=first)
    before = days.parse_period(f"FY{year - 1}", fiscal_year_start=first)
    assert quarters[0].start == whole.start
    assert quarters[3].end == whole.end
    assert before.end is not None
    assert whole.start == before.end + timedelta(days=1)
    for earlier, later in pairwise(quarters):
        assert earlier.end is not None
        assert later.start == earlier.end + timedelta(days=1)


@pytest.mark.parametrize(
    "text",
    ["", "2026-13", "2026-Q5", "FY2026-03", "26", "2026-02-30", "2026-03-15..2026-03-01", "0000", "x" * 99,
     "2026-03..", "2026-3", "２０２６", "9999-Q9"],
)  # fmt: skip
def test_unreadable_periods(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        days.parse_period(text)
    assert refusal.value.code == "period.unreadable"


@pytest.mark.parametrize("first", ["", "13-01", "02-30", "1-1", "00-10"])
def test_unreadable_fiscal_year_start(first: str) -> None:
    with pytest.raises(Refused) as refusal:
        days.parse_period("FY2026", fiscal_year_start=first)
    assert refusal.value.code == "fiscal_year.unreadable"


def test_contains() -> None:
    march = days.parse_period("2026-03")
    assert march.contains(date(2026, 3, 1))
    assert march.contains(date(2026, 3, 31))
    assert not march.contains(date(2026, 4, 1))
    assert not march.contains(date(2026, 2, 28))
    assert not march.contains(None)
    assert days.ALL.contains(None)
    assert days.ALL.contains(date(1, 1, 1))
    assert days.parse_period("all") == days.ALL


@given(DAYS)
def test_periods_around_a_day(day: date) -> None:
    month, week, last = days.month_of(day), days.this_week(day), days.last_month(day)
    for period in (month, week, last):
        assert days.parse_period(period.name) == period
    assert month.contains(day)
    assert week.contains(day)
    assert week.start is not None
    assert week.start.weekday() == 0
    assert last.end is not None
    assert last.end + timedelta(days=1) == month.start


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-03-12", "2025-03-12"),
        ("2025-03-12T23:30:00Z", "2025-03-12"),
        ("2025-03-12 23:30:00.123456+02:00", "2025-03-12"),
        ("2025/3/2", "2025-03-02"),
        ("20250312", "2025-03-12"),
        ("20250312T101500Z", "2025-03-12"),
        ("12 Mar 2025", "2025-03-12"),
        ("12-Mar-25", "2025-03-12"),
        ("Mar 12, 2025", "2025-03-12"),
        ("March 3rd, 2025", "2025-03-03"),
        ("12. März 2025", "2025-03-12"),
        ("3 de marzo de 2025", "2025-03-03"),
        ("1er", None),
        ("12 févr. 2025", "2025-02-12"),
        ("Jun 09, 2018 09:30 pm", "2018-06-09"),
        ("Wed, 12 Mar 2025 10:00:00 +0100", "2025-03-12"),
        ("31/12/2025", "2025-12-31"),
        ("12/31/2025", "2025-12-31"),
        ("5/5/2025", "2025-05-05"),
        ("01.02.2025", "2025-02-01"),
        ("1. 2. 2025", "2025-02-01"),
        ("31/12/69", "2069-12-31"),
        ("31/12/70", "1970-12-31"),
        ("31/12/2025 14:30", "2025-12-31"),
        ("12/31/2025 2:30:00 PM", "2025-12-31"),
        ("99/12/31", "1999-12-31"),
    ],
)
def test_parse_day_reads_what_has_one_meaning(text: str, day: str | None) -> None:
    if day is None:
        assert refusal_of(text) == "day.unreadable"
    else:
        assert days.parse_day(text) == date.fromisoformat(day)


def test_the_column_decides_between_day_and_month() -> None:
    assert days.parse_day("01/02/2025", order="dmy") == date(2025, 2, 1)
    assert days.parse_day("01/02/2025", order="mdy") == date(2025, 1, 2)
    assert days.parse_day("01/02/03", order="ymd") == date(2001, 2, 3)
    assert days.parse_day("2025-02-01", order="mdy") == date(2025, 2, 1)
    assert refusal_of("01/02/2025") == "day.ambiguous"
    assert refusal_of("01/02/2025", "ymd") == "day.ambiguous"
    assert refusal_of("31/12/2025", "mdy") == "day.unreadable"


@pytest.mark.parametrize(
    "text",
    ["", " ", "0/0/00", "00/00/0000", "0000-00-00", "0001-01-01", "2025-02-30", "30/02/2025", "soon",
     "12 Foo 2025", "2025", "12/03", "1/2/3/4", "١/٢/٢٠٢٥", "12.13.2025", "2025-03-12" * 20, "45000"],
)  # fmt: skip
def test_unreadable_days(text: str) -> None:
    assert refusal_of(text) == "day.unreadable"


@pytest.mark.parametrize(
    ("samples", "order"),
    [
        (["01/02/2025", "13/02/2025"], "dmy"),
        (["01/02/2025", "02/13/2025 10:00"], "mdy"),
        (["01/02/2025", "03/04/2025"], None),
        (["13/02/2025", "02/13/2025"], None),
        (["2025-01-02", ""], "ymd"),
        (["99/12/31"], "ymd"),
        (["1.2.2025"], "dmy"),
        (["soon", "", "0/0/00"], None),
    ],
)
def test_day_order(samples: list[str], order: str | None) -> None:
    assert days.day_order(samples) == order


@given(
    DAYS,
    st.sampled_from(
        ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%d %b %Y", "%B %d, %Y", "%d.%m.%Y", "%Y%m%d", "%d-%b-%y"]
    ),
)
def test_written_days_read_back(day: date, pattern: str) -> None:
    assert days.parse_day(day.strftime(pattern)) == day


@given(DAYS)
def test_numeric_days_read_back_or_are_ambiguous(day: date) -> None:
    for order, pattern in (("dmy", "%d/%m/%Y"), ("mdy", "%m/%d/%y")):
        written = day.strftime(pattern)
        assert days.parse_day(written, order=order) == day
        if day.day <= 12 and day.day != day.month:
            assert refusal_of(written) == "day.ambiguous"
        else:
            assert days.parse_day(written) == day


@given(st.text(alphabet="0123456789/-.: ,TZamprjuneQFY", max_size=30) | st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    for order in (None, "dmy", "mdy", "ymd"):
        with suppress(Refused):
            assert days.parse_day(text, order=order).year >= 1000
    days.day_order([text])
    with suppress(Refused):
        assert days.parse_period(text).name


@given(st.datetimes(timezones=st.just(UTC)))
def test_instants_keep_every_microsecond(instant: datetime) -> None:
    assert days.from_micros(days.to_micros(instant)) == instant


def test_instants_need_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        days.to_micros(datetime(2026, 1, 1))  # noqa: DTZ001 - the case under test
    two_hours_east = timezone(timedelta(hours=2))
    assert days.to_micros(datetime(1970, 1, 1, 2, tzinfo=two_hours_east)) == 0


def test_clocks() -> None:
    fixed = days.FixedClock(date(2026, 5, 14))
    assert fixed.today() == date(2026, 5, 14)
    assert fixed.now() == datetime(2026, 5, 14, 12, tzinfo=UTC)
    clock: days.Clock = days.SystemClock()
    assert clock.now().utcoffset() == timedelta(0)
    assert abs((clock.today() - clock.now().date()).days) <= 1


@given(DAYS, st.integers(0, 40), st.sets(DAYS, max_size=3))
def test_business_days(start: date, length: int, holidays: set[date]) -> None:
    span = [start + timedelta(days=offset) for offset in range(length + 1)]
    expected = sum(1 for day in span if day.weekday() < 5 and day not in holidays)
    assert days.business_days(start, span[-1], holidays) == expected
    assert (
        days.business_days(span[-1], start) == (expected if length == 0 and not holidays & {start} else 0)
        or length == 0
    )


def test_add_months_and_next_weekday() -> None:
    assert days.add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert days.add_months(date(2026, 1, 31), -2) == date(2025, 11, 30)
    assert days.add_months(date(2026, 12, 1), 1) == date(2027, 1, 1)
    thursday = date(2026, 5, 14)
    assert [days.next_weekday(thursday, weekday).day for weekday in range(7)] == [18, 19, 20, 21, 15, 16, 17]


@pytest.mark.parametrize(
    ("day", "region", "season"),
    [
        (date(2026, 3, 1), "DE", "spring"),
        (date(2026, 8, 31), "", "summer"),
        (date(2026, 11, 30), "PT", "autumn"),
        (date(2027, 1, 5), "NO", "winter"),
        (date(2026, 10, 1), "AU", "spring"),
        (date(2026, 12, 31), "ZA", "summer"),
    ],
)
def test_seasons_are_those_of_the_country(day: date, region: str, season: str) -> None:
    assert days.season_of(day, region) == season
