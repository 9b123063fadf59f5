from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallbiz_crm.exchange.filenames import safe_file_name, unused_file_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Café Zoë.pdf", "Café Zoë.pdf"),
        ("Cafe\u0301.pdf", "Café.pdf"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ("C:\\Users\\me", "C-Users-me"),
        ("con", "_con"),
        ("NUL.txt", "_NUL.txt"),
        ("com¹.pdf", "_com¹.pdf"),
        ("console.txt", "console.txt"),
        ("ends with dots. . .", "ends with dots"),
        ("  two\nlines\ttab ", "two lines tab"),
        ("invoice\u202egnp.exe", "invoicegnp.exe"),
        ("what? <yes> | *no*", "what- -yes- - -no-"),
        ("", "file"),
        ("...", "file"),
        (".hidden", "hidden"),
        ("株式会社田中", "株式会社田中"),
    ],
)
def test_names(text: str, name: str) -> None:
    assert safe_file_name(text) == name


def test_a_long_name_keeps_its_ending_and_whole_letters() -> None:
    assert safe_file_name("田" * 100 + ".pdf", limit=32) == "田" * 9 + ".pdf"
    assert safe_file_name("a" * 50 + "." + "b" * 50, limit=20) == "a" * 20


@given(st.text(), st.integers(20, 200))
def test_every_name_is_accepted_by_windows(text: str, limit: int) -> None:
    name = safe_file_name(text, limit=limit)
    assert name
    assert len(name.encode("utf-8", "surrogatepass")) <= limit + 1
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', name)
    assert name[-1] not in ". "
    assert name.split(".")[0].upper().strip() not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT9"}
    assert safe_file_name(name, limit=limit + 1) == name


def test_the_second_of_a_name_is_numbered_whatever_its_case() -> None:
    taken: set[str] = set()
    given = ("a.pdf", "A.PDF", "a.pdf", "b", "Dr. Who", "Dr. Who")
    names = [unused_file_name(name, taken) for name in given]
    assert names == ["a.pdf", "A (2).PDF", "a (3).pdf", "b", "Dr. Who", "Dr. Who (2)"]
