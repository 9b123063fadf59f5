"""Which copies stay: by age, by room, and never fewer than three."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from smallbiz_crm.domain.backups import LEAST, BackupCopy, kept_by_age, to_remove

NOW = datetime(2026, 5, 14, 18, 0, tzinfo=UTC)
PLENTY = 10**12
HOURS = st.lists(st.integers(0, 24 * 800), unique=True, max_size=60)


def copies(hours: list[int], size: int = 1_000) -> list[BackupCopy]:
    return [BackupCopy(f"{number}.crm", NOW - timedelta(hours=number), size) for number in hours]


def test_all_of_two_days_stay():
    made = copies(list(range(48)))
    assert kept_by_age(made, NOW) == made


def test_days_weeks_and_months_keep_their_newest():
    made = copies([24 * day for day in range(400)])
    kept = [copy.made_at for copy in kept_by_age(made, NOW)]
    ages = [(NOW - moment).days for moment in kept]
    assert ages[:12] == list(range(12))
    assert len({moment.isocalendar()[:2] for moment in kept if NOW - moment < timedelta(weeks=10)}) == 10
    assert len({(moment.year, moment.month) for moment in kept}) == 12
    assert len(kept) <= 12 + 10 + 12


def test_a_small_disk_keeps_the_newest_that_fit():
    made = copies([1, 2, 3, 4, 5, 6], size=100)
    gone = to_remove(made, NOW, free=1_900)
    assert [copy.name for copy in gone] == ["6.crm"]


def test_three_stay_on_a_full_disk():
    made = copies([1, 2, 3, 4, 5], size=100)
    assert [copy.name for copy in to_remove(made, NOW, free=0)] == ["5.crm", "4.crm"]


@given(HOURS, st.integers(0, PLENTY))
def test_the_newest_three_always_stay(hours: list[int], free: int):
    made = copies(hours)
    gone = {copy.name for copy in to_remove(made, NOW, free)}
    newest = sorted(made, key=lambda copy: copy.made_at, reverse=True)[:LEAST]
    assert gone.isdisjoint(copy.name for copy in newest)


@given(HOURS)
def test_thinning_again_removes_nothing_more(hours: list[int]):
    made = copies(hours)
    gone = {copy.name for copy in to_remove(made, NOW, PLENTY)}
    assert to_remove([copy for copy in made if copy.name not in gone], NOW, PLENTY) == []
