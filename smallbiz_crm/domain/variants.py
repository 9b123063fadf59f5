"""Variants of a message side by side, and the chance that one is better: worked out from counts alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import erfc, exp, lgamma, log, sqrt

MOST_TERMS = 100_000


@dataclass(frozen=True, slots=True)
class Variant:
    """One of the messages tried; counts are None until they are entered. Missing is not zero."""

    id: int
    name: str
    message: str | None
    shown: int | None
    responded: int | None

    @property
    def rate(self) -> Fraction | None:
        """Responses per showing; None where nothing was shown or entered."""
        return Fraction(self.responded, self.shown) if self.shown and self.responded is not None else None


def chance_second_is_better(first: Variant, second: Variant) -> float | None:
    """The chance that the true rate of the second is above that of the first; None until both have counts.

    With no opinion beforehand (uniform prior) a rate is Beta(responded + 1, shown − responded + 1) afterwards.
    For whole parameters P(B > A) = Σ i<αB of B(αA + i, βA + βB) ÷ ((βB + i) B(1 + i, βB) B(αA, βA)): Evan Miller,
    "Formulas for Bayesian A/B Testing" (2015). The sum is taken over the smallest of the four parameters; above
    100,000 of them both rates are normal to more than the digits shown.
    """
    if first.rate is None or second.rate is None:
        return None
    a, b = _beta(first), _beta(second)
    smallest = min(*a, *b)
    if smallest > MOST_TERMS:
        return _normal(a, b)
    if smallest == b[0]:
        return _sum(a, b)
    if smallest == a[0]:
        return 1 - _sum(b, a)
    if smallest == a[1]:
        return _sum((b[1], b[0]), (a[1], a[0]))
    return 1 - _sum((a[1], a[0]), (b[1], b[0]))


def _beta(variant: Variant) -> tuple[int, int]:
    shown, responded = variant.shown or 0, variant.responded or 0
    return responded + 1, shown - responded + 1


def _sum(a: tuple[int, int], b: tuple[int, int]) -> float:
    """P(B > A), a term for each of B's first parameter; each follows from the one before, in logarithms."""
    failures = a[1] + b[1]
    term = _log_beta(a[0], failures) - _log_beta(*a)
    total = 0.0
    for i in range(b[0]):
        total += exp(term)
        term += log((a[0] + i) / (a[0] + i + failures)) + log((b[1] + i) / (i + 1))
    return min(max(total, 0.0), 1.0)


def _log_beta(x: int, y: int) -> float:
    return lgamma(x) + lgamma(y) - lgamma(x + y)


def _normal(a: tuple[int, int], b: tuple[int, int]) -> float:
    means = [x / (x + y) for x, y in (a, b)]
    spread = sum(x * y / ((x + y) ** 2 * (x + y + 1)) for x, y in (a, b))
    return erfc((means[0] - means[1]) / sqrt(2 * spread)) / 2


def best_of(variants: Sequence[Variant]) -> Variant | None:
    """The one with the highest rate; None until two have counts."""
    known = [variant for variant in variants if variant.rate is not None]
    return max(known, key=lambda each: each.rate or 0) if len(known) > 1 else None
