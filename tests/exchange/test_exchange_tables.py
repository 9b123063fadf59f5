"""Delimited files of every make: what is told of them, which rows come out, what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.exchange import tables
from smallbiz_crm.exchange.tables import Row, Table, open_table, unique_names

CELLS_IN_EXPECTED = 40


def made(folder: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    path = folder / "table.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def read(folder: Path, content: str | bytes, encoding: str = "utf-8") -> tuple[Table, list[Row]]:
    table = open_table(made(folder, content, encoding))
    return table, list(table.rows())


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_though_others_stand_in_the_cells(tmp_path: Path, delimiter: str) -> None:
    rows = [["Name", "Note"], ["Ana", '"a,b;c|d"'], ["Bo", '"x;y, z"'], ["Cy", '"1,5"']]
    table, found = read(tmp_path, "\n".join(delimiter.join(row) for row in rows))
    assert table.delimiter == delimiter
    assert table.header == ["Name", "Note"]
    assert [row.cells for row in found] == [["Ana", "a,b;c|d"], ["Bo", "x;y, z"], ["Cy", "1,5"]]


def test_decimal_commas_do_not_make_a_semicolon_file_a_comma_file(tmp_path: Path) -> None:
    table, found = read(tmp_path, "Betrag;Steuer\n1,50;0,29\n2,50;0,48\n3,00;0,57\n")
    assert table.delimiter == ";"
    assert found[0].cells == ["1,50", "0,29"]


def test_the_separator_named_in_the_first_line_is_taken(tmp_path: Path) -> None:
    table, found = read(tmp_path, "sep=|\na|b\n1,5|2\n")
    assert (table.delimiter, table.header_row, table.header) == ("|", 2, ["a", "b"])
    assert found == [Row(3, ["1,5", "2"])]


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1252", "cp1252"),
    ],
)
def test_western_text_is_read_in_every_encoding(tmp_path: Path, encoding: str, told: str) -> None:
    text = "Name,Straße\nJosé,Köln\nFrançois,Orléans\nMüller,Paris\n"
    table, found = read(tmp_path, text, encoding)
    assert table.encoding == told
    assert table.header == ["Name", "Straße"]
    assert found[1].cells == ["François", "Orléans"]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        (
            "cp1251",
            "Имя,Почта,Фирма\nИван Петров,ivan@example.com,Ромашка\nОльга Ильина,o@example.com,Лютик\n",
        ),
        (
            "cp1250",
            "Imię,Nazwisko,Miasto\nŁukasz,Żółć,Łódź\nMałgosia,Dąbrowska,Białystok\nPaweł,Śliwa,Kraków\n",
        ),
        ("mac_roman", "Name,City\nJosé,São Paulo\nMüller,Köln\nFrançois,Orléans\n"),
        (
            "shift_jis",
            "名前,メール,会社\n田中太郎,a@x.jp,株式会社田中\n佐藤花子,b@x.jp,東京商事\n",
        ),
    ],
)
def test_other_alphabets_and_machines_are_told_apart(tmp_path: Path, encoding: str, text: str) -> None:
    table, found = read(tmp_path, text, encoding)
    assert [table.header, *(row.cells for row in found)] == [line.split(",") for line in text.splitlines()]


@pytest.mark.full
def test_letters_late_in_the_file_decide_the_encoding(tmp_path: Path) -> None:
    plain = b"a,b\n" + b"x,y\n" * 400_000
    assert read(tmp_path, plain + "é,z\n".encode("cp1252"))[1][-1].cells == ["é", "z"]
    assert read(tmp_path, plain + "é,z\n".encode())[1][-1].cells == ["é", "z"]


def test_bad_bytes_late_in_a_utf8_file_are_refused_at_their_row(tmp_path: Path) -> None:
    path = made(tmp_path, b"a,b\n" + "é,y\n".encode() * 60_000 + b"\xff,z\nx,y\n")
    rows = open_table(path).rows()
    for _ in range(60_000):
        next(rows)
    with pytest.raises(Refused) as refusal:
        next(rows)
    assert refusal.value.code == "file.bad_bytes"
    assert refusal.value.params == {"file": str(path), "row": 60_002, "encoding": "utf-8"}


def test_lines_end_by_lf_crlf_or_cr(tmp_path: Path) -> None:
    for end in ("\n", "\r\n", "\r"):
        table, found = read(tmp_path, f'a,b{end}1,"x{end}y"{end}2,z')
        assert table.header == ["a", "b"]
        assert [row.cells for row in found] == [["1", f"x{end}y"], ["2", "z"]]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    table, found = read(tmp_path, 'a,b\n\n1,"two\nlines"\n , \n,\n2,x\n')
    assert [row.number for row in found] == [3, 6]
    assert table.blank_rows == 3


def test_short_and_long_rows_keep_what_they_hold_and_say_so(tmp_path: Path) -> None:
    table, found = read(tmp_path, "a,b\n1\n1,2,3\n1,2,\n1,2\n")
    assert found == [
        Row(2, ["1", ""], "row.too_few_cells"),
        Row(3, ["1", "2"], "row.too_many_cells", ["3"]),
        Row(4, ["1", "2"], None, [""]),
        Row(5, ["1", "2"]),
    ]
    assert table.ragged_rows == 3


def test_a_file_cut_inside_quotes_gives_a_row_with_trouble(tmp_path: Path) -> None:
    _, found = read(tmp_path, 'a,b\n1,2\n3,"cut\n4,5\n')
    assert found == [Row(2, ["1", "2"]), Row(3, ["3", "cut\n4,5\n"], "row.open_quote")]


@pytest.mark.parametrize("filling", [b"x" * 9_000_000, b"x\n" * 600_000])
def test_a_huge_cell_is_trouble_of_its_row_only(tmp_path: Path, filling: bytes) -> None:
    path = made(tmp_path, b'a,b\n1,"' + filling + b'"\n2,3\n')
    troubles = {row.trouble for row in open_table(path).rows()}
    assert "row.cell_too_large" in troubles
    assert list(open_table(path).rows())[-1].cells == ["2", "3"]


def test_the_header_is_found_below_a_preamble(tmp_path: Path) -> None:
    table, found = read(tmp_path, 'Notes:\n"When exporting, some\nare empty."\n\nName,URL,Mail\nAna,x,y\n')
    assert (table.header, table.header_row, table.preamble_rows) == (["Name", "URL", "Mail"], 4, 3)
    assert found == [Row(5, ["Ana", "x", "y"])]


def test_the_header_is_found_below_a_preamble_also_without_rows(tmp_path: Path) -> None:
    table, found = read(tmp_path, 'Notes:\n"Some, text"\n\nFirst Name,Last Name,URL\n')
    assert (table.header_row, found) == (4, [])


def test_a_preamble_with_cells_of_its_own_is_no_header(tmp_path: Path) -> None:
    content = "Zeitraum;01.01.2026;31.01.2026;;\nBuchungstag;Text;An;Betrag;Saldo\n1.1.2026;a;b;1;2\n"
    table, _ = read(tmp_path, content)
    assert table.header == ["Buchungstag", "Text", "An", "Betrag", "Saldo"]


def test_what_the_caller_knows_is_not_guessed(tmp_path: Path) -> None:
    path = made(tmp_path, "x;y\na;b\n1,5;é\n")
    table = open_table(path, delimiter=",", encoding="latin-1", header_row=2)
    assert (table.header, [row.cells for row in table.rows()]) == (["a;b"], [["1"]])


def test_headers_are_named_and_made_unique() -> None:
    header = [" Phone ", "Phone", "", "Phone (2)", "phone", "Two\nlines"]
    assert unique_names(header) == [
        "Phone",
        "Phone (2)",
        "Column 3",
        "Phone (2) (2)",
        "phone (3)",
        "Two lines",
    ]


def test_our_guard_is_taken_off(tmp_path: Path) -> None:
    _, found = read(tmp_path, "'=a,b\n'=1+1,'t Hart\n")
    assert found[0].cells == ["=1+1", "'t Hart"]


def test_a_header_alone_gives_no_rows(tmp_path: Path) -> None:
    table, found = read(tmp_path, "a,b\n")
    assert (table.header, found) == (["a", "b"], [])


def test_progress_ends_at_the_size(tmp_path: Path) -> None:
    table, _ = read(tmp_path, "a,b\n1,2\n")
    assert table.bytes_read == table.size == 8


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b" \n\r\n", "file.empty"),
        (b"PK\x03\x04 a zip", "file.binary"),
        (b"a,b\n1,\x00\n", "file.binary"),
        (b"\x01\x02\x03\x04" * 50, "file.binary"),
        (b"a," * 3_000 + b"\n", "file.too_many_columns"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        open_table(made(tmp_path, content))
    assert refusal.value.code == code
    assert refusal.value.params["file"] == str(tmp_path / "table.csv")


def test_nul_far_below_is_refused_while_reading(tmp_path: Path) -> None:
    table = open_table(made(tmp_path, b"a,b\n" + b"1,2\n" * 50_000 + b"1,\0\n"))
    with pytest.raises(Refused) as refusal:
        list(table.rows())
    assert refusal.value.code == "file.binary"


def test_missing_files_folders_and_devices_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as missing:
        open_table(tmp_path / "none.csv")
    assert missing.value.code == "file.not_found"
    with pytest.raises(Refused) as folder:
        open_table(tmp_path)
    assert folder.value.code == "file.is_folder"
    if Path("/dev/zero").exists():
        with pytest.raises(Refused) as device:
            open_table(Path("/dev/zero"))
        assert device.value.code == "file.not_plain"


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as stream:
        stream.truncate(tables.FILE_LIMIT + 1)
    with pytest.raises(Refused) as refusal:
        open_table(path)
    assert refusal.value.code == "file.too_large"
    assert refusal.value.params["limit"] == 512


@pytest.mark.parametrize("encoding", ["nope", "zip", "base64"])
def test_an_encoding_that_is_none_is_refused(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(Refused) as refusal:
        open_table(made(tmp_path, "a,b\n"), encoding=encoding)
    assert refusal.value.code == "encoding.unknown"


def expected_tables(data_folder: Path) -> list[dict[str, object]]:
    return json.loads((data_folder / "csv_expected.json").read_text(encoding="utf-8"))


def test_every_real_table_is_read_as_expected(data_folder: Path) -> None:
    wrong: list[tuple[str, str]] = []
    cases = expected_tables(data_folder)
    for case in cases:
        table = open_table(data_folder / str(case["file"]))
        rows = list(table.rows())
        given = {
            "encoding": table.encoding.removesuffix("-sig")
            in str(case["encoding"]).replace("ascii", "utf-8"),
            "delimiter": table.delimiter == str(case["delimiter"]).replace("TAB", "\t"),
            "header": table.header == unique_names(case["header"]),
            "preamble_rows": table.preamble_rows == case["preamble_rows"],
            "data_rows": len(rows) == case["data_rows"],
            "blank_rows": table.blank_rows == case["blank_rows"],
            "ragged_rows": table.ragged_rows == case["ragged_rows"],
            "first_row": shown(rows[:1]) == padded(case["first_row"], rows[:1]),
            "last_row": shown(rows[-1:]) == padded(case["last_row"], rows[-1:]),
        }
        wrong += [(str(case["file"]), name) for name, is_right in given.items() if not is_right]
    assert len(cases) == 68
    assert wrong == []


def shown(rows: list[Row]) -> list[str]:
    return [cell for row in rows for cell in (*row.cells, *row.extra)][:CELLS_IN_EXPECTED]


def padded(expected: object, rows: list[Row]) -> list[str]:
    """The expectation of a short row has only the cells of the file."""
    cells = list(expected) if isinstance(expected, list) else []
    return cells + [""] * (len(shown(rows)) - len(cells))


def test_a_table_without_a_header_keeps_its_first_row(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("Ana Pérez,ana@x.example,0170 5551234\nBo Li,bo@x.example,0170 5551235\n", "utf-8")
    table = open_table(path)
    assert (table.header_row, table.header) == (0, ["Column 1", "Column 2", "Column 3"])
    assert [(row.number, row.cells[0]) for row in table.rows()] == [(1, "Ana Pérez"), (2, "Bo Li")]


def test_a_header_below_talkative_rows_is_found_by_what_it_names(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(
        "our,list,of,people,\nkept,by,Bo,since,\nName,E-mail,Phone,City,Notes\nAna,a@x.example,1,Ulm,x\n"
    )
    assert open_table(path).header_row == 3
