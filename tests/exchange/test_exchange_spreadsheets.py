"""Workbooks as tables: typed cells, sheets and stray cells, traps refused in time, the real ones."""

from __future__ import annotations

import gc
import json
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook  # pyright: ignore[reportMissingTypeStubs]

from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.exchange import spreadsheets
from smallbiz_crm.exchange.spreadsheet_process import as_text
from smallbiz_crm.exchange.spreadsheets import is_workbook, open_workbook
from smallbiz_crm.exchange.tables import Table

Fill = Callable[[Any], None]


def workbook(folder: Path, **sheets: Fill) -> Path:
    path = folder / "people.xlsx"
    book: Any = Workbook(str(path))
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, fill in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.day = day
        fill(sheet)
    book.close()
    return path


def rows(*table: list[Any]) -> Fill:
    def fill(sheet: Any) -> None:
        for number, cells in enumerate(table):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, sheet.day)
                elif isinstance(cell, str):
                    sheet.write_string(number, column, cell)
                else:
                    sheet.write(number, column, cell)

    return fill


def cells(table: Table) -> list[list[str]]:
    return [row.cells for row in table.rows()]


PEOPLE = rows(["Name", "Phone", "Born"], ["Ana", 491705551234, date(1980, 3, 22)])


def test_typed_cells_become_the_text_our_readers_expect(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        Sheet1=rows(
            ["Name", "Phone", "Day", "Amount", "Rate", "Yes"],
            ["Ana", 491705551234, date(2026, 3, 1), 1234.5, 1.234, True],
            ["=1+1", "'=x", datetime(2026, 3, 1, 9, 30), -0.07, 10**12, False],  # noqa: DTZ001
        ),
    )
    table = open_workbook(path)
    assert (is_workbook(path), table.header_row) == (True, 1)
    assert cells(table) == [
        ["Ana", "491705551234", "2026-03-01", "1234.5", "1.2340", "TRUE"],
        ["=1+1", "'=x", "2026-03-01 09:30:00", "-0.07", "1000000000000", "FALSE"],
    ]


def test_the_first_sheet_in_sight_with_a_table_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    def hidden(sheet: Any) -> None:
        PEOPLE(sheet)
        sheet.hide()

    path = workbook(tmp_path, Empty=rows(), Secret=hidden, Title=rows(["People"]), Men=PEOPLE, Women=PEOPLE)
    table = open_workbook(path)
    assert (table.sheet, table.other_sheets) == ("Men", ("Title", "Women"))


def test_rows_keep_the_numbers_they_have_in_the_workbook(tmp_path: Path) -> None:
    path = workbook(tmp_path, Sheet1=rows([], ["Name", "Phone"], [], ["Ana", 1], ["Bo", 2]))
    assert [row.number for row in open_workbook(path).rows()] == [4, 5]


@pytest.mark.parametrize("place", [(1_048_575, 16_383), (1_048_575, 0), (0, 16_383), (150_000, 300)])
def test_a_stray_cell_far_away_does_no_harm(tmp_path: Path, place: tuple[int, int]) -> None:
    def fill(sheet: Any) -> None:
        PEOPLE(sheet)
        sheet.write_number(*place, 1)

    assert cells(open_workbook(workbook(tmp_path, Sheet1=fill)))[0][0] == "Ana"


@pytest.mark.parametrize(("across", "code"), [(False, "too_many_rows"), (True, "too_many_columns")])
def test_a_table_beyond_the_limits_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, across: bool, code: str
) -> None:
    def fill(sheet: Any) -> None:
        for place in range(0, 5_000, 90) if across else range(0, 300_000, 9_000):
            sheet.write_number(*((0, place) if across else (place, 0)), 1)

    with pytest.raises(Refused) as refusal:
        open_workbook(workbook(tmp_path, Sheet1=fill))
    assert refusal.value.code == f"workbook.{code}"
    assert refusal.value.params["file"] == str(tmp_path / "people.xlsx")


def zipped(content: bytes, parts: int = 1) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", b"<workbook/>")
            for number in range(parts):
                archive.writestr(f"xl/worksheets/sheet{number}.xml", content)

    return write


@pytest.mark.parametrize(
    ("write", "code"),
    [
        (zipped(b"0" * (20 << 20)), "workbook.too_large"),
        (zipped(bytes(range(256)) * 5, 2), "workbook.unreadable"),
        (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600), "workbook.protected"),
        (lambda path: path.write_bytes(b"PK\x03\x04" + b"\0" * 600), "workbook.unreadable"),
    ],
)
def test_traps_and_wrecks_are_refused(tmp_path: Path, write: Callable[[Path], None], code: str) -> None:
    path = tmp_path / "people.xlsx"
    write(path)
    assert is_workbook(path)
    with pytest.raises(Refused) as refusal:
        open_workbook(path)
    assert (refusal.value.code, refusal.value.params["file"]) == (code, str(path))


def test_a_workbook_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "TIME_LIMIT", 0)
    with pytest.raises(Refused) as refusal:
        open_workbook(workbook(tmp_path, Sheet1=PEOPLE))
    assert refusal.value.code == "workbook.too_slow"


def test_the_private_copy_goes_with_its_table(tmp_path: Path) -> None:
    table = open_workbook(workbook(tmp_path, Sheet1=PEOPLE))
    copy = table.path
    assert copy.exists()
    assert copy.parent.stat().st_mode & 0o077 == 0
    del table
    gc.collect()
    assert not copy.exists()


def test_other_files_are_no_workbooks(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("name\nAna\n")
    zipfile.ZipFile(tmp_path / "b.zip", "w").close()
    assert not is_workbook(tmp_path / "a.xlsx")
    assert not is_workbook(tmp_path / "b.zip")
    with pytest.raises(NotFound):
        is_workbook(tmp_path / "none.xlsx")


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_numbers_are_written_without_exponent_and_mean_the_same(value: float) -> None:
    shown = as_text(value)
    assert float(shown) == value
    assert "e" not in shown.lower()
    assert len(shown.partition(".")[2]) != len("234")


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(TEXTS, min_size=3, max_size=3), min_size=1, max_size=4))
def test_any_text_comes_back_as_it_was(tmp_path: Path, table: list[list[str]]) -> None:
    head = ["Name", "Phone", "City"]
    read = open_workbook(workbook(tmp_path, Sheet1=rows(head, *[["x", *line[1:]] for line in table])))
    assert cells(read) == [["x", *line[1:]] for line in table]


@pytest.mark.full
def test_every_real_workbook_is_read_or_refused_as_others_do(data_folder: Path) -> None:
    cases = json.loads((data_folder / "xlsx_expected.json").read_text(encoding="utf-8"))
    for case in cases:
        path = data_folder / case["file"]
        sheets = {
            name: sheet
            for name, sheet in case["calamine"].items()
            if sheet["visible"] == "Visible" and sheet["nonempty_rows"]
        }
        if not sheets:
            with pytest.raises(Refused, match=r"file\.empty"):
                open_workbook(path)
            continue
        table = open_workbook(path)
        found = list(table.rows())
        expected = sheets[table.sheet]
        assert len(found) <= expected["nonempty_rows"], path.name
        assert set(table.other_sheets) == sheets.keys() - {table.sheet}, path.name
    assert len(cases) == 34
