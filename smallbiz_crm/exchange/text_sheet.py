"""A workbook of one sheet of text, written row by row in little memory however many rows there are."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import cast

from smallbiz_crm.exchange.atomic import atomic_file
from smallbiz_crm.exchange.sheets import Workbook

_FIXED_MOMENT = datetime(2000, 1, 1)  # noqa: DTZ001 - the format holds no zone; no file tells when it was made


def write_text_sheet(target: Path, name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write every cell as text, never a formula or link, and return how many rows; an old file survives."""
    import xlsxwriter  # pyright: ignore[reportMissingTypeStubs]

    count = 0
    with atomic_file(target, "wb") as file, tempfile.TemporaryDirectory() as folder:
        content = BytesIO()
        options = {
            "constant_memory": True, "tmpdir": folder, "strings_to_formulas": False, "strings_to_urls": False,
        }  # fmt: skip
        book = cast("Workbook", xlsxwriter.Workbook(content, options))
        book.set_properties({"created": _FIXED_MOMENT})
        sheet, strong = book.add_worksheet(name), book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for column, title in enumerate(header):
            sheet.write_string(0, column, title, strong)
        write = sheet.write_string
        for count, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                if cell:
                    write(count, column, cell)
        book.close()
        file.write(content.getbuffer())
    return count
