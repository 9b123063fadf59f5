"""What the open deals may bring: many draws of every deal won or lost by its own probability, always the same ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from smallbiz_crm.domain.deals import FULL_SHARE

DRAWS = 10_000
SEED = 20_260_101
_BITS = 20
"""A probability is drawn to one part in a million."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """Sums of the draws in ascending order, in minor units."""

    outcomes: Sequence[int]

    def percentile(self, percent: int) -> int:
        """The outcome that so many of a hundred are below."""
        return self.outcomes[len(self.outcomes) * percent // 100]

    def chance_of(self, amount: int) -> Fraction:
        """How likely at least `amount` comes in."""
        reached = sum(1 for outcome in self.outcomes if outcome >= amount)
        return Fraction(reached, len(self.outcomes))


def simulate(deals: Iterable[tuple[int, int]]) -> Forecast:
    """Draw each deal (amount in minor units, probability in 10⁻⁴) independently, 10,000 times from a fixed seed.

    All draws of a deal are one whole number, a bit a draw; the sums are kept by their binary digits, so that
    adding a deal is a few operations on such numbers whatever the number of draws.
    """
    return simulate_on([deals])[-1]


def simulate_on(groups: Iterable[Iterable[tuple[int, int]]]) -> list[Forecast]:
    """What the first group brings, what it brings with the second, and so on: the last is the forecast of all."""
    random = Random(SEED)  # noqa: S311 - a simulation, no secret
    digits: list[int] = []
    forecasts: list[Forecast] = []
    for deals in groups:
        for amount, probability in deals:
            won = _drawn(random, probability)
            if amount > 0 and won:
                _add(digits, amount, won)
        forecasts.append(Forecast(sorted(_sums(digits))))
    return forecasts


def _drawn(random: Random, probability: int) -> int:
    """A bit for each draw, set with the probability: compared digit by digit with a random fraction."""
    if probability >= FULL_SHARE:
        return (1 << DRAWS) - 1
    scaled = (probability << _BITS) // FULL_SHARE
    below, undecided = 0, (1 << DRAWS) - 1
    for place in reversed(range(_BITS)):
        bits = random.getrandbits(DRAWS)
        if scaled >> place & 1:
            below |= undecided & ~bits
            undecided &= bits
        else:
            undecided &= ~bits
    return below


def _add(digits: list[int], amount: int, won: int) -> None:
    """Add `amount` to the sums of the draws whose bit is set."""
    carry, place = 0, 0
    while amount >> place or carry:
        if place == len(digits):
            digits.append(0)
        added = won if amount >> place & 1 else 0
        digit = digits[place]
        digits[place] = digit ^ added ^ carry
        carry = (digit & added) | (carry & (digit ^ added))
        place += 1


def _sums(digits: Sequence[int]) -> Iterable[int]:
    if not digits:
        return [0] * DRAWS
    columns = [f"{digit:0{DRAWS}b}" for digit in reversed(digits)]
    return [int("".join(column), 2) for column in zip(*columns, strict=True)]
