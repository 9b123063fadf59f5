"""A report as a plain workbook: one sheet, typed cells, what is undefined left empty."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import cast

from smallbiz_crm.exchange.atomic import atomic_file
from smallbiz_crm.exchange.sheets import Workbook

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
_TEXT_COLUMNS = 3
_FIXED_MOMENT = datetime(2000, 1, 1)  # noqa: DTZ001 - the format holds no zone; no file tells when it was made


@dataclass(frozen=True, slots=True)
class Meanings:
    """A second sheet: its name, what the report was asked for, and each figure with what it means."""

    name: str
    facts: Sequence[tuple[str, str]]
    header: Sequence[str]
    rows: Sequence[Sequence[str]]


def write_report_sheet(
    target: Path, name: str, header: Sequence[str], rows: Sequence[Sequence[str]], meanings: Meanings
) -> None:
    """Write a sheet called `name`, all but the first three columns numbers, and one that says what they mean.

    An old file survives a failure.
    """
    import xlsxwriter  # pyright: ignore[reportMissingTypeStubs]

    content = BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        options = {"tmpdir": folder, "strings_to_formulas": False, "strings_to_urls": False}
        book = cast("Workbook", xlsxwriter.Workbook(content, options))
        book.set_properties({"created": _FIXED_MOMENT})
        sheet, strong = book.add_worksheet(name), book.add_format({"bold": True, "text_wrap": True})
        for column, name in enumerate(header):
            sheet.write_string(0, column, name, strong)
        for line, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                if column >= _TEXT_COLUMNS and _NUMBER.fullmatch(cell):
                    sheet.write_number(line, column, float(cell))
                elif cell:
                    sheet.write_string(line, column, cell)
        sheet.freeze_panes(1, _TEXT_COLUMNS)
        sheet.autofilter(0, 0, len(rows), len(header) - 1)
        sheet.set_column(0, 1, 14)
        sheet.set_column(2, 2, 30)
        sheet.set_column(_TEXT_COLUMNS, max(_TEXT_COLUMNS, len(header) - 1), 15)
        _write_meanings(book, strong, meanings)
        book.close()
    with atomic_file(target, "wb") as file:
        file.write(content.getvalue())


def _write_meanings(book: Workbook, strong: object, meanings: Meanings) -> None:
    sheet, wrapped = book.add_worksheet(meanings.name), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 28)
    sheet.set_column(2, 3, 60)
    line = 0
    for fact, value in meanings.facts:
        sheet.write_string(line, 0, fact, strong)
        sheet.write_string(line, 1, value)
        line += 1
    line += 1
    for column, title in enumerate(meanings.header):
        sheet.write_string(line, column, title, strong)
    for row in meanings.rows:
        line += 1
        for column, cell in enumerate(row):
            sheet.write_string(line, column, cell, wrapped)
