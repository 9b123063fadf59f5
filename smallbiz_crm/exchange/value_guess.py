"""Guesses what columns of people hold by what stands in them, where no header tells."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from smallbiz_crm.exchange.contact_values import is_one_email
from smallbiz_crm.exchange.fields import Target

_ENOUGH = 0.7
_PHONE = re.compile(r"(?:\+|00|\(|0)[0-9 ()/.-]{6,}")
_WORDS = re.compile(r"[^\W\d_][^\d@]*")
_NAMELESS = re.compile(r"Column [0-9]+")
_FEWEST_DIGITS = 7


def guess_columns(
    header: Sequence[str], rows: Sequence[Sequence[str]], mapping: Mapping[int, tuple[Target, ...]]
) -> dict[int, tuple[Target, ...]]:
    """Targets of columns that `mapping` leaves out: e-mails and phones, and without any header names and companies."""
    fields = {target.field for targets in mapping.values() for target in targets}
    left = [index for index in range(len(header)) if index not in mapping]
    guessed: dict[int, tuple[Target, ...]] = {}
    if "email" not in fields:
        _take(guessed, left, rows, "email", is_one_email)
    if "phone" not in fields:
        _take(guessed, left, rows, "phone", _is_phone)
    if not mapping and all(_NAMELESS.fullmatch(name) for name in header):
        for field in ("name", "company"):
            index = next(
                (each for each in left if each not in guessed and _holds(rows, each, _is_words)), None
            )
            if index is not None:
                guessed[index] = (Target(field),)
    return guessed


def _take(
    guessed: dict[int, tuple[Target, ...]],
    left: Sequence[int],
    rows: Sequence[Sequence[str]],
    field: str,
    is_one: Callable[[str], object],
) -> None:
    found = [index for index in left if index not in guessed and _holds(rows, index, is_one)]
    guessed.update((index, (Target(field, number),)) for number, index in enumerate(found, 1))


def _holds(rows: Sequence[Sequence[str]], index: int, is_one: Callable[[str], object]) -> bool:
    """Whether most of what stands in a column is of one sort."""
    cells = [text for row in rows if (text := row[index].strip())]
    return bool(cells) and sum(bool(is_one(cell)) for cell in cells) >= _ENOUGH * len(cells)


def _is_phone(cell: str) -> bool:
    return bool(_PHONE.fullmatch(cell)) and sum(map(str.isdigit, cell)) >= _FEWEST_DIGITS


def _is_words(cell: str) -> bool:
    return bool(_WORDS.fullmatch(cell))
