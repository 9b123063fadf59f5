"""Who gets the credit for a won deal: five models over its touches, conserved to the smallest unit of money."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Context, Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from smallbiz_crm.domain.money import share_out

HALF_LIFE_DAYS = 30
_EXACT = Context(prec=28)
_ENDS = Fraction(2, 5)
_MIDDLE = Fraction(1, 5)


class Attribution(StrEnum):
    """Which touches of a deal are credited: the earliest, the latest, all alike, by position, by nearness."""

    FIRST = "first"
    LAST = "last"
    EQUAL = "equal"
    POSITION = "position"
    DECAY = "decay"


def credit(amount: int, touched_on: Sequence[date], created_on: date, model: Attribution) -> list[int]:
    """The share of each touch in minor units, in the order given, which is from the earliest to the latest.

    The touches are those of the deal's people on or before the day it was created. The parts sum to `amount`:
    by largest remainder, ties to the earlier. Without touches there is nothing to credit.
    """
    if not touched_on:
        return []
    return share_out(amount, weights(touched_on, created_on, model))


def weights(
    touched_on: Sequence[date], created_on: date, model: Attribution
) -> list[Fraction] | list[Decimal] | list[int]:
    """What each touch weighs; position gives 40 % to the ends and the rest to those between, of two half each."""
    count = len(touched_on)
    if model is Attribution.FIRST:
        return [1, *[0] * (count - 1)]
    if model is Attribution.LAST:
        return [*[0] * (count - 1), 1]
    if model is Attribution.EQUAL or count < 3:
        return [1] * count if model is not Attribution.DECAY else _decayed(touched_on, created_on)
    if model is Attribution.POSITION:
        return [_ENDS, *[_MIDDLE / (count - 2)] * (count - 2), _ENDS]
    return _decayed(touched_on, created_on)


def _decayed(touched_on: Sequence[date], created_on: date) -> list[Decimal]:
    """2^(−days ÷ 30), counted from the touch nearest to the deal, which changes no share and stays exact."""
    days = [(created_on - day).days for day in touched_on]
    return [_half_lives(each - min(days)) for each in days]


@lru_cache(maxsize=4_096)
def _half_lives(days: int) -> Decimal:
    return _EXACT.power(Decimal(2), _EXACT.divide(Decimal(-days), Decimal(HALF_LIFE_DAYS)))
