"""The guard against formulas: where it stands, where it does not, and that it can be taken back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallbiz_crm.exchange.cells import guard, unguard

RUN = (
    *("=1+1", "@SUM(A1)", "\tx", "\rx"),
    *("-1+cmd|' /C calc'!A0", "+A1", "-", "'=1", "''@x", "'-a", "+" + "1" * 999),
)
LEFT = (
    *("", "Ana", "a=b", "'t Hart", "'", "''", " =1", "-5", "-1,234.50", "+.5", "-12 %"),
    *("+49 170 5551234", "+1 (555) 010-0100 ext. 5", "+1-395-557-1028x208"),
)


@pytest.mark.parametrize("text", RUN)
def test_text_that_a_spreadsheet_would_run_is_guarded(text: str) -> None:
    assert guard(text) == f"'{text}"
    assert unguard(f"'{text}") == text


@pytest.mark.parametrize("text", LEFT)
def test_names_numbers_and_phones_stay_as_they_are(text: str) -> None:
    assert guard(text) == text
    assert unguard(text) == text


@given(st.text(alphabet="'=@+-\t\r1a (", max_size=8) | st.text(max_size=20))
def test_every_text_comes_back(text: str) -> None:
    assert unguard(guard(text)) == text


@given(st.text(alphabet="'=@+-\t\r1a ", max_size=8))
def test_no_guarded_text_starts_a_formula(text: str) -> None:
    written = guard(text)
    assert not written.startswith(("=", "@", "\t", "\r"))
    assert not written.startswith(("+", "-")) or "1" in written
