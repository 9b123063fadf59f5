"""The words somebody searches for, found again in the texts of a list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallbiz_crm.domain.marking import marks_in


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("Ana Silva", ("sil",), ["Sil"]),
        ("Ana Silva", ("ilv",), []),
        ("Łukasz Đorđević", ("luk", "dord"), ["Łuk", "Đorđ"]),
        ("Weiß & Co", ("weiss",), ["Weiß"]),
        ("0170 555 1234", ("55",), ["555"]),
        ("株式会社田中", ("田中",), ["田中"]),
        ("Ana Ana", ("an", "ana"), ["Ana", "Ana"]),
        ("", ("a",), []),
        ("Ana", (), []),
    ],
)
def test_marks(text: str, words: tuple[str, ...], marked: list[str]) -> None:
    assert [text[start:end] for start, end in marks_in(text, words)] == marked


@given(st.text(max_size=40), st.lists(st.text(min_size=1, max_size=4), max_size=3).map(tuple))
def test_marks_lie_in_the_text_in_order(text: str, words: tuple[str, ...]) -> None:
    last = -1
    for start, end in marks_in(text, words):
        assert last < start < end <= len(text)
        last = end
