"""Timing: a median or a 95th percentile of repeated calls, and one row of the result."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median

_clock = [time.perf_counter]


def by_cpu_time() -> None:
    """From now on count the time of the processor, for a machine that others use as well; waiting counts nothing."""
    _clock[0] = _cpu_seconds


def _cpu_seconds() -> float:
    """Of this process and of those that it started and that have ended."""
    ended = os.times()
    return time.process_time() + ended.children_user + ended.children_system


@dataclass(frozen=True, slots=True)
class Result:
    """One job at one scale; `goal` is the ratio (or, where there is no limit, the milliseconds) to stay within."""

    job: str
    scale: str
    limit_ms: float | None
    ours_ms: float
    ratio: float | None
    goal: float
    met: bool

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def against(job: str, scale: str, limit_ms: float, ours_ms: float, goal: float) -> Result:
    """Ours as a multiple of the limit measured in the same run."""
    ratio = ours_ms / limit_ms
    return Result(job, scale, round(limit_ms, 2), round(ours_ms, 2), round(ratio, 2), goal, ratio <= goal)


def within(job: str, scale: str, ours_ms: float, goal_ms: float) -> Result:
    """Ours against a number of milliseconds."""
    return Result(job, scale, None, round(ours_ms, 2), None, goal_ms, ours_ms <= goal_ms)


def samples(work: Callable[[int], object], times: int) -> list[float]:
    """Milliseconds of each of `times` calls, after one that warms up."""
    work(0)
    taken: list[float] = []
    for number in range(1, times + 1):
        begun = _clock[0]()
        work(number)
        taken.append((_clock[0]() - begun) * 1000)
    return taken


def middle(work: Callable[[int], object], times: int = 5) -> float:
    return median(samples(work, times))


def busy(work: Callable[[int], object], times: int = 5) -> float:
    """Milliseconds of processor time that a call takes, in the middle of `times` after one that warms up."""
    work(0)
    taken: list[float] = []
    for number in range(1, times + 1):
        begun = time.process_time()
        work(number)
        taken.append((time.process_time() - begun) * 1000)
    return median(taken)


def high(work: Callable[[int], object], times: int = 40) -> float:
    """The 95th percentile."""
    return quantile(samples(work, times), 0.95)


def quantile(taken: list[float], share: float) -> float:
    """The value that `share` of them do not exceed."""
    return sorted(taken)[min(len(taken) - 1, int(len(taken) * share))]


def once(work: Callable[[], object]) -> float:
    begun = _clock[0]()
    work()
    return (_clock[0]() - begun) * 1000
