"""Quick capture in six languages: a line each for every corner of its rules, with all that it must say."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from smallbiz_crm.domain.capture import read_line

THURSDAY = date(2026, 5, 14)
CASES = [
    json.loads(line)
    for line in Path(__file__).with_name("capture_lines.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=[case["line"] for case in CASES])
def test_a_line_says_exactly_this(case: dict[str, object]) -> None:
    assert read_line(str(case["line"]), today=THURSDAY).facts() == case["expect"]
