"""The process that reads one workbook and writes its first table as delimited text; only it may fall over.

Run as ``python -m smallbiz_crm.exchange.spreadsheet_process WORKBOOK TARGET``; it answers with one JSON object.
"""

from __future__ import annotations

import csv
import json
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from smallbiz_crm.domain.errors import CrmError, Refused
from smallbiz_crm.exchange.cells import guard

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

UNZIPPED_LIMIT = 200 << 20
ROW_LIMIT = 200_000
COLUMN_LIMIT = 500
CELL_LIMIT = 20_000_000
MEMORY_LIMIT = 3 << 30
_ROW_GAP, _COLUMN_GAP = 10_000, 100
_FEWEST_ROWS = 2
_PLACE = re.compile(rb'<(?:[A-Za-z0-9_]{1,20}:)?c\b[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"')
_CELL = re.compile(
    rb'<((?:[A-Za-z0-9_]{1,20}:)?c)\b(?=[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})")(?:[^>]*/>|.*?</\1>)', re.DOTALL
)
_ALPHABET = 26


def main(arguments: Sequence[str]) -> int:
    """Read the workbook; whatever it is, the answer is one object with a code when it was refused."""
    workbook, target = Path(arguments[0]), Path(arguments[1])
    _limit_memory()
    try:
        answer = _convert(workbook, target)
    except CrmError as error:
        answer = {"code": error.code, "params": dict(error.params)}
    print(json.dumps(answer))  # noqa: T201 - the answer to the program that started this process
    return 0


def _limit_memory() -> None:
    """Let a trap end this process before it fills the machine; where there are no such limits, the scan guards."""
    if sys.platform == "win32":
        return
    import resource

    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))


def _convert(workbook: Path, target: Path) -> dict[str, object]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        sound = _without_stray_cells(workbook, target.with_suffix(".xlsx"))
        with CalamineWorkbook.from_path(str(sound)) as book:  # pyright: ignore[reportUnknownMemberType]
            return _write_table(book, target, str(workbook))
    except PasswordError:
        raise Refused("workbook.protected", file=str(workbook)) from None
    except (CalamineError, zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError):
        raise Refused("workbook.unreadable", file=str(workbook)) from None


# -- cells far away from all others ---------------------------------------------------------------------------


def _without_stray_cells(workbook: Path, copy: Path) -> Path:
    """The workbook, or a copy of it without the cells that stand alone at the far end of a sheet.

    A reader keeps a sheet as a rectangle, so that one cell in the last corner would fill the memory. Raises Refused
    ``workbook.too_many_rows``, ``workbook.too_many_columns`` or ``workbook.too_large``.
    """
    with zipfile.ZipFile(workbook) as archive:
        limits = {
            name: found
            for name in archive.namelist()
            if re.fullmatch(r"(?i)/?xl/worksheets/[^/]+\.xml", name)
            and (found := _stray_limits(_content(archive, name), str(workbook))) is not None
        }
        if not limits:
            return workbook
        with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as rewritten:
            for name in archive.namelist():
                content = _content(archive, name)
                rewritten.writestr(name, _cut(content, *limits[name]) if name in limits else content)
    return copy


def _content(archive: zipfile.ZipFile, name: str) -> bytes:
    """What a part really holds, however little it says."""
    with archive.open(name) as part:
        content = part.read(UNZIPPED_LIMIT + 1)
    if len(content) > UNZIPPED_LIMIT:
        raise Refused("workbook.too_large", file=str(archive.filename), limit=UNZIPPED_LIMIT >> 20)
    return content


def _stray_limits(content: bytes, file: str) -> tuple[int, int] | None:
    """The last row and column that count, where cells stand behind them."""
    letters: set[bytes] = set()
    numbers: set[bytes] = set()
    for match in _PLACE.finditer(content):
        letters.add(match[1])
        numbers.add(match[2])
    rows, columns = set(map(int, numbers)), set(map(_column_number, letters))
    last_row, last_column = _before_gap(rows, _ROW_GAP), _before_gap(columns, _COLUMN_GAP)
    if last_row > ROW_LIMIT:
        raise Refused("workbook.too_many_rows", file=file, limit=ROW_LIMIT)
    if last_column > COLUMN_LIMIT:
        raise Refused("workbook.too_many_columns", file=file, limit=COLUMN_LIMIT)
    if last_row * last_column > CELL_LIMIT:
        raise Refused("workbook.too_large", file=file, limit=UNZIPPED_LIMIT >> 20)
    is_cut = last_row < max(rows, default=0) or last_column < max(columns, default=0)
    return (last_row, last_column) if is_cut else None


def _before_gap(places: Iterable[int], gap: int) -> int:
    last = 0
    for place in sorted(places):
        if last and place - last > gap:
            break
        last = place
    return last


def _cut(content: bytes, last_row: int, last_column: int) -> bytes:
    def kept(match: re.Match[bytes]) -> bytes:
        is_near = int(match[3]) <= last_row and _column_number(match[2]) <= last_column
        return match[0] if is_near else b""

    return _CELL.sub(kept, content)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * _ALPHABET + letter - ord("A") + 1
    return number


# -- the table ------------------------------------------------------------------------------------------------


def _write_table(book: CalamineWorkbook, target: Path, file: str) -> dict[str, object]:
    """Write the first sheet in sight that holds a table, cell by cell as text, every row in its place."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    names = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ is SheetTypeEnum.WorkSheet and sheet.visible is SheetVisibleEnum.Visible
    ]
    filled = {name: count for name in names if (count := _filled_rows(book, name))}
    if not filled:
        raise Refused("file.empty", file=file)
    chosen = next((name for name, count in filled.items() if count >= _FEWEST_ROWS), next(iter(filled)))
    with target.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(_rows(book, chosen))
    return {"sheet": chosen, "others": [name for name in filled if name != chosen]}


def _rows(book: CalamineWorkbook, name: str) -> Iterator[list[str]]:
    for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False):
        yield [as_text(cell) for cell in row]


def _filled_rows(book: CalamineWorkbook, name: str) -> int:
    return sum(
        any(cell != "" for cell in row)
        for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    )


def as_text(cell: int | float | str | bool | date | datetime | time | timedelta) -> str:
    """A typed cell as our readers expect it: ISO days, plain digits, a point before the decimals."""
    if isinstance(cell, str):
        return guard(cell)
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, timedelta):
        return str(cell)
    return _number(cell) if isinstance(cell, int | float) else cell.isoformat()


def _number(value: float) -> str:
    """Without exponent or ``.0``; three decimals get a fourth, since ``1.234`` may be read as a thousand."""
    if value == int(value):
        return str(int(value))
    digits = format(Decimal(repr(value)), "f")
    return f"{digits}0" if len(digits.partition(".")[2]) == len("234") else digits


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
