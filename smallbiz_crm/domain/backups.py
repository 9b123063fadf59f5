"""Which copies of a workspace are kept: by age, by the room they take, and never fewer than three."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

ALL_WITHIN = timedelta(days=2)
DAYS, WEEKS, MONTHS = 12, 10, 12
LEAST = 3
SHARE_OF_FREE_DISK = 0.2
OLD_AFTER = timedelta(days=7)
FRESH_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class BackupCopy:
    """One copy in the folder; `made_at` is aware, `size` in bytes, `step` the newest step in it (0: not known)."""

    name: str
    made_at: datetime
    size: int
    step: int = 0
    sha256: str = ""
    rows: dict[str, int] = field(default_factory=dict[str, int])


def kept_by_age(copies: Iterable[BackupCopy], now: datetime) -> list[BackupCopy]:
    """All of the last two days, then the newest of each of 12 days, 10 weeks and 12 months that have one.

    `now` gives the time zone that says which day a copy was made on. Newest first.
    """
    newest_first = sorted(copies, key=lambda copy: copy.made_at, reverse=True)
    kept = {copy.name for copy in newest_first if now - copy.made_at <= ALL_WITHIN}
    periods: tuple[tuple[int, Callable[[datetime], object]], ...] = (
        (DAYS, datetime.date),
        (WEEKS, lambda moment: moment.isocalendar()[:2]),
        (MONTHS, lambda moment: (moment.year, moment.month)),
    )
    for most, period_of in periods:
        seen: set[object] = set()
        for copy in newest_first:
            period = period_of(copy.made_at.astimezone(now.tzinfo))
            if period not in seen and len(seen) < most:
                seen.add(period)
                kept.add(copy.name)
    return [copy for copy in newest_first if copy.name in kept]


def to_remove(copies: Sequence[BackupCopy], now: datetime, free: int) -> list[BackupCopy]:
    """The copies that may go, the oldest first.

    What is kept by age is cut down to a fifth of the disk that would be `free` (bytes) without any copy, but the
    newest three always stay.
    """
    kept = kept_by_age(copies, now)
    newest_first = sorted(copies, key=lambda copy: copy.made_at, reverse=True)
    always = newest_first[:LEAST]
    room = SHARE_OF_FREE_DISK * (free + sum(copy.size for copy in copies))
    taken = sum(copy.size for copy in always)
    staying = {copy.name for copy in always}
    for copy in kept:
        if copy.name in staying:
            continue
        if taken + copy.size > room:
            break
        taken += copy.size
        staying.add(copy.name)
    return [copy for copy in reversed(newest_first) if copy.name not in staying]
