"""Reads delimited text files of any make: encoding, delimiter and header are found, rows come one by one."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.text import clean_line
from smallbiz_crm.exchange.cells import unguard
from smallbiz_crm.exchange.encodings import is_text_encoding, open_binary, sniff_encoding
from smallbiz_crm.exchange.layouts import is_blank, sniff_layout
from smallbiz_crm.exchange.text_lines import NotText, TextLines

FILE_LIMIT = 512 << 20
CELL_LIMIT = 1_000_000
COLUMN_LIMIT = 2_000
_SAMPLE_LINES = 300
_SAMPLE_CHARACTERS = 1 << 18


class Row(NamedTuple):
    """One row. `number` counts rows as a spreadsheet shows them, header, preamble and blank rows included.

    `cells` has a cell for each column of the header. `trouble` is a code: ``row.too_few_cells`` (the missing
    ones are empty), ``row.too_many_cells`` (the surplus is in `extra`), ``row.open_quote`` (the file ends
    inside quotes), ``row.cell_too_large`` (a cell over CELL_LIMIT characters; the row is empty).
    """

    number: int
    cells: list[str]
    trouble: str | None = None
    extra: Sequence[str] = ()


@dataclass(slots=True, weakref_slot=True)
class Table:
    """A delimited file that was looked at; `rows` reads it. The counts are those of the latest pass.

    A table out of a workbook names its sheet, and the others that hold something.
    """

    path: Path
    encoding: str
    delimiter: str
    header: list[str]
    header_row: int
    size: int
    blank_rows: int = 0
    ragged_rows: int = 0
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    _lines: TextLines | None = field(default=None, repr=False)

    @property
    def preamble_rows(self) -> int:
        return max(self.header_row - 1, 0)

    @property
    def bytes_read(self) -> int:
        """How far the latest pass is, for a progress bar up to `size`."""
        return self._lines.bytes_read if self._lines else 0

    def rows(self) -> Iterator[Row]:
        """Every row below the header that is not blank; each call reads the file anew.

        Raises Refused("file.bad_bytes") or Refused("file.binary") at the row where the file is no text.
        """
        self.blank_rows = self.ragged_rows = 0
        self._lines = lines = TextLines(self.path, self.encoding)
        source = iter(lines)
        reader = csv.reader(source, delimiter=self.delimiter)
        number, skipped, width = 0, self.header_row, len(self.header)
        while True:
            try:
                for cells in reader:
                    number += 1
                    if number <= skipped:
                        continue
                    if not cells or ((not cells[0] or cells[0].isspace()) and is_blank(cells)):
                        self.blank_rows += 1
                        continue
                    if lines.has_guards:
                        cells = [unguard(cell) if cell[:1] == "'" else cell for cell in cells]
                    if len(cells) == width and not lines.is_over:
                        yield Row(number, cells)
                    else:
                        yield self._ragged(number, cells)
            except csv.Error:
                number += 1
                yield self._ragged(number, [], "row.cell_too_large")
                reader = csv.reader(_behind_huge_cell(source, self.delimiter), delimiter=self.delimiter)
            except NotText as failure:
                raise _not_text(failure, self.path, number + 1, self.encoding) from None
            else:
                return

    def _ragged(self, number: int, cells: list[str], trouble: str | None = None) -> Row:
        width = len(self.header)
        self.ragged_rows += len(cells) != width
        if trouble is None and self._lines is not None and self._lines.is_over:
            trouble = "row.open_quote"
        if len(cells) > width:
            if not is_blank(cells[width:]):
                trouble = trouble or "row.too_many_cells"
            return Row(number, cells[:width], trouble, cells[width:])
        if len(cells) < width:
            trouble = trouble or "row.too_few_cells"
        return Row(number, cells + [""] * (width - len(cells)), trouble)


def _behind_huge_cell(lines: Iterator[str], delimiter: str) -> Iterator[str]:
    """The further lines, without the end of a quoted cell that was given up: it would begin another one."""
    for line in lines:
        place = line.find('"')
        if place < 0:
            yield line
            continue
        if line[place + 1 : place + 2] not in {delimiter, "\r", "\n", ""}:
            yield line
        break
    yield from lines


def open_table(
    path: Path, *, delimiter: str | None = None, encoding: str | None = None, header_row: int | None = None
) -> Table:
    """Look at the file and say how it is made; what the caller gives is not guessed.

    Raises NotFound("file.not_found"), Trouble("file.unreadable") or Refused with ``file.is_folder``,
    ``file.not_plain``, ``file.empty``, ``file.too_large``, ``file.binary``, ``file.encoding_unknown``,
    ``file.bad_bytes``, ``file.too_many_columns``, ``encoding.unknown``.
    """
    with open_binary(path) as stream:
        size = path.stat().st_size
        if size > FILE_LIMIT:
            raise Refused("file.too_large", file=str(path), limit=FILE_LIMIT >> 20)
        if encoding is None:
            encoding = sniff_encoding(stream, str(path))
        elif not is_text_encoding(encoding):
            raise Refused("encoding.unknown", encoding=encoding)
    csv.field_size_limit(CELL_LIMIT)
    lines = _first_lines(path, encoding)
    if is_blank(lines):
        raise Refused("file.empty", file=str(path))
    layout = sniff_layout(lines, delimiter, header_row)
    if len(layout.header) > COLUMN_LIMIT:
        raise Refused("file.too_many_columns", file=str(path), limit=COLUMN_LIMIT)
    return Table(path, encoding, layout.delimiter, unique_names(layout.header), layout.header_row, size)


def unique_names(header: Sequence[str]) -> list[str]:
    """Names of columns as shown: trimmed, ``Column 4`` for an empty one, ``Phone (2)`` for a second Phone."""
    names: list[str] = []
    taken: set[str] = set()
    for index, cell in enumerate(header, start=1):
        plain = clean_line(unguard(cell)).strip("\ufeff") or f"Column {index}"
        name, copy = plain, 1
        while name.casefold() in taken:
            copy += 1
            name = f"{plain} ({copy})"
        taken.add(name.casefold())
        names.append(name)
    return names


def _first_lines(path: Path, encoding: str) -> list[str]:
    lines: list[str] = []
    length = 0
    try:
        for line in TextLines(path, encoding):
            lines.append(line)
            length += len(line)
            if len(lines) >= _SAMPLE_LINES or length > _SAMPLE_CHARACTERS:
                break
    except NotText as failure:
        raise _not_text(failure, path, len(lines) + 1, encoding) from None
    return lines


def _not_text(failure: NotText, path: Path, row: int, encoding: str) -> Refused:
    if failure.code == "file.binary":
        return Refused("file.binary", file=str(path))
    return Refused(failure.code, file=str(path), row=row, encoding=encoding)
