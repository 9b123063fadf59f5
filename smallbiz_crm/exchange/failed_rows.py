"""Rows of a table that could not be imported, as a table to be mended and imported again."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from smallbiz_crm.exchange.atomic import atomic_file
from smallbiz_crm.exchange.cells import guard
from smallbiz_crm.exchange.header_words import PROBLEM_COLUMN
from smallbiz_crm.exchange.tables import Table


def write_failed_rows(table: Table, wrong: Mapping[int, Sequence[str]], target: Path) -> None:
    """Write the rows whose numbers are in `wrong`; the last column says what is. Raises Trouble like `atomic_file`."""
    with atomic_file(target, "w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow([*map(guard, table.header), PROBLEM_COLUMN])
        for row in table.rows():
            if row.number in wrong:
                writer.writerow([guard(cell) for cell in (*row.cells, " ".join(wrong[row.number]))])
