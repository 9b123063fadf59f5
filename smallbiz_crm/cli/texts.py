"""Records and figures as lines for a person at a terminal: aligned columns, ISO days, numbers in groups."""

from __future__ import annotations

import shutil
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from smallbiz_crm.domain.figures import Figure, Unit, as_decimal
from smallbiz_crm.domain.money import from_minor

NOTHING = "—"
GAP = "  "
NARROWEST = 8
_RIGHT_ALIGNED = ">"


def number(value: int) -> str:
    return f"{value:,}"


def money(amount: int | None, currency: str) -> str:
    return NOTHING if amount is None else f"{from_minor(amount, currency):,f} {currency}"


def percent(value: Fraction) -> str:
    return f"{as_decimal(value * 100, 1):.1f} %"


def figure(one: Figure, currency: str) -> str:
    """The value alone; undefined is a dash."""
    if one.value is None:
        return NOTHING
    if isinstance(one.value, Fraction):
        if one.unit is Unit.RATE:
            return percent(one.value)
        return f"{as_decimal(one.value, 1):,.1f}"
    return money(one.value, currency) if one.unit is Unit.MONEY else number(one.value)


def plain_number(value: Decimal) -> str:
    return f"{value.normalize():f}"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Aligned lines under a header. A column whose head begins with ``>`` is right-aligned.

    On a terminal the widest column is cut so that a line fits; into a file or pipe everything is written.
    """
    is_right = [head.startswith(_RIGHT_ALIGNED) for head in header]
    lines = [[head.removeprefix(_RIGHT_ALIGNED) for head in header]]
    lines += [[" ".join(text.split()) for text in row] for row in rows]
    widths = [max(width(line[index]) for line in lines) for index in range(len(header))]
    if sys.stdout.isatty():
        _narrow(widths, shutil.get_terminal_size().columns)
    return [_aligned(line, widths, is_right) for line in lines]


def pairs(facts: Iterable[tuple[str, str]]) -> list[str]:
    """``Name  value`` lines, the values below each other; empty ones left out."""
    told = [(name, text) for name, text in facts if text]
    widest = max((width(name) for name, _ in told), default=0)
    return [f"{_padded(name, widest)}{GAP}{text}" for name, text in told]


def width(text: str) -> int:
    """Columns on a terminal: wide letters take two, accents none."""
    if text.isascii():
        return len(text)
    return sum(_columns(sign) for sign in text)


def _columns(sign: str) -> int:
    if unicodedata.combining(sign):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def _narrow(widths: list[int], room: int) -> None:
    while sum(widths) + len(GAP) * (len(widths) - 1) > room:
        widest = max(range(len(widths)), key=widths.__getitem__)
        if widths[widest] <= NARROWEST:
            return
        widths[widest] -= 1


def _aligned(line: Sequence[str], widths: Sequence[int], is_right: Sequence[bool]) -> str:
    cells = [
        _padded(_cut(text, room), room, right)
        for text, room, right in zip(line, widths, is_right, strict=True)
    ]
    return GAP.join(cells).rstrip()


def _padded(text: str, room: int, right: bool = False) -> str:
    blanks = " " * max(0, room - width(text))
    return blanks + text if right else text + blanks


def _cut(text: str, room: int) -> str:
    if width(text) <= room:
        return text
    kept = ""
    for sign in text:
        if width(kept) + _columns(sign) > room - 1:
            break
        kept += sign
    return f"{kept}…"
