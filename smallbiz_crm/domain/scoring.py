"""The score of a person: points for who they are, and for what they did, of which the recent counts more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from smallbiz_crm.domain.campaigns import TouchKind

FULL_WEIGHT = 1_000_000
"""A touch of today, in 10⁻⁶."""
TENTHS = 10
HALVINGS = 20
"""After so many half-lives nothing is left of a touch."""
MOST_POINTS = 1_000
LONGEST_HALF_LIFE = 730


@dataclass(frozen=True, slots=True)
class FitRule:
    """Points for whoever has `field` filled with `value`; an empty value asks only that it is filled."""

    id: int
    field: str
    value: str
    points: int


@dataclass(frozen=True, slots=True)
class ScoredTouch:
    """A touch and the points it began with; `name` is its campaign, without one its channel."""

    kind: TouchKind
    name: str
    on: date
    points: int


@dataclass(frozen=True, slots=True)
class ScorePart:
    """What a rule or a touch counts for today: `tenths` of a point."""

    source: FitRule | ScoredTouch
    tenths: int


@dataclass(frozen=True, slots=True)
class Score:
    """The parts, the weightiest first, and how many points make a lead worth handing over."""

    parts: tuple[ScorePart, ...]
    threshold: int

    @property
    def tenths(self) -> int:
        """The whole: the sum of its parts."""
        return sum(part.tenths for part in self.parts)

    @property
    def is_reached(self) -> bool:
        return self.tenths >= self.threshold * TENTHS


@dataclass(frozen=True, slots=True)
class ProposedLead:
    """A lead at or above the threshold."""

    id: int
    name: str
    company: str | None
    tenths: int


def weights(half_life: int) -> list[int]:
    """What is left of a touch by its age in days, in 10⁻⁶; a touch older than the list counts for nothing."""
    return [round(FULL_WEIGHT * 0.5 ** (days / half_life)) for days in range(half_life * HALVINGS)]


def worn(points: int, days: int, half_life: int) -> int:
    """The tenths of a point that a touch counts for after so many days, half up; one of tomorrow counts in full."""
    days = max(0, days)
    if days >= half_life * HALVINGS:
        return 0
    weight = round(FULL_WEIGHT * 0.5 ** (days / half_life))
    return (points * TENTHS * weight + FULL_WEIGHT // 2) // FULL_WEIGHT


def score(
    fits: Iterable[FitRule], touches: Sequence[ScoredTouch], today: date, half_life: int, threshold: int
) -> Score:
    """The score of a person whom these rules fit and who met these touches, in whatever order."""
    parts = [ScorePart(rule, rule.points * TENTHS) for rule in fits]
    parts += [ScorePart(touch, worn(touch.points, (today - touch.on).days, half_life)) for touch in touches]
    parts.sort(key=_weightiest)
    return Score(tuple(part for part in parts if part.tenths), threshold)


def _weightiest(part: ScorePart) -> tuple[int, str]:
    return -part.tenths, repr(part.source)
