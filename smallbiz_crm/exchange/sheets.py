"""Spreadsheet sheets laid out for reading and printing: typed cells, exact cents, widths that fit."""

from __future__ import annotations

import re
import tempfile
import unicodedata
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, Generic, Protocol, TypeGuard, TypeVar, cast

from smallbiz_crm.exchange.atomic import atomic_file

CellValue = str | int | Decimal | date | None

_DAY_ZERO = date(1899, 12, 30)
_FIXED_MOMENT = datetime(2000, 1, 1)  # noqa: DTZ001 - the format holds no zone; no file tells when it was made
_NARROWEST, _WIDEST = 6, 46
_A4 = 9
_HEADER_LIMIT = 40
_SHEET_NAME_LIMIT = 31

_HEADING = {"bold": True, "bottom": 1, "bg_color": "#E8EDF2", "valign": "top", "text_wrap": True}
TOTAL = {"bold": True, "top": 1}

Row = TypeVar("Row")


class Words(Protocol):
    """The words for a code, in the reader's language, with the gaps filled."""

    def __call__(self, code: str, /, **params: object) -> str: ...


class Sheet(Protocol):
    """The part of an XlsxWriter worksheet that is used here (the library brings no types)."""

    def write_string(self, row: int, col: int, string: str, cell_format: object = None) -> int: ...
    def write_number(self, row: int, col: int, number: float, cell_format: object = None) -> int: ...
    def write_blank(self, row: int, col: int, blank: object, cell_format: object = None) -> int: ...
    def write_formula(
        self, row: int, col: int, formula: str, cell_format: object = None, value: str | float = 0
    ) -> int: ...
    def set_column(self, first_col: int, last_col: int, width: float) -> int: ...
    def set_landscape(self) -> None: ...
    def set_paper(self, paper_size: int) -> None: ...
    def set_margins(self, left: float, right: float, top: float, bottom: float) -> None: ...
    def fit_to_pages(self, width: int, height: int) -> None: ...
    def repeat_rows(self, first_row: int) -> None: ...
    def set_header(self, header: str) -> None: ...
    def set_footer(self, footer: str) -> None: ...
    def freeze_panes(self, row: int, col: int) -> None: ...
    def autofilter(self, first_row: int, first_col: int, last_row: int, last_col: int) -> int: ...
    def conditional_format(
        self, first_row: int, first_col: int, last_row: int, last_col: int, options: dict[str, Any]
    ) -> int: ...


class Workbook(Protocol):
    """The part of an XlsxWriter workbook that is used here."""

    def add_worksheet(self, name: str) -> Sheet: ...
    def add_format(self, properties: dict[str, Any]) -> object: ...
    def set_properties(self, properties: dict[str, Any]) -> None: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Running:
    """What every printed page says: left and right above, left below, the numbering (``&P`` of ``&N``)."""

    left: str
    right: str
    below: str
    numbering: str


@dataclass(slots=True)
class Book:
    """A workbook with its formats, each made once."""

    workbook: Workbook
    running: Running
    formats: dict[tuple[tuple[str, object], ...], object] = field(default_factory=dict[Any, Any])
    names: set[str] = field(default_factory=set[str])

    def look(self, **properties: object) -> object:
        """The format with these properties of XlsxWriter."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.workbook.add_format(dict(properties))
        return self.formats[key]

    def page(self, name: str, *, has_header: bool = True) -> Page:
        """A new sheet set up for A4 across; its first row, the header, stays in sight and on every page."""
        safe = _unused_sheet_name(name, self.names)
        sheet = self.workbook.add_worksheet(safe)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(0.5, 0.5, 0.8, 0.7)
        sheet.fit_to_pages(1, 0)
        if has_header:
            sheet.repeat_rows(0)
            sheet.freeze_panes(1, 0)
        running = self.running
        sheet.set_header(f"&L{_printed(running.left)}&C{_printed(name)}&R{_printed(running.right)}")
        sheet.set_footer(f"&L{_printed(running.below)}&R{running.numbering}")
        return Page(self, sheet, safe)


@dataclass(slots=True)
class Page:
    """A sheet that is written cell by cell and remembers how wide its columns must be."""

    book: Book
    sheet: Sheet
    name: str
    widths: dict[int, int] = field(default_factory=dict[int, int])

    def put(self, row: int, column: int, value: CellValue, **look: object) -> None:
        """Write a typed cell: text is never taken for a formula or a link, money keeps its decimals."""
        if value is None or value == "":
            if look:
                self.sheet.write_blank(row, column, None, self.book.look(**look))
            return
        if isinstance(value, str):
            self.sheet.write_string(row, column, value, self.book.look(**look) if look else None)
        else:
            properties = {"num_format": number_format(value), **look}
            self.sheet.write_number(row, column, as_number(value), self.book.look(**properties))
        self._widen(column, value)

    def put_heading(self, row: int, column: int, text: str) -> None:
        """Write the head of a column, on two lines when it is long."""
        self.sheet.write_string(row, column, text, self.book.look(**_HEADING))
        longest = max(map(len, text.split()), default=0)
        self.widths[column] = max(self.widths.get(column, 0), longest, (len(text) + 1) // 2)

    def put_line(self, row: int, text: str, *, column: int = 0, **look: object) -> None:
        """Write text that may run over the columns to its right."""
        self.sheet.write_string(row, column, text, self.book.look(**look) if look else None)

    def put_formula(
        self, row: int, column: int, formula: str, value: str | int | Decimal, **look: object
    ) -> None:
        """Write a live formula together with its `value`, for readers that do not calculate."""
        properties = {"num_format": number_format(value), **look}
        result = value if isinstance(value, str) else as_number(value)
        self.sheet.write_formula(row, column, formula, self.book.look(**properties), result)
        self._widen(column, value)

    def fit(self) -> None:
        """Make the columns as wide as what was put into them."""
        for column, width in self.widths.items():
            self.sheet.set_column(column, column, min(max(width + 2, _NARROWEST), _WIDEST))

    def _widen(self, column: int, value: str | int | Decimal | date) -> None:
        self.widths[column] = max(self.widths.get(column, 0), _shown_width(value))


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A column of a table: the word of its heading, its value in a row, the zero its sum starts at."""

    word: str
    value: Callable[[Row], CellValue]
    zero: int | Decimal | None = None
    num_format: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Where a table stands: row numbers as a person counts them, and the sums below it."""

    sheet: str
    first: int
    last: int
    letters: Mapping[str, str]
    sums: Mapping[str, int | Decimal]

    def span(self, word: str) -> str:
        """The cells of a column, for a formula on any sheet."""
        letter = self.letters[word]
        return f"{self.sheet}!${letter}${self.first}:${letter}${self.last}"

    def total(self, word: str) -> str:
        """The cell with the sum of a column."""
        return f"{self.sheet}!${self.letters[word]}${self.last + 1}"


def put_table(page: Page, columns: Sequence[Column[Row]], rows: Sequence[Row], words: Words) -> Table:
    """Write header, rows and live sums, from the first row of the page on.

    A table without rows keeps an empty line, so that its sums have cells to add.
    """
    for index, column in enumerate(columns):
        page.put_heading(0, index, words(column.word))
    for number, row in enumerate(rows, 1):
        for index, column in enumerate(columns):
            look = {} if column.num_format is None else {"num_format": column.num_format}
            page.put(number, index, column.value(row), **look)
    last = max(len(rows), 1)
    letters = {column.word: column_letters(index) for index, column in enumerate(columns)}
    sums = {
        column.word: sum(filter(_is_number, map(column.value, rows)), column.zero)
        for column in columns
        if column.zero is not None
    }
    table = Table(quoted(page.name), 2, last + 1, letters, sums)
    page.put(last + 1, 0, words("accountant.total"), **TOTAL)
    for index, column in enumerate(columns[1:], 1):
        if column.word in sums:
            formula = f"=SUM({table.span(column.word)})"
            page.put_formula(last + 1, index, formula, sums[column.word], **TOTAL)
        else:
            page.put(last + 1, index, None, **TOTAL)
    page.sheet.autofilter(0, 0, last, len(columns) - 1)
    page.fit()
    return table


@contextmanager
def open_book(target: Path, running: Running, title: str) -> Generator[Book]:
    """A workbook to fill, which becomes `target` when the block ends well; equal contents give equal bytes.

    Raises `Trouble`; an old file survives it.
    """
    # XlsxWriter brings no types: the protocols above say what is used of it.
    from xlsxwriter import Workbook as XlsxWorkbook  # pyright: ignore[reportMissingTypeStubs]
    from xlsxwriter.exceptions import FileCreateError  # pyright: ignore[reportMissingTypeStubs]

    content = BytesIO()
    with atomic_file(target, "wb") as stream, tempfile.TemporaryDirectory() as folder:
        options = {"strings_to_formulas": False, "strings_to_urls": False, "tmpdir": folder}
        workbook = cast("Workbook", XlsxWorkbook(content, options))
        workbook.set_properties({"title": title, "created": _FIXED_MOMENT})
        yield Book(workbook, running)
        try:
            workbook.close()
        except FileCreateError as error:
            raise cast("OSError", error.args[0]) from error
        stream.write(content.getbuffer())


def number_format(value: CellValue) -> str:
    """How a value is shown: money with the decimals it has, days as ISO dates."""
    if isinstance(value, date):
        return "yyyy-mm-dd"
    if isinstance(value, Decimal):
        digits = -int(value.as_tuple().exponent)
        return "#,##0." + "0" * digits if digits > 0 else "#,##0"
    return "#,##0" if isinstance(value, int) else "General"


def as_number(value: int | Decimal | date) -> float:
    """The number in the cell: only here does money become a float; its 15 digits hold any amount we allow."""
    return float((value - _DAY_ZERO).days if isinstance(value, date) else value)


def quoted(sheet: str) -> str:
    """The name of a sheet as formulas write it."""
    return "'" + sheet.replace("'", "''") + "'"


def column_letters(index: int) -> str:
    """0 is A, 26 is AA."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _is_number(value: CellValue) -> TypeGuard[int | Decimal]:
    return isinstance(value, int | Decimal)


def _shown_width(value: str | int | Decimal | date) -> int:
    """About how many digits wide the value is; letters of East Asia are twice as wide."""
    if isinstance(value, str):
        if value.isascii():
            return len(value)
        return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in value[:_WIDEST])
    return len(f"{value:%Y-%m-%d}" if isinstance(value, date) else f"{value:,}")


def _printed(text: str) -> str:
    """Text for a page header, where & is a command and the whole has 255 characters."""
    short = text if len(text) <= _HEADER_LIMIT else text[: _HEADER_LIMIT - 1] + "…"
    return short.replace("&", "&&")


def _unused_sheet_name(name: str, taken: set[str]) -> str:
    """A name that spreadsheets accept: at most 31 characters, none of ``[]:*?/\\``, no second of its kind."""
    safe = re.sub(r"[\[\]:*?/\\]", " ", name).strip("' ")[:_SHEET_NAME_LIMIT] or "Sheet"
    candidate, number = safe, 2
    while candidate.casefold() in taken:
        candidate = f"{safe[: _SHEET_NAME_LIMIT - 4]} ({number})"
        number += 1
    taken.add(candidate.casefold())
    return candidate
