"""Writing tables as delimited text (RFC 4180), safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import re
from collections.abc import Generator, Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import cast

from smallbiz_crm.domain.money import DecimalSign
from smallbiz_crm.exchange.atomic import atomic_file
from smallbiz_crm.exchange.cells import guard

Cell = str | int | Decimal | date | None

BYTE_ORDER_MARK = "\ufeff"
_CHUNK = 256
_SUSPICIOUS = re.compile(r"\0(?:[=@\t\r'-]|\+(?![0-9][0-9 ()/.-]{4,30}[0-9]\0))")
"""A cell that `guard` may change, among cells joined by NUL; plain phones are passed over."""


def write_csv(
    target: Path,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    delimiter: str = ",",
    decimal: DecimalSign = "point",
    bom: bool = True,
    guarded: bool = True,
) -> int:
    """Write UTF-8 with CRLF and return how many rows; an old file survives a failure (`Trouble`).

    Rows are as long as the header. Dates are ISO, None is empty, a Decimal keeps its digits and takes the
    decimal sign asked for; text is guarded against formulas unless the file is for another program.
    """
    count = 0
    with atomic_file(target, newline="") as stream:
        if bom:
            stream.write(BYTE_ORDER_MARK)
        writer = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n")
        writer.writerow([guard(name) if guarded else name for name in header])
        for chunk in _chunks(rows, len(header)):
            count += len(chunk)
            writer.writerows(_as_written(chunk, decimal, guarded))
    return count


def _chunks(rows: Iterable[Sequence[Cell]], width: int) -> Generator[list[Sequence[Cell]]]:
    source = iter(rows)
    while chunk := list(islice(source, _CHUNK)):
        if set(map(len, chunk)) != {width}:
            raise ValueError(f"a row whose cells do not match the header of {width}")
        yield chunk


def _as_written(chunk: list[Sequence[Cell]], decimal: DecimalSign, guarded: bool) -> Iterable[Sequence[Cell]]:
    """The rows as csv shall write them; by far the most need nothing, so single cells are looked at last."""
    try:
        joined = ["\0".join(cast("Sequence[str]", row)) for row in chunk]
    except TypeError:
        return zip(*(_column(column, decimal, guarded) for column in zip(*chunk, strict=True)), strict=True)
    if not guarded or _needs_no_guard(joined, len(chunk) * len(chunk[0])):
        return chunk
    return [[guard(cell) if isinstance(cell, str) else cell for cell in row] for row in chunk]


def _column(cells: Sequence[Cell], decimal: DecimalSign, guarded: bool) -> Sequence[Cell]:
    try:
        texts = cast("Sequence[str]", cells)
        needless = _needs_no_guard(texts, len(texts)) or not guarded
        return texts if needless else [guard(text) for text in texts]
    except TypeError:
        return [_plain(cell, decimal, guarded) for cell in cells]


def _needs_no_guard(texts: Sequence[str], cells: int) -> bool:
    """Whether one search sees that `guard` leaves all `cells` as they are.

    A text with NUL inside could pretend to end there, so the number of cells must agree. Raises TypeError for
    anything but text.
    """
    joined = "\0" + "\0".join(texts) + "\0"
    return joined.count("\0") == cells + 1 and not _SUSPICIOUS.search(joined)


def _plain(cell: Cell, decimal: DecimalSign, guarded: bool) -> Cell:
    if isinstance(cell, str):
        return guard(cell) if guarded else cell
    if isinstance(cell, Decimal):
        digits = f"{cell:f}"
        return digits.replace(".", ",") if decimal == "comma" else digits
    return cell
