"""A report as a plain workbook: one sheet, typed cells, what is undefined left empty."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import cast

from smallbiz_crm.exchange.atomic import atomic_file
from smallbiz_crm.exchange.sheets import Workbook

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
_TEXT_COLUMNS = 3
_FIXED_MOMENT = datetime(2000, 1, 1)  # noqa: DTZ001 - the format holds no zone; no file tells when it was made


def write_report_sheet(target: Path, name: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write a sheet called `name`; all but the first three columns are numbers. An old file survives a failure."""
    import xlsxwriter  # pyright: ignore[reportMissingTypeStubs]

    content = BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        options = {"tmpdir": folder, "strings_to_formulas": False, "strings_to_urls": False}
        book = cast("Workbook", xlsxwriter.Workbook(content, options))
        book.set_properties({"created": _FIXED_MOMENT})
        sheet, strong = book.add_worksheet(name), book.add_format({"bold": True})
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
        book.close()
    with atomic_file(target, "wb") as file:
        file.write(content.getvalue())
