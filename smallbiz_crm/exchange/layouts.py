"""How a delimited file is laid out: its delimiter and where its header stands, told from its first lines."""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

from smallbiz_crm.exchange.contact_columns import contact_column
from smallbiz_crm.exchange.header_words import header_key, known_headers

DELIMITERS = (",", ";", "\t", "|")
_HEADER_WITHIN = 40
_HEADER_SOON = 12
_NUMERIC = re.compile(r"[+-]?[0-9][0-9 .,:/-]*")
_DATUM = re.compile(
    r"[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+|\+?[0-9][0-9 ()/.-]{6,}|[0-9]{4}-[0-9]{2}-[0-9]{2}([ T].*)?"
)
_NAMES_ENOUGH = 2
_LONGEST_NAME = 60
_SEP_LINE = re.compile(r'"?sep=(.)"?', re.IGNORECASE)


class Layout(NamedTuple):
    """`header_row` counts records from 1: the last above the rows. The names in `header` are empty without one."""

    delimiter: str
    header_row: int
    header: list[str]


def sniff_layout(lines: Sequence[str], delimiter: str | None, header_row: int | None) -> Layout:
    """The layout of the sample; what the caller knows is taken as given."""
    told = _SEP_LINE.fullmatch(lines[0].strip()) if lines else None
    if delimiter is None:
        delimiter = str(told[1]) if told else best_delimiter(lines)
    records = _records(lines, delimiter)
    if header_row is None:
        skipped = 1 if told else 0
        header_row = skipped + _header_index(records[skipped:]) + 1
        if _is_data(records[header_row - 1 : header_row]):
            return Layout(delimiter, header_row - 1, [""] * len(records[header_row - 1]))
    header = records[header_row - 1] if header_row <= len(records) else []
    return Layout(delimiter, header_row, header)


def best_delimiter(lines: Sequence[str]) -> str:
    """The delimiter that cuts most lines into the same number of cells, the header among them."""
    return max(DELIMITERS, key=lambda delimiter: _evenness(_records(lines, delimiter)))


def _records(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    """What was read before a cell beyond the limit tells enough."""
    records: list[list[str]] = []
    with suppress(csv.Error):
        records.extend(csv.reader(lines, delimiter=delimiter))
    return records


def _evenness(records: Sequence[Sequence[str]]) -> float:
    filled = [record for record in records if not is_blank(record)]
    width = _usual_width(filled)
    if width < 2:
        return 0.0
    share = sum(len(record) == width for record in filled) / len(filled)
    header = filled[_header_index(filled)]
    return share**3 * math.log2(width) * (1 if len(header) == width else 0.5)


def is_blank(cells: Sequence[str]) -> bool:
    """Whether a row holds nothing but blanks."""
    return not "".join(cells).strip()


def _usual_width(filled: Sequence[Sequence[str]]) -> int:
    """The most frequent number of cells; rows of one cell count only when they are nearly all."""
    widths = Counter(len(record) for record in filled)
    wide = [(count, width) for width, count in widths.items() if width > 1]
    if not wide or widths[1] > 3 * sum(count for count, _ in wide):
        return 1
    return max(wide)[1]


def _header_index(records: Sequence[Sequence[str]]) -> int:
    """The first row that fills about the usual number of cells; what stands above it is a preamble.

    A first such row that holds numbers or stands apart gives way to a fuller row of words soon after it.
    """
    width = _usual_width([record for record in records if not is_blank(record)])
    enough = max(1 if width < 2 else 2, math.ceil(width / 2))
    filled = [sum(1 for cell in record if cell.strip()) for record in records[:_HEADER_WITHIN]]
    candidates = [index for index, count in enumerate(filled) if count >= enough]
    if not candidates:
        return next((index for index, count in enumerate(filled) if count), 0)
    named = _best_named([records[index] for index in candidates[:_HEADER_SOON]])
    first = candidates[0]
    if named is not None and filled[candidates[named]] > filled[first]:
        return candidates[named]
    for later in candidates[1:_HEADER_SOON]:
        is_doubtful = 0 in filled[first:later] or not _is_wordy(records[first])
        if filled[later] > filled[first] and is_doubtful and _is_wordy(records[later]):
            return later
    return first


def _best_named(records: Sequence[Sequence[str]]) -> int | None:
    """The place of the row that names most fields, when one does and stands out from what is above it."""
    counts = [_names(record) for record in records]
    most = max(counts, default=0)
    return counts.index(most) if most >= _NAMES_ENOUGH else None


def _names(record: Sequence[str]) -> int:
    """How many fields of any kind a row names."""
    return sum(
        header_key(cell) in known_headers() or contact_column(cell) is not None
        for cell in record
        if 0 < len(cell) <= _LONGEST_NAME
    )


def _is_data(records: Sequence[Sequence[str]]) -> bool:
    """Whether what stands in place of the header is a row itself: an address, a number or a day, and no names."""
    return any(
        not _names(record) and any(_DATUM.fullmatch(cell.strip()) for cell in record) for record in records
    )


def _is_wordy(record: Sequence[str]) -> bool:
    return not any("@" in cell or _NUMERIC.fullmatch(cell.strip()) for cell in record)
