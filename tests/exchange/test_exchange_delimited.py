from __future__ import annotations

import csv
import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smallbiz_crm.domain.errors import Trouble
from smallbiz_crm.exchange.cells import guard
from smallbiz_crm.exchange.delimited import Cell, write_csv
from smallbiz_crm.exchange.tables import open_table

HOSTILE = [
    "=1+1",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "+1+1",
    "-cmd|' /C calc'!A0",
    "'=1",
    "=\0",
    "+49 1234567\0=1",
    "+1*2",
]
HARMLESS = [
    "",
    "+49 170 5551234",
    "-5",
    "-1.234,50",
    "'t Hart",
    "a=b",
    "Zoë",
    'say "hi"',
    "two\nlines",
    "a,b;c",
]


def cells_of(path: Path, delimiter: str = ",") -> list[list[str]]:
    with path.open(newline="", encoding="utf-8-sig") as stream:
        return list(csv.reader(stream, delimiter=delimiter))


def test_the_bytes_are_rfc_4180_with_a_byte_order_mark(tmp_path: Path) -> None:
    rows: list[tuple[Cell, ...]] = [
        ("Zoë, M", 7, Decimal("1E+3"), date(2026, 3, 1)),
        (None, -1, Decimal("-0.50"), None),
    ]
    assert write_csv(tmp_path / "a.csv", ["who", "n", "sum", "day"], iter(rows)) == 2
    assert (tmp_path / "a.csv").read_bytes() == (
        b"\xef\xbb\xbfwho,n,sum,day\r\n" + '"Zoë, M",7,1000,2026-03-01\r\n'.encode() + b",-1,-0.50,\r\n"
    )


def test_semicolons_with_a_decimal_comma_and_no_mark(tmp_path: Path) -> None:
    write_csv(
        tmp_path / "a.csv",
        ["a", "b"],
        [("1.5", Decimal("-1234.50"))],
        delimiter=";",
        decimal="comma",
        bom=False,
    )
    assert (tmp_path / "a.csv").read_bytes() == b"a;b\r\n1.5;-1234,50\r\n"


@pytest.mark.parametrize("company", ["plain", None, 5], ids=["all text", "with a gap", "with a number"])
@pytest.mark.parametrize("text", HOSTILE + HARMLESS)
def test_each_cell_is_guarded_as_it_must_be(tmp_path: Path, text: str, company: Cell) -> None:
    """Wherever it stands: alone, first or last in its row, among text or among other things."""
    rows = [("x", company, "y"), (text, company, "y"), ("x", company, text)]
    write_csv(tmp_path / "a.csv", ["a", "b", text], rows)
    shown = "" if company is None else str(company)
    assert cells_of(tmp_path / "a.csv") == [
        ["a", "b", guard(text)],
        ["x", shown, "y"],
        [guard(text), shown, "y"],
        ["x", shown, guard(text)],
    ]


def test_a_file_for_another_program_is_not_guarded(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", ["a"], [(text,) for text in HOSTILE], guarded=False)
    assert [row[0] for row in cells_of(tmp_path / "a.csv")[1:]] == HOSTILE


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.text(alphabet="=@+-' 1a,;\"\n\r\t\0"), st.text(), st.none() | st.integers()), max_size=30
    )
)
def test_what_is_written_is_read_as_guarded(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, int | None]]
) -> None:
    target = tmp_path_factory.mktemp("csv") / "a.csv"
    write_csv(target, ["a", "b", "c"], rows)
    expected = [[guard(a), guard(b), "" if c is None else str(c)] for a, b, c in rows]
    assert cells_of(target)[1:] == expected


def test_many_rows_stream_in_order(tmp_path: Path) -> None:
    assert write_csv(tmp_path / "a.csv", ["n"], ((n,) for n in range(1000))) == 1000
    assert [row[0] for row in cells_of(tmp_path / "a.csv")[1:]] == [str(n) for n in range(1000)]


@pytest.mark.parametrize("rows", [[("one",)], [("a", "b"), ("one",)], [(1, 2), (1, 2, 3)]])
def test_a_row_of_the_wrong_length_writes_nothing(tmp_path: Path, rows: list[tuple[Cell, ...]]) -> None:
    with pytest.raises(ValueError, match="do not match the header"):
        write_csv(tmp_path / "a.csv", ["a", "b"], rows)
    assert list(tmp_path.iterdir()) == []


def test_the_old_file_survives_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv").write_text("old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Trouble, match=r"disk\.full"):
        write_csv(tmp_path / "a.csv", ["a"], [("new",)])
    assert (tmp_path / "a.csv").read_text() == "old"


LINES = st.text(st.characters(exclude_categories=["Cc", "Cs"], include_characters="\n"), max_size=12)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(LINES.filter(str.strip), LINES, LINES), min_size=1, max_size=8))
def test_any_table_is_read_back_as_written(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]]
) -> None:
    target = tmp_path_factory.mktemp("csv") / "a.csv"
    write_csv(target, ["name", "notes", "custom:Size"], rows)
    table = open_table(target)
    assert table.header == ["name", "notes", "custom:Size"]
    assert [tuple(row.cells) for row in table.rows()] == rows
